"""A model of words that is played: every text it writes is a work in the gallery."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from etude.core.steps import finish
from etude.gallery.work import Work
from etude.studio.asked import read_asked, recall_asked
from etude.studio.keeping import keep
from etude.studio.open_model import OpenModel
from etude.studio.recipe import write_recipe
from etude.studio.stations import list_seeds
from etude.studio.writing import Text, stream_text, write_text

if TYPE_CHECKING:
    from etude.inference.writer import Writer
    from etude.media.text.drama import Play
    from etude.media.text.vocabulary import Bytes, Characters
    from etude.studio.stage import Offer
    from etude.studio.suggesting import Suggestion
    from etude.studio.voice import Voice


class Scribe(OpenModel):
    """A model of words in a studio.

    `Studio.load` makes one. Settings are those of `etude.studio.asked.Asked`, in English or
    Chinese: ``model.create(seed=7, form="七言绝句")``.

    Args:
        package: The opened package.
        studio: Where its works are kept.
    """

    @cached_property
    def voice(self) -> Voice:
        """What it writes with."""
        from etude.studio.voice import open_voice

        return open_voice(self.package)

    @property
    def writer(self) -> Writer:
        """What writes, symbol by symbol."""
        return self.voice.writer

    @property
    def vocabulary(self) -> Characters | Bytes:
        """What the symbols stand for."""
        return self.voice.vocabulary

    @property
    def kinds(self) -> tuple[str, ...]:
        """The forms it was told of, in its own words."""
        opening = self.package.manifest.opening
        return opening.forms if opening is not None else ()

    @overload
    def create(
        self,
        seed: int | None = None,
        count: None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work: ...

    @overload
    def create(
        self,
        seed: int | None = None,
        *,
        count: int,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> list[Work]: ...

    def create(
        self,
        seed: int | None = None,
        count: int | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write a work, or several.

        Args:
            seed: The same seed gives the same words; by default one nobody has seen.
            count: Write so many, with the seeds ``seed``, ``seed + 1``, ..., and return a list.
            settings: What is to be written: the fields of `Asked`.
            named: The same, as arguments.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: One of the areas ``writing``, ``verse``, ``sampling`` and ``model``;
                ``disk.full``.
        """
        asked = read_asked({**(settings or {}), **named}, self.name, self.kinds)
        works = []
        for each in list_seeds(seed, count):
            settings_, edition = asked.settings(), asked.edition
            recipe = write_recipe("create", self, seed=each, settings=settings_, edition=edition)
            works.append(keep(self, self.gallery, recipe, ".txt"))
        return works[0] if count is None else works

    def write(self, recipe: Mapping[str, Any]) -> Text:
        """Write what a recipe describes.

        Args:
            recipe: Of a work of this model.
        """
        if recipe["command"] == "code":
            from etude.studio.completing import fill_again

            best = fill_again(self, recipe)[0]
            return Text(recipe["before"] + best.text + recipe["after"])
        if recipe["command"] == "drama":
            from etude.studio.stage import play_again

            return Text(play_again(self, recipe))
        if recipe["command"] == "story":
            from etude.studio.tales import tell_again

            return Text(tell_again(self, recipe))
        return write_text(self.voice, recall_asked(recipe), recipe["seed"])

    def stream(
        self,
        seed: int,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Iterator[str]:
        """Write, and yield every piece of the text as it comes; nothing is kept.

        The pieces together are what `create` would write, without the prompt. A poem in a form is
        searched for first, and comes with its title, line by line.

        Args:
            seed: The same one gives the same words.
            settings: What is to be written: the fields of `Asked`.
            named: The same, as arguments.

        Raises:
            EtudeError: As `create`.
        """
        asked = read_asked({**(settings or {}), **named}, self.name, self.kinds)
        return stream_text(self.voice, asked, seed)

    def suggest(
        self,
        text: str,
        seed: int,
        count: int = 3,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> tuple[Suggestion, ...]:
        """Suggest how a text may go on: so many lines to choose from.

        Args:
            text: What stands there already; in a form, the poem alone, in whole lines.
            seed: The same one gives the same suggestions.
            count: How many, 1 to 12.
            settings: The fields of `Asked` that matter to a line: ``form``, ``title``, ``rhyme``
                and others; ``prompt`` and ``length`` do not.
            named: The same, as arguments.

        Returns:
            At most `count` different lines, the likeliest first; none after the last line of a
            form.

        Raises:
            EtudeError: As `create`; ``writing.breaks-form`` where the text keeps not to its form;
                ``writing.bad-number``.
        """
        return finish(self.seek_lines(text, seed, count, settings, **named))

    def seek_lines(
        self,
        text: str,
        seed: int,
        count: int = 3,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Generator[None, None, tuple[Suggestion, ...]]:
        """Suggest as `suggest` does, and rest after each symbol: whoever leaves ends the search.

        Args:
            text: As for `suggest`.
            seed: As for `suggest`.
            count: As for `suggest`.
            settings: As for `suggest`.
            named: The same, as arguments.
        """
        from etude.studio.suggesting import seek_lines

        asked = read_asked({**(settings or {}), **named}, self.name, self.kinds)
        return seek_lines(self.voice, text, asked, seed, count)

    def speeches(
        self,
        play: Play | str,
        seed: int,
        count: int = 3,
        who: str | None = None,
        **wanted: Any,
    ) -> Offer:
        """Suggest what somebody in a play may say next; nothing is kept.

        Args:
            play: So far: text as `etude.media.text.drama.read_play` reads it.
            seed: The same one gives the same speeches.
            count: How many, 1 to 12.
            who: Who speaks; by default whose turn it is.
            wanted: ``settings``, ``length`` and ``budget``, as for `etude.studio.stage.want`.

        Raises:
            EtudeError: As `etude.studio.stage.seek_speeches`.
        """
        from etude.media.text.drama import read_play
        from etude.studio.stage import seek_speeches, want

        known = read_play(play) if isinstance(play, str) else play
        how = want(self, **wanted)
        return finish(seek_speeches(self, known, how, seed, count, who))
