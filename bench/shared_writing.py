"""Figure 15: twenty clients who have texts written at once, piece by piece, by one model."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.record import Figure, Options, Row, at_least, at_most
from bench.studio_load import GROWTH, WARM, memory_of
from etude.core.paths import workspace
from etude.media.text.vocabulary import learn_characters
from etude.models.catalogue import find_recipe, read_config
from etude.models.sequences import Alphabet
from etude.packages import build_package, parse_manifest
from etude.training.device import new_recipe
from etude.training.export import export_graph
from tools.browser import Served, serve_studio

CLIENTS, SECONDS = 20, 60.0
LENGTH = 400  # symbols of a text; a client asks for the next one at once
SHARE = 0.8  # of the middle client's share, that the one who got least should have
PAGE = Path(__file__).resolve().parent.parent / "docs" / "endpoints.zh.md"
NOTES = (
    f"{CLIENTS} clients ask `/v1/completions` for a stream of at most {LENGTH} symbols, and for "
    "the next one as soon as it ends. What counts is what came after the first fifth of the time. "
    "The model is a `gpt` of its usual size that has read nothing: how fast it writes does not "
    "depend on what it learnt. The clients run on the same processor.",
)


@dataclass
class Listener:
    """What one client heard.

    Args:
        symbols: How many symbols came while it counted.
        waits: Seconds from each question to its first word.
        errors: What went wrong, in words.
    """

    symbols: int = 0
    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure(options: Options) -> Figure:
    """Make a model, then let the clients in."""
    clients, seconds = (3, 6.0) if options.tiny else (CLIENTS, SECONDS)
    busy = f"Before it began, other work of this machine made a load of {os.getloadavg()[0]:.1f}."
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_model(home, {"layers": 1, "heads": 1} if options.tiny else {})
        with serve_studio(home) as served:
            listeners, memory, counted = listen_all(served, clients, seconds)
    rows = to_rows(listeners, memory, counted)
    details = {
        "symbols of each client": [each.symbols for each in listeners],
        "errors": [error for each in listeners for error in each.errors][:20],
        "memory in MB": memory,
    }
    title = "Many clients, one model of words"
    return Figure(15, "shared_writing", title, rows, (*NOTES, busy), details)


def make_model(home: Path, config: Mapping[str, Any]) -> None:
    """Put a `gpt` of its usual size that has read nothing into a workspace, as the model `pages`.

    Args:
        home: Its folder.
        config: What is to be other than usual.
    """
    vocabulary = learn_characters([PAGE.read_text("utf-8")])
    kind = find_recipe("gpt")
    recipe = new_recipe(kind.recipe, read_config("gpt", config), Alphabet(vocabulary.size), 0)
    (graph,) = recipe.graphs()
    step = {"file": "step.onnx", "inputs": graph.inputs_spec, "outputs": graph.outputs_spec}
    manifest = {
        "format": 1,
        "id": "pages",
        "name": "pages",
        "version": "1.0.0",
        "medium": "text",
        "recipe": "gpt",
        "licence": "CC0-1.0",
        "commands": {"step": step},
    }
    folder = workspace(home).models
    folder.mkdir(parents=True)
    build_package(
        folder,
        parse_manifest(manifest),
        {"step": export_graph(graph)},
        cards={"en": "# pages\n"},
        samples={"01.txt": b"-"},
        vocabulary=vocabulary.to_document(),
    )


def listen_all(
    served: Served, clients: int, seconds: float
) -> tuple[list[Listener], list[float], float]:
    """Let clients have texts written for a while.

    Args:
        served: A studio with the model `pages`.
        clients: How many at once.
        seconds: How long.

    Returns:
        What each heard, the megabytes of the server when a fifth, three fifths and all of the time
        had passed, and the seconds that count.
    """
    token = json.loads((served.home / "server.json").read_text("utf-8"))["token"]
    listeners = [Listener() for _ in range(clients)]
    begun = time.monotonic()
    start, end = begun + WARM * seconds, begun + seconds
    threads = [
        threading.Thread(target=listen, args=(served, token, each, start, end))
        for each in listeners
    ]
    for thread in threads:
        thread.start()
    memory = []
    for part in (WARM, (1 + WARM) / 2, 0.98):
        time.sleep(max(begun + part * seconds - time.monotonic(), 0))
        memory.append(memory_of(served.process))
    for thread in threads:
        thread.join()
    return listeners, memory, end - start


def listen(served: Served, token: str, heard: Listener, start: float, end: float) -> None:
    """Be one client.

    Args:
        served: The studio.
        token: Of a script.
        heard: Where to note what comes.
        start: When it begins to count, by the monotonic clock.
        end: When to hang up.
    """
    host = served.root.split("//")[1].strip("/")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    wish = json.dumps({"model": "pages", "prompt": "", "max_tokens": LENGTH, "stream": True})
    while time.monotonic() < end:
        connection = http.client.HTTPConnection(host, timeout=60)
        asked, first = time.monotonic(), True
        try:
            connection.request("POST", "/v1/completions", wish, headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise ConnectionError(f"{answer.status} {answer.read(200)!r}")
            while time.monotonic() < end and (line := answer.readline()):
                if not line.startswith(b"data: {"):
                    continue
                document = json.loads(line[6:])
                if "error" in document:
                    raise ConnectionError(str(document["error"]))
                now = time.monotonic()
                if first:
                    heard.waits.append(now - asked)
                    first = False
                heard.symbols += start <= now <= end
        except (OSError, http.client.HTTPException, ValueError) as error:
            heard.errors.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()


def to_rows(
    listeners: Sequence[Listener], memory: Sequence[float], seconds: float
) -> tuple[Row, ...]:
    """Return the rows."""
    shares = sorted(each.symbols for each in listeners)
    waits = sorted(wait for each in listeners for wait in each.waits)
    middle = statistics.median(shares)
    return (
        Row(f"{len(listeners)} clients: texts", len(waits), ""),
        at_most("errors", sum(len(each.errors) for each in listeners), 0),
        Row("pieces, all clients", sum(shares) / seconds, "/s"),
        Row("pieces, the middle client", middle / seconds, "/s"),
        at_least("least share over the middle one", shares[0] / max(middle, 1), SHARE, "times"),
        Row("largest share over the middle one", shares[-1] / max(middle, 1), "times"),
        Row("to the first word, the middle", 1000 * statistics.median(waits), "ms"),
        Row("to the first word, 95 of 100", 1000 * waits[int(0.95 * len(waits))], "ms"),
        Row("memory at the beginning", memory[0], "MB"),
        Row("memory in the middle", memory[1], "MB"),
        Row("memory at the end", memory[2], "MB"),
        at_most("memory, end over middle", memory[2] / memory[1], GROWTH, "times"),
    )
