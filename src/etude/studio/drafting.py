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
from etude.media.music.bars import bars
from etude.media.music.casting import name_parts
from etude.media.music.grammar import Grammar, Leading
from etude.media.music.judgement import judge
from etude.media.music.judgement.echoes import Echoes
from etude.media.music.judgement.endings import ring_out
from etude.media.music.keys import lean
from etude.media.music.naming import say_key, say_pitch
from etude.media.music.notation.hands import part_hands
from etude.media.music.openings import Opening, list_fitting, list_usual
from etude.media.music.score import Key, Score, Tempo
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.measures import plays_alone
from etude.media.symbols import BEGIN, END
from etude.studio.choosing import (
    CLOSER,
    EAR,
    TURNS,
    Draft,
    Heard,
    count_faults,
    keeps,
    merge_bits,
    span_of,
)
from etude.studio.composing import Asked, draw_key
from etude.studio.passages import Passage
from etude.studio.stretches import Stretch, hear_regions

if TYPE_CHECKING:
    from etude.core.messages import Language
    from etude.inference.candidates import Candidate
    from etude.inference.sampling import Constraint
    from etude.inference.writer import Writer
    from etude.media.music.tokens.vocabulary import Vocabulary

MOST_A_BAR = 400  # symbols; the densest music that people write has some 150
MOST = 60_000
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
        led = self.lead(rules)
        led.push(BEGIN)
        assert wish.key is not None
        key, drafts = say_key(*wish.key), list[Draft]()
        # Whoever wants one candidate gets the first; who wants the best of several waits for it.
        for turn in range(1 if self.asked.tries == 1 else TURNS):
            seed = self.seed if turn == 0 else self.sow("turn", turn)
            for each in self.candidates([], rules, led, self.asked.bars or 1, seed):
                score = decode([BEGIN, *each.tokens, END], self.vocabulary)
                drafts.append(Draft(score, each.bits_each, self.hear(score)))
            if keeps(draft := self.best(drafts, key), self.asked, key, self.ear):
                break
        if self.ear >= CLOSER:
            rung = ring_out(draft.score)
            draft = replace(draft, score=rung, heard=self.hear(rung))
        # Whoever plays one note at a time reads one staff, however far it goes up and down.
        alone = all(map(plays_alone, draft.score.parts))
        written = draft.score if alone or self.asked.parts else part_hands(draft.score)
        if self.asked.tempo is not None:
            # The model knows the marks of a metronome; a musician may mean a tempo between them.
            tempos = (Tempo(0, self.asked.tempo), *written.tempos[1:])
            written = replace(written, tempos=tempos)
        return replace(draft, score=name_parts(written, self.language))

    def sow(self, *names: str | int) -> int:
        """Return a further seed.

        Args:
            names: What it is for.
        """
        return int(generator(self.seed, *names).integers(2**32))

    def hear(self, score: Score) -> Heard:
        """Measure a piece that was written.

        Args:
            score: All of it.
        """
        return Heard(judge(score), self.echoes.longest(score), span_of(score))

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
        drafts = list[Draft]()
        score = passage.score
        desk = self if passage.berth is None else self._shift(passage.berth.rest)
        for number, region in enumerate(passage.regions):
            seed = self.seed if number == 0 else self.sow(number)
            stretch = Stretch.begin(desk, score, region, passage.players)
            write = stretch.write if self.ear < CLOSER else stretch.write_rounds
            drafts.append(write(seed))
            score = drafts[-1].score
        return drafts[-1] if self.ear < CLOSER else self._finish(drafts, passage)

    def _shift(self, semitones: int) -> Desk:
        """Return a desk for a piece that was moved: what was asked for moves with it."""
        wish = self.asked.of_grammar()
        if wish.low is None or wish.high is None:
            return self
        span = (max(0, min(127, pitch + semitones)) for pitch in (wish.low, wish.high))
        return replace(self, asked=replace(self.asked, range="-".join(map(say_pitch, span))))

    def _finish(self, drafts: Sequence[Draft], passage: Passage) -> Draft:
        """Return what was written in all regions as one draft."""
        score, every = drafts[-1].score, range(len(passage.score.parts))
        ends = [region for region in passage.regions if region.last == len(bars(score))]
        if ends:
            score = ring_out(score, {n for each in ends for n in (each.parts or every)})
        if passage.berth is not None:
            score = passage.berth.bring_back(score)
        heard = hear_regions(self, score, passage.regions)
        return Draft(score, merge_bits(drafts), heard)

    def lead(self, rules: Grammar) -> Constraint:
        """Return what holds of a sequence: its grammar, and how voices are led.

        Args:
            rules: The grammar.
        """
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

    def candidates(
        self, prompt: Sequence[int], rules: Grammar, led: Constraint, count: int, seed: int
    ) -> list[Candidate]:
        """Let the model write.

        Args:
            prompt: What it has read, after the token that begins every sequence.
            rules: The grammar of the sequence.
            led: What holds of it; it stands after the prompt.
            count: Bars that are to be written.
            seed: The same one gives the same candidates.

        Raises:
            EtudeError: ``composing.no-end``.
        """
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

    def best(self, drafts: Sequence[Draft], key: str | None, ends: bool = True) -> Draft:
        """Return the draft with the fewest faults; of equals, the first.

        Args:
            drafts: One at least.
            key: What was meant, by name.
            ends: Whether the end of the piece was written.
        """

        def faults(draft: Draft) -> float:
            density = self.asked.density
            return count_faults(draft.score, draft.heard, key, density, self.ear, ends)

        return min(drafts, key=faults)
