import subprocess
import sys

import pytest

from etude.cli import doctor
from etude.core import installing


def test_it_says_what_works(etude, models) -> None:
    done = etude("doctor", "--json")
    assert done.code == 0, done.err
    findings = {each["name"]: each for each in done.document["findings"]}
    for name in (
        "python",
        "workspace",
        "disk",
        "gallery",
        "models",
        "playing",
        "films",
        "engraving",
        "training",
    ):
        assert findings[name]["works"], findings[name]
    assert "libx264" in findings["films"]["found"]
    assert "tiny-vae-1.0.0" in findings["models"]["found"]
    assert "device" in findings
    assert done.document["gaps"] == 0
    assert "Everything works." in etude("doctor").out


def test_each_gap_has_one_command(etude, models, monkeypatch) -> None:
    found = doctor.find_spec
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "torch" else found(name))
    (models / "broken-1.0.0.etude").write_bytes(b"not a zip")
    done = etude("doctor", "--json")
    gaps = {each["name"]: each for each in done.document["findings"] if not each["works"]}
    assert set(gaps) == {"model", "training"}
    assert "torch" in gaps["training"]["found"]
    for gap in gaps.values():
        assert gap["mend"]
        assert "\n" not in gap["mend"]
    text = etude("doctor").out
    assert f"run: {gaps['training']['mend']}" in text
    subprocess.run(gaps["model"]["mend"], shell=True, check=True)
    after = etude("doctor", "--json").document["findings"]
    assert [each["name"] for each in after if not each["works"]] == ["training"]


def test_without_models_it_says_how_to_get_one(etude) -> None:
    findings = etude("doctor", "--json").document["findings"]
    (gap,) = (each for each in findings if not each["works"])
    assert gap["name"] == "models"
    # Everything about the command is right but the time, which the test takes away.
    refused = etude(*gap["mend"].split()[1:], "--minutes", "0", "--json")
    assert refused.document["error"]["code"] == "training.minutes"


def test_a_workspace_that_cannot_be_written(etude, home) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    done = etude("doctor", "--json")
    assert done.code == 0, done.err
    gaps = [each["name"] for each in done.document["findings"] if not each["works"]]
    assert "workspace" in gaps
    assert "disk" not in [each["name"] for each in done.document["findings"]]


@pytest.mark.parametrize("checkout", [True, False])
def test_the_installer_fits_the_place(tmp_path, monkeypatch, checkout) -> None:
    module = tmp_path / "src" / "etude" / "core" / "installing.py"
    monkeypatch.setattr(installing, "__file__", str(module))
    if checkout:
        (tmp_path / "Makefile").touch()
        assert installing.installer("train") == "make setup"
    else:
        assert installing.installer("train").startswith(f'"{sys.executable}" -m pip install')
        assert installing.installer("train").endswith('"etude[train]"')


def test_a_database_server_that_does_not_answer_is_named(etude, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_DATABASE_URL", "postgresql://etude:secret@127.0.0.1:1/etude")
    done = etude("doctor", "--json")
    (found,) = [each for each in done.document["findings"] if each["name"] == "gallery"]
    assert not found["works"]
    assert "127.0.0.1" in found["found"]
    assert "secret" not in done.out
    assert found["mend"] == "unset ETUDE_DATABASE_URL"
