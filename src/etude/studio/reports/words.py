"""The report of a text: surprise, variety, repetition, form, and what it has from others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.media.text.lines import count_lines
from etude.media.text.measures import Measures, Sources, measure
from etude.media.text.scripts import convert
from etude.media.text.verse.checker import check, is_english
from etude.media.text.verse.chinese.antithesis import hear_antithesis
from etude.media.text.verse.english.scansion import weigh_beats
from etude.studio.asked import has_rules
from etude.studio.reports.others import Other, choose_others, judge_others
from etude.studio.reports.report import FEWEST, Note, Report, Row, Shared, Spread, shorten, spread
from etude.studio.reports.surprise import (
    LONGEST,
    Scored,
    guess_openings,
    part_opening,
    read_title,
    recall_opening,
    score,
)

if TYPE_CHECKING:
    from etude.datasets import Texts
    from etude.gallery import Work
    from etude.media.text.verse.prosody import Prosody
    from etude.studio.scribe import Scribe
    from etude.studio.voice import Voice

HEARD = 8_000  # characters; what is longer is no poem
LETTERS = 2**25  # of a dataset, that are searched
READ = 6_000  # characters of other texts that a model reads for comparison
NATS = 1.4426950408889634  # bits of one


@dataclass(frozen=True)
class Text:
    """A text of which a report is wanted.

    Args:
        words: All of it.
        name: What it is called.
        title: What it is about, as a model may have been told; not among the words.
        form: Any name of the form it should have; found by its shape where it is None.
        rhymes: The rhyme book of a Chinese form.
        work: The work it is, where it is one.
    """

    words: str
    name: str
    title: str = ""
    form: str | None = None
    rhymes: str = "pingshui"
    work: Work | None = None


def report_words(
    text: Text, scribe: Scribe | None, texts: Texts | None, notes: tuple[Note, ...] = ()
) -> Report:
    """Measure a text.

    Args:
        text: Which.
        scribe: The model that reads it; None for none.
        texts: The dataset it is compared with; None for none.
        notes: What is to be said already.

    Raises:
        EtudeError: ``verse.unknown-form``, ``data.damaged``, one of the ``model.*`` errors.
    """
    voice = None if scribe is None else scribe.voice
    told, own = _recall(text, scribe, voice)
    # Above a poem in a form stands its title; what stands before other text belongs to it.
    words = own if has_rules(text.form) else text.words
    prosody = _listen(text, words)
    title = text.title
    if told is None and prosody is not None and prosody.title:
        # What stands above it is no part of the poem, but a model may be told of it.
        title = title or prosody.title
        own = words = words[prosody.begins :].lstrip("\n")
    counted = measure(words)
    others: list[Other] = []
    said = list(notes)
    if texts is not None:
        others = choose_others(texts, counted.units, None if voice is None else voice.told)
        if len(others) < FEWEST:
            said.append(Note("report.no-others", {"dataset": texts.name}))
            others = []
    rows = []
    if scribe is not None and voice is not None:
        openings = guess_openings(voice, prosody, title) if told is None else [told]
        rows += _read(scribe, voice.adapt(own), openings, others, said)
    rows += _vary(counted, [measure(each.words) for each in others])
    if prosody is not None:
        rows.append(Row("form", prosody.score, "share", _hear_others(texts, prosody, voice, text)))
        rows += _weigh_beats(prosody)
        opposed = hear_antithesis(prosody.form, [each.text for each in prosody.lines])
        if opposed is not None:
            rows.append(Row("antithesis", opposed.share, "share", Spread(*opposed.poets)))
    shared = None
    if texts is not None:
        row, shared = _find_shared(texts, words, others, voice, said)
        rows.append(row)
    if voice is not None and len(voice.known):
        rows += _count_learnt(voice, words)
    return Report(
        "text",
        text.name,
        (Row("units", counted.units, "count"), *rows),
        None if scribe is None else scribe.name,
        None if texts is None else texts.name,
        len(others),
        shared,
        prosody,
        tuple(said),
    )


def _recall(text: Text, scribe: Scribe | None, voice: Voice | None) -> tuple[str | None, str]:
    """Return the opening that a text was written with, where it is known, and what followed."""
    work = text.work
    if work is None or voice is None or scribe is None or work.model.sha256 != scribe.package.hash:
        return None, text.words
    found = recall_opening(voice, work, voice.adapt(text.words))
    if found is None or not found[1]:
        return None, text.words
    told, own = found
    # In the text's own script, in which it is as long.
    return told, text.words[len(text.words) - len(own) :]


def _listen(text: Text, words: str) -> Prosody | None:
    if len(words) > HEARD or (text.form is not None and not has_rules(text.form)):
        return None
    try:
        heard = check(words, text.form, text.rhymes)
    except EtudeError as error:
        if error.code in ("verse.no-words", "verse.no-chinese"):
            return None
        raise
    return heard if heard.form else None


def _read(
    scribe: Scribe, words: str, openings: list[str], others: list[Other], notes: list[Note]
) -> list[Row]:
    """Return how surprising the text is to the model, and how surprising others are."""
    voice = scribe.voice
    own = score(voice, words, openings)
    if own is None:
        return []
    if own.told:
        code = "report.opening" if len(openings) == 1 else "report.opening-guessed"
        lines = [line for line in own.told.splitlines() if line]
        notes.append(Note(code, {"opening": shorten(" / ".join(lines))}))
    if len(words) > LONGEST:
        notes.append(Note("report.beginning", {"count": f"{LONGEST:,}"}))
    read: list[Scored | None] = []
    most = max(FEWEST, READ // max(1, min(len(words), LONGEST)))
    for each in others[:: max(1, -(-len(others) // most))]:
        read.append(score(voice, each.words, [each.told]))
    known = [each for each in read if each is not None]
    rows = [
        Row(
            "bits",
            own.bits / own.characters,
            "number",
            spread([each.bits / each.characters for each in known]),
        )
    ]
    surprise = scribe.package.manifest.quality.get("surprise")
    if not others and isinstance(surprise, int | float):
        card = NATS * surprise
        rows.append(Row("symbol", own.bits / own.symbols, "number", Spread(card, card, card)))
        notes.append(Note("report.card", {"model": scribe.name}))
    return rows


def _vary(counted: Measures, others: list[Measures]) -> list[Row]:
    """Return how varied the text is, and how it repeats itself."""
    rows = []
    for n in range(3):
        usual = spread([each.distinct[n] for each in others])
        rows.append(Row(f"distinct-{n + 1}", counted.distinct[n], "share", usual))
    usual = spread([each.repetition for each in others])
    return [*rows, Row("repetition", counted.repetition, "share", usual)]


def _hear_others(
    texts: Texts | None, prosody: Prosody, voice: Voice | None, text: Text
) -> Spread | None:
    if texts is None:
        return None
    return judge_others(texts, prosody, text.rhymes, None if voice is None else voice.told)


def _weigh_beats(prosody: Prosody) -> list[Row]:
    """Return how many beats of an English poem a stressed syllable carries."""
    if not is_english(prosody.form):
        return []
    share = weigh_beats(
        [each.text for each in prosody.lines], [each.pattern for each in prosody.lines]
    )
    return [] if share is None else [Row("stress", share, "share")]


def _find_shared(
    texts: Texts, words: str, others: list[Other], voice: Voice | None, notes: list[Note]
) -> tuple[Row, Shared | None]:
    """Find the longest passage in common with what a model may learn from the dataset."""
    sources = Sources(((str(at), texts.text(int(at))) for at in texts.train), LETTERS)
    if not sources.whole:
        notes.append(Note("report.partly", {"dataset": texts.name, "count": f"{LETTERS:,}"}))
    run = sources.longest_run(_adapt(texts, words, voice))
    usual = sources.usual_runs([each.words for each in others]) if others else None
    beside = None if usual is None else Spread(*map(float, usual))
    if run is None:
        return Row("run", 0, "count", beside), None
    item, whole = texts.items[int(run.source)], texts.text(int(run.source))
    opening = None if voice is None else voice.told
    title = item.title or read_title(opening, part_opening(opening, whole)[0])
    line = whole.count("\n", 0, run.source_place) + 1
    shared = Shared(run.letters, run.text, title, item.author, item.name, line)
    return Row("run", run.letters, "count", beside), shared


def _adapt(texts: Texts, words: str, voice: Voice | None) -> str:
    """Return a text in the characters of the dataset."""
    if voice is not None and voice.script is not None:
        return voice.adapt(words)
    scripts = Counter(each.script for each in texts.items)
    if scripts["traditional"] > scripts["simplified"]:
        return convert(words, "traditional")
    return convert(words, "simplified") if scripts["simplified"] else words


def _count_learnt(voice: Voice, words: str) -> list[Row]:
    count = count_lines(words)
    known = voice.known.count(voice.adapt(words))
    return [Row("learnt", known / count, "share")] if count else []
