"""Letting a model of music write: several candidates, of which the best is kept.

A grammar masks what a model may write next, so that metre, key signature, tempo, length, range and
parts are kept whatever it would like. What cannot be masked, the key that the notes suggest and how
dense they are, is had by writing several and keeping the one that comes nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.music import grammar
from etude.media.music.arranging import Region, arrange, put_back, retell
from etude.media.music.bars import cut
from etude.media.music.casting import VOICE, cast, name_parts, recast
from etude.media.music.encoding import with_key
from etude.media.music.grammar import Grammar, Leading, Player
from etude.media.music.judgement import judge
from etude.media.music.judgement.echoes import Echoes
from etude.media.music.keys import lean, pitched
from etude.media.music.naming import say_key
from etude.media.music.notation.hands import part_hands
from etude.media.music.openings import Opening, list_fitting, list_usual
from etude.media.music.score import Key, Score, Tempo
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.measures import plays_alone
from etude.media.symbols import BEGIN, END
from etude.studio.choosing import EAR, Draft, Heard, count_faults, keeps
from etude.studio.composing import Asked, draw_key
from etude.studio.passages import Passage

if TYPE_CHECKING:
    from etude.core.messages import Language
    from etude.inference.candidates import Candidate
    from etude.inference.sampling import Constraint
    from etude.inference.writer import Writer
    from etude.media.music.tokens.vocabulary import Vocabulary

MOST_A_BAR = 400  # symbols; the densest music that people write has some 150
MOST = 60_000
TURNS = 3  # rounds of candidates at most, while none keeps what no mask can keep
OCTAVES = 16  # semitones of the narrowest range that is told where nobody asks for one
LEANING = 0.7  # of what would make the degrees of a key as frequent as they usually are


@dataclass(frozen=True, eq=False)
class Desk:
    """What writing needs.

    Args:
        writer: The opened model.
        vocabulary: Its tokens.
        openings: How pieces of each style open, where its package says so.
        echoes: The runs of notes that it learnt from, where its package knows them.
        asked: What is asked for.
        seed: The same one gives the same notes.
        language: In which parts are named.
        ear: How pieces are begun and drafts are heard (`choosing.EAR`).
    """

    writer: Writer
    vocabulary: Vocabulary
    openings: Mapping[str, Sequence[Opening]]
    echoes: Echoes
    asked: Asked
    seed: int
    language: Language = "en"
    ear: int = EAR

    def write_new(self) -> Draft:
        """Write a piece of its own."""
        wish = self._complete(self.asked.of_grammar())
        rules = Grammar(self.vocabulary, wish)
        led = self._lead(rules)
        led.push(BEGIN)
        assert wish.key is not None
        key, drafts = say_key(*wish.key), list[Draft]()
        # Whoever wants one candidate gets the first; who wants the best of several waits for it.
        for turn in range(1 if self.asked.tries == 1 else TURNS):
            seed = self.seed if turn == 0 else self._seed("turn", turn)
            for each in self._candidates([], rules, led, self.asked.bars or 1, seed):
                score = decode([BEGIN, *each.tokens, END], self.vocabulary)
                drafts.append(Draft(score, each.bits_each, self._hear(score)))
            if keeps(draft := self._best(drafts, key), self.asked, key, self.ear):
                break
        # Whoever plays one note at a time reads one staff, however far it goes up and down.
        alone = all(map(plays_alone, draft.score.parts))
        written = draft.score if alone or self.asked.parts else part_hands(draft.score)
        if self.asked.tempo is not None:
            # The model knows the marks of a metronome; a musician may mean a tempo between them.
            tempos = (Tempo(0, self.asked.tempo), *written.tempos[1:])
            written = replace(written, tempos=tempos)
        return replace(draft, score=name_parts(written, self.language))

    def _seed(self, *names: str | int) -> int:
        return int(generator(self.seed, *names).integers(2**32))

    def _hear(self, score: Score) -> Heard:
        return Heard(judge(score), self.echoes.longest(score), _span(score))

    def _complete(self, wish: grammar.Asked) -> grammar.Asked:
        """Return a wish with what nobody asked for as pieces of its style have it."""
        dice = generator(self.seed, "opening")
        if wish.key is None:
            # Models are at home in every key, and leave it unsaid as often as they were told none.
            wish = replace(wish, key=draw_key(dice))
        known = self.openings.get(wish.style or "") or [
            each for style in sorted(self.openings) for each in self.openings[style]
        ]
        if not known:
            return wish
        fits = (list_usual if self.ear > 1 else list_fitting)(known, wish.metre)
        opening = fits[int(dice.integers(len(fits)))]
        given: dict[str, Any] = {
            "metre": (opening.beats, opening.unit),
            "tempo": opening.tempo,
            "density": opening.density,
        }
        if wish.parts is None:
            given |= {"parts": opening.players, "chords": None if opening.chords else False}
            if wish.low is None and wish.high is None:
                # It was another key's: a narrow range might leave the keynote of this one out.
                more = max(0, OCTAVES - (opening.high - opening.low)) // 2
                low, high = max(0, opening.low - more), min(127, opening.high + more)
                given |= {"low": low, "high": high}
        unsaid: dict[str, Any] = {
            name: each for name, each in given.items() if getattr(wish, name) is None
        }
        return replace(wish, **unsaid)

    def write_regions(self, passage: Passage) -> Draft:
        """Write regions of a piece, one after the other.

        Args:
            passage: The piece and what of it is written.
        """
        draft: Draft | None = None
        score = passage.score
        for number, region in enumerate(passage.regions):
            seed = self.seed if number == 0 else self._seed(number)
            draft = self._write_region(score, region, passage.players, seed)
            score = draft.score
        assert draft is not None
        return draft

    def _write_region(
        self, score: Score, region: Region, players: Sequence[Player] | None, seed: int
    ) -> Draft:
        asked, wish = self.asked, self.asked.of_grammar()
        known = with_key(_as_learnt(score, region))
        told = arrange(
            known,
            self.vocabulary,
            region,
            style=asked.style,
            controls=("style", "key", "tempo", "length"),
        )
        plan = retell(told.plan, self.vocabulary, asked.density, wish.low, wish.high)
        if not score.chords:
            plan = replace(plan, events=plan.events - {"chord"})
        key = known.keys[0] if known.keys else None
        rules = Grammar(
            self.vocabulary,
            grammar.Asked(
                parts=tuple(players) if players else None,
                key=None if key is None else (key.signature, key.mode),
                # A piece that goes through several keys is left the notes of all of them.
                scale=wish.scale and len(known.keys) == 1,
            ),
            plan,
        )
        led = self._lead(rules)
        for token in plan.prompt.tolist():
            led.push(token)
        prompt = plan.prompt[1:].tolist()
        found = self._candidates(prompt, rules, led, region.last - region.first, seed)
        drafts = []
        for each in found:
            tokens = [BEGIN, *prompt, *each.tokens, END]
            whole = put_back(score, decode(tokens, self.vocabulary), region)
            drafts.append(Draft(whole, each.bits_each, self._hear_region(whole, region)))
        home = None if key is None else say_key(key.signature, key.mode)
        return self._best(drafts, home)

    def _hear_region(self, score: Score, region: Region) -> Heard:
        """Measure what stands in a region; only what was written can be borrowed."""
        stretch = cut(score, region.first, region.last)
        every = range(len(stretch.parts))
        fresh = every if region.parts is None else region.parts
        parts = tuple(replace(stretch.parts[part], joined=False) for part in fresh)
        written = replace(stretch, parts=parts)
        return Heard(judge(stretch), self.echoes.longest(written), _span(written))

    def _lead(self, rules: Grammar) -> Constraint:
        return Leading(rules) if self.asked.leading == "strict" else rules

    def _lean(self, key: tuple[int, str] | None) -> npt.NDArray[np.float32] | None:
        """Return a leaning of pitches towards the degrees that make a key be heard."""
        if key is None:
            return None
        bias = np.zeros(self.vocabulary.size, np.float32)
        degrees = LEANING * lean(Key(0, *key))
        for kind, count in (("pitch", 128), ("root", 12)):
            first = self.vocabulary.token(kind)
            bias[first : first + count] = np.resize(degrees, count)
        return bias

    def _candidates(
        self, prompt: Sequence[int], rules: Grammar, led: Constraint, count: int, seed: int
    ) -> list[Candidate]:
        given = 2 * (len(rules.plan.runs) + sum(map(len, rules.plan.runs))) if rules.plan else 0
        found = self.writer.candidates(
            prompt,
            self.asked.tries,
            sampling=self.asked.sampling(),
            constraint=led,
            bias=self._lean(rules.asked.key),
            seed=seed,
            most=min(MOST, MOST_A_BAR * (count + 1) + given),
        )
        ended = [each for each in found if each.ended]
        if not ended:
            raise EtudeError("composing.no-end", model=self.writer.name)
        return ended

    def _best(self, drafts: Sequence[Draft], key: str | None) -> Draft:
        """Return the draft with the fewest faults; of equals, the first."""
        density = self.asked.density
        return min(
            drafts, key=lambda each: count_faults(each.score, each.heard, key, density, self.ear)
        )


def _span(score: Score) -> tuple[int, int] | None:
    pitches = [note.pitch for note in pitched(score)]
    return (min(pitches), max(pitches)) if pitches else None


def _as_learnt(score: Score, region: Region) -> Score:
    """Return a piece with the instruments that models know such pieces by.

    Whatever plays a melody that others are to be written to, songs have a voice there.
    """
    if region.parts is not None and 0 not in region.parts and plays_alone(score.parts[0]):
        return recast(score, [VOICE])
    return cast(score)
