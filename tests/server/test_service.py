"""The real program: `etude studio` in a process of its own, spoken to over a real socket."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from etude.core.hashes import sha256_file
from etude.core.paths import Workspace
from etude.jobs import Queue
from etude.server.service import KEY, SERVER, prepare

PATIENCE = 120.0  # until a test gives up; nothing is measured


@dataclass
class Served:
    """A running `etude studio`."""

    root: Path
    process: subprocess.Popen[str]
    address: str
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.address.partition("/?key=")[0]

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    @property
    def token(self) -> str:
        return str(json.loads((self.root / SERVER).read_text())["token"])

    def script(self) -> httpx2.Client:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        return httpx2.Client(base_url=self.base, headers=headers, timeout=PATIENCE, trust_env=False)

    def browser(self) -> httpx2.Client:
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        return httpx2.Client(base_url=self.base, headers=headers, timeout=PATIENCE, trust_env=False)

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


Start = Callable[..., Served]


def begin(root: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "etude.cli", "studio", "--no-browser", *words]
    environ = {**os.environ, "ETUDE_HOME": str(root), "ETUDE_LANG": "en", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


@contextlib.contextmanager
def starting() -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def start(root: Path, port: int = 0) -> Served:
        process = begin(root, "--port", str(port))
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line, process.communicate()[1]
        return Served(root, process, line)

    try:
        yield start
    finally:
        for process in running:
            process.kill()
            process.communicate()


@pytest.fixture
def start() -> Iterator[Start]:
    with starting() as begun:
        yield begun


@pytest.fixture
def root(furnished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture(scope="module")
def served(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests that do not end it."""
    root = shutil.copytree(furnished, tmp_path_factory.mktemp("served") / "home")
    with starting() as begun:
        yield begun(Path(root))


