"""A model of two bars of melody that is played: every phrase it sings is a work in the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.gallery.work import Work
from etude.studio.composer import SUFFIX
from etude.studio.keeping import Composed, keep_made
from etude.studio.open_model import OpenModel
from etude.studio.recipe import pack_code, unpack_code, write_recipe
from etude.studio.stations import list_seeds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.directions import Direction
    from etude.inference.singer import Singer
    from etude.media.music.judgement.echoes import Echoes
    from etude.media.music.score import Score
    from etude.studio.phrasing import Place, Wishes

    Codes = npt.NDArray[np.float32]
    Source = Score | Work | str | Path | int

PHRASES = 8  # of a morph, with both ends
LONGEST = 256
FINE = 48  # places between two given phrases that are listened to


class Melodist(OpenModel):
    """A model of phrases in a studio.

    `Studio.load` makes one. Settings are the model's directions by name, and ``metre``, ``key`` and
    ``tempo``, in English or Chinese: ``model.create(seed=7, busier=1.0, key="D minor")``. What
    takes a source takes a piece, a file, a work or its id, or a seed.

    Args:
        package: The opened package.
        studio: Where its works are kept.
    """

    @cached_property
    def singer(self) -> Singer:
        """What sings."""
        from etude.inference.singer import Singer

        return Singer(self.package)

    @property
    def directions(self) -> Mapping[str, Direction]:
        """The sliders by their English names, each with its range."""
        return self.singer.directions

    @cached_property
    def echoes(self) -> Echoes:
        """The runs of notes that it learnt from."""
        from etude.media.music.judgement.echoes import Echoes

        return Echoes(self.package.lines())

    def create(
        self,
        seed: int | None = None,
        count: int | None = None,
        calm: float = 1.0,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Sing a phrase, or several.

        Args:
            seed: The same seed gives the same phrase; by default one nobody has heard.
            count: Sing so many, with the seeds ``seed``, ``seed + 1``, ..., and return a list.
            calm: How far from the model's mean: 0 is the mean, 1 as it learnt, up to 1.5 is wilder.
            settings: Directions, ``metre``, ``key``, ``tempo``.
            named: The same, as arguments.

        Returns:
            The work, or a list of works where `count` is given.

        Raises:
            EtudeError: One of the areas ``direction``, ``phrase``, ``asked`` and ``model``;
                ``disk.full``.
        """
        works = [self.keep(each) for each in self.sketch(seed, count, calm, settings, **named)]
        return works[0] if count is None else works

    def sketch(
        self,
        seed: int | None = None,
        count: int | None = None,
        calm: float = 1.0,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> list[Composed]:
        """Sing as `create` does, without keeping anything."""
        from etude.media.music.phrases import Frame

        wishes = self._wish(settings, named)
        return [
            self._sung("create", wishes, seed=each, calm=calm, frame=wishes.reframe(Frame()))
            for each in list_seeds(seed, count)
        ]

    def vary(
        self,
        source: Source,
        strength: float = 0.3,
        seed: int | None = None,
        count: int | None = None,
        tune: int | str | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work | list[Work]:
        """Sing variations of a phrase.

        Args:
            source: The first two bars of it in which a melody begins.
            strength: 0 changes nothing, 1 gives something new altogether.
            seed: Which way to go; by default one nobody has gone.
            count: As in `create`.
            tune: Which piece of a file that holds several, by its number or a title; by default the
                first.
            settings: As in `create`; the metre and the key of the source stay otherwise.
            named: The same, as arguments.

        Raises:
            EtudeError: ``explore.strength``; one of the areas ``phrase``, ``score`` and
                ``gallery``; as `create`.
        """
        from etude.explore.moves import vary

        wishes, place = self._wish(settings, named), self._place(source, tune=tune)
        found = []
        for each in list_seeds(seed, count):
            stranger = self.singer.codes(each)[0]
            code = pack_code(vary(place.code, stranger, self.singer.mean, strength))
            asked = {"seed": each, "strength": strength, "code": code, **place.asked(wishes)}
            found.append(self._sung("vary", wishes, **asked))
        works = [self.keep(each) for each in found]
        return works[0] if count is None else works

    def encode(
        self,
        source: Source,
        tune: int | str | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work:
        """Sing what comes nearest to a phrase of somebody's own.

        Args:
            source: As in `vary`.
            tune: As in `vary`.
            settings: As in `vary`.
            named: The same, as arguments.

        Returns:
            The work; its facts say what came back (`phrasing.describe_nearness`).

        Raises:
            EtudeError: As `vary`.
        """
        wishes, place = self._wish(settings, named), self._place(source, tune=tune)
        asked = place.asked(wishes) | {"code": pack_code(place.code), "phrase": place.symbols}
        return self.keep(self._sung("encode", wishes, **asked))

    def morph(
        self,
        *sources: Source,
        frames: int | None = None,
        ease: float = 0.0,
        calm: float = 1.0,
        tunes: Sequence[int | str] | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Work:
        """Sing the way from phrase to phrase: as many of them, one after the other.

        The phrases that were given are sung as they are. Between them, each step changes about as
        much as the last, however fast the codes go by; it takes metre and key from the nearer one.

        Args:
            sources: Two or more, as in `vary`; a seed is a phrase of the model's own.
            frames: Phrases in all, the given ones among them; 8 by default.
            ease: 0 moves evenly, 1 lingers near every given phrase.
            calm: Of the phrases that are seeds.
            tunes: For each file among the sources, in their order, which of its pieces is meant, as
                in `vary`; by default the first of each.
            settings: Directions to move everything between the given phrases along; ``metre``,
                ``key`` and ``tempo`` of all.
            named: The same, as arguments.

        Raises:
            EtudeError: ``explore.stations``, ``explore.frames``, ``explore.ease``,
                ``phrase.long``, ``phrase.tunes``; as `vary`.
        """
        from etude.explore.moves import check_morph
        from etude.studio.phrasing import deal_tunes

        wishes = self._wish(settings, named)
        chosen = deal_tunes(sources, tunes)
        places = [self._place(s, calm, tune) for s, tune in zip(sources, chosen, strict=True)]
        count = max(PHRASES, len(places)) if frames is None else frames
        check_morph(len(places), count, ease)
        if count > LONGEST:
            raise EtudeError("phrase.long", count=count, most=LONGEST)
        parents = [parent for place in places for parent in place.parents]
        return self.keep(
            self._sung(
                "morph",
                wishes,
                stations=[place.station(wishes) for place in places],
                frames=count,
                ease=ease,
                tempo=wishes.tempo or next((p.tempo for p in places if p.tempo), None),
                parents=parents or None,
            )
        )

    def blend(
        self,
        sources: Sequence[Source],
        shares: Sequence[float],
        tunes: Sequence[int | str] | None = None,
        settings: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> tuple[Composed, list[float]]:
        """Sing what lies between several phrases, without keeping it.

        Args:
            sources: As in `morph`.
            shares: How much of each, 0 to 1; they are made to sum to one.
            tunes: As in `morph`.
            settings: As in `morph`.
            named: The same, as arguments.

        Returns:
            The phrase, in the metre and the key of the one that has most of it; and of each source,
            the share of its symbols that comes back from its code.

        Raises:
            EtudeError: ``phrase.shares``; as `morph`.
        """
        import numpy as np

        from etude.studio.phrasing import deal_tunes

        wishes, chosen = self._wish(settings, named), deal_tunes(sources, tunes)
        places = [self._place(s, tune=tune) for s, tune in zip(sources, chosen, strict=True)]
        weights = np.asarray(shares, np.float32)
        if len(weights) != len(places) or not weights.min() >= 0 or not weights.sum() > 0:
            raise EtudeError("phrase.shares", shares=len(weights), count=len(places))
        weights = weights / weights.sum()
        most = places[int(weights.argmax())]
        if float(weights.max()) == 1.0 and most.symbols is not None and not wishes.steered:
            asked: dict[str, Any] = {"phrase": most.symbols}  # it is there already
        else:
            code = sum(w * place.code for w, place in zip(weights, places, strict=True))
            asked = {"code": pack_code(np.asarray(code, np.float32))}
        piece = self._sung("blend", wishes, **asked, **most.asked(wishes))
        return piece, [place.near for place in places]

    def keep(self, piece: Composed) -> Work:
        """Put a phrase into the gallery.

        Args:
            piece: Of this model.

        Raises:
            EtudeError: ``disk.full``.
        """
        return keep_made(self.gallery, piece, SUFFIX)

    def compose(self, recipe: Mapping[str, Any]) -> Composed:
        """Sing what a recipe describes; the same notes every time on the same machine.

        Args:
            recipe: Of a work of this model.

        Raises:
            EtudeError: ``studio.bad-recipe``; as `create`.
        """
        from etude.media.music.phrases import TEMPO, write_phrases
        from etude.studio.phrasing import measure_singing

        try:
            phrases = list(self._phrases(recipe))
        except (KeyError, TypeError, ValueError) as error:
            raise EtudeError("studio.bad-recipe", reason=str(error)) from error
        score = write_phrases(phrases, recipe.get("tempo", TEMPO))
        measured = measure_singing(recipe, phrases, score, self.echoes)
        return Composed(score, dict(recipe), measured)

    def _phrases(self, recipe: Mapping[str, Any]) -> Iterator[Any]:
        """Yield symbols and frames of all phrases of a recipe."""
        import numpy as np

        from etude.media.music.phrases import Frame, check_symbols

        if recipe["command"] == "morph":
            yield from self._morph(recipe)
            return
        frame = Frame(*recipe["frame"])
        if recipe["command"] == "blend" and "phrase" in recipe:
            yield check_symbols(recipe["phrase"]), frame
            return
        if "code" in recipe:
            code = unpack_code(recipe["code"])[None]
        else:
            code = self.singer.codes(recipe["seed"], calm=recipe.get("calm", 1.0))
        kinds = np.asarray([frame.kind])
        yield self.singer.sing(self._steer(code, recipe), kinds)[0], frame

    def _morph(self, recipe: Mapping[str, Any]) -> Iterator[Any]:
        import numpy as np

        from etude.explore.moves import morph
        from etude.media.music.phrases import Frame, check_symbols, pace_steps

        stations, count = recipe["stations"], recipe["frames"]
        codes = np.stack([unpack_code(each["code"]) for each in stations])
        legs = len(stations) - 1
        path = self._steer(morph(codes, FINE * legs + 1, loop=False), recipe)
        steps = np.diff(np.linspace(0, count - 1, legs + 1).astype(np.int64))
        for leg, steps_here in enumerate(steps.tolist()):
            pair = stations[leg : leg + 2]
            frames = [Frame(*station["frame"]) for station in pair]
            kinds = np.asarray([frames[2 * k > FINE].kind for k in range(FINE + 1)])
            sung = self.singer.sing(path[FINE * leg : FINE * (leg + 1) + 1], kinds)
            for place, station in zip((0, FINE), pair, strict=True):
                if station.get("phrase") is not None:
                    sung[place] = check_symbols(station["phrase"])
            chosen = pace_steps(sung, kinds, steps_here, recipe["ease"])
            for at in chosen[int(leg > 0) :]:
                yield sung[at], frames[2 * at > FINE]

    def _steer(self, codes: Codes, recipe: Mapping[str, Any]) -> Codes:
        return self.singer.steer(codes, recipe.get("settings", {}))

    def _sung(self, command: str, wishes: Wishes, **asked: Any) -> Composed:
        asked.setdefault("tempo", wishes.tempo)
        told = {"settings": wishes.steered or None, "asked": wishes.named or None}
        return self.compose(write_recipe(command, self, **told, **asked))

    def _wish(self, settings: Mapping[str, Any] | None, named: Mapping[str, Any]) -> Wishes:
        from etude.studio.phrasing import read_wishes

        return read_wishes({**(settings or {}), **named}, self.directions, self.name)

    def _place(self, source: Source, calm: float = 1.0, tune: int | str | None = None) -> Place:
        from etude.studio.phrasing import find_place

        return find_place(source, self.singer, self.gallery, calm, tune)
