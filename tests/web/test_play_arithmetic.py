"""The page's arithmetic is Python's: codes, tiles, and what an address, a history and a pace do."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etude.core.seeds import generator
from etude.explore import moves
from etude.inference.tiles import cut_tiles, default_window
from etude.studio.recipe import pack_code
from tools import page as page_tool

WEB = Path(__file__).resolve().parents[2] / "web"
MODULES = ("address", "codes", "history", "pace", "packed", "position", "tiles")

# Reads [module, function, arguments] from a line each and answers each with a line.
DRIVER = """
import * as live from './live.mjs';
import { createInterface } from 'node:readline';
const revive = (key, value) =>
  Array.isArray(value?.float32) ? Float32Array.from(value.float32) : value;
const flatten = (key, value) => {
  if (value instanceof Float32Array) return [...value];
  return value instanceof URLSearchParams ? value.toString() : value;
};
for await (const line of createInterface({ input: process.stdin })) {
  const [module, name, given] = JSON.parse(line, revive);
  const query = module === 'address' && name === 'read';
  const result = live[module][name](...(query ? [given[0], new URLSearchParams(given[1])] : given));
  console.log(JSON.stringify(result ?? null, flatten));
}
"""

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def call(built: None, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a function that calls one of the page's: ``call("codes", "calm", w, mean, 0.5)``."""
    folder = tmp_path_factory.mktemp("live")
    entry = folder / "entry.ts"
    lines = [f"export * as {each} from '{WEB.as_posix()}/src/live/{each}';" for each in MODULES]
    entry.write_text("\n".join(lines), encoding="utf-8")
    (folder / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    environ = {**os.environ, "PATH": page_tool.node_path() or os.environ["PATH"]}
    bundle = ["node", WEB / "node_modules/rolldown/bin/cli.mjs", entry, "--file", "live.mjs"]
    subprocess.run(
        [*map(str, bundle), "--format", "esm"],
        cwd=folder, env=environ, check=True, capture_output=True,
    )  # fmt: skip
    with subprocess.Popen(
        ["node", "driver.mjs"],
        cwd=folder,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as driver:
        assert driver.stdin
        assert driver.stdout

        def ask(module: str, name: str, *given: Any) -> Any:
            assert driver.stdin
            assert driver.stdout
            line = json.dumps([module, name, given], default=_plain)
            driver.stdin.write(line + "\n")
            driver.stdin.flush()
            return json.loads(driver.stdout.readline())

        yield ask
        driver.stdin.close()


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"float32": value.astype(np.float32).ravel().tolist()}
    raise TypeError(type(value))


def draw(*shape: int, seed: int = 0) -> Any:
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(np.float32)


def near(got: list[float], wanted: Any) -> None:
    np.testing.assert_allclose(got, np.ravel(wanted), rtol=0, atol=1e-6)


def test_calm_sliders_and_variations_are_those_of_python(call: Call) -> None:
    w, stranger, mean = draw(3, 4), draw(3, 4, seed=1), draw(3, 4, seed=2) * 0.1
    axes = draw(2, 3, 4, seed=3)
    near(call("codes", "calm", w, mean, 0.7), mean + np.float32(0.7) * (w - mean))
    near(
        call("codes", "steer", w, list(axes), [1.25, -0.5]),
        w + np.float32(1.25) * axes[0] + np.float32(-0.5) * axes[1],
    )
    for strength in (0.0, 0.35, 1.0):
        near(
            call("codes", "vary", w, stranger, mean, strength),
            moves.vary(w, stranger, mean, strength),
        )


@pytest.mark.parametrize("rows", [1, 5])
def test_mixing_is_that_of_python(call: Call, rows: int) -> None:
    a, b = draw(rows, 4), draw(rows, 4, seed=1)
    share = 1.0 if rows > 1 else 0.5
    chosen = call("codes", "fineRows", rows)
    near(call("codes", "mix", a, b, 4, chosen, share), moves.mix(a, b))
    near(call("codes", "mix", a, b, 4, [0], 0.3), moves.mix(a, b, [0], 0.3))


def test_children_and_points_of_the_plane_are_crossbred_as_in_python(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    parents, mean = draw(4, 3, 5), draw(3, 5, seed=2) * 0.1
    shares = generator(9, "crossbreed").dirichlet(np.full(4, 0.6), size=3)
    near(
        call("codes", "crossbreed", list(parents), mean, shares.tolist()),
        moves.crossbreed(parents, mean, 9),
    )

    class Weighed:
        def dirichlet(self, _: Any, size: int) -> Any:
            x, y = 0.3, 0.8
            return np.tile([(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y], (size, 1))

    monkeypatch.setattr(moves, "generator", lambda *_: Weighed())
    space = {"rows": 3, "size": 5, "mean": mean, "axes": []}
    near(call("codes", "blend", list(parents), space, 0.3, 0.8), moves.crossbreed(parents, mean, 0))
    for corner, point in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        near(call("codes", "blend", list(parents), space, *point), parents[corner])


@pytest.mark.parametrize(("loop", "ease", "frames"), [(True, 0.0, 12), (False, 0.6, 9)])
def test_a_journey_is_that_of_python(call: Call, loop: bool, ease: float, frames: int) -> None:
    stations = draw(4, 2, 3)
    wanted = moves.morph(stations, frames, loop, ease)
    journey = {"frames": frames, "loop": loop, "ease": ease}
    for frame in range(frames):
        near(call("codes", "journeyAt", list(stations), journey, frame), wanted[frame])


@pytest.mark.parametrize(("height", "width"), [(512, 512), (300, 200), (1, 700)])
def test_tiles_are_those_of_python(call: Call, height: int, width: int) -> None:
    tiles = call("tiles", "cutTiles", height, width)
    wanted = list(cut_tiles(height, width, default_window(height, width)))
    assert [(t["top"], t["left"], t["height"], t["width"]) for t in tiles] == [
        (t.top, t.left, t.height, t.width) for t in wanted
    ]
    np.testing.assert_allclose([t["window"] for t in tiles], [t.window for t in wanted])


def test_codes_travel_as_text_bit_by_bit(call: Call) -> None:
    code = draw(3, 4)
    assert call("packed", "toBase64", code) == pack_code(code)["float32"]
    for each in (code, np.tile(code[0], (3, 1))):
        text = call("packed", "pack", each, 4)
        got = np.array(call("packed", "unpack", text, 3, 4), np.float32)
        assert got.tobytes() == each.tobytes()
    assert len(call("packed", "pack", np.tile(code[0], (3, 1)), 4)) == 22
    same = call("packed", "fromBase64", pack_code(code)["float32"])
    assert np.array(same, np.float32).tobytes() == code.tobytes()


def position(**changes: Any) -> dict[str, Any]:
    seeds = [{"kind": "seed", "seed": k} for k in (7, 0, 12, 2**53 - 1)]
    return {
        "model": "6b457ceddf15",
        "corners": seeds,
        "pins": [False, True, False, False],
        "x": 0.5,
        "y": 0.125,
        "calm": 1,
        "label": None,
        "sliders": {},
        "style": None,
        "size": None,
        **changes,
    }


WORK = {"kind": "work", "work": "01JD3K9QWZ2M5X8C4MT0R5RX1Y"}
SEEN = {"kind": "seen", "work": "01JD3K9QWZ2M5X8C4MT0R5RX1Z"}
CODE = {"kind": "code", "code": "AB-_9", "parents": [WORK["work"], SEEN["work"]]}
STYLE = {"source": SEEN, "rows": [2, 3], "share": 0.45}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"corners": [WORK, SEEN, CODE, {"kind": "code", "code": "x", "parents": []}]},
        {"calm": 0.35, "label": "boule de gomme & 猫", "size": [512, 768]},
        {"sliders": {"more light": 1.25, "100 % *star* ~": -0.5}},
        {"style": STYLE, "x": 0, "y": 1},
        {"style": {**STYLE, "rows": []}},
    ],
)
def test_an_address_restores_a_position_exactly(call: Call, changes: dict[str, Any]) -> None:
    before = position(**changes)
    written = call("address", "write", before)
    query = call("address", "toQuery", written["query"])
    after = call("address", "read", written["model"], query)
    assert call("position", "equal", before, after) is True
    assert after == before


