"""A score as plain data: everything comes back, and nothing wrong gets in."""

import json
import zlib

import pytest
from hypothesis import given

from etude.core.errors import EtudeError
from etude.media.music.codec import from_dict, pack, score_hash, to_dict, unpack
from etude.media.music.score import Score
from tests.media.music.scores import scores, tune


@given(scores(voices=4, spelled=True))
def test_everything_comes_back(score: Score) -> None:
    assert unpack(pack(score)) == score
    assert from_dict(json.loads(json.dumps(to_dict(score)))) == score
    assert pack(score) == pack(unpack(pack(score)))


def test_a_hash_knows_every_note() -> None:
    data = to_dict(tune())
    data["parts"][0]["notes"][3][1] += 1
    assert score_hash(from_dict(data)) != score_hash(tune())
    assert score_hash(tune()) == score_hash(tune())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("length",), "x"),
        (("length",), -1),
        (("parts",), 3),
        (("parts", 0, "notes", 0), [0, 60]),
        (("parts", 0, "notes", 0, 1), 400),
        (("parts", 0, "notes", 0, 0), 1.5),
        (("parts", 0, "notes", 0, 0), 2**40),
        (("parts", 0, "notes", 0, 3), True),
        (("parts", 0, "program"), "flute"),
        (("metres", 0), [0, 3, 5]),
        (("metres", 0), [0, 0, 4]),
        (("tempos", 0, 1), float("nan")),
        (("chords", 0, 2), "m17"),
        (("keys", 0, 2), "blue"),
        (("fermatas",), [None]),
        (("title",), 5),
    ],
)
def test_what_is_no_score_is_refused(path, value) -> None:
    data = json.loads(json.dumps(to_dict(tune())))
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(EtudeError) as caught:
        from_dict(data)
    assert caught.value.code == "score.bad-data"


@pytest.mark.parametrize(
    "data", [b"", b"abc", zlib.compress(b"[]"), zlib.compress(b"{"), pack(tune())[:-4]]
)
def test_damaged_bytes_are_refused(data) -> None:
    with pytest.raises(EtudeError) as caught:
        unpack(data)
    assert caught.value.code == "score.bad-data"
