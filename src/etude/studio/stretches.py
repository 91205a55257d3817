"""Writing some bars of a piece to what is given of it, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from etude.media.music import grammar
from etude.media.music.arranging import Region, arrange, put_back, retell
from etude.media.music.bars import bars, cut
from etude.media.music.casting import VOICE, cast, recast
from etude.media.music.encoding import with_key
from etude.media.music.grammar import Chording, Grammar, Plan, Player
from etude.media.music.judgement import judge
from etude.media.music.judgement.endings import may_come_home
from etude.media.music.judgement.harmony import chord_share
from etude.media.music.keys import scale_classes
from etude.media.music.naming import say_key
from etude.media.music.score import Key, Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.measures import plays_alone
from etude.media.music.tokens.settling import settle
from etude.media.symbols import BEGIN
from etude.studio.choosing import CLOSER, TURNS, Draft, Heard, keeps, merge_bits, span_of

if TYPE_CHECKING:
    from etude.inference.sampling import Constraint
    from etude.studio.drafting import Desk

ROUND = 16  # bars that are written before the best of several goes on


@dataclass(eq=False)
class Stretch:
    """A region of a piece that is being written.

    Args:
        desk: What writing needs.
        score: The piece.
        region: What of it is to be written.
        rules: The grammar of its sequence.
        led: The same, and how voices are led; it stands after what was told.
        told: What the model has been told, and has written so far.
        key: The key of the piece, by name.
    """

    desk: Desk
    score: Score
    region: Region
    rules: Grammar
    led: Constraint
    told: list[int]
    key: str | None

    @classmethod
    def begin(
        cls, desk: Desk, score: Score, region: Region, players: Sequence[Player] | None
    ) -> Self:
        """Tell a model what is given.

        Args:
            desk: What writing needs.
            score: The piece.
            region: What of it is to be written.
            players: The instruments and ranges of its parts; None for those it has.
        """
        known = with_key(_as_learnt(score, region))
        plan = _plan(desk, known, region)
        if not score.chords:
            plan = replace(plan, events=plan.events - {"chord"})
        rules = _rule(desk, known, region, players, plan)
        led, key = desk.lead(rules), rules.asked.key
        for token in plan.prompt.tolist():
            led.push(token)
        home = None if key is None else say_key(*key)
        return cls(desk, score, region, rules, led, plan.prompt[1:].tolist(), home)

    def write(self, seed: int) -> Draft:
        """Write it at one go, and return the best of several drafts.

        Args:
            seed: The same one gives the same notes.
        """
        return self.desk.best(self._draft(self.region, seed), self.key)

    def write_rounds(self, seed: int) -> Draft:
        """Write some bars, go on from the best of several drafts, and so to the end.

        The last bars are written again while no draft ends as it should.

        Args:
            seed: The same one gives the same notes.
        """
        size, chosen = self.region.last - self.region.first, list[Draft]()
        # No round is shorter than half of one.
        for stop in (*range(ROUND, size - ROUND // 2 + 1, ROUND), size):
            chosen.append(self._write_round(stop, stop == size, seed))
        tokens = tuple(token for each in chosen for token in each.tokens)
        return replace(chosen[-1], bits=merge_bits(chosen), tokens=tokens)

    def _write_round(self, stop: int, final: bool, seed: int) -> Draft:
        """Write up to some bar of the region, and let the model read the best of what came."""
        assert self.rules.plan is not None
        self.rules.halt = stop
        region = replace(self.region, last=self.region.first + stop)
        ends = final and region.last == len(bars(self.score))
        home = self.key if ends and self._may_end() else None
        drafts = list[Draft]()
        for turn in range(TURNS if final and self.desk.asked.tries > 1 else 1):
            first = turn == 0 and stop <= ROUND + ROUND // 2
            drafts += self._draft(
                region, seed if first else self.desk.sow("round", seed, stop, turn)
            )
            best = self.desk.best(drafts, self.key, ends)
            if keeps(best, self.desk.asked, home, self.desk.ear):
                break
        if not final:
            for token in (*best.tokens, *self.rules.plan.runs[stop]):
                self.led.push(token)
                self.told.append(token)
        return best

    def _draft(self, region: Region, seed: int) -> list[Draft]:
        """Return several drafts of some bars; those after them are still empty."""
        assert self.rules.plan is not None
        runs = self.rules.plan.runs[region.last - self.region.first :]
        rest = [token for run in runs for token in run]
        count = region.last - self.region.first
        drafts = []
        for each in self.desk.candidates(self.told, self.rules, self.led, count, seed):
            tokens = [BEGIN, *self.told, *each.tokens, *rest]
            written = decode(tokens, self.desk.vocabulary)
            score = put_back(self.score, written, region)
            heard = hear_regions(self.desk, score, [region])
            drafts.append(Draft(score, each.bits_each, heard, each.tokens))
        return drafts

    def _may_end(self) -> bool:
        """Say whether what is given lets the piece end at home."""
        fresh = self.region.parts
        parts = tuple(
            replace(part, notes=()) if fresh is None or number in fresh else part
            for number, part in enumerate(self.score.parts)
        )
        return self.key is not None and may_come_home(replace(self.score, parts=parts), self.key)


def hear_regions(desk: Desk, score: Score, regions: Sequence[Region]) -> Heard:
    """Measure what stands in some regions; only what was written can be borrowed.

    Args:
        desk: What writing needs.
        score: The piece.
        regions: What of it was written.
    """
    first, last = min(each.first for each in regions), max(each.last for each in regions)
    judged = judge(cut(score, first, last))
    fresh = [_written(score, region) for region in regions]
    spans = [span for each in fresh if (span := span_of(each))]
    written = {bar for each in regions for bar in range(each.first, each.last)}
    given = not any(each.chords for each in regions) and desk.ear >= CLOSER
    shares = [chord_share(each) for each in fresh] if given else []
    agreed = [share for share in shares if share is not None]
    return Heard(
        replace(judged, bars=len(written)),
        max(desk.echoes.longest(each) for each in fresh),
        (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None,
        sum(agreed) / len(agreed) if agreed else None,
    )


def _written(score: Score, region: Region) -> Score:
    """Return the parts of a region that were written."""
    stretch = cut(score, region.first, region.last)
    every = range(len(stretch.parts))
    fresh = every if region.parts is None else region.parts
    parts = tuple(replace(stretch.parts[part], joined=False) for part in fresh)
    return replace(stretch, parts=parts)


def _plan(desk: Desk, known: Score, region: Region) -> Plan:
    told = arrange(
        known,
        desk.vocabulary,
        region,
        style=desk.asked.style,
        controls=("style", "key", "tempo", "length"),
    )
    wish = desk.asked.of_grammar()
    return retell(told.plan, desk.vocabulary, desk.asked.density, wish.low, wish.high)


def _rule(
    desk: Desk, known: Score, region: Region, players: Sequence[Player] | None, plan: Plan
) -> Grammar:
    """Return the grammar of a region: the key of the piece, and the chords that it gives."""
    key = known.keys[0] if known.keys else None
    # A piece that goes through several keys is left the notes of all of them.
    scale = desk.asked.of_grammar().scale and len(known.keys) == 1
    asked = grammar.Asked(
        parts=tuple(players) if players else None,
        key=None if key is None else (key.signature, key.mode),
        scale=scale,
    )
    if region.chords or not known.chords or desk.ear < CLOSER:
        return Grammar(desk.vocabulary, asked, plan)
    passing = scale_classes(Key(0, *asked.key)) if scale and asked.key else range(12)
    chords = settle(known).chords
    return Chording(chords, passing, desk.vocabulary, replace(asked, scale=False), plan)


def _as_learnt(score: Score, region: Region) -> Score:
    """Return a piece with the instruments that models know such pieces by.

    Whatever plays a melody that others are to be written to, songs have a voice there.
    """
    if region.parts is not None and 0 not in region.parts and plays_alone(score.parts[0]):
        return recast(score, [VOICE])
    return cast(score)