def test_an_address_is_short(call: Call) -> None:
    written = call("address", "write", position())
    assert call("address", "toQuery", written["query"]) == (
        "v=1&c=7*-0*12*9007199254740991&at=0.5*0.125"
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "v=2&c=1*2*3*4&at=0*0",
        "v=1&c=1*2*3&at=0*0",
        "v=1&c=1*2*3*x&at=0*0",
        "v=1&c=1*2*3*4&at=0*1.5",
        "v=1&c=1*2*3*4&at=0*0*0",
        "v=1&c=1*2*3*4&at=0*0&calm=2",
        "v=1&c=1*2*3*4&at=0*0&calm=",
        "v=1&c=1*2*3*4&at=0*0&s=warm",
        "v=1&c=1*2*3*4&at=0*0&s=warm*hot",
        "v=1&c=1*2*3*4&at=0*0&mix=1*0.1*2",
        "v=1&c=1*2*3*4&at=0*0&mix=1*a*1",
        "v=1&c=1*2*3*4&at=0*0&size=0*1",
        "v=1&c=1*2*3*4&at=0*0&size=512*99999",
    ],
)
def test_an_address_that_says_nothing_is_refused(call: Call, query: str) -> None:
    assert call("address", "read", "6b457ceddf15", query) is None
    assert call("address", "read", "portraits", "v=1&c=1*2*3*4&at=0*0") is None


