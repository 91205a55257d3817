"""Code by a model of one's own: told both sides where it learnt that, ranked by what parses."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import etude
from etude.core.errors import EtudeError
from etude.endpoints import add
from etude.inference import candidates
from etude.inference.writer import Writer
from etude.media.text.vocabulary import Bytes, Characters
from etude.packages import build_package
from etude.studio import Scribe, Studio
from etude.studio.completing import complete
from etude.studio.endpoints import OpenEndpoint
from etude.studio.filling import rank
from etude.studio.sources import learn_vocabulary
from etude.training.texts import WrittenTexts
from tests.tiny_sequence import sequence_parts

BEFORE, AFTER = "def double(x):\n", "\nprint(double(2))\n"


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return etude.open(tmp_path / "home")


def own(studio: Studio, gaps: bool) -> Scribe:
    """Return a tiny model, which writes letters by chance."""
    parts = sequence_parts("lstm")
    if gaps:
        parts["vocabulary"] = {**parts["vocabulary"], "gaps": True}
    studio.workspace.models.mkdir(parents=True, exist_ok=True)
    build_package(studio.workspace.models, **parts)
    return studio.load_scribe("tiny-lstm")


@pytest.mark.parametrize("gaps", [True, False])
def test_both_sides_are_told_to_a_model_that_learnt_gaps(studio, gaps, monkeypatch) -> None:
    scribe, prompts, write = own(studio, gaps), [], candidates.draft

    def listen(writer: Writer, prompt: Any, *given: Any, **asked: Any) -> Any:
        prompts.append(scribe.vocabulary.decode(prompt))
        return write(writer, prompt, *given, **asked)

    monkeypatch.setattr(candidates, "draft", listen)
    made = complete(scribe, "a calm day, ", "the end", seed=7, count=5, length=20, python=False)
    assert prompts == ["\x01the end\x02a calm day, " if gaps else "a calm day, "]
    assert made.both is gaps
    assert len(made.candidates) == 5
    assert all(each.fault is None for each in made.candidates)
    words = made.work.read().decode()
    assert words == f"a calm day, {made.candidates[0].text}the end"
    assert (made.work.command, made.work.model.name) == ("code", "tiny-lstm")
    assert studio.again(made.work).same


def test_of_python_it_is_told_where_it_does_not_parse(studio) -> None:
    made = complete(own(studio, True), BEFORE, AFTER, seed=7, count=4, length=20)
    assert all(each.fault is not None for each in made.candidates)
    assert made.work.read().decode().endswith(AFTER)


def test_what_parses_comes_first_and_the_likeliest_of_it() -> None:
    answers = ["    return (x\n", "    return x\n", "    return 2 * x\n", "    return x\n"]
    found = rank(BEFORE, answers, AFTER, python=True)
    assert [each.text.strip() for each in found] == ["return x", "return 2 * x", "return (x"]


def test_a_model_of_gaps_writes_texts_from_their_beginning(studio) -> None:
    scribe = own(studio, True)
    words = scribe.create(3, length=30).read().decode()
    assert scribe.create(3, length=30, prompt="\n").read().decode() == "\n" + words


@pytest.mark.parametrize(("name", "value"), [("count", 0), ("length", 0), ("temperature", 3)])
def test_what_cannot_be_is_refused(studio, name, value) -> None:
    with pytest.raises(EtudeError) as refused:
        complete(own(studio, True), BEFORE, **{name: value})
    assert refused.value.code == "endpoint.bad-number"


def test_an_author_is_an_endpoint_or_a_model_of_words(studio) -> None:
    own(studio, True)
    assert isinstance(studio.author("tiny-lstm"), Scribe)
    add(studio.workspace, "tiny-lstm", "http://127.0.0.1:9/v1")
    assert isinstance(studio.author("tiny-lstm"), OpenEndpoint)
    with pytest.raises(EtudeError) as unknown:
        studio.author("nobody")
    assert unknown.value.code == "endpoint.unknown"


def test_a_vocabulary_is_of_characters_unless_there_are_too_many() -> None:
    assert isinstance(learn_vocabulary(["def f(): ..."]), Characters)
    asked = learn_vocabulary(["return return return " * 20], 5)
    assert isinstance(asked, Bytes)
    assert asked.size <= 258 + 5
    hangul = "".join(map(chr, range(0xAC00, 0xAC00 + 5000)))
    assert isinstance(learn_vocabulary([hangul, "latin"]), Bytes)
    han = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    assert isinstance(learn_vocabulary([han]), Characters)


def test_texts_are_told_with_other_gaps_each_time_and_are_as_long() -> None:
    code = [f"def double_{n}(x):\n    return {n} * x\n" * 20 for n in range(12)]
    vocabulary = learn_vocabulary(code)
    plain = WrittenTexts("code", vocabulary, code, code[:1])
    told = WrittenTexts("code", vocabulary, code, code[:1], gaps=0.5)
    first, again, other = (told.edition(number).tokens for number in (1, 1, 2))
    assert first.tolist() == again.tolist() != other.tolist()
    assert abs(len(first) - len(plain.edition(1).tokens)) < 0.1 * len(first)
    assert vocabulary.decode(first).count("\x01") == vocabulary.decode(first).count("\x02") > 0
    assert "\x01" not in vocabulary.decode(told.held_out.tokens)
    assert plain.hash != told.hash
    _, shown = told.show([first[:200]])
    assert b"\x01" not in shown
    assert b"\x02" not in shown


def test_a_folder_of_code_becomes_a_model_that_fills_gaps(studio, tmp_path, monkeypatch) -> None:
    from etude.training import fit as room

    fit = room.fit

    def steady(*given: Any, **asked: Any) -> Any:
        readings = itertools.count()
        return fit(*given, **asked | {"clock": lambda: 0.25 * next(readings)})

    monkeypatch.setattr(room, "fit", steady)
    folder = tmp_path / "programs"
    folder.mkdir()
    for n in range(24):
        body = "".join(f"def double_{n}_{k}(x):\n    return {k} * x\n\n\n" for k in range(6))
        (folder / f"double_{n}.py").write_text(body)
    config = {"width": 24, "layers": 1, "window": 16, "batch": 4, "strings": 20, "gaps": "0.5"}
    trained = studio.train(folder, recipe="lstm", minutes=0.2, config=config)
    scribe = studio.load_scribe(trained.name)
    assert isinstance(scribe.vocabulary, Bytes)
    assert complete(scribe, BEFORE, AFTER, seed=1, count=3, length=10).both
    longer = studio.train(name=trained.name, resume=True, minutes=0.3)
    assert longer.version == "1.1.0"
