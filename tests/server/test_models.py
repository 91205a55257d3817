"""The shelf over HTTP: listed, described, brought, taken away, played."""

from __future__ import annotations

import io
import json
import zipfile

import numpy as np
import pytest

import etude
from etude.core.hashes import sha256_bytes, sha256_file
from etude.packages import open_package
from etude.server.shelf import Shelf
from tests.server.conftest import refusal
from tests.tiny_package import tiny_package


def read(response) -> np.ndarray:
    assert response.status_code == 200, response.text
    shape = [int(side) for side in response.headers["x-shape"].split(",")]
    kind = np.uint8 if len(shape) == 4 else "<f4"
    return np.frombuffer(response.content, kind).reshape(shape)


def test_the_shelf_is_listed(script, models) -> None:
    listed = script.get("/api/models").json()
    assert listed["broken"] == []
    found = {each["name"]: each for each in listed["models"]}
    assert {name: each["id"] for name, each in found.items()} == {
        f"tiny-{kind}": id_ for kind, id_ in models.items()
    }
    vae, gan, cppn = (found[f"tiny-{kind}"] for kind in ("vae", "gan", "cppn"))
    assert vae["title"] == {"en": "tiny-vae", "zh": "小画"}
    assert vae["about"] == {"en": "A tiny vae.", "zh": "一个小vae。"}
    assert (vae["size"], gan["size"], cppn["size"]) == ([16, 16], [16, 16], None)
    assert (vae["channels"], gan["channels"]) == (3, 4)
    assert vae["commands"] == ["map", "generate", "encode"]
    assert [each["name"] for each in vae["sliders"]] == ["warm", "busy"]
    assert vae["sliders"][0] | {"low": -2.0, "high": 2.5} == vae["sliders"][0]
    assert gan["labels"][1] == {"name": "dog", "title": {"en": "dog", "zh": "狗"}}
    assert vae["samples"] == ["01.png"]
    assert vae["quality"] is None
    assert not vae["bundled"]


def test_a_damaged_model_is_listed_apart(script, studio) -> None:
    (studio.workspace.models / "broken-1.0.0.etude").write_bytes(b"PK nonsense")
    listed = script.get("/api/models", headers={"Accept-Language": "zh"}).json()
    assert len(listed["models"]) == 3
    (broken,) = listed["broken"]
    assert broken["file"] == "broken-1.0.0.etude"
    assert broken["problem"]["code"].startswith("package.")


def test_a_model_is_described(script, models) -> None:
    about = script.get(f"/api/models/{models['vae']}").json()
    assert about["id"] == models["vae"]
    assert about["latent"] == {"rows": 1, "size": 8, "axes": 2}
    assert about["graphs"]["generate"]["outputs"]["picture"]["size"] == [16, 16]
    assert about["training"]["items"] == 3
    assert about["card"]["en"].startswith("# tiny-vae")
    assert about["card"]["zh"].startswith("# 小-vae")
    refusal(script.get(f"/api/models/{'f' * 64}"), 404, "server.no-model")


def test_a_model_is_a_file_that_comes_and_goes(page, studio, models) -> None:
    address = f"/api/models/{models['gan']}"
    answer = page.get(f"{address}/file")
    assert sha256_bytes(answer.content) == models["gan"]
    assert 'filename="tiny-gan-1.0.0.etude"' in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "application/octet-stream"
    work = page.post("/api/works", json={"command": "create", "model": models["gan"]})
    kept = work.json()["works"][0]
    assert page.delete(address).status_code == 204
    refusal(page.get(address), 404, "server.no-model")
    refusal(page.delete(address), 404, "server.no-model")
    told = refusal(page.post(f"/api/works/{kept['id']}/again"), 409, "studio.model-gone")
    assert "tiny-gan" in told["message"]
    back = page.post("/api/models", content=answer.content)
    assert back.status_code == 201
    assert back.json()["id"] == models["gan"]
    assert page.post(f"/api/works/{kept['id']}/again").json()["same"] is True
    # The same file again is the same model.
    assert page.post("/api/models", content=answer.content).json()["id"] == models["gan"]
    assert list(studio.workspace.uploads.iterdir()) == []


def test_a_bundled_model_stays(page, studio, models, tmp_path, monkeypatch) -> None:
    zoo = studio.workspace.models.rename(tmp_path / "no-zoo")
    assert zoo.is_dir()
    listed = page.get("/api/models").json()["models"]
    assert {each["id"]: each["bundled"] for each in listed} == dict.fromkeys(models.values(), True)
    refusal(page.delete(f"/api/models/{models['vae']}"), 409, "package.bundled")


