"""Scores over HTTP: read, engraved, heard, measured, kept as works and made again."""

from __future__ import annotations

import io
import wave
from typing import Any

import pytest

from etude.core.hashes import sha256_file
from etude.core.seeds import generator
from etude.media.music.codec import from_dict, to_dict
from etude.media.music.encoding import encode_score
from etude.media.music.inscription import read_recipe
from etude.media.music.reading import read_score
from etude.media.music.score import Score
from etude.media.picture import read_picture
from etude.studio import Studio
from tests.media.music.scores import tune
from tests.server.conftest import refusal
from tests.tiny_sequence import MUSIC, tiny_sequence

BOOK = b"X:1\nT:First\nM:3/4\nL:1/4\nK:D\nDEF|A3|]\n\nX:2\nT:Second\nM:4/4\nL:1/4\nK:G\nGABc|d4|]\n"


def document() -> dict[str, Any]:
    return to_dict(tune())


def test_a_file_of_any_kind_is_read_note_for_note(script) -> None:
    for suffix in (".musicxml", ".mxl"):
        data = encode_score(tune(), suffix)
        told = script.post("/api/music/scores", params={"name": "a"}, content=data).json()
        assert from_dict(told["score"]) == read_score(data)
        assert (told["place"], told["remarks"]) == ("", [])
    second = script.post("/api/music/scores", params={"tune": 2}, content=BOOK).json()
    assert second["tunes"] == ["First", "Second"]
    assert second["place"] == "X:2"
    assert [note[1] for note in second["score"]["parts"][0]["notes"]] == [67, 69, 71, 72, 74]


@pytest.mark.parametrize(
    ("data", "code", "status"),
    [
        (b"\x89PNG\r\n\x1a\n", "score.unknown-format", 400),
        (encode_score(tune(), ".mid")[:40], "score.no-notes", 400),
        (b"<score-partwise>", "score.broken", 400),
        (b"X:1\nK:C\nz4|]\n", "score.no-notes", 400),
        (b"x" * (8 * 2**20 + 1), "server.too-many-bytes", 413),
    ],
)
def test_what_is_no_music_is_refused_in_a_sentence(script, data, code, status) -> None:
    told = script.post("/api/music/scores", params={"name": "mine.mid"}, content=data)
    assert "mine.mid" in refusal(told, status, code)["message"] or status == 413


def test_no_bytes_whatever_make_the_reader_stumble(script) -> None:
    rng = generator(5, "damage")
    whole = [encode_score(tune(), suffix) for suffix in (".mid", ".musicxml", ".mxl")] + [BOOK]
    for k in range(40):
        data = bytearray(whole[k % len(whole)])
        for place in rng.integers(0, len(data), 6):
            data[place] = rng.integers(256)
        told = script.post("/api/music/scores", content=bytes(data))
        assert told.status_code in (200, 400), told.text


def test_a_score_is_engraved_with_the_time_of_every_note(script) -> None:
    pytest.importorskip("verovio")
    asked = {"score": document(), "width": 1200}
    told = script.post("/api/music/engraving", json=asked).json()
    [page] = told["pages"]
    assert page.startswith("<svg")
    assert "<style" not in page
    times = [each["milliseconds"] for each in told["moments"]]
    assert times == sorted(times)
    assert times[1] == 625  # a quarter at 96
    for each in told["moments"]:
        assert all(f'id="{name}"' in page for name in each["notes"])


def test_nothing_is_engraved_as_an_empty_bar(script) -> None:
    pytest.importorskip("verovio")
    empty = to_dict(Score((), 4 * 480))
    told = script.post("/api/music/engraving", json={"score": empty}).json()
    assert (len(told["pages"]), told["moments"]) == (1, [])


def test_a_score_is_heard_and_measured(script) -> None:
    heard = script.post("/api/music/sound", json=document())
    assert heard.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(heard.content)) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (2, 44100)
        assert sound.getnframes() > 15 * 44100  # 25 quarters at 96
    told = script.post("/api/music/judgement", json=document()).json()
    assert (told["key"], told["bars"], told["voice_leading"]) == ("F major", 9, None)
    assert told["key_consistency"] == 1.0


