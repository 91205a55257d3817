"""Whatever the logits are, the checker, which shares no code, finds the poem regular."""

import itertools
import re
import string

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.symbols import END
from etude.media.text.verse.english.checker import check
from etude.media.text.verse.english.coarse import COARSE, has_coarse
from etude.media.text.verse.english.constraint import FormConstraint
from etude.media.text.verse.english.dictionary import open_dictionary, pronounce
from etude.media.text.verse.english.scansion import WEAK
from etude.media.text.vocabulary import FIRST_MERGE, Bytes, Characters

LETTERS = Characters(tuple(sorted(string.ascii_letters + " '\n,.;:!?")))
FORMS = [
    ("shakespearean", 1),
    ("petrarchan", 1),
    ("ballad", 2),
    ("limerick", 1),
    ("blank verse", 4),
    ("haiku", 1),
]


@pytest.fixture(scope="module")
def words() -> tuple[str, ...]:
    """Six thousand words of the dictionary, the same each time."""
    listed = sorted(open_dictionary())
    return tuple(np.random.default_rng(0).permutation(listed)[:6000].tolist())


def strings() -> Bytes:
    """Return bytes and some frequent strings of them, with a space before and without."""
    merges: list[tuple[int, int]] = []
    known: dict[str, int] = {chr(value): value + 2 for value in range(128)}
    for text in (
        "th",
        "the",
        " t",
        " th",
        " the",
        "in",
        "ing",
        " a",
        " an",
        "st",
        "str",
        "stri",
        "strin",
    ):
        merges.append((known[text[:-1]], known[text[-1]]))
        known[text] = FIRST_MERGE + len(merges) - 1
    return Bytes(tuple(merges))


def write(constraint: FormConstraint, symbols: Characters | Bytes, seed: int) -> str:
    chance = np.random.default_rng(seed)
    out = []
    while not constraint.done:
        mask = constraint.allowed()
        out.append(int(np.where(mask, chance.normal(size=symbols.size), -np.inf).argmax()))
        assert mask[out[-1]]
        constraint.push(out[-1])
    assert constraint.allowed().nonzero()[0].tolist() == [END]
    return symbols.decode(out)


@pytest.mark.parametrize(("form", "times"), FORMS)
@pytest.mark.parametrize("symbols", [LETTERS, strings()], ids=["letters", "strings"])
def test_random_logits_keep_every_form(form, times, symbols, words) -> None:
    for seed in range(3):
        constraint = FormConstraint(form, symbols, times=times, words=words, seed=seed)
        text = write(constraint, symbols, seed)
        done = check(text, form)
        assert done.regular, (text, [each.text("en") for each in done.all_faults])


@pytest.mark.parametrize("careful", [True, False])
def test_a_careful_poem_has_no_beat_on_an_article(careful) -> None:
    few = ("day", "grey", "sun", "the")
    constraint = FormConstraint("blank verse", LETTERS, words=few, care=careful)
    for letter in "The sun grey ":
        assert constraint.allowed()[LETTERS.encode(letter)[0]]
        constraint.push(int(LETTERS.encode(letter)[0]))
    # Here is a beat, and only `the` begins with this letter.
    assert constraint.allowed()[LETTERS.encode("t")[0]] != careful
    for seed in range(3):
        text = write(
            FormConstraint("blank verse", LETTERS, words=few, care=careful, seed=seed),
            LETTERS,
            seed,
        )
        assert check(text, "blank verse").regular


def test_a_careful_poem_has_no_coarse_word(words) -> None:
    coarse = COARSE & open_dictionary().keys()
    assert len(coarse) == len(COARSE) > 100
    few = (*words[:200], *coarse)
    texts = {
        careful: "".join(
            write(
                FormConstraint("blank verse", LETTERS, times=4, words=few, care=careful),
                LETTERS,
                seed,
            )
            for seed in range(4)
        )
        for careful in (True, False)
    }
    assert not has_coarse(texts[True])
    assert has_coarse(texts[False])


