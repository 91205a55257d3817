import hashlib
from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.packages import export, find, install, list_packages, open_package, remove, stamps
from tests.tiny_package import tiny_package


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "home")


@pytest.fixture(autouse=True)
def zoo(tmp_path, monkeypatch) -> Path:
    """A zoo with one package in place of the real one."""
    folder = tmp_path / "zoo"
    tiny_package("cppn", folder)
    monkeypatch.setattr(stamps, "ZOO", folder)
    return folder


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_an_installed_package_is_found_by_all_its_names(tmp_path, workspace) -> None:
    package = install(tiny_package("vae", tmp_path), workspace)
    assert package.path == workspace.models / "tiny-vae-1.0.0.etude"
    for name in ("tiny-vae", "tiny-vae@1.0.0", "tiny-vae-1.0.0", "Tiny-VAE", "小画", "小画@1.0.0"):
        assert find(name, workspace) == package.path


def test_a_path_is_a_name_too(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path)
    assert find(str(path), workspace) == path


def test_the_file_s_own_name_does_not_matter(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path).rename(tmp_path / "download (1).etude")
    assert install(path, workspace).path.name == "tiny-vae-1.0.0.etude"


def test_bundled_packages_are_found_after_those_of_the_workspace(tmp_path, workspace, zoo) -> None:
    assert find("tiny-cppn", workspace).parent == zoo
    mine = install(tiny_package("cppn", tmp_path / "a.etude", version="0.9.0"), workspace)
    assert find("tiny-cppn", workspace) == mine.path
    assert find("tiny-cppn@1.0.0", workspace).parent == zoo


def test_the_newest_version_is_meant_when_none_is_said(tmp_path, workspace) -> None:
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        install(tiny_package("vae", tmp_path / f"{version}.etude", version=version), workspace)
    assert find("tiny-vae", workspace).name == "tiny-vae-1.10.0.etude"
    assert [e.version for e in list_packages(workspace) if not e.bundled] == [
        "1.2.0",
        "1.9.0",
        "1.10.0",
    ]


def test_an_unknown_name_gets_the_nearest_ones(tmp_path, workspace) -> None:
    install(tiny_package("vae", tmp_path), workspace)
    with pytest.raises(EtudeError) as caught:
        find("tiny-vea", workspace)
    assert caught.value.code == "package.unknown-near"
    assert "tiny-vae" in caught.value.text("en")
    with pytest.raises(EtudeError) as caught:
        find("zzz", workspace)
    assert caught.value.code == "package.unknown"
    assert caught.value.details["there"] == "tiny-cppn, tiny-vae"
    with pytest.raises(EtudeError):
        find("tiny-vae@3.0.0", workspace)


def test_where_there_is_no_model_the_first_steps_are_named(workspace, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "ZOO", workspace.root / "no-zoo")
    for act in (find, remove):
        with pytest.raises(EtudeError) as caught:
            act("portraits", workspace)
        assert caught.value.code == "package.none"
        for language in ("en", "zh"):
            said = caught.value.text(language)
            assert "portraits" in said
            assert "etude models add" in said
            assert "-。" not in said
            assert "-." not in said


@pytest.mark.parametrize("name", ["", "@", "../tiny-vae", "*", "tiny-*", "\0", "x" * 5000])
def test_a_strange_name_finds_nothing(tmp_path, workspace, name) -> None:
    install(tiny_package("vae", tmp_path), workspace)
    with pytest.raises(EtudeError):
        find(name, workspace)


def test_the_same_file_again_changes_nothing(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path)
    install(path, workspace)
    before = contents(workspace.root)
    assert install(path, workspace).path.parent == workspace.models
    assert contents(workspace.root) == before


def test_another_file_of_the_same_name_and_version_is_refused(tmp_path, workspace) -> None:
    install(tiny_package("vae", tmp_path), workspace)
    before = contents(workspace.models)
    other = tiny_package("vae", tmp_path / "other.etude", licence="CC-BY-4.0")
    with pytest.raises(EtudeError) as caught:
        install(other, workspace)
    assert caught.value.code == "package.exists"
    assert contents(workspace.models) == before


def test_installing_a_bundled_package_is_no_second_copy(workspace, zoo) -> None:
    path = install(zoo / "tiny-cppn-1.0.0.etude", workspace).path
    assert path.parent == zoo
    assert not workspace.models.exists()


def test_a_damaged_file_is_not_installed(tmp_path, workspace) -> None:
    path = tmp_path / "bad.etude"
    path.write_bytes(tiny_package("vae", tmp_path).read_bytes()[:-1000])
    with pytest.raises(EtudeError):
        install(path, workspace)
    assert not workspace.models.exists()


