import itertools
import subprocess
import sys

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.inference import Candidate, Sampling, Writer, pick_best
from etude.inference.sampling import count_bits, find_odds
from etude.inference.writer import CHUNK
from etude.media.symbols import BEGIN, END
from etude.packages import open_package
from tests.inference.rules import Only, Spell
from tests.tiny_package import tiny_package
from tests.tiny_sequence import CONTEXT, SEQUENCES, SIZES, known_logits, tiny_sequence

PROBE = """
import sys
from etude.inference import Writer
from etude.packages import open_package
writer = Writer(open_package(sys.argv[1]))
print(list(writer.tokens([5, 6], seed=9, most=40)))
print([each.tokens for each in writer.candidates([5], 3, seed=9, most=40)])
"""


@pytest.fixture(scope="module")
def writers(tmp_path_factory) -> dict[str, Writer]:
    folder = tmp_path_factory.mktemp("writers")
    home = Workspace(folder / "home")
    return {
        kind: Writer(open_package(tiny_sequence(kind, folder), home), head=3) for kind in SEQUENCES
    }


@pytest.fixture(params=["lstm", "cache"])
def kind(request) -> str:
    return request.param


@pytest.fixture
def writer(writers, kind) -> Writer:
    return writers[kind]


def random_tokens(kind: str, count: int, seed: int = 0) -> list[int]:
    return np.random.default_rng(seed).integers(2, SIZES[kind], count).tolist()