def test_a_history_goes_back_and_forth(call: Call) -> None:
    history = call("history", "start", "a")
    history = call("history", "go", history, "b")
    history = call("history", "touch", history, "b, further")
    history = call("history", "go", history, "c")
    back = call("history", "undo", call("history", "undo", history))
    assert back["present"] == "a"
    assert call("history", "undo", back) == back
    assert call("history", "redo", back)["present"] == "b, further"
    assert call("history", "redo", history) == history
    assert call("history", "go", back, "d")["future"] == []


def test_two_sides_are_compared(call: Call) -> None:
    first = call("history", "flip", None, "plain")
    assert first == {"pair": {"side": "b", "other": "plain"}, "played": "plain"}
    second = call("history", "flip", first["pair"], "changed")
    assert second == {"pair": {"side": "a", "other": "changed"}, "played": "plain"}
    third = call("history", "flip", second["pair"], "plain")
    assert third["played"] == "changed"


def test_what_is_taken_comes_into_the_nearest_free_corner(call: Call) -> None:
    before = position(x=0.9, y=0.2, style=STYLE)
    after = call("position", "take", before, WORK)
    # The nearest corner is pinned, so the next one gives way.
    assert after["corners"] == [
        before["corners"][0],
        before["corners"][1],
        before["corners"][2],
        WORK,
    ]
    assert (after["x"], after["y"], after["style"]) == (1, 1, None)
    everywhere = call("position", "take", {**before, "pins": [True] * 4}, WORK)
    assert everywhere["corners"][1] == WORK


def test_chance_leaves_pinned_corners_alone(call: Call) -> None:
    before = position()
    after = call("position", "reroll", before)
    assert after["corners"][1] == before["corners"][1]
    assert all(0 <= after["corners"][k]["seed"] <= 999_999 for k in (0, 2, 3))


def test_sliders_rest_at_nothing(call: Call) -> None:
    there = call("position", "slide", position(), "warm", 1.2345)
    assert there["sliders"] == {"warm": 1.235}
    assert call("position", "slide", there, "warm", 0.0001)["sliders"] == {}


def test_parents_are_the_works_that_give_something(call: Call) -> None:
    corners = [WORK, CODE, SEEN, {"kind": "seed", "seed": 1}]
    assert call("position", "parentsOf", position(corners=corners, x=0, y=0)) == [WORK["work"]]
    among = call("position", "parentsOf", position(corners=corners, x=0.5, y=0))
    assert among == [WORK["work"], SEEN["work"]]
    styled = position(corners=corners, x=1, y=1, style=STYLE)
    assert call("position", "parentsOf", styled) == [SEEN["work"]]


def test_the_pace_is_told(call: Call) -> None:
    pace: Any = {"shown": [], "took": []}
    for k in range(20):
        pace = call("pace", "note", pace, 10 * k, 60 if k > 12 else 4)
        assert call("pace", "cost", pace) == (None if k < 7 else 60 if k > 15 else 4)
    assert call("pace", "rate", pace, 190) == pytest.approx(100)
    assert call("pace", "rate", pace, 5000) is None


def test_a_slow_page_gives_way_once_and_not_for_worse(call: Call) -> None:
    def chosen(place: str, now: float | None, left: float | None) -> Any:
        return call("pace", "choosePlace", place, now, left)

    assert chosen("page", None, None) == "page"
    assert chosen("page", 49, None) == "page"
    assert chosen("page", 51, None) == "server"
    assert chosen("server", None, 51) == "server"
    assert chosen("server", 50, 51) == "server"
    assert chosen("server", 52, 51) == "page"
    assert chosen("page", 60, 51) == "page"
    assert chosen("server", 500, None) == "server"