def test_a_full_disk_leaves_the_workspace_as_it_was(tmp_path, workspace, monkeypatch) -> None:
    path = tiny_package("vae", tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EtudeError) as caught:
        install(path, workspace)
    assert caught.value.code == "disk.full"
    assert list(workspace.models.iterdir()) == []


def test_export_copies_to_a_folder_or_a_name(tmp_path, workspace) -> None:
    path = tiny_package("vae", tmp_path)
    install(path, workspace)
    copy = export("tiny-vae", tmp_path / "gifts", workspace)
    assert copy == tmp_path / "gifts" / "tiny-vae-1.0.0.etude"
    assert copy.read_bytes() == path.read_bytes()
    named = export("小画", tmp_path / "gift.etude", workspace)
    assert named.read_bytes() == path.read_bytes()
    assert export("tiny-vae", named, workspace) == named


def test_export_does_not_write_over_another_file(tmp_path, workspace) -> None:
    target = tmp_path / "mine.etude"
    target.write_text("precious")
    with pytest.raises(EtudeError) as caught:
        export("tiny-cppn", target, workspace)
    assert caught.value.code == "package.file-exists"
    assert target.read_text() == "precious"


def test_remove_takes_one_package_away(tmp_path, workspace) -> None:
    path = install(tiny_package("vae", tmp_path), workspace).path
    assert remove("tiny-vae", workspace) == path
    assert not path.exists()
    with pytest.raises(EtudeError) as caught:
        remove("tiny-vae", workspace)
    assert caught.value.code.startswith("package.unknown")


def test_a_bundled_package_cannot_be_removed(workspace, zoo) -> None:
    with pytest.raises(EtudeError) as caught:
        remove("tiny-cppn", workspace)
    assert caught.value.code == "package.bundled"
    assert find("tiny-cppn", workspace).exists()


def test_of_several_versions_one_has_to_be_named(tmp_path, workspace) -> None:
    for version in ("1.0.0", "2.0.0"):
        install(tiny_package("vae", tmp_path / f"{version}.etude", version=version), workspace)
    with pytest.raises(EtudeError) as caught:
        remove("tiny-vae", workspace)
    assert caught.value.code == "package.several"
    remove("tiny-vae@1.0.0", workspace)
    assert find("tiny-vae", workspace).name == "tiny-vae-2.0.0.etude"


def test_the_list_says_where_each_comes_from_and_what_is_wrong(tmp_path, workspace) -> None:
    install(tiny_package("vae", tmp_path), workspace)
    (workspace.models / "broken-1.0.0.etude").write_bytes(b"nothing")
    (workspace.models / "no-version.etude").write_bytes(b"nothing")
    (workspace.models / ".hidden-1.0.0.etude").write_bytes(b"nothing")
    entries = {entry.full_name: entry for entry in list_packages(workspace)}
    assert list(entries) == ["broken-1.0.0", "tiny-vae-1.0.0", "tiny-cppn-1.0.0"]
    assert entries["broken-1.0.0"].problem.code == "package.damaged"
    assert entries["tiny-vae-1.0.0"].manifest.names["zh"] == "小画"
    assert [entry.bundled for entry in entries.values()] == [False, False, True]


def test_a_replaced_file_is_listed_anew(tmp_path, workspace) -> None:
    path = install(tiny_package("vae", tmp_path), workspace).path
    assert list_packages(workspace)[0].manifest.licence == "CC0-1.0"
    path.unlink()
    install(tiny_package("vae", tmp_path / "b.etude", licence="CC-BY-SA-4.0"), workspace)
    assert list_packages(workspace)[0].manifest.licence == "CC-BY-SA-4.0"


def test_an_empty_shelf_is_an_empty_list(tmp_path, workspace, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "ZOO", tmp_path / "nowhere")
    assert list_packages(workspace) == []
    with pytest.raises(EtudeError):
        find("portraits", workspace)


def test_the_record_of_the_zoo_is_believed(tmp_path, workspace, zoo, monkeypatch) -> None:
    assert stamps.record_bundled(zoo) == ["tiny-cppn-1.0.0.etude"]
    stamps._bundled.cache_clear()
    monkeypatch.setattr("etude.packages.package.verify", None)
    try:
        assert open_package(zoo / "tiny-cppn-1.0.0.etude", workspace).name == "tiny-cppn"
    finally:
        stamps._bundled.cache_clear()
    assert not workspace.root.exists()
