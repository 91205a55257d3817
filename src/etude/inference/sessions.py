"""The one place that opens ONNX Runtime.

A graph is arithmetic from a stranger, so it gets a ceiling on memory and on time. Threads are a
fixed number and nothing depends on their timing, so the same numbers in give the same bits out, in
every process on the same machine.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.packages.archive import short

if TYPE_CHECKING:
    import numpy.typing as npt

THREADS = 2
MAX_MEMORY = 3 << 30
MAX_FOLDED = 256 << 20
MAX_SECONDS = 120.0
LOOK_SECONDS = 0.25


class Session:
    """A graph that is ready to run.

    Args:
        graph: The bytes of an ONNX graph that passed the checks of `etude.packages`, or was built
            by Etude itself.
        name: What to call it in messages.
        threads: How many threads compute. Another number may change the last bits.
        seconds: How long one run may take.
        growing: Whether what it is given grows from run to run, as the state of a text does. The
            arena keeps a piece of memory of each size that it ever saw, so with many texts at once
            it would fill up to its ceiling; here each run gives back what it does not use.
    """

    def __init__(
        self,
        graph: bytes,
        name: str = "model",
        threads: int = THREADS,
        seconds: float = MAX_SECONDS,
        growing: bool = False,
    ) -> None:
        self.name = name
        self.seconds = seconds
        self.growing = growing
        runtime = load_runtime()
        try:
            self._session = runtime.InferenceSession(
                graph, _options(runtime, threads), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # ONNX Runtime's errors have no common parent but Exception.
            raise _failed(name, error) from None
        self.inputs = {each.name: len(each.shape) for each in self._session.get_inputs()}
        self.outputs = [each.name for each in self._session.get_outputs()]

    def run(
        self,
        inputs: Mapping[str, npt.NDArray[Any]],
        outputs: Sequence[str] | None = None,
    ) -> dict[str, npt.NDArray[Any]]:
        """Run the graph once.

        Args:
            inputs: Arrays by the names of the inputs.
            outputs: Names of the outputs to compute; all by default.

        Returns:
            Arrays by the names of the outputs.

        Raises:
            EtudeError: ``model.failed`` where the graph cannot be computed or wants too much
                memory, ``model.too-slow`` where it takes longer than it may.
        """
        wanted = list(outputs or self.outputs)
        options = load_runtime().RunOptions()
        if self.growing:
            options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        _WATCH.begin(options, self.seconds)
        try:
            results = self._session.run(wanted, dict(inputs), options)
        except Exception as error:
            if options.terminate:
                limit = f"{self.seconds:.0f}"
                raise EtudeError("model.too-slow", model=self.name, seconds=limit) from None
            raise _failed(self.name, error) from None
        finally:
            _WATCH.end(options)
        return dict(zip(wanted, results, strict=True))


class _Watch:
    """Stops runs that take longer than they may.

    One thread looks round four times a second, because a timer for each run would cost more than
    many a picture does.
    """

    def __init__(self) -> None:
        self._ends: dict[int, tuple[float, Any]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def begin(self, options: Any, seconds: float) -> None:
        """Watch a run until `end` is called with the same options."""
        with self._lock:
            self._ends[id(options)] = time.monotonic() + seconds, options
            # A forked process has the object but not the thread.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="etude-watch", daemon=True)
                self._thread.start()

    def end(self, options: Any) -> None:
        """Watch a run no longer."""
        with self._lock:
            self._ends.pop(id(options), None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                for end, options in self._ends.values():
                    if time.monotonic() > end:
                        options.terminate = True


_WATCH = _Watch()


def open_session(graph: bytes, name: str = "model", threads: int = THREADS) -> Session:
    """Open a graph for running.

    Args:
        graph: The bytes of an ONNX graph that passed the checks, or was built by Etude itself.
        name: What to call it in messages.
        threads: How many threads compute.

    Raises:
        EtudeError: ``model.failed`` where ONNX Runtime does not take the graph.
    """
    return Session(graph, name, threads)


@cache
def load_runtime() -> Any:
    """Import ONNX Runtime with its telemetry off, and give the process one bounded arena.

    Recent builds report every session over the network unless this variable is set before the
    library is loaded (its Privacy.md, "Disabling Telemetry").
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    # Strategy 1 grows by what is asked for, not by powers of two.
    arena = onnxruntime.OrtArenaCfg({"max_mem": MAX_MEMORY, "arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(memory, arena)
    return onnxruntime


def _options(runtime: Any, threads: int) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = runtime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.use_deterministic_compute = True
    options.log_severity_level = 4
    for key, value in {
        "session.use_env_allocators": "1",
        # Threads that spin while they wait take the cores from whatever works beside us.
        "session.intra_op.allow_spinning": "0",
        "optimization.constant_folding_max_output_size_in_bytes": str(MAX_FOLDED),
    }.items():
        options.add_session_config_entry(key, value)
    return options


def _failed(name: str, error: Exception) -> EtudeError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return EtudeError("model.failed", model=name, reason=short(reason, 200))
