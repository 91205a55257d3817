import io
import sys
from pathlib import Path

import pytest

from etude.cli import asking
from etude.core.errors import EtudeError


def code(function, *given) -> str:
    with pytest.raises(EtudeError) as caught:
        function(*given)
    return caught.value.code


def test_settings_are_pairs() -> None:
    assert asking.settings(["a=1", " b = x=y ", "眼镜＝2"]) == {"a": "1", "b": "x=y", "眼镜": "2"}
    assert asking.settings(None) == {}
    assert asking.numbers(["a=-1.5"]) == {"a": -1.5}
    for bad in ("a", "=1", "a=", " =1"):
        assert code(asking.settings, [bad]) == "cli.not-a-setting"
    assert code(asking.numbers, ["a=big"]) == "cli.not-a-number"


def test_a_size_is_height_and_width() -> None:
    assert asking.size("640x480") == (480, 640)
    assert asking.size("640×480") == (480, 640)
    assert asking.size("64") == (64, 64)
    assert asking.size(None) is None
    for bad in ("", "axb", "1x2x3", "-4", "640x", "1e3"):
        assert code(asking.size, bad) == "cli.not-a-size"


def test_layers_are_numbers_and_ranges() -> None:
    assert asking.layers("0-2,5") == [0, 1, 2, 5]
    assert asking.layers("3") == [3]
    assert asking.layers("1，0 - 1") == [0, 1]
    assert asking.layers(None) is None
    for bad in ("", "a", "1-", "2-1", "1;2", "-1"):
        assert code(asking.layers, bad) == "cli.not-layers"


def test_nobody_at_the_terminal_cannot_agree(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    assert asking.agreed("Remove it?", True, "etude x") is True
    assert code(asking.agreed, "Remove it?", False, "etude x") == "cli.needs-yes"


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [("y\n", True), ("是\n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_somebody_at_the_terminal_is_asked(monkeypatch, answer, agreed) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert asking.agreed("Remove it?", False, "etude x") is agreed
    assert sys.stderr.getvalue().startswith("Remove it?")


def test_several_works_get_numbers_or_a_folder(tmp_path) -> None:
    assert asking.places(tmp_path / "a.png", 1) == [tmp_path / "a.png"]
    names = [path.name for path in asking.places(tmp_path / "a.png", 10)]
    assert names[0] == "a-01.png"
    assert names[-1] == "a-10.png"
    assert asking.places(tmp_path, 2) == [tmp_path, tmp_path]
    assert asking.places(tmp_path / "new", 3) == [tmp_path / "new"] * 3
    assert Path(tmp_path / "new").is_dir()