@pytest.mark.parametrize(("form", "times"), FORMS)
@pytest.mark.parametrize("symbols", [LETTERS, strings()], ids=["letters", "strings"])
def test_whoever_is_careful_keeps_every_form_and_more(form, times, symbols, words) -> None:
    few = (*words[:3000], "ah", "nay", "i", "i'll", "they'd", "we've", "adam", "rome", "tom", "of")
    ends = set()
    for seed in range(3):
        asked = {"times": times, "words": few, "care": 2, "seed": seed}
        text = write(FormConstraint(form, symbols, **asked), symbols, seed)
        assert check(text, form).regular, text
        for line in filter(None, text.split("\n")):
            opening, *others = re.findall(r"[A-Za-z']+", line)
            assert opening[0].isupper()
            assert not {"ah", "nay"} & set(others)
            assert not {"adam", "rome", "tom"} & {each.lower() for each in (opening, *others)}
            assert all(each == each.lower() or each in ("I", "I'll") for each in others), line
            ends.add(others[-1] if others else opening)
            # Behind a pause stands more than the rhyme.
            *_, rest = re.split(r"[,;:.!?](?! *$)", line)
            assert len(re.findall(r"[aeiouy]+", rest.lower())) > 1 or rest == line
    assert not {"they'd", "we've", "I'll", "of"} & ends


def test_names_may_stand_in_what_somebody_wrote() -> None:
    few = ("day", "grey", "sun", "adam", "i", "i'll")
    form = FormConstraint("blank verse", LETTERS, words=few, care=2)
    begun = form.copy()
    assert not begun.allowed()[LETTERS.encode("A")[0]]
    begun.let_names(True)
    for letter in "Sun Adam I'll ":
        assert begun.allowed()[LETTERS.encode(letter)[0]], letter
        begun.push(int(LETTERS.encode(letter)[0]))
    begun.let_names(False)
    assert not begun.allowed()[LETTERS.encode("A")[0]]
    assert begun.allowed()[LETTERS.encode("I")[0]]


def test_weak_words_carry_no_beat_where_care_is_taken() -> None:
    few = ("day", "grey", "sun", "of", "to", "and")
    for care in (1, 2):
        form = FormConstraint("blank verse", LETTERS, words=few, care=care)
        for letter in "Day grey sun ":
            form.push(int(LETTERS.encode(letter)[0]))
        # Here is a beat.
        allowed = form.allowed()
        assert [bool(allowed[LETTERS.encode(each)[0]]) for each in "ota"] == [care == 1] * 3


def test_rhymes_are_given_or_drawn(words) -> None:
    given = FormConstraint("limerick", LETTERS, rhyme=["day", "night"], words=words)
    assert given.rhymes == ("EY", "AY T")
    lines = check(write(given, LETTERS, 0), "limerick").lines
    assert [line.sound for line in lines] == ["EY", "EY", "AY T", "AY T", "EY"]
    assert len(set(FormConstraint("sonnet", LETTERS, words=words).rhymes)) == 7


def test_a_word_is_no_rhyme_of_one_that_sounds_the_same(words) -> None:
    def rhymes(word: str) -> bool:
        return any(said.stresses and said.rhyme(-1) == "IY" for said in pronounce(word))

    others = tuple(each for each in words if not rhymes(each))
    alike = ({"sea", "see"}, {"be", "bee"}, {"key", "quay"}, {"tree"})
    few = (*others, *itertools.chain(*alike))
    for seed in range(6):
        poem = write(FormConstraint("limerick", LETTERS, rhyme=["sea"], words=few), LETTERS, seed)
        lines = poem.split("\n")
        last = [re.findall("[a-z']+", lines[at].lower())[-1] for at in (0, 1, 4)]
        assert len({next(n for n, each in enumerate(alike) if word in each) for word in last}) == 3
    with pytest.raises(EtudeError) as caught:
        FormConstraint(
            "limerick", LETTERS, rhyme=["sea"], words=(*others, "sea", "see", "be", "bee")
        )
    assert (caught.value.code, caught.value.details["given"]) == ("verse.narrow-sound", 2)