def test_stepping_gives_the_logits_of_the_whole(writer, kind) -> None:
    tokens = random_tokens(kind, 20)
    known = known_logits(kind, [BEGIN, *tokens])
    place = writer.begin()
    for at, token in enumerate(tokens):
        np.testing.assert_allclose(place.logits[0], known[at], rtol=1e-3, atol=1e-3)
        place = writer.step(place, [token])
    np.testing.assert_allclose(place.logits[0], known[-1], rtol=1e-3, atol=1e-3)
    at_once, each = writer.read(writer.begin(), np.array([tokens]))
    np.testing.assert_allclose(each[0], known[1:], rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(at_once.logits, each[:, -1])
    np.testing.assert_allclose(writer.begin(tokens).logits[0], known[-1], rtol=1e-3, atol=1e-3)


def test_sequences_side_by_side_do_not_touch_each_other(writer, kind) -> None:
    rows = np.array([random_tokens(kind, 6, seed) for seed in range(3)])
    place, _ = writer.read(writer.begin(count=3), rows)
    for row, tokens in enumerate(rows):
        alone = known_logits(kind, [BEGIN, *tokens])[-1]
        np.testing.assert_allclose(place.logits[row], alone, rtol=1e-3, atol=1e-3)
    turned = writer.step(place.rows([2, 0]), [7, 8])
    alone = known_logits(kind, [BEGIN, *rows[2], 7])[-1]
    np.testing.assert_allclose(turned.logits[0], alone, rtol=1e-3, atol=1e-3)


def test_branches_share_the_place_they_leave(writer) -> None:
    place = writer.begin([5, 6, 7])
    before = place.logits.copy()
    one, other = writer.step(place, [8]), writer.step(place, [9])
    assert not np.array_equal(one.logits, other.logits)
    np.testing.assert_array_equal(place.logits, before)
    np.testing.assert_array_equal(writer.step(place, [8]).logits, one.logits)


@pytest.mark.parametrize("parts", [1, 3, 7, 40, 200])
def test_a_full_state_goes_on_from_its_head_and_its_last_half(writers, parts) -> None:
    writer = writers["cache"]
    tokens = random_tokens("cache", CONTEXT + CONTEXT // 2)
    place = writer.begin(tokens[:2])
    for at in range(2, len(tokens), parts):
        place, _ = writer.read(place, np.array([tokens[at : at + parts]]))
    full = [BEGIN, *tokens[: CONTEXT - 1]]
    kept = [*full[:3], *full[CONTEXT - (CONTEXT // 2 - 3) :]]
    seen = [*kept, *tokens[CONTEXT - 1 :]]
    assert len(seen) <= CONTEXT + 1
    if len(seen) > CONTEXT:
        seen = [*seen[:3], *seen[CONTEXT - (CONTEXT // 2 - 3) : CONTEXT], *seen[CONTEXT:]]
    np.testing.assert_allclose(
        place.logits[0], known_logits("cache", seen)[-1], rtol=1e-3, atol=1e-3
    )


def test_writing_does_not_stop_at_the_longest_sequence(writers) -> None:
    written = list(writers["cache"].tokens(seed=3, most=4 * CONTEXT, ends=False))
    assert len(written) == 4 * CONTEXT


def test_the_same_seed_writes_the_same(writer) -> None:
    def write(**more) -> list[int]:
        return list(writer.tokens([5, 6], **{"seed": 4, "most": 30, "ends": False} | more))

    assert write() == write()
    assert write(most=12) == write()[:12]
    assert len({tuple(write(seed=seed)) for seed in range(8)}) == 8
    assert write(sampling=Sampling(temperature=0.0)) == write(
        sampling=Sampling(temperature=0.0), seed=5
    )
    assert BEGIN not in write(most=300)


def test_writing_follows_the_odds_of_the_model(writers) -> None:
    sampling = Sampling(top_k=3)
    odds = find_odds(known_logits("lstm", [BEGIN, 5])[-1], sampling)
    drawn = [next(writers["lstm"].tokens([5], sampling=sampling, seed=seed)) for seed in range(500)]
    shares = np.bincount(drawn, minlength=len(odds)) / len(drawn)
    np.testing.assert_allclose(shares, odds, atol=0.07)


def test_symbols_stream(writer) -> None:
    """The first of a hundred thousand symbols is there at once, and whoever has enough stops."""
    stream = writer.tokens(seed=1, most=100_000, ends=False)
    assert len(list(itertools.islice(stream, 3))) == 3
    stream.close()


def test_what_is_written_keeps_to_the_constraint(writer) -> None:
    rule = Only(writer.size, range(10, 14))
    written = list(writer.tokens(constraint=rule, seed=2, most=50, ends=False))
    assert len(written) == 50
    assert set(written) <= set(range(10, 14))
    assert rule.pushed == []
    assert list(writer.tokens(constraint=Spell(writer.size, [7, 8, 9, END]), most=50)) == [7, 8, 9]


def test_where_nothing_may_come_is_said(writer) -> None:
    stream = writer.tokens(constraint=Spell(writer.size, [7, 8]), most=50)
    assert list(itertools.islice(stream, 2)) == [7, 8]
    with pytest.raises(EtudeError) as caught:
        next(stream)
    assert caught.value.code == "sampling.nothing-allowed"
    with pytest.raises(EtudeError) as caught:
        writer.candidates(constraint=Spell(writer.size, [7, 8]), count=3, most=50)
    assert caught.value.code == "sampling.nothing-allowed"


def test_bits_are_those_of_the_logits(writers, writer, kind) -> None:
    tokens = [*random_tokens(kind, 30), END]
    known = known_logits(kind, [BEGIN, *tokens[:-1]])
    np.testing.assert_allclose(writer.bits(tokens), count_bits(known, tokens), rtol=1e-2, atol=1e-2)
    np.testing.assert_allclose(writer.bits(tokens[4:], tokens[:4]), writer.bits(tokens)[4:])
    assert writer.bits([]).shape == (0,)
    long = random_tokens("lstm", 2 * CHUNK + 77)
    whole = count_bits(known_logits("lstm", [BEGIN, *long[:-1]]), long)
    np.testing.assert_allclose(writers["lstm"].bits(long), whole, rtol=1e-3, atol=1e-3)


def test_candidates_are_written_each_by_its_own_chance(writer) -> None:
    found = writer.candidates([5], 5, seed=4, most=20, ends=False)
    assert found == writer.candidates([5], 5, seed=4, most=20, ends=False)
    assert len({each.tokens for each in found}) == 5
    assert found[0].tokens == tuple(writer.tokens([5], seed=4, most=20, ends=False))
    for each in found:
        assert not each.ended
        assert each.bits == pytest.approx(writer.bits(each.tokens, [5]).sum(), rel=1e-3)
        assert each.bits_each == each.bits / 20


def test_candidates_lean_towards_what_they_are_told(writer, kind) -> None:
    bias = np.zeros(SIZES[kind], np.float32)
    bias[7] = 50.0
    found = writer.candidates([5], 2, seed=9, most=12, ends=False, bias=bias)
    assert {token for each in found for token in each.tokens} == {7}
    plain = writer.candidates([5], 2, seed=9, most=12, ends=False)
    none = writer.candidates([5], 2, seed=9, most=12, ends=False, bias=0 * bias)
    assert [each.tokens for each in plain] == [each.tokens for each in none]
    # How surprising it is, is by the model alone.
    assert found[0].bits == pytest.approx(float(writer.bits(found[0].tokens, [5]).sum()), rel=1e-3)


def test_candidates_may_end_at_different_places(writer) -> None:
    hot, rule = Sampling(temperature=5.0), Only(writer.size, [7, END])
    found = writer.candidates(count=6, constraint=rule, sampling=hot, seed=1, most=400)
    assert len({len(each.tokens) for each in found}) > 1
    for each in found:
        assert each.ended
        assert set(each.tokens) <= {7}
        bits = writer.bits([*each.tokens, END]).sum()
        assert each.bits == pytest.approx(bits, rel=1e-2, abs=1e-2)


def test_the_best_are_the_likeliest_or_what_a_judge_says() -> None:
    dull, odd, long = Candidate((1,), 1, True), Candidate((2,), 8, True), Candidate((3,) * 9, 9, 0)
    every = [odd, dull, long, Candidate((1,), 1, True)]
    assert pick_best(every, 3) == [dull, long, odd]
    assert pick_best(every) == [dull]
    assert pick_best(every, 1, judge=lambda each: len(each.tokens)) == [long]


def test_writing_is_the_same_in_every_process(tmp_path, writers, kind) -> None:
    path = tiny_sequence(kind, tmp_path)
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROBE, str(path)], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert runs[0].splitlines()[0] == str(list(writers[kind].tokens([5, 6], seed=9, most=40)))


def test_a_model_of_pictures_writes_nothing(tmp_path) -> None:
    package = open_package(tiny_package("vae", tmp_path), Workspace(tmp_path / "home"))
    with pytest.raises(EtudeError) as caught:
        Writer(package)
    assert caught.value.code == "writer.no-step"


@pytest.mark.parametrize("token", [-1, SIZES["cache"], 10**9])
def test_a_symbol_that_there_is_not_is_refused(writers, token) -> None:
    with pytest.raises(EtudeError) as caught:
        writers["cache"].begin([5, token])
    assert caught.value.code == "writer.bad-token"
    assert str(token) in caught.value.text("en")


def test_too_many_or_too_long_is_refused(writer) -> None:
    for count in (0, 257):
        with pytest.raises(EtudeError) as caught:
            writer.begin(count=count)
        assert caught.value.code == "writer.bad-count"
    for most in (0, 100_001):
        with pytest.raises(EtudeError) as caught:
            list(writer.tokens(most=most))
        assert caught.value.code == "writer.bad-most"
