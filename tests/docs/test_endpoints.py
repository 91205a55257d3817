"""docs/endpoints.md says what is true, in both languages."""

import re
import shlex
from pathlib import Path

from etude.cli.entry import call
from etude.endpoints import wire
from etude.endpoints.wire import PATIENT
from etude.server import desk
from etude.server.shapes.completions import UNKNOWN, ChatAsked, CompletionAsked
from etude.studio.asked import LENGTH
from etude.studio.scenes import BUDGET

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENGLISH, CHINESE = (
    (DOCS / name).read_text(encoding="utf-8") for name in ("endpoints.md", "endpoints.zh.md")
)
OWN = re.compile(r"\b(?:folio|diary)\b")
STORY = "A lamp.\n\n## Outline\n\n1. Dark: out\n2. Tide: she rows\n\n## Chapter 1\n\nLate.\n"


def test_the_numbers_are_those_of_the_code() -> None:
    turn = f"{1000 * desk.TURN_SECONDS:.0f}"
    assert f"for {turn} milliseconds" in ENGLISH
    assert f"{turn} 毫秒" in CHINESE
    for page in (ENGLISH, CHINESE):
        assert re.search(rf"`max_tokens`\D*{LENGTH}\b", page)
        assert re.search(rf"\D{desk.WRITERS}\D", page)


def test_every_setting_that_is_named_is_one() -> None:
    both = CompletionAsked.model_fields.keys() & ChatAsked.model_fields.keys()
    for page, end in ((ENGLISH, "The same seed"), (CHINESE, "同一台机器")):
        named = re.findall(r"`([a-z_]+)`", page[page.index("`max_tokens`") : page.index(end)])
        assert set(named) == both - {"model"}
    assert {"logit_bias", "response_format", "tools"} <= UNKNOWN.keys()


def test_what_is_said_of_waiting_is_what_is_done() -> None:
    assert (PATIENT.tries, PATIENT.silence) == (3, 120)
    assert "asks three times" in ENGLISH
    assert "says nothing for two minutes" in ENGLISH
    assert "问三次" in CHINESE
    assert "两分钟没有说话" in CHINESE


def test_the_budget_is_that_of_the_code() -> None:
    assert all(
        f"`--budget`（{BUDGET}" in page or f"`--budget` ({BUDGET}" in page
        for page in (ENGLISH, CHINESE)
    )


def test_the_commands_that_are_named_are_there(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path))
    for page in (ENGLISH, CHINESE):
        add, *others = re.findall(r"^\$ etude (.*)$", page, re.MULTILINE)
        assert call([*shlex.split(add), "--no-probe", "--replace"]) == 0
        monkeypatch.setattr(wire, "_connect", refuse)
        assert len(others) > 1
        for each in others:
            (tmp_path / "sort.py").write_text("x = 1\n" * 20)
            (tmp_path / "lamp.txt").write_text("Mara: Who lit it?\n")
            (tmp_path / "lamp.md").write_text(STORY)
            monkeypatch.chdir(tmp_path)
            if OWN.search(each):  # a model here answers where the server cannot
                assert call(shlex.split(OWN.sub("folio", each))) == 0
                capsys.readouterr()
                continue
            model = ["--model", "x"]
            assert call([*shlex.split(each), *model]) == 2
            assert "ollama serve" in capsys.readouterr().err


def refuse(*given: object) -> None:
    raise ConnectionRefusedError