def test_stanzas_are_parted(words) -> None:
    text = write(FormConstraint("ballad", LETTERS, times=3, words=words), LETTERS, 1)
    assert [stanza.count("\n") for stanza in text.split("\n\n")] == [3, 3, 3]


def test_capitals_stand_at_the_beginning_of_lines_only(words) -> None:
    text = write(FormConstraint("sonnet", LETTERS, words=words), LETTERS, 2)
    assert any(line[0].isupper() for line in text.split("\n"))
    inside = re.sub(r"\bI", "i", "\n".join(line[1:] for line in text.split("\n")))
    assert inside == inside.lower()


def test_no_line_leans_on_a_word_that_hangs_on_the_next(words) -> None:
    few = ("of", "the", "and", "sea", "calm", "night", "day", "river", "away")
    poems = [write(FormConstraint("haiku", LETTERS, words=few), LETTERS, n) for n in range(8)]
    lines = "\n".join(poems).split("\n")
    assert not {line.strip(" ,;:.!?").split()[-1].lower() for line in lines} & WEAK
    blank = write(FormConstraint("blank verse", LETTERS, times=30, words=few), LETTERS, 3)
    assert blank[-1] not in ",;:"
    # Between others it may be raised to a stress, as in "compare thee to a summer's day".
    assert any("x/x" in "".join(line.marks) for line in check(blank, "blank verse").lines)
    assert {word.lower() for line in blank.split("\n") for word in line.split()[:-1]} & WEAK


def test_a_word_is_never_left_unfinished(words) -> None:
    symbols = strings()
    constraint = FormConstraint("haiku", symbols, words=("strength", "string", "a", "the"))
    space, the, line = (symbols.encode(each)[0] for each in (" ", " the", "\n"))
    for token in symbols.encode("strin"):
        constraint.push(int(token))
    assert not constraint.allowed()[space]
    constraint.push(int(symbols.encode("g")[0]))
    assert constraint.allowed()[space]
    assert constraint.allowed()[the]
    assert not constraint.allowed()[line]


def test_a_copy_goes_its_own_way(words) -> None:
    one = FormConstraint("haiku", LETTERS, words=words)
    first = int(one.allowed().nonzero()[0][0])
    other = one.copy()
    one.push(first)
    other.push(first)
    assert (one.allowed() == other.allowed()).all()
    assert check(write(other, LETTERS, 3), "haiku").regular
    with pytest.raises(ValueError, match="may not come here"):
        one.push(END)


@pytest.mark.parametrize(
    ("code", "form", "how"),
    [
        ("verse.unknown-form", "villanelle", {}),
        ("verse.unrhymed-word", "sonnet", {"rhyme": ["summer"]}),
        ("verse.narrow-sound", "sonnet", {"rhyme": ["month"]}),
        ("verse.too-many-rhymes", "haiku", {"rhyme": ["day"]}),
        ("verse.few-words", "sonnet", {"words": ("day", "way", "may")}),
        ("verse.few-words", "haiku", {"words": ()}),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_way_out(code, form, how, words) -> None:
    with pytest.raises(EtudeError) as caught:
        FormConstraint(form, LETTERS, **{"words": words, **how})
    assert caught.value.code == code
    assert "{" not in caught.value.text("en") + caught.value.text("zh")


def test_symbols_without_a_space_cannot_write_lines(words) -> None:
    with pytest.raises(EtudeError) as caught:
        FormConstraint("haiku", Characters(tuple(string.ascii_lowercase)), words=words)
    assert caught.value.code == "verse.no-symbol"
