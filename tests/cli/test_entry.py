"""Exit codes, errors and JSON, in this process and in the real one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etude import __version__
from etude.cli import app, packing
from etude.cli.answers import Answer


def test_a_command_that_was_done_exits_with_0(process) -> None:
    done = process("--version")
    assert (done.code, done.out, done.err) == (0, f"etude {__version__}\n", "")
    assert process("--version", "--json").document == {"version": __version__}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["creat"], "There is no command “creat”. Did you mean `etude create`?"),
        (["zzzz"], "There is no command “zzzz”. See `etude --help`"),
        (["models", "lst"], "Did you mean `etude models list`?"),
        (["create"], "MODEL is missing. See `etude create --help`"),
        (["create", "x", "--sed", "1"], "There is no option --sed. Did you mean --seed?"),
        (["create", "x", "--qqq"], "There is no option --qqq. See `etude create --help`"),
        (["create", "x", "--seed", "one"], "The value for --seed will not do"),
        (["create", "x", "--count", "0"], "The value for --count will not do"),
        (["create", "x", "--seed"], "This command cannot be understood"),
        (["star", "a", "b"], "This command cannot be understood"),
        (["create", "x", "--set", "glasses"], "“glasses” is not a setting."),
        (["data", "add", "x"], "--name is missing."),
        (["show", "0000000"], "0000000"),
    ],
)
def test_what_the_user_can_mend_exits_with_2_and_one_sentence(etude, words, said) -> None:
    done = etude(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert said in done.err
    assert "Traceback" not in done.err
    assert "cli." not in done.err


def test_the_package_itself_is_the_program() -> None:
    said = [
        subprocess.run([sys.executable, "-m", each, "--version"], capture_output=True, check=True)
        for each in ("etude", "etude.cli")
    ]
    assert said[0].stdout == said[1].stdout != b""


def test_the_real_program_says_it_in_chinese(process) -> None:
    done = process("creat", ETUDE_LANG="zh")
    assert (done.code, done.out) == (2, "")
    assert (
        done.err == "没有“creat”这个命令。你是指 `etude create` 吗？`etude --help` 列出所有命令。\n"
    )


def test_an_error_is_one_json_document_too(process) -> None:
    done = process("show", "0000000", "--json")
    assert done.code == 2
    error = done.document["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == "gallery.empty"
    assert done.err == f"{error['message']} {error['hint']}\n"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_json_may_stand_anywhere(etude, models, place) -> None:
    words = ["models", "list"]
    words.insert(place, "--json")
    names = {each["name"] for each in etude(*words).document["models"]}
    assert names == {"tiny-vae", "tiny-gan", "tiny-cppn"}


def test_after_two_dashes_json_is_a_word(etude) -> None:
    done = etude("star", "--", "--json")
    assert done.code == 2
    assert "--json" in done.err
    assert done.out == ""


def test_a_fault_of_ours_exits_with_1_and_says_where_the_log_lies(etude, home, monkeypatch) -> None:
    def fail() -> Answer:
        raise RuntimeError("the roof\nfell in")

    monkeypatch.setattr(packing, "list_all", fail)
    done = etude("models", "--json")
    log = home / "log" / "etude.log"
    assert done.code == 1
    assert done.err.count("\n") == 1
    assert "RuntimeError: the roof" in done.err
    assert str(log) in done.err
    assert "Traceback" not in done.err
    assert json.loads(done.out)["error"]["code"] == "cli.fault"
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "etude models --json" in text
    etude("models")
    assert log.read_text(encoding="utf-8").count("Traceback") == 2


def test_a_log_that_cannot_be_written_does_not_hide_the_fault(etude, home, monkeypatch) -> None:
    monkeypatch.setattr(packing, "list_all", lambda: 1 / 0)
    home.write_text("a file where the folder should be", encoding="utf-8")
    done = etude("models")
    assert done.code == 1
    assert "ZeroDivisionError" in done.err


def test_an_interrupt_is_no_fault(etude, home, monkeypatch) -> None:
    def wait() -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(packing, "list_all", wait)
    done = etude("models")
    assert done.code == 130
    assert "Traceback" not in done.err
    assert not (home / "log").exists()


def test_a_reader_that_leaves_early_is_no_fault(models) -> None:
    program = Path(sys.executable).with_name("etude")
    done = subprocess.run(
        ["sh", "-c", f'"{program}" models --json; echo $? >&2'],
        stdout=_closed_pipe(),
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.stderr == "0\n"


def _closed_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def test_building_the_commands_opens_no_heavy_room() -> None:
    code = (
        "import sys\nfrom etude.cli.app import build\nbuild()\n"
        "heavy = {'numpy', 'PIL', 'onnx', 'onnxruntime', 'rich', 'sqlalchemy', 'alembic', "
        "'pydantic', 'av', 'torch'}\nprint(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert app.COMMANDS
