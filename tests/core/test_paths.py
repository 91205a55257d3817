from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import check_name, is_name, suggest_name, workspace


def test_etude_home_decides(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "studio"))
    place = workspace()
    assert place.root == tmp_path / "studio"
    assert {place.datasets, place.runs, place.models, place.gallery, place.cache} == {
        tmp_path / "studio" / each for each in ("datasets", "runs", "models", "gallery", "cache")
    }
    assert place.database.parent == place.root
    assert not place.root.exists()


def test_a_root_that_is_named_wins(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("ETUDE_HOME", "/elsewhere")
    assert workspace(tmp_path).root == tmp_path


def test_without_a_word_it_is_the_users_data_folder(monkeypatch) -> None:
    monkeypatch.delenv("ETUDE_HOME", raising=False)
    root = workspace().root
    assert root.is_absolute()
    assert "etude" in root.parts
    monkeypatch.setenv("ETUDE_HOME", "~/studio")
    assert workspace().root == Path.home() / "studio"


@pytest.mark.parametrize("name", ["portraits", "山水", "a", "my-model_2", "v1.0.0", "Ünder", "7"])
def test_names_of_any_script(name) -> None:
    assert is_name(name)
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "-rf", ".hidden", "a..b", "con", "COM1.txt", "two words"]
    + ["a" * 65, "a\n", "a\0b", "u\u0308", "😀", "ends.", "\U00020000" * 64],
)
def test_what_cannot_be_a_name(name) -> None:
    assert not is_name(name)
    with pytest.raises(EtudeError) as caught:
        check_name(name)
    assert caught.value.code == "name.bad"
    assert is_name(caught.value.details["suggestion"])


def test_the_suggestion_is_near() -> None:
    assert suggest_name("My holiday pictures!") == "My-holiday-pictures"
    assert suggest_name("../../etc/passwd") == "etc-passwd"
    assert suggest_name("我的 山水") == "我的-山水"
    assert suggest_name("???") == "my-pictures"