def test_the_soundfont_comes_once(script) -> None:
    first = script.get("/api/music/soundfont")
    assert first.content[:4] == b"RIFF"
    tag = {"If-None-Match": first.headers["etag"]}
    assert script.get("/api/music/soundfont", headers=tag).status_code == 304


def test_an_edited_score_is_a_work_that_can_be_made_again(script, studio: Studio) -> None:
    wish = {"command": "edit", "score": document(), "suffix": ".musicxml"}
    [first] = script.post("/api/works", json=wish).json()["works"]
    assert (first["medium"], first["title"], first["suffix"]) == ("music", "Upbeat", ".musicxml")
    assert (first["width"], first["height"]) == (9, 2)
    wish |= {"parents": [first["id"]], "title": "Mine", "suffix": ".mid"}
    [second] = script.post("/api/works", json=wish).json()["works"]
    assert second["parents"] == [first["id"]]
    # Every note, spelling and voice is there, whatever the file can say.
    assert script.get(f"/api/works/{second['id']}/score").json() == document()
    data = script.get(f"/api/works/{second['id']}/file").content
    assert data == encode_score(tune(), ".mid", second["recipe"])
    assert read_recipe(data) == second["recipe"]
    again = script.post(f"/api/works/{second['id']}/again").json()
    assert (again["same"], again["mended"]) == (True, False)
    studio.gallery.get(second["id"]).path.unlink()
    assert script.post(f"/api/works/{second['id']}/again").json()["mended"] is True


def test_a_work_of_music_is_seen_and_leaves_in_every_format(script) -> None:
    wish = {"command": "edit", "score": document()}
    [work] = script.post("/api/works", json=wish).json()["works"]
    small = script.get(f"/api/works/{work['id']}/thumbnail", params={"side": 96})
    picture = read_picture(small.content)
    assert (picture.width, picture.height) == (96, 96)
    assert picture.pixels.min() < 80 < 250 < picture.pixels.max()
    heads = {".mid": b"MThd", ".musicxml": b"<?xml", ".mxl": b"PK", ".wav": b"RIFF"}
    for suffix, head in heads.items():
        told = script.get(f"/api/works/{work['id']}/file", params={"suffix": suffix, "save": True})
        assert told.content.startswith(head)
        assert told.headers["content-disposition"].startswith("attachment")
    told = script.get(f"/api/works/{work['id']}/file", params={"suffix": ".mp4"})
    refusal(told, 400, "gallery.suffix")


def test_music_is_listed_apart(script, studio: Studio) -> None:
    studio.load("tiny-vae").create(seed=1)
    kept = studio.keep_score(tune())
    told = script.get("/api/works", params={"medium": "music"}).json()
    assert [each["id"] for each in told["works"]] == [kept.id]
    picture = script.get("/api/works", params={"medium": "picture"}).json()["works"][0]
    refusal(script.get(f"/api/works/{picture['id']}/score"), 400, "gallery.no-music")


def spoilt(**wrong: Any) -> dict[str, Any]:
    return document() | wrong


@pytest.mark.parametrize(
    ("score", "code", "status"),
    [
        (spoilt(length=481), "score.bad-data", 400),
        (spoilt(metres=[[0, 0, 4]]), "score.bad-data", 400),
        (spoilt(metres=[[0, 1, 64]], length=2**31 - 8, pickup=0), "score.too-many-bars", 413),
        (spoilt(tempos=[[0, 1e9]]), "score.bad-data", 400),
        (spoilt(title="x" * 600), "server.bad-request", 422),
        (spoilt(path="/etc/passwd"), "server.bad-request", 422),
        (spoilt(parts=[]), "sound.silent", 400),
        (
            spoilt(
                parts=[{"name": "", "program": 0, "joined": False, "notes": [[0, 60, 9, 9, 1, 0]]}]
                * 65
            ),
            "server.bad-request",
            422,
        ),
    ],
)
def test_a_score_that_contradicts_itself_is_refused(script, score, code, status) -> None:
    for path, wish in (
        ("/api/music/sound", score),
        ("/api/works", {"command": "edit", "score": score}),
    ):
        refusal(script.post(path, json=wish), status, code)


