"""Works over HTTP: made, listed, changed, binned, made again, saved."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from etude.media.picture import Picture, encode_picture, read_picture, read_recipe
from tests.server.conftest import refusal


@pytest.fixture
def make(page, models):
    """Return a function that makes works by the tiny vae, or of another wish."""

    def ask(**wish):
        full = {"command": "create", **wish}
        if full["command"] in ("create", "paint"):
            full.setdefault("model", models["vae"])
        answer = page.post("/api/works", json=full)
        assert answer.status_code == 201, answer.text
        return answer.json()["works"]

    return ask


def test_a_seed_is_the_same_picture_here_and_in_python(page, make, studio) -> None:
    (work,) = make(seed=7, calm=0.8, settings={"warm": 1.5, "繁": 0.5})
    ours = studio.load("tiny-vae").create(seed=7, calm=0.8, warm=1.5, busy=0.5)
    file = page.get(f"/api/works/{work['id']}/file").content
    assert np.array_equal(read_picture(file).pixels, read_picture(ours.read()).pixels)
    assert work["recipe"]["settings"] == {"warm": 1.5, "busy": 0.5}
    assert work["command"] == "create"
    assert work["short"] == work["id"][-7:]
    assert (work["width"], work["height"], work["frames"]) == (16, 16, 1)
    assert (work["starred"], work["title"], work["tags"], work["binned"]) == (False, "", [], None)


def test_the_log_of_the_database_is_not_copied_for_every_work(make, studio) -> None:
    log = studio.workspace.database.with_suffix(".db-wal")
    make(seed=1)
    size = log.stat().st_size
    make(seed=2)
    assert log.stat().st_size > size


def test_several_are_made_with_neighbouring_seeds(make) -> None:
    works = make(seed=7, count=3)
    assert [each["recipe"]["seed"] for each in works] == [7, 8, 9]
    assert len({each["sha256"] for each in works}) == 3


def test_works_come_from_works(make, page, models) -> None:
    first, second = make(seed=1, count=2)
    near = make(command="vary", work=first["id"], strength=0.2, count=2, seed=5)
    assert [each["parents"] for each in near] == [[first["id"]]] * 2
    (mixed,) = make(command="mix", works=[first["id"], second["id"]], blend=0.5)
    assert mixed["parents"] == [first["id"], second["id"]]
    children = make(command="crossbreed", works=[first["id"], second["id"]], count=3, seed=9)
    assert [each["recipe"]["seed"] for each in children] == [9, 10, 11]
    assert len({each["sha256"] for each in children}) > 1
    (stranger,) = make(model=models["gan"], label="dog")
    wish = {"command": "mix", "works": [first["id"], stranger["id"]]}
    refusal(page.post("/api/works", json=wish), 409, "studio.other-model")
    wish = {"command": "vary", "work": "0" * 26}
    refusal(page.post("/api/works", json=wish), 404, "gallery.unknown-work")


def test_a_slider_may_be_called_like_an_argument(page, studio) -> None:
    from dataclasses import replace

    from etude.packages import build_package
    from etude.packages.manifest import Axis
    from tests.tiny_package import tiny_parts

    parts = tiny_parts("vae")
    latent = replace(parts["manifest"].latent, axes=(Axis("size", -1, 1), Axis("seed", -1, 1)))
    parts["manifest"] = replace(parts["manifest"], name="odd", latent=latent)
    build_package(studio.workspace.models, **parts)
    listed = page.get("/api/models").json()["models"]
    model = next(each["id"] for each in listed if each["name"] == "odd")
    wish = {"command": "create", "model": model, "seed": 3, "settings": {"size": 0.5, "seed": 0.25}}
    answer = page.post("/api/works", json=wish)
    assert answer.status_code == 201, answer.text
    recipe = answer.json()["works"][0]["recipe"]
    assert (recipe["seed"], recipe["settings"]) == (3, {"size": 0.5, "seed": 0.25})


def test_the_canvas_is_kept_with_how_it_was_found(page, make, models) -> None:
    address = f"/api/models/{models['vae']}"
    code = page.get(f"{address}/codes", params={"seed": [3]}).content
    gesture = {"corners": [1, 2, 3, 4], "at": [0.25, 0.5]}
    (parent,) = make(seed=3)
    packed = base64.b64encode(code).decode()
    wish = {"command": "paint", "code": packed, "settings": {"warm": 1}, "gesture": gesture}
    (work,) = make(**wish, parents=[parent["id"]])
    assert work["recipe"]["gesture"] == gesture
    assert work["parents"] == [parent["id"]]
    assert page.get(f"/api/works/{work['id']}/code").content == code
    (same,) = make(seed=3, settings={"warm": 1})
    assert same["sha256"] != work["sha256"]  # another recipe is inside
    picture = page.get(f"/api/works/{work['id']}/file", params={"recipe": False})
    other = page.get(f"/api/works/{same['id']}/file", params={"recipe": False})
    assert picture.content == other.content
    for code_ in ("AAAA", "not base64!", "", base64.b64encode(code + code).decode()):
        answer = page.post("/api/works", json={**wish, "model": models["vae"], "code": code_})
        refusal(answer, 400, "server.bad-codes")


def test_the_list_goes_page_by_page(page, make) -> None:
    made = [each["id"] for each in make(seed=1, count=7)]
    seen, before = [], {}
    while True:
        listed = page.get("/api/works", params={"limit": 3, **before}).json()
        assert listed["total"] == 7
        seen += [each["id"] for each in listed["works"]]
        if listed["next"] is None:
            break
        before = {"before": listed["next"]}
    assert seen == made[::-1]


def test_works_are_found_again(page, make, models) -> None:
    one, *_ = make(seed=11, count=3)
    make(model=models["gan"], label="dog", seed=4)
    address = f"/api/works/{one['id']}"
    changed = page.patch(address, json={"title": "Morning", "starred": True, "tags": ["b", "a"]})
    assert (
        changed.json() | {"title": "Morning", "starred": True, "tags": ["a", "b"]} == changed.json()
    )
    assert page.get(address).json() == changed.json()
    assert page.patch(address, json={"title": ""}).json()["starred"] is True

    def ids(**filters):
        listed = page.get("/api/works", params=filters).json()
        assert listed["total"] == len(listed["works"])
        return [each["id"] for each in listed["works"]]

    assert ids(starred=True) == ids(tag="a") == ids(search="11") == [one["id"]]
    assert len(ids(model="tiny-gan")) == len(ids(search="dog")) == 1
    assert len(ids(starred=False)) == 3
    assert ids(command="vary") == ids(search="nothing of the kind") == []


def test_the_bin_keeps_works_until_it_is_emptied(page, make) -> None:
    kept, gone = make(seed=1, count=2)
    (child,) = make(command="vary", work=gone["id"], seed=1)
    assert page.delete(f"/api/works/{gone['id']}").json()["binned"] is not None
    listed = [each["id"] for each in page.get("/api/works").json()["works"]]
    assert listed == [child["id"], kept["id"]]
    assert page.get("/api/works", params={"binned": True}).json()["total"] == 1
    assert page.post(f"/api/works/{gone['id']}/restore").json()["binned"] is None
    page.delete(f"/api/works/{gone['id']}")
    assert page.post("/api/works/bin/empty").json() == {"removed": 1}
    refusal(page.get(f"/api/works/{gone['id']}"), 404, "gallery.unknown-work")
    family = page.get(f"/api/works/{child['id']}/family").json()
    assert [(each["id"], each["generation"], each["state"]) for each in family["kin"]] == [
        (gone["id"], -1, "removed"),
        (child["id"], 0, "here"),
    ]
    assert family["kin"][0]["work"] is None
    assert family["descents"] == [{"parent": gone["id"], "child": child["id"], "place": 0}]


def test_a_work_is_made_again(page, make) -> None:
    (work,) = make(seed=5)
    again = page.post(f"/api/works/{work['id']}/again").json()
    assert (again["same"], again["differing"], again["mended"]) == (True, 0.0, False)
    assert "every bit is the same" in again["words"]
    chinese = page.post(f"/api/works/{work['id']}/again", headers={"Accept-Language": "zh"})
    assert chinese.json()["words"] != again["words"]


def test_a_photo_is_found_in_the_model(page, models) -> None:
    pixels = np.linspace(0, 255, 40 * 30 * 3).astype(np.uint8).reshape(40, 30, 3)
    photo = encode_picture(Picture(pixels), ".png")
    address = "/api/works/encode"
    found = page.post(address, params={"model": models["vae"], "refine": False}, content=photo)
    assert found.status_code == 201
    assert found.json()["work"]["command"] == "encode"
    assert "dB" in found.json()["words"]
    refined = page.post(address, params={"model": models["vae"]}, content=photo).json()["work"]
    assert refined["facts"]["psnr"] >= found.json()["work"]["facts"]["psnr"]
    for content, code in (
        (b"", "unknown-format"),
        (b"<svg/>", "unknown-format"),
        (photo[:200], "broken"),
    ):
        answer = page.post(address, params={"model": models["vae"]}, content=content)
        refusal(answer, 400, f"picture.{code}")
    answer = page.post(address, params={"model": models["gan"]}, content=photo)
    refusal(answer, 400, "package.no-command")


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(page, models) -> None:
    picture = encode_picture(Picture(np.zeros((1, 1, 3), np.uint8)), ".png")
    head = bytearray(picture[12:29])  # from IHDR on: width, height and what they mean
    head[4:12] = struct.pack(">II", 30_000, 30_000)
    bomb = picture[:12] + bytes(head) + struct.pack(">I", zlib.crc32(head)) + picture[33:]
    answer = page.post("/api/works/encode", params={"model": models["vae"]}, content=bomb)
    refusal(answer, 413, "picture.too-many-pixels")


@pytest.mark.parametrize(
    ("suffix", "kind", "begin"),
    [
        (".png", "image/png", b"\x89PNG"),
        (".jpg", "image/jpeg", b"\xff\xd8"),
        (".webp", "image/webp", b"RIFF"),
    ],
)
def test_a_file_in_another_format_with_its_recipe_or_without(
    page, make, suffix, kind, begin
) -> None:
    (work,) = make(seed=5)
    address = f"/api/works/{work['id']}/file"
    inside = page.get(address, params={"suffix": suffix})
    plain = page.get(address, params={"suffix": suffix, "recipe": False})
    for answer in (inside, plain):
        assert answer.headers["content-type"] == kind
        assert answer.content.startswith(begin)
        assert "content-disposition" not in answer.headers
        assert "immutable" in answer.headers["cache-control"]
    assert inside.headers["etag"] != plain.headers["etag"]
    assert read_recipe(inside.content)["seed"] == 5
    assert read_recipe(plain.content) is None
    saved = page.get(address, params={"suffix": suffix, "save": True})
    assert f'filename="tiny-vae-{work["short"]}{suffix}"' in saved.headers["content-disposition"]
    known = {"If-None-Match": inside.headers["etag"]}
    assert page.get(address, params={"suffix": suffix}, headers=known).status_code == 304


def test_a_title_names_the_saved_file_and_leads_nowhere(page, make) -> None:
    (work,) = make(seed=5)
    title = '../晨曦";\r\nX: y'
    page.patch(f"/api/works/{work['id']}", json={"title": title})
    saved = page.get(f"/api/works/{work['id']}/file", params={"save": True})
    told = saved.headers["content-disposition"]
    assert "\n" not in told
    assert "x" not in saved.headers
    plain = told.partition('filename="')[2].partition('"')[0]
    assert "/" not in plain
    assert "%E6%99%A8" in told


def test_a_film_is_not_written_as_a_picture(page, make, studio) -> None:
    film = studio.load("tiny-vae").morph(1, 2, frames=4, suffix=".mp4")
    address = f"/api/works/{film.id}/file"
    refusal(page.get(address, params={"suffix": ".png"}), 400, "gallery.suffix")
    refusal(page.get(address, params={"suffix": ".exe"}), 422, "server.bad-request")
    refusal(page.get(f"/api/works/{film.id}/code"), 400, "studio.no-still")
    loop = page.get(address, params={"suffix": ".webp"})
    assert loop.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(loop.content)).n_frames > 1
    small = page.get(f"/api/works/{film.id}/thumbnail")
    assert getattr(Image.open(io.BytesIO(small.content)), "n_frames", 1) == 1


def test_what_is_kept_outlives_the_works_that_it_came_from(page, make, models, studio) -> None:
    code = page.get(f"/api/models/{models['vae']}/codes", params={"seed": [3]}).content
    gone, there = (make(seed=seed)[0]["id"] for seed in (3, 4))
    page.delete(f"/api/works/{gone}")
    page.post("/api/works/bin/empty")
    wish = {"command": "paint", "code": base64.b64encode(code).decode()}
    (work,) = make(**wish, parents=[gone, there])
    assert work["parents"] == work["recipe"]["parents"] == [gone, there]
    film = studio.load("tiny-vae").morph(1, work["id"], frames=4, parents=[gone])
    assert film.parents == (work["id"], gone)
    assert [each.id for each in studio.gallery.parents(film.id)] == [work["id"]]


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".mp4", ".webm"])
def test_a_film_leaves_with_its_recipe_or_without(page, studio, suffix) -> None:
    film = studio.load("tiny-vae").morph(1, 2, frames=4, suffix=".mp4")
    address = f"/api/works/{film.id}/file"
    inside = page.get(address, params={"suffix": suffix})
    plain = page.get(address, params={"suffix": suffix, "recipe": False})
    assert read_recipe(inside.content) == film.recipe
    assert read_recipe(plain.content) is None
    assert inside.headers["etag"] != plain.headers["etag"]
    assert (plain.content == film.read()) == (suffix == ".mp4")
    part = page.get(address, params={"suffix": suffix}, headers={"Range": "bytes=8-31"})
    assert (part.status_code, part.content) == (206, inside.content[8:32])


def test_a_file_says_how_it_was_made(page, make, studio) -> None:
    (work,) = make(seed=5)
    film = studio.load("tiny-vae").morph(1, 2, frames=4, suffix=".gif")
    for made in (work["id"], film.id):
        data = page.get(f"/api/works/{made}/file").content
        told = page.post("/api/works/recall", content=data).json()
        assert told["work"]["id"] == made
        assert told["recipe"] == told["work"]["recipe"]
        assert told["model"] == told["work"]["model"]
        page.delete(f"/api/works/{made}")
        alone = page.post("/api/works/recall", content=data).json()
        assert alone == told | {"work": None}
    assert studio.gallery.count() == 0
    plain = page.get(f"/api/works/{work['id']}/file", params={"recipe": False}).content
    silent = page.post("/api/works/recall", content=plain)
    assert silent.json() == {"recipe": None, "model": None, "work": None}
    refusal(page.post("/api/works/recall", content=b"words"), 400, "picture.unknown-format")
    strange = encode_picture(Picture(np.zeros((4, 4, 3), np.uint8)), ".png", {"command": "x"})
    refusal(page.post("/api/works/recall", content=strange), 400, "studio.bad-recipe")


def test_films_of_the_same_frames_are_told_apart_by_their_recipes(page, studio) -> None:
    player = studio.load("tiny-vae")
    first = player.morph(1, 2, frames=4, suffix=".gif")
    other = player.morph(1, 2, frames=4, suffix=".gif", parents=[player.create(seed=1)])
    assert first.file.sha256 == other.file.sha256
    tags = {page.get(f"/api/works/{each.id}/file").headers["etag"] for each in (first, other)}
    assert len(tags) == 2


def test_players_of_films_ask_for_ranges(page, studio) -> None:
    film = studio.load("tiny-vae").morph(1, 2, frames=4, suffix=".mp4")
    address = f"/api/works/{film.id}/file"
    whole = page.get(address)
    data = whole.content
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-type"] == "video/mp4"
    for asked, part in (
        ("bytes=0-9", data[:10]),
        ("bytes=10-", data[10:]),
        ("bytes=-5", data[-5:]),
        (f"bytes=5-{len(data) + 100}", data[5:]),
    ):
        answer = page.get(address, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.content == part
        first = data.index(part)
        assert (
            answer.headers["content-range"] == f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        )
    beyond = page.get(address, headers={"Range": f"bytes={len(data)}-"})
    assert beyond.status_code == 416
    assert page.get(address, headers={"Range": "bytes=-0"}).status_code == 416
    for ignored in ("bytes=x-y", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=9-3"):
        assert page.get(address, headers={"Range": ignored}).content == data
    stale = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert page.get(address, headers=stale).status_code == 200


def test_thumbnails_are_small_and_kept(page, make, models, studio) -> None:
    (large,) = make(model=models["cppn"], size=[300, 200])
    answer = page.get(f"/api/works/{large['id']}/thumbnail", params={"side": 100})
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (128, 192)
    (kept,) = (studio.workspace.cache / "thumbnails").rglob("*.webp")
    assert kept.read_bytes() == answer.content
    kept.write_bytes(b"from the cache")
    again = page.get(f"/api/works/{large['id']}/thumbnail", params={"side": 192})
    assert again.content == b"from the cache"
    (small,) = make(seed=1)
    answer = page.get(f"/api/works/{small['id']}/thumbnail", params={"side": 768})
    assert Image.open(io.BytesIO(answer.content)).size == (16, 16)
    too_large = page.get(f"/api/works/{small['id']}/thumbnail", params={"side": 5000})
    refusal(too_large, 422, "server.bad-request")


def test_a_lost_file_is_said_as_such_and_comes_back(page, make, studio) -> None:
    (work,) = make(seed=5)
    path = studio.gallery.get(work["id"]).path
    path.unlink()
    refusal(page.get(f"/api/works/{work['id']}/file"), 404, "store.missing")
    path.write_bytes(b"something else")
    refusal(page.get(f"/api/works/{work['id']}/file"), 400, "store.damaged")
    assert page.post(f"/api/works/{work['id']}/again").json()["mended"] is True
    assert page.get(f"/api/works/{work['id']}/file").status_code == 200
