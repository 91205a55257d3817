"""A model of music that is played: every piece it writes is a work in the gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from etude.core.messages import language as spoken
from etude.gallery.scores import write_notes
from etude.gallery.work import Work
from etude.studio.keeping import Composed, keep_made
from etude.studio.open_model import OpenModel
from etude.studio.recipe import write_recipe
from etude.studio.stations import list_seeds

if TYPE_CHECKING:
    from etude.core.messages import Language
    from etude.inference.writer import Writer
    from etude.media.music.judgement.echoes import Echoes
    from etude.media.music.openings import Opening
    from etude.media.music.score import Score
    from etude.media.music.tokens.vocabulary import Vocabulary

SUFFIX = ".musicxml"
"""What works of music are kept as: every note, voice and staff comes back from it."""

HEAD = 24  # symbols that say what to write, which a model with a longest sequence never forgets


class Composer(OpenModel):
    """A model of music in a studio.

    `Studio.load` makes one. Settings are those of `etude.studio.composing.Asked`, in English or
    Chinese: ``model.create(seed=7, style="folk", key="D major")``. What takes a score leaves it as
    it is, but for what is to be written.

    Args:
        package: The opened package.
        studio: Where its works are kept.
    """

    @cached_property
    def writer(self) -> Writer:
        """What writes, symbol by symbol."""
        from etude.inference.writer import Writer

        return Writer(self.package, HEAD)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the symbols stand for."""
        from etude.media.music.tokens.vocabulary import read_vocabulary

        return read_vocabulary(self.package.vocabulary())

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that it can be asked for."""
        return self.vocabulary.styles

    @cached_property
    def openings(self) -> Mapping[str, Sequence[Opening]]:
        """How pieces of each style open, where its package says so."""
        from etude.media.music.openings import read_openings

        return read_openings(self.package.vocabulary())

    @cached_property
    def echoes(self) -> Echoes:
        """The runs of notes that it learnt from, where its package knows them."""
        from etude.media.music.judgement.echoes import Echoes

        return Echoes(self.package.lines())

    def create(
        self,
        seed: int | None = None,
        count: int | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write a piece, or several.

        Args:
            seed: The same seed gives the same notes; by default one nobody has seen.
            count: Write so many, with the seeds ``seed``, ``seed + 1``, ..., and return a list.
            settings: What is to be written: the fields of `Asked`.
            named: The same, as arguments.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: One of the areas ``composing``, ``asked``, ``sampling`` and ``model``;
                ``disk.full``.
        """
        chosen = {**(settings or {}), **named}
        return self._make("create", seed, count, (), chosen)

    def continue_(
        self,
        score: Score,
        seed: int | None = None,
        count: int | None = None,
        *,
        parents: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Go on with a piece.

        Args:
            score: The piece.
            seed: As in `create`.
            count: As in `create`.
            parents: Ids of the works that it came from.
            settings: ``bars``, 8 by default, and what else `Asked` has of a piece that is there.
            named: The same, as arguments.

        Raises:
            EtudeError: As `create`.
        """
        chosen = {**(settings or {}), **named}
        return self._make("continue", seed, count, parents, chosen, score)

    def fill(
        self,
        score: Score,
        bars: tuple[int, int] | None = None,
        voices: Sequence[int] | None = None,
        seed: int | None = None,
        count: int | None = None,
        *,
        parents: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write some bars or some parts of a piece anew, all others locked.

        Args:
            score: The piece.
            bars: The first bar, from 0, and the one after the last; by default all.
            voices: Numbers of the parts, from 0; by default all.
            seed: As in `create`.
            count: As in `create`.
            parents: Ids of the works that it came from.
            settings: What `Asked` has of a piece that is there.
            named: The same, as arguments.

        Raises:
            EtudeError: ``score.no-such-bars``, ``asked.no-such-part``; as `create`.
        """
        task = {"between": bars, "voices": voices}
        chosen = {**(settings or {}), **named}
        return self._make("fill", seed, count, parents, chosen, score, **task)

    def harmonise(
        self,
        score: Score,
        seed: int | None = None,
        count: int | None = None,
        *,
        parents: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write alto, tenor and bass to the highest line of a piece.

        Args:
            score: The piece; its other parts are left out.
            seed: As in `create`.
            count: As in `create`.
            parents: Ids of the works that it came from.
            settings: What `Asked` has of a piece that is there.
            named: The same, as arguments.

        Raises:
            EtudeError: ``composing.no-melody``; as `create`.
        """
        chosen = {**(settings or {}), **named}
        return self._make("harmonise", seed, count, parents, chosen, score)

    def accompany(
        self,
        score: Score,
        seed: int | None = None,
        count: int | None = None,
        *,
        parents: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write a piano below the parts of a piece.

        Args:
            score: The piece.
            seed: As in `create`.
            count: As in `create`.
            parents: Ids of the works that it came from.
            settings: What `Asked` has of a piece that is there.
            named: The same, as arguments.

        Raises:
            EtudeError: ``composing.no-melody``, ``tokens.too-many-parts``; as `create`.
        """
        chosen = {**(settings or {}), **named}
        return self._make("accompany", seed, count, parents, chosen, score)

    def vary(
        self,
        score: Score,
        strength: float = 0.5,
        seed: int | None = None,
        count: int | None = None,
        *,
        parents: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Write a variation of a piece: some of its bars anew, the others as they are.

        Args:
            score: The piece.
            strength: The share of its bars that is written anew, 0 to 1.
            seed: As in `create`.
            count: As in `create`.
            parents: Ids of the works that it came from.
            settings: What `Asked` has of a piece that is there.
            named: The same, as arguments.

        Raises:
            EtudeError: ``composing.bad-number``; as `create`.
        """
        chosen = {**(settings or {}), **named}
        return self._make("vary", seed, count, parents, chosen, score, strength=strength)

    def sketch(
        self,
        command: str,
        score: Score | None = None,
        seed: int | None = None,
        count: int = 1,
        *,
        parents: Sequence[str] = (),
        between: tuple[int, int] | None = None,
        voices: Sequence[int] | None = None,
        strength: float | None = None,
        language: Language | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> list[Composed]:
        """Write candidates that are not kept; `keep` keeps the one that is chosen.

        Args:
            command: ``create``, ``continue``, ``fill``, ``harmonise``, ``accompany`` or ``vary``.
            score: The piece, for all but ``create``.
            seed: As in `create`.
            count: How many.
            parents: Ids of the works that the piece came from.
            between: What `fill` calls `bars`.
            voices: As in `fill`.
            strength: As in `vary`.
            language: In which new parts are named; by default that of messages.
            settings: As in `create`.
            named: The same, as arguments.

        Raises:
            EtudeError: As the method of that name.
        """
        task = {"between": between, "voices": voices, "strength": strength}
        chosen = {**(settings or {}), **named}
        recipes = self._write_recipes(command, seed, count, parents, chosen, score, task, language)
        return [self.compose(recipe) for recipe in recipes]

    def keep(self, piece: Composed) -> Work:
        """Put a candidate into the gallery.

        Args:
            piece: One of `sketch`, of this model.

        Raises:
            EtudeError: ``disk.full``.
        """
        return keep_made(self.gallery, piece, SUFFIX)

    def compose(self, recipe: Mapping[str, Any]) -> Composed:
        """Write what a recipe describes; the same notes every time on the same machine.

        Args:
            recipe: Of a work of this model.

        Raises:
            EtudeError: ``score.bad-data``; as `create`.
        """
        from etude.studio.choosing import tell_outcome
        from etude.studio.composing import Asked
        from etude.studio.drafting import Desk
        from etude.studio.passages import plan_passage

        asked = Asked(**recipe.get("settings", {}))
        desk = Desk(
            self.writer,
            self.vocabulary,
            self.openings,
            self.echoes,
            asked,
            recipe["seed"],
            recipe.get("language", "en"),
            recipe.get("ear", 1),
        )
        if recipe["command"] == "create":
            draft, more = desk.write_new(), {}
        else:
            passage = plan_passage(recipe, asked)
            draft, more = desk.write_regions(passage), passage.facts()
        return Composed(draft.score, dict(recipe), {**tell_outcome(draft, asked), **more})

    def _make(
        self,
        command: str,
        seed: int | None,
        count: int | None,
        parents: Sequence[str],
        settings: Mapping[str, Any],
        score: Score | None = None,
        **task: Any,
    ) -> Work | list[Work]:
        recipes = self._write_recipes(command, seed, count, parents, settings, score, task)
        works = [self.keep(self.compose(recipe)) for recipe in recipes]
        return works[0] if count is None else works

    def _write_recipes(
        self,
        command: str,
        seed: int | None,
        count: int | None,
        parents: Sequence[str],
        settings: Mapping[str, Any],
        score: Score | None,
        task: Mapping[str, Any],
        language: Language | None = None,
    ) -> list[dict[str, Any]]:
        """Return what is to be made, everything that was asked checked before anything is."""
        from etude.studio.choosing import EAR
        from etude.studio.composing import read_asked
        from etude.studio.passages import check_task

        asked = read_asked(settings, command, self.name, self.styles)
        named = language or spoken()
        checked = check_task(command, score, task)
        return [
            write_recipe(
                command,
                self,
                seed=each,
                settings=asked.settings(),
                score=None if score is None else write_notes(score),
                parents=list(parents) or None,
                language=None if named == "en" else named,
                ear=EAR,
                **checked,
            )
            for each in list_seeds(seed, count)
        ]