def test_music_outlives_the_work_that_it_was_opened_from(script, studio: Studio) -> None:
    wish = {"command": "edit", "score": document(), "parents": []}
    first = script.post("/api/works", json=wish).json()["works"][0]["id"]
    studio.gallery.bin(first)
    studio.gallery.empty_bin()
    (work,) = script.post("/api/works", json=wish | {"parents": [first]}).json()["works"]
    assert work["parents"] == work["recipe"]["parents"] == [first]


@pytest.fixture
def composer(studio: Studio) -> str:
    """Return the id of a tiny model of music."""
    return sha256_file(tiny_sequence("score", studio.workspace.models))


def test_models_of_music_say_their_styles(script, composer) -> None:
    told = script.get("/api/music/composers").json()["models"]
    assert [(each["id"], each["styles"]) for each in told] == [(composer, list(MUSIC.styles))]


def test_candidates_are_compared_and_one_is_kept(script, composer, studio: Studio) -> None:
    parent = studio.keep_score(tune())
    task = {"model": composer, "task": "fill", "score": document(), "between": [2, 4]}
    task |= {"voices": [0], "wishes": {"density": 6, "tries": 1}}
    told = script.post("/api/music/sketches", json=task | {"seed": 5, "count": 2}).json()
    first, second = told["candidates"]
    assert (first["seed"], second["seed"]) == (5, 6)
    assert studio.gallery.count() == 1
    assert first["measured"]["asked"] == {"density": 6}
    assert set(first["measured"]) >= {"asked", "got", "loop"}
    # What was not asked for stays: the cello, and the flute outside the two bars.
    assert second["score"]["parts"][1] == document()["parts"][1]
    inside = range(4 * 480, 10 * 480)

    def around(score: dict[str, Any]) -> list[Any]:
        return [note[:3] for note in score["parts"][0]["notes"] if note[0] not in inside]

    assert around(second["score"]) == around(document())
    wish = task | {"command": "compose", "seed": 6, "parents": [parent.id], "title": "Filled"}
    [work] = script.post("/api/works", json=wish).json()["works"]
    assert (work["command"], work["parents"], work["title"]) == ("fill", [parent.id], "Filled")
    kept = from_dict(script.get(f"/api/works/{work['id']}/score").json())
    assert [note[:3] for note in kept.notes] == [
        note[:3] for note in from_dict(second["score"]).notes
    ]
    assert script.post(f"/api/works/{work['id']}/again").json()["same"] is True


def test_parts_are_named_in_the_language_of_the_page(script, composer) -> None:
    task = {"model": composer, "task": "harmonise", "score": document(), "wishes": {"tries": 1}}
    chinese = {"Accept-Language": "zh-CN"}
    told = script.post("/api/music/sketches", json=task | {"seed": 5, "count": 1}, headers=chinese)
    [sketched] = told.json()["candidates"]
    names = ["女高音", "女低音", "男高音", "男低音"]
    assert [part["name"] for part in sketched["score"]["parts"]] == names
    wish = task | {"command": "compose", "seed": 5}
    [work] = script.post("/api/works", json=wish, headers=chinese).json()["works"]
    kept = script.get(f"/api/works/{work['id']}/score").json()
    assert [part["name"] for part in kept["parts"]] == names
    # Asked in English whether it can be made again, the studio makes it in the language it was in.
    assert script.post(f"/api/works/{work['id']}/again").json()["same"] is True


@pytest.mark.parametrize(
    ("wish", "code", "status"),
    [
        ({"task": "continue"}, "composing.no-score", 400),
        ({"task": "fill", "score": document(), "between": [4, 40]}, "score.no-such-bars", 400),
        ({"task": "fill", "score": document(), "voices": [7]}, "asked.no-such-part", 400),
        ({"task": "create", "wishes": {"style": "polka"}}, "composing.unknown-style", 400),
        ({"task": "create", "wishes": {"seed": "1"}}, "server.bad-request", 422),
        ({"task": "create", "model": "0" * 64}, "server.no-model", 404),
        ({"task": "create", "count": 100}, "server.bad-request", 422),
    ],
)
def test_what_cannot_be_composed_is_refused(script, composer, wish, code, status) -> None:
    refusal(script.post("/api/music/sketches", json={"model": composer} | wish), status, code)


def test_a_painter_does_not_compose(script, models) -> None:
    wish = {"task": "create", "model": models["vae"]}
    refusal(script.post("/api/music/sketches", json=wish), 400, "studio.not-music")