def wait_for(ready: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = ready()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def create(client: httpx2.Client, root: Path, **wish: Any) -> dict[str, Any]:
    model = sha256_file(root / "models" / "tiny-vae-1.0.0.etude")
    made = client.post("/api/works", json={"command": "create", "model": model, **wish})
    assert made.status_code == 201, made.text
    return dict(made.json()["works"][0])


class Stream:
    """The events that one tab hears of."""

    def __init__(self, client: httpx2.Client, **headers: str) -> None:
        self.events: queue.Queue[tuple[str, str, Any]] = queue.Queue()
        self.ended = threading.Event()
        self.failed: Exception | None = None
        self._client, self._headers = client, headers
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        parts: dict[str, str] = {}
        try:
            with self._client.stream("GET", "/api/events", headers=self._headers) as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                for line in answer.iter_lines():
                    name, _, value = line.partition(": ")
                    if name:
                        parts[name] = value
                    elif "data" in parts:
                        told = (parts["event"], parts.get("id", ""), json.loads(parts["data"]))
                        self.events.put(told)
                        parts = {}
        except httpx2.HTTPError as error:
            self.failed = error
        finally:
            self.ended.set()

    def next(self, name: str) -> tuple[str, Any]:
        while True:
            event, id_, data = self.events.get(timeout=PATIENCE)
            if event == name:
                return id_, data


def test_the_address_lets_one_browser_in(served) -> None:
    with served.browser() as first, served.browser() as second:
        assert first.get("/api/about").status_code == 401
        assert first.get(served.address, follow_redirects=False).status_code == 303
        assert first.get("/api/about").json()["workspace"] == str(served.root)
        assert second.get(served.address, follow_redirects=False).status_code == 401
        assert second.get("/api/about").status_code == 401
        assert second.get("/api/about", headers={"Host": "evil.example"}).status_code == 403
        assert first.get("/api/about", headers={"Host": "evil.example"}).status_code == 403


def test_keys_are_nobody_elses_to_read(served) -> None:
    for name in (SERVER, KEY):
        assert stat.S_IMODE((served.root / name).stat().st_mode) == 0o600


def test_it_listens_on_this_machine_alone(served) -> None:
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    port = f"{served.port:04X}"
    locals_ = {line.split()[1] for line in listening if line.split()[3] == "0A"}
    assert f"0100007F:{port}" in locals_
    assert f"00000000:{port}" not in locals_


def test_a_second_studio_leads_to_the_first(served) -> None:
    second = begin(served.root)
    out, err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, err
    address = out.splitlines()[0]
    assert address.startswith(f"{served.base}/?key=")
    assert address != served.address
    with served.browser() as browser:
        assert browser.get(address, follow_redirects=False).status_code == 303
        assert browser.get("/api/about").status_code == 200


def test_two_tabs_hear_of_everything(served) -> None:
    with served.script() as client, served.script() as one, served.script() as two:
        streams = [Stream(one), Stream(two)]
        for stream in streams:
            _, ready = stream.next("ready")
            assert re.fullmatch(r"\d+\.\d+\.\d+", ready["version"])
        work = create(client, served.root)
        for stream in streams:
            assert stream.next("works")[1] == {"newest": work["id"]}
        model = work["model"]["id"]
        asked = {"model": model, "stations": [{"seed": 1}, {"seed": 2}], "frames": 3}
        job = client.post("/api/jobs", json={"kind": "render", "asked": asked}).json()
        film = wait_for(lambda: client.get(f"/api/jobs/{job['id']}").json()["result"])["work"]
        for stream in streams:
            heard = set()  # the film is there before its job is marked as done
            while not heard >= {"done", film}:
                name, id_, told = stream.events.get(timeout=PATIENCE)
                heard.add(told["newest"] if name == "works" else told["state"])
                if name == "job":
                    assert (int(id_), told["id"]) == (told["revision"], job["id"])


def test_a_tab_that_comes_back_hears_what_it_missed(served) -> None:
    with served.script() as client, served.script() as tab, served.script() as late:
        known, _ = Stream(tab).next("ready")
        model = create(client, served.root)["model"]["id"]
        asked = {"model": model, "stations": [{"seed": 1}, {"seed": 2}], "frames": 2}
        job = client.post("/api/jobs", json={"kind": "render", "asked": asked}).json()
        wait_for(lambda: client.get(f"/api/jobs/{job['id']}").json()["state"] == "done")
        client.delete(f"/api/jobs/{job['id']}")
        back = Stream(late, **{"Last-Event-ID": known})
        assert back.next("ready")[0] == known
        _, told = back.next("job")
        assert (told["id"], told["state"]) == (job["id"], "forgotten")


def test_a_cut_upload_leaves_nothing_and_is_sent_anew(served) -> None:
    with served.script() as client:
        upload = client.post("/api/uploads", json={"files": 1, "bytes": 5_000_000}).json()["id"]
        folder = served.root / "uploads" / upload
        path = f"/api/uploads/{upload}/a.jpg"
        head = (
            f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
            f"Authorization: Bearer {served.token}\r\nContent-Length: 5000000\r\n\r\n"
        )
        cut = socket.create_connection(("127.0.0.1", served.port))
        cut.sendall(head.encode() + b"x" * 3_000_000)
        wait_for(lambda: list((folder / ".parts").iterdir()))
        cut.close()
        wait_for(lambda: not list((folder / ".parts").iterdir()))
        assert not (folder / "a.jpg").exists()
        sent = client.put(path, content=b"y" * 5_000_000)
        assert sent.json()["upload"]["bytes"] == 5_000_000


def test_a_client_that_asks_first_is_refused_before_it_sends(served) -> None:
    head = (
        f"POST /api/works/encode?model={'0' * 64} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {served.token}\r\nContent-Length: 2147483648\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port), PATIENCE) as asking:
        asking.sendall(head.encode())
        told = "".join(iter(lambda: asking.recv(65536).decode(), ""))  # and closes the line
    assert told.startswith("HTTP/1.1 413")
    assert "server.too-many-bytes" in told


def test_a_browser_that_sends_too_much_hears_why(served) -> None:
    with served.script() as client:
        size = 300 * 2**20

        def parts() -> Iterator[bytes]:
            for _ in range(size // 2**20):
                yield b"\0" * 2**20

        headers = {"Content-Length": str(size)}
        answer = client.post("/api/models", content=parts(), headers=headers)
        assert answer.status_code == 413
        assert answer.json()["code"] == "server.too-many-bytes"
        assert not list((served.root / "uploads").glob("*/model.etude"))


def test_it_ends_cleanly_and_what_is_at_work_waits_again(start, root) -> None:
    served = start(root)
    with served.script() as client, served.script() as tab:
        stream = Stream(tab)
        stream.next("ready")
        model = create(client, root)["model"]["id"]
        asked = {"model": model, "stations": [{"seed": 1}, {"seed": 2}], "frames": 50_000}
        job = client.post("/api/jobs", json={"kind": "render", "asked": asked}).json()
        wait_for(lambda: client.get(f"/api/jobs/{job['id']}").json()["share"] > 0)
        assert served.end() == 0
        assert stream.ended.wait(PATIENCE)
        assert stream.failed is None
    assert not (root / SERVER).exists()
    assert Queue(Workspace(root)).get(job["id"]).state == "waiting"
    lines = [json.loads(line) for line in (root / "log" / "server.jsonl").read_text().splitlines()]
    assert {"info"} == {line["level"] for line in lines}


def test_a_tab_outlives_a_restart_and_a_kill(start, root) -> None:
    first = start(root)
    with first.browser() as tab:
        tab.get(first.address, follow_redirects=False)
        work = create(tab, root)
        port, token = first.port, first.token
        assert first.end(signal.SIGINT) == 0
        second = start(root, port)
        assert second.token != token
        assert tab.get(f"/api/works/{work['id']}").json() == work
        second.process.kill()  # leaves server.json behind
        second.process.wait(PATIENCE)
        assert (root / SERVER).exists()
        third = start(root, port)
        assert tab.get(f"/api/works/{work['id']}").json() == work
        assert third.end() == 0


def test_a_port_that_is_taken_is_said_as_such(served, root) -> None:
    process = begin(root, "--port", str(served.port))
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert out == ""
    assert f"Port {served.port}" in err
    assert not (root / SERVER).exists()


def test_without_a_port_the_usual_ones_are_tried(root, tmp_path, furnished) -> None:
    other = Path(shutil.copytree(furnished, tmp_path / "other"))
    with prepare(Workspace(root)) as one, prepare(Workspace(other)) as two:
        assert one.port != two.port
        assert one.listener.proto == socket.IPPROTO_TCP  # or asyncio would let answers wait
        assert one.invite().startswith(f"http://127.0.0.1:{one.port}/?key=")


def test_many_clients_at_once_lose_nothing(served) -> None:
    """Each makes works, looks at them and stars one, all at the same time."""

    def use(index: int) -> list[str]:
        with served.script() as client:
            works = [create(client, served.root, seed=100 * index + k)["id"] for k in range(4)]
            for work in works:
                thumbnail = client.get(f"/api/works/{work}/thumbnail", params={"side": 96})
                assert thumbnail.content.startswith(b"RIFF")
            starred = client.patch(
                f"/api/works/{works[0]}", json={"starred": True, "tags": ["load"]}
            )
            assert starred.status_code == 200
            assert client.get("/api/works", params={"limit": 30}).status_code == 200
            return works

    with ThreadPoolExecutor(16) as pool:
        made = [work for works in pool.map(use, range(16)) for work in works]
    assert len(set(made)) == 64
    with served.script() as client:
        kept = client.get("/api/works", params={"limit": 500}).json()
        assert set(made) <= {each["id"] for each in kept["works"]}
        starred = client.get("/api/works", params={"tag": "load", "starred": True}).json()
        assert starred["total"] == 16
