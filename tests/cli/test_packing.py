from pathlib import Path

from etude.packages import build_package
from etude.packages.manifest import Opening
from tests.studio.poet import poet_parts
from tests.tiny_package import tiny_package


def test_models_are_listed_and_shown(etude, models, monkeypatch) -> None:
    done = etude("models")
    assert done.code == 0, done.err
    assert "tiny-vae" in done.out
    assert "16x16" in done.out
    assert "any" in done.out
    shown = etude("models", "show", "tiny-gan")
    assert "cat, dog, bird" in shown.out
    assert "round" in shown.out
    assert "Made in a test." in shown.out
    facts = etude("models", "show", "tiny-vae", "--json").document["model"]
    assert facts["size"] == [16, 16]
    assert [each["name"] for each in facts["directions"]] == ["warm", "busy"]
    assert len(facts["sha256"]) == 64
    assert facts["training"]["items"] == 3
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "小画 (tiny-vae)" in etude("models").out
    assert "测试所作" in etude("models", "show", "小画").out


def test_of_a_model_of_words_its_forms_are_shown(etude, models) -> None:
    opening = Opening(("{form}", "{title}"), ("五言绝句", "七言律诗"))
    build_package(models, **poet_parts(opening))
    shown = etude("models", "show", "poet").out
    assert "五言绝句, 七言律诗" in shown
    assert "classes" not in shown
    facts = etude("models", "show", "poet", "--json").document["model"]
    assert facts["forms"] == ["五言绝句", "七言律诗"]


def test_a_model_is_added_exported_and_removed(etude, tmp_path, home) -> None:
    assert "There is no model yet" in etude("models").out
    source = tiny_package("vae", tmp_path / "gift")
    done = etude("models", "add", source)
    assert done.code == 0, done.err
    assert "etude create tiny-vae" in done.out
    exported = etude("models", "export", "tiny-vae", "-o", tmp_path / "out", "--json")
    path = Path(exported.document["path"])
    assert path.read_bytes() == source.read_bytes()
    assert etude("models", "remove", "tiny-vae").code == 2
    assert etude("models", "remove", "tiny-vae", "--yes").code == 0
    assert list((home / "models").glob("*.etude")) == []


def test_a_damaged_model_is_named_and_the_others_still_work(etude, models) -> None:
    (models / "broken-1.0.0.etude").write_bytes(b"not a zip")
    done = etude("models")
    assert done.code == 0
    assert "cannot be read" in done.out
    found = {each["name"]: each for each in etude("models", "--json").document["models"]}
    assert "problem" in found["broken"]
    assert "problem" not in found["tiny-vae"]
    assert etude("models", "add", models / "broken-1.0.0.etude").code == 2


def test_the_nearest_model_is_offered(etude, models) -> None:
    done = etude("models", "show", "tiny-va")
    assert done.code == 2
    assert "tiny-vae" in done.err
