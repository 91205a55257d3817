import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from etude import studio
from etude.cli import learning
from etude.studio.trained import Trained


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "pictures"),
        (["nowhere"], "nowhere"),
        (["--recipe", "vea"], "vae"),
        (["--recipe", "cppn", "--size", "65"], "65"),
        (["--recipe", "cppn", "--minutes", "0"], "0"),
        (["--recipe", "cppn", "--name", "a/b"], "a-b"),
        (["--recipe", "cppn", "--name", "new", "--resume"], "new"),
        (["--recipe", "cppn", "--set", "wdth=3"], "wdth"),
    ],
)
def test_a_run_that_cannot_be_is_refused_in_one_sentence(etude, home, words, said) -> None:
    done = etude("train", *words)
    assert done.code == 2, done.err
    assert said in done.err
    assert done.err.count("\n") == 1
    assert not list(home.rglob("*.etude"))


def test_without_torch_it_says_what_to_install(etude, monkeypatch) -> None:
    found = learning.find_spec
    monkeypatch.setattr(
        learning, "find_spec", lambda name: None if name == "torch" else found(name)
    )
    done = etude("train", "--recipe", "cppn", "--json")
    assert done.code == 2
    assert done.document["error"]["code"] == "cli.train-parts"
    assert "torch" in done.err
    assert "make setup" in done.err


TRAINED = Trained(
    name="灯",
    version="1.1.0",
    package=Path("models", "灯-1.1.0.etude"),
    folder=Path("runs", "灯"),
    sheet=Path("runs", "灯", "sheet.png"),
    nearest=Path("runs", "灯", "nearest.png"),
    minutes=20.0,
    finished=True,
    advice="Stopped too early.",
    verdict="too-early",
    report={"verdict": "good"},
    directions=("glasses", "warmer"),
)


@pytest.mark.parametrize(
    ("changed", "said", "unsaid"),
    [
        ({}, "etude train --name 灯 --resume --minutes 40", "goes on"),
        ({"finished": False}, "etude train --name 灯 --resume`", "--minutes"),
        ({"verdict": "good"}, "etude create 灯", "--resume"),
        ({"nearest": None, "directions": ()}, "sheet.png", "nearest.png"),
    ],
)
def test_the_end_says_where_everything_lies_and_what_to_do_next(
    etude, monkeypatch, changed, said, unsaid
) -> None:
    asked = {}

    def train(source, **rest):
        asked.update(rest, source=source)
        return replace(TRAINED, **changed)

    monkeypatch.setattr(studio, "train", train)
    done = etude("train", "lamps", "--size", "32", "--set", "beta=0.5")
    assert done.code == 0, done.err
    assert (asked["source"], asked["size"], asked["minutes"]) == ("lamps", 32, None)
    assert asked["config"] == {"beta": "0.5"}
    lines = done.out.splitlines()
    assert lines[0] == "Stopped too early."
    assert any("灯 1.1.0" in line for line in lines)
    assert any("灯-1.1.0.etude" in line for line in lines)
    assert said in done.out
    assert unsaid not in done.out
    document = etude("train", "lamps", "--json").document["training"]
    assert document == replace(TRAINED, **changed).as_dict()
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "样本" in etude("train", "lamps").out


SMALL = ("width=4", "layers=2", "neurons=8", "batch=2")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is another thing there")
def test_ctrl_c_keeps_what_was_learnt_and_resume_goes_on(process, home) -> None:
    words = ["train", "--recipe", "cppn", "--size", "32", "--minutes", "0.1", "--name", "first"]
    words += [part for each in SMALL for part in ("--set", each)]
    program = Path(sys.executable).with_name("etude")
    with subprocess.Popen(
        [program, *words, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        for line in running.stderr:
            if "% " in line:
                running.send_signal(signal.SIGINT)
                break
        rest, answer = running.stderr.read(), running.stdout.read()
    assert running.returncode == 0, rest
    assert "Stopping" in rest
    first = json.loads(answer)["training"]
    assert first["finished"] is False
    assert Path(first["package"]).is_file()
    assert Path(first["sheet"]).is_file()
    done = process("train", "--name", "first", "--resume")
    assert done.code == 0, done.err
    assert "first 1.1.0" in done.out
    assert "goes on" not in done.out
    assert process("create", "first", "--size", "64", "-o", "p.png").code == 0