def test_another_model_of_the_same_name_is_refused(page, models, tmp_path) -> None:
    other = tiny_package("vae", tmp_path / "other.etude", licence="another")
    told = refusal(page.post("/api/models", content=other.read_bytes()), 409, "package.exists")
    assert told["details"] == {"name": "tiny-vae", "version": "1.0.0"}


def test_a_hostile_package_is_refused_and_leaves_nothing(page, studio, tmp_path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../evil.py", "print('ran')")
        archive.writestr("manifest.json", "{}")
    before = sorted(studio.workspace.models.iterdir())
    for content in (stream.getvalue(), b"", b"not a zip", b"PK\x03\x04" + b"\0" * 1000):
        answer = page.post("/api/models", content=content)
        assert answer.status_code == 400, answer.text
        assert answer.json()["code"].startswith("package.")
    assert sorted(studio.workspace.models.iterdir()) == before
    assert list(studio.workspace.uploads.iterdir()) == []
    assert not (tmp_path / "evil.py").exists()


def test_graphs_and_samples_are_content_that_never_changes(page, studio, models) -> None:
    package = open_package(studio.workspace.models / "tiny-vae-1.0.0.etude", studio.workspace)
    address = f"/api/models/{models['vae']}"
    graph = page.get(f"{address}/graphs/generate")
    assert graph.content == package.graph("generate")
    sample = page.get(f"{address}/samples/01.png")
    assert sample.content == package.samples()["01.png"]
    assert sample.headers["content-type"] == "image/png"
    for answer, path in ((graph, "graphs/generate"), (sample, "samples/01.png")):
        assert "immutable" in answer.headers["cache-control"]
        known = {"If-None-Match": answer.headers["etag"]}
        assert page.get(f"{address}/{path}", headers=known).status_code == 304
    refusal(page.get(f"{address}/graphs/dream"), 400, "package.no-command")
    refusal(page.get(f"{address}/samples/..%2Fmanifest.json"), 404, "server.no-route")
    refusal(page.get(f"{address}/samples/manifest.json"), 404, "server.no-sample")


@pytest.mark.parametrize("kind", ["vae", "gan", "cppn"])
def test_page_and_python_play_the_same(page, studio, models, kind) -> None:
    """What the page adds up from axes and codes is what `Player.create` paints."""
    address = f"/api/models/{models[kind]}"
    player = studio.load(f"tiny-{kind}")
    axes = read(page.get(f"{address}/axes"))
    mean, axis = axes[0], axes[1]
    slider = next(iter(player.directions.values()))
    label = {"label": "dog"} if kind == "gan" else {}
    codes = read(page.get(f"{address}/codes", params={"seed": [7, 8], "calm": 0.5, **label}))
    assert np.array_equal(codes[0], player.model.codes(7, calm=0.5, **label)[0])
    whole = read(page.get(f"{address}/codes", params={"seed": 7, **label}))[0]
    assert np.allclose(codes[0], mean + 0.5 * (whole - mean), atol=1e-6)
    moved = (codes[:1] + np.float32(0.5) * axis).astype("<f4")
    sides = {"height": 24, "width": 40} if kind == "cppn" else {}
    painted = read(page.post(f"{address}/paint", params=sides, content=moved.tobytes()))
    size = (24, 40) if kind == "cppn" else None
    work = player.create(seed=7, calm=0.5, size=size, **label, **{slider.name: 0.5})
    again = etude.open(studio.workspace.root).again(work)
    assert np.array_equal(painted, again.pixels)


def test_several_codes_are_painted_at_once(page, models) -> None:
    address = f"/api/models/{models['vae']}"
    codes = read(page.get(f"{address}/codes", params={"seed": list(range(5))}))
    assert codes.shape == (5, 1, 8)
    painted = read(page.post(f"{address}/paint", content=codes.tobytes()))
    assert painted.shape == (5, 16, 16, 3)
    assert painted.std(axis=0).max() > 0


def test_a_part_of_the_plane_is_painted(page, models) -> None:
    address = f"/api/models/{models['cppn']}"
    code = page.get(f"{address}/codes", params={"seed": 1}).content
    half = {"height": 8, "width": 16, "window": "-1,-1,1,0"}
    whole = {"height": 16, "width": 16, "window": "-1,-1,1,1"}
    upper = read(page.post(f"{address}/paint", params=half, content=code))
    full = read(page.post(f"{address}/paint", params=whole, content=code))
    assert np.array_equal(upper[0], full[0, :8])
    square = read(page.post(f"{address}/paint", params={"height": 9}, content=code))
    assert square.shape == (1, 9, 9, 3)


def test_what_cannot_be_painted_is_refused(page, models) -> None:
    address = f"/api/models/{models['vae']}"
    good = page.get(f"{address}/codes", params={"seed": 1}).content
    for content in (b"", b"x" * 31, good + b"x", good * 65):
        refusal(page.post(f"{address}/paint", content=content), 400, "server.bad-codes")
    nan = np.full(8, np.nan, "<f4").tobytes()
    refusal(page.post(f"{address}/paint", content=nan), 400, "model.not-finite")
    sized = page.post(f"{address}/paint", params={"height": 64}, content=good)
    refusal(sized, 400, "model.fixed-size")
    for window in ("1,2,3", "a,b,c,d", "-1,-1,1,1,", "1,2,3,4,5", "nan,0,1,1"):
        answer = page.post(f"{address}/paint", params={"window": window}, content=good)
        refusal(answer, 422, "server.bad-request")
    plane = f"/api/models/{models['cppn']}"
    code = page.get(f"{plane}/codes", params={"seed": 1}).content
    for window in ("1e400,0,1,1", "1,0,-1,1", "0,0,1e-9,1"):
        answer = page.post(f"{plane}/paint", params={"window": window, "width": 9}, content=code)
        refusal(answer, 400, "model.bad-window")
    refusal(page.get(f"{address}/codes"), 422, "server.bad-request")
    refusal(page.get(f"{address}/codes", params={"seed": -1}), 422, "server.bad-request")
    labelled = page.get(f"{address}/codes", params={"seed": 1, "label": "dog"})
    refusal(labelled, 400, "model.no-labels")
    long = page.post(f"{address}/paint", content=b"\0" * (16 * 2**20 + 1))
    refusal(long, 413, "server.too-many-bytes")


def test_the_shelf_keeps_a_few_models_open(studio, models) -> None:
    shelf = Shelf(studio, most=2)
    vae = shelf.player(models["vae"])
    gan = shelf.player(models["gan"])
    assert shelf.player(models["vae"]) is vae
    shelf.player(models["cppn"])  # the one that was used longest ago has to go
    assert shelf.player(models["vae"]) is vae
    assert shelf.player(models["gan"]) is not gan


def test_a_model_that_was_replaced_on_the_disk_is_not_the_old_one(studio, models) -> None:
    shelf = Shelf(studio)
    assert {id_ for id_, _ in shelf.entries()} == set(models.values())
    path = studio.workspace.models / "tiny-vae-1.0.0.etude"
    path.unlink()
    tiny_package("vae", path, licence="another")
    fresh = {entry.name: id_ for id_, entry in shelf.entries()}["tiny-vae"]
    assert fresh != models["vae"]
    assert shelf.player(fresh).model.package.manifest.licence == "another"


def test_the_report_that_a_model_brought_is_told_until_it_is_judged_anew(
    script, studio, models
) -> None:
    assert script.get(f"/api/models/{models['vae']}").json()["report"] is None
    figures = {"value": 0.25, "floor": 0.5, "ceiling": None, "word": "fair"}
    strange = figures | {"value": 10**400, "floor": "high", "word": ["good"]}
    measures = {"coverage": figures, "copies": strange, "nobody knows": figures, "variety": "all"}
    counts = {"train": 9, "held_out": 8, "samples": 7, "compared": 6, "key": "evaluation.head"}
    quality = {"verdict": "poor", "counts": counts, "measures": measures}
    path = tiny_package("vae", studio.workspace.models / "own-1.0.0.etude", quality=quality)
    id_ = sha256_file(path)
    told = script.get(f"/api/models/{id_}").json()["report"]
    assert told["judged"] is None
    assert told["verdict"]["en"].startswith("Poor: ")
    assert all(str(n) in told["counts"]["zh"] for n in (9, 8, 7, 6))
    line, odd = told["measures"]
    assert (line["value"], line["floor"], line["ceiling"]) == ("25.0 %", "50.0 %", "–")
    assert (odd["value"], odd["floor"], odd["words"]["en"]) == ("–", "–", "–")
    assert line["words"]["en"] == "fair"
    refusal(script.get(f"/api/models/{id_}/nearest"), 404, "server.no-report")

    name = open_package(path, studio.workspace).manifest.full_name
    folder = studio.workspace.reports / name
    folder.mkdir(parents=True)
    (folder / "report.json").write_text(json.dumps(quality | {"verdict": "good"}), "utf-8")
    (folder / "nearest.png").write_bytes(b"a picture")
    told = script.get(f"/api/models/{id_}").json()["report"]
    assert told["verdict"]["en"].startswith("Good: ")
    assert told["judged"].startswith("20")
    assert script.get(f"/api/models/{id_}/nearest").content == b"a picture"
    for broken in ("{", "[]", '{"verdict": "nobody", "counts": {}, "measures": {}}'):
        (folder / "report.json").write_text(broken, "utf-8")
        told = script.get(f"/api/models/{id_}").json()["report"]
        assert told["verdict"]["en"].startswith("Poor: "), broken
