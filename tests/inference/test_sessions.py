import ast
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.inference.sessions import Session, load_runtime, open_session
from tests.tiny_package import FLOAT, INT64, helper, make_graph

SOURCE = Path(__file__).resolve().parents[2] / "src" / "etude"
node = helper.make_node


def chain(*nodes, **weights) -> bytes:
    """A graph from x [n, 4] to y [n, 4]."""
    shape = (FLOAT, ["n", 4])
    return make_graph(list(nodes), {"x": shape}, {"y": shape}, weights)


def test_a_session_computes() -> None:
    session = open_session(chain(node("Add", ["x", "one"], ["y"]), one=np.float32(1)))
    x = np.arange(8, dtype=np.float32).reshape(2, 4)
    np.testing.assert_array_equal(session.run({"x": x})["y"], x + 1)
    assert session.inputs == {"x": 2}
    assert session.outputs == ["y"]


def test_telemetry_is_off_before_the_library_is_loaded() -> None:
    code = (
        "import os; os.environ.pop('ORT_DISABLE_TELEMETRY', None)\n"
        "from etude.inference.sessions import load_runtime\n"
        "import sys; assert 'onnxruntime' not in sys.modules\n"
        "load_runtime(); print(os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_one_module_imports_onnx_runtime() -> None:
    found = set()
    for path in SOURCE.rglob("*.py"):
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in each.names] if isinstance(each, ast.Import) else []
            names += [each.module or ""] if isinstance(each, ast.ImportFrom) else []
            if any(name.split(".")[0] == "onnxruntime" for name in names):
                found.add(str(path.relative_to(SOURCE)))
    assert found == {"inference/sessions.py"}


BOMBS = {
    "constant": lambda: chain(
        node("ConstantOfShape", ["shape"], ["big"]),
        node("ReduceSum", ["big"], ["sum"], keepdims=0),
        node("Add", ["x", "sum"], ["y"]),
        shape=np.array([10**13]),
    ),
    "outer": lambda: chain(
        node("Add", ["tall", "wide"], ["big"]),
        node("ReduceSum", ["big"], ["sum"], keepdims=0),
        node("Add", ["x", "sum"], ["y"]),
        tall=np.zeros((40_000, 1), np.float32),
        wide=np.zeros((1, 40_000), np.float32),
    ),
    "expand": lambda: chain(
        node("Expand", ["one", "shape"], ["big"]),
        node("ReduceSum", ["big"], ["sum"], keepdims=0),
        node("Add", ["x", "sum"], ["y"]),
        one=np.ones(1, np.float32),
        shape=np.array([1 << 20, 1 << 20]),
    ),
    "range": lambda: chain(
        node("Range", ["zero", "many", "one"], ["big"]),
        node("ReduceSum", ["big"], ["sum"], keepdims=0),
        node("Add", ["x", "sum"], ["y"]),
        zero=np.float32(0),
        one=np.float32(1),
        many=np.float32(1e12),
    ),
    "hidden": lambda: chain(
        # What is asked for depends on the input, so no look at the graph can tell.
        node("ReduceMax", ["x"], ["most"], keepdims=0),
        node("Cast", ["most"], ["count"], to=INT64),
        node("Mul", ["count", "factor"], ["shape"]),
        node("ConstantOfShape", ["shape"], ["big"]),
        node("ReduceSum", ["big"], ["sum"], keepdims=0),
        node("Add", ["x", "sum"], ["y"]),
        factor=np.array([10**10]),
    ),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_a_memory_bomb_does_not_go_off(kind) -> None:
    import resource

    graph = BOMBS[kind]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(EtudeError) as caught:
        open_session(graph).run({"x": np.ones((1, 4), np.float32)})
    assert caught.value.code == "model.failed"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, f"{grown} kB"


def test_a_graph_that_takes_for_ever_is_stopped() -> None:
    side = 600
    nodes = [node("MatMul", ["square", "square"], ["s0"])]
    for i in range(400):
        nodes += [
            node("MatMul", [f"s{i}", "square"], [f"m{i}"]),
            # The input takes part, so that nothing can be computed beforehand.
            node("Add", [f"m{i}", "first"], [f"s{i + 1}"]),
        ]
    nodes.insert(0, node("ReduceMax", ["x"], ["first"], keepdims=0))
    nodes += [
        node("ReduceMax", ["s400"], ["most"], keepdims=0),
        node("Add", ["x", "most"], ["y"]),
    ]
    graph = chain(*nodes, square=np.zeros((side, side), np.float32))
    session = Session(graph, "slow", seconds=0.05)
    with pytest.raises(EtudeError) as caught:
        session.run({"x": np.ones((1, 4), np.float32)})
    assert caught.value.code == "model.too-slow"


def test_one_thread_watches_all_runs() -> None:
    session = open_session(chain(node("Relu", ["x"], ["y"])))
    for _ in range(50):
        session.run({"x": np.ones((1, 4), np.float32)})
    watching = [each for each in threading.enumerate() if each.name == "etude-watch"]
    assert len(watching) == 1
    assert watching[0].daemon


@pytest.mark.parametrize("data", [b"", b"nothing", b"\x08\x09"])
def test_what_is_no_graph_is_an_error(data) -> None:
    with pytest.raises(EtudeError) as caught:
        open_session(data, "broken")
    assert caught.value.code == "model.failed"
    assert "broken" in caught.value.text("en")


def test_a_wrong_input_is_an_error() -> None:
    session = open_session(chain(node("Relu", ["x"], ["y"])))
    with pytest.raises(EtudeError) as caught:
        session.run({"x": np.ones((1, 5), np.float32)})
    assert caught.value.code == "model.failed"


def test_the_runtime_is_prepared_once() -> None:
    assert load_runtime() is load_runtime()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no way to see the memory here")
def test_what_grows_from_run_to_run_does_not_fill_the_memory(tmp_path) -> None:
    """Without giving back, the arena would keep a piece of each size: 12 of 4 to 48 MB."""
    (tmp_path / "graph").write_bytes(chain(node("Add", ["x", "one"], ["y"]), one=np.float32(1)))
    code = (
        "import sys\n"
        "import numpy as np\n"
        "from etude.inference.sessions import Session\n"
        "session = Session(open('graph', 'rb').read(), growing=sys.argv[1] == 'growing')\n"
        "held = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20\n"
        "begun = held()\n"
        "for size in range(1, 13):\n"
        "    session.run({'x': np.zeros((size << 18, 4), np.float32)})\n"
        "print(held() - begun)\n"
    )

    def grow(kind: str) -> float:
        words = [sys.executable, "-c", code, kind]
        run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=tmp_path)
        return float(run.stdout)

    assert grow("plain") > 200
    assert grow("growing") < 100
