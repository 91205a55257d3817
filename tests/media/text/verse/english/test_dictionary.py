import pytest

from etude.media.text.verse.english.dictionary import (
    count_syllables,
    is_known,
    open_dictionary,
    pronounce,
)
from etude.media.text.verse.english.letters import open_letters
from etude.media.text.verse.english.rhymes import find_keys, rhyme_by_eye, rhyme_nearly


def test_the_dictionary_is_whole() -> None:
    assert len(open_dictionary()) > 120_000
    assert [way.stresses for way in pronounce("summer")] == ["10"]
    assert {way.stresses for way in pronounce("record")} >= {"10", "01"}
    assert pronounce("o’er")[0].sounds == ("AO1", "R")
    assert is_known("Temperate")
    assert not is_known("brillig")


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("mak'st", 1),  # an ending of verse on a word of the dictionary
        ("temptest", 2),
        ("loveth", 2),
        ("brillig", 2),  # guessed from the letters
        ("slithy", 2),
        ("outgrabe", 2),
        ("jabberwock's", 3),
        ("Tumtum", 2),
    ],
)
def test_words_that_no_dictionary_has(word, count) -> None:
    assert not is_known(word)
    assert count_syllables(word) == count


def test_a_guess_has_a_vowel_and_a_stress() -> None:
    letters = open_letters()
    for word in ("hm", "zzz", "borogove", "frabjous", "uffish", "manxome", "q"):
        said = letters.pronounce(word)
        assert any(sound[-1].isdigit() for sound in said), word
    assert [s for s in letters.pronounce("vorpalation") if s[-1].isdigit()][-2].endswith("1")


@pytest.mark.parametrize(
    ("one", "other", "rhyme"),
    [
        ("the day", "away", True),
        ("a summer's day", "more temperate", False),
        ("come", "home", False),
        ("flying", "dying", True),
        ("flying", "ring", False),
        ("eternity", "to thee", True),
        ("bring it", "sing it", True),
        ("not", "thought", True),
        ("far", "war", False),
    ],
)
def test_perfect_rhymes(one, other, rhyme) -> None:
    assert bool(find_keys(one) & find_keys(other)) == rhyme


def test_rhymes_for_the_eye_and_near_ones() -> None:
    assert rhyme_by_eye("love", "prove")
    assert rhyme_by_eye("come", "tomb") is False
    assert rhyme_nearly(find_keys("tongue"), find_keys("song"))
    assert rhyme_nearly(find_keys("home"), find_keys("stone"))
    assert not rhyme_nearly(find_keys("home"), find_keys("cat"))
