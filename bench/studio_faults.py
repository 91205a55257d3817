"""Figure 13: workers and servers killed at random moments, and what is found afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.record import Figure, Options, at_least, at_most
from bench.scenes import draw_scenes
from etude.core.errors import EtudeError
from etude.core.paths import Workspace, workspace
from etude.datasets import add, open_dataset
from etude.inference.model import Model
from etude.jobs import Queue
from etude.jobs.job import Job
from etude.jobs.life import is_alive
from etude.media.picture import Picture, encode_picture
from etude.packages import list_packages, open_package
from tools.browser import Served, serve_studio

WORKERS, SERVERS = 20, 10
KINDS = ("train", "import")
GROUND = "ground"  # the dataset that models learn from; it is there from the beginning
LATEST = {"train": 12.0, "import": 6.0}
"""Seconds after which a worker that holds a job is killed at the latest."""
GIVEN_UP = 3  # attempts without coming further, after which a job has failed
PATIENCE = 900.0  # seconds for anything to happen at all
NOTES = (
    "Kill -9, in turns while a model trains and while pictures are imported, at a moment that "
    f"chance chooses: at most {LATEST['train']:g} seconds after a living worker was first seen to "
    f"hold a training, {LATEST['import']:g} seconds an import; one that ends before is no target. "
    "A job over which three workers died without its coming further has failed by design, so that "
    "after two such deaths it is spared until it is further. The share is that of the job's stage "
    "at the last word of its worker.",
    "Afterwards every job must be done and have made one thing: each dataset and each model is "
    "opened, each model paints, and nothing half-written may lie in the workspace.",
)


@dataclass(frozen=True)
class Kill:
    """One death.

    Args:
        what: ``worker`` or ``server``.
        job: Id of the job that was at work.
        kind: Of the job.
        share: How much of its stage was done, 0 to 1.
        furthest: Seconds that a training had learnt by then, over all its workers.
        waited: Seconds since the job was seen at work.
    """

    what: str
    job: str
    kind: str
    share: float
    furthest: float
    waited: float


@dataclass
class Siege:
    """What happens to a workspace.

    Args:
        queue: Its jobs.
        chance: Chooses moments.
        kills: What was killed.
    """

    queue: Queue
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """What a workspace holds after the siege.

    Args:
        done: Jobs that are done.
        wrong: Datasets and models that are missing, or there twice.
        broken: Those that do not open, or paint.
        left: Half-written files and folders.
    """

    done: int
    wrong: int
    broken: int
    left: list[str]


def measure(options: Options) -> Figure:
    """Kill, wait, and look."""
    workers, servers = (2, 1) if options.tiny else (WORKERS, SERVERS)
    with tempfile.TemporaryDirectory() as folder:
        room = workspace(Path(folder) / "home")
        queue, jobs = fill_queue(room, Path(folder), options.tiny)
        siege = Siege(queue, random.Random(7))
        for number in range(servers):
            with serve_studio(room.root) as served:
                for _ in range(workers // servers):
                    kill(siege, served, "worker", KINDS[len(siege.kills) % 2])
                kill(siege, served, "server", KINDS[number % 2])
        with serve_studio(room.root):
            wait_until_done(queue)
        found = inspect(room, queue, jobs)
    killed = [each.what for each in siege.kills]
    rows = (
        at_least("workers killed", killed.count("worker"), workers),
        at_least("servers killed", killed.count("server"), servers),
        at_least("jobs done", found.done, len(jobs), f"of {len(jobs)}"),
        at_most("datasets and models missing or made twice", found.wrong, 0),
        at_most("datasets and models that do not open", found.broken, 0),
        at_most("half-written files and folders", len(found.left), 0),
        at_least("trainings that went on after a death", count_resumed(siege.kills), 1),
    )
    title = "Workers and servers killed at random moments"
    details = {"kills": [asdict(each) for each in siege.kills], "left": found.left}
    return Figure(13, "studio_faults", title, rows, (*NOTES, tell(siege.kills)), details)


def fill_queue(room: Workspace, folder: Path, tiny: bool) -> tuple[Queue, list[str]]:
    """Make a dataset, and ask for trainings on it and for imports.

    Args:
        room: The workspace.
        folder: Where pictures to import may lie.
        tiny: Whether a few are enough.

    Returns:
        The queue, and the ids of its jobs.
    """
    count, trainings, imports, minutes = (60, 1, 3, 0.1) if tiny else (1500, 5, 24, 0.5)
    files = folder / "scenes"
    files.mkdir()
    for number, pixels in enumerate(draw_scenes(count, 96)):
        (files / f"{number:04}.png").write_bytes(encode_picture(Picture(pixels), ".png"))
    add([files], GROUND, workspace=room)
    queue = Queue(room)
    jobs = []
    for number in range(imports):
        brought = {"paths": [str(files)], "name": f"scenes-{number}"}
        jobs.append(queue.add("import", brought).id)
    for number in range(trainings):
        asked = {"dataset": GROUND, "name": f"model-{number}", "size": 32, "minutes": minutes}
        jobs.append(queue.add("train", {**asked, "checkpoint_seconds": 1}).id)
    return queue, jobs


def kill(siege: Siege, served: Served, what: str, kind: str) -> None:
    """Kill a worker or the server while a job is at work.

    Args:
        siege: Where it is noted.
        served: The studio.
        what: ``worker`` or ``server``.
        kind: Of the job; another one's where none of that kind is left.
    """
    mine: list[int] = []
    while not mine:  # a worker may end in the moment it is looked for
        moment = choose_moment(siege, kind, alone=what == "worker")
        if moment is None:
            return
        job, waited = moment
        workers = children(served.process.pid)
        mine = [pid for pid, words in workers if job.kind in words]
    if what == "server":
        served.process.kill()
        served.process.wait()
        wait_until_gone([pid for pid, _ in workers])
    else:
        os.kill(mine[0], signal.SIGKILL)
    print(f"  a {what} died during {job.kind} at {job.share:.0%}", flush=True)
    siege.kills.append(Kill(what, job.id, job.kind, job.share, job.furthest, waited))


def choose_moment(siege: Siege, kind: str, alone: bool) -> tuple[Job, float] | None:
    """Wait until a job has been at work for as long as chance wants.

    Args:
        siege: Whose queue and chance.
        kind: Of the job, while there is one.
        alone: Whether only its own worker is to die; with a server every worker does.

    Returns:
        The job and the seconds waited; None where nothing is left to do.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        opened = [job for job in siege.queue.jobs() if job.is_open]
        if not opened:
            return None
        wanted = [job for job in opened if job.kind == kind] or opened
        ready = [job for job in wanted if is_held(job, siege) and job.attempts < GIVEN_UP]
        if ready:
            waited = siege.chance.uniform(0, LATEST[ready[0].kind])
            time.sleep(waited)
            job = siege.queue.get(ready[0].id)
            dying = [job] if alone else [each for each in siege.queue.jobs() if each.is_open]
            held = is_held(job, siege) and job.worker == ready[0].worker
            if held and all(each.attempts < GIVEN_UP for each in dying):
                return job, waited
        time.sleep(0.05)
    raise TimeoutError(f"no {kind} is at work")


def is_held(job: Job, siege: Siege) -> bool:
    """Say whether a living worker is at a job; one whose worker died still counts as running.

    Args:
        job: As it was read.
        siege: Whose queue.
    """
    return job.state == "running" and is_alive(job, siege.queue.workspace)


def children(pid: int) -> list[tuple[int, list[str]]]:
    """Return the processes that a process has started: their numbers and their words.

    Args:
        pid: Of the parent.
    """
    words = ["ps", "-eo", "pid=,ppid=,args="]
    listed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [(int(row[0]), row[2:]) for row in rows if int(row[1]) == pid]


def wait_until_gone(pids: list[int]) -> None:
    """Wait until the workers of a dead server have noticed.

    Args:
        pids: Of the workers.
    """
    end = time.monotonic() + PATIENCE
    for pid in pids:
        while Path(f"/proc/{pid}").exists():
            if time.monotonic() > end:
                raise TimeoutError("a worker has outlived its server")
            time.sleep(0.1)


def wait_until_done(queue: Queue) -> None:
    """Wait until nothing is left to do.

    Args:
        queue: Of a workspace that is served.
    """
    end = time.monotonic() + PATIENCE
    while any(job.is_open for job in queue.jobs()):
        if time.monotonic() > end:
            raise TimeoutError("the jobs do not come to an end")
        time.sleep(0.3)


def inspect(room: Workspace, queue: Queue, jobs: list[str]) -> Found:
    """Look at everything that should be there.

    Args:
        room: The workspace.
        queue: Of it.
        jobs: Ids of all jobs that were asked for.
    """
    ended = [queue.get(id_) for id_ in jobs]
    names = {kind: [job.asked["name"] for job in ended if job.kind == kind] for kind in KINDS}
    datasets = [path.name for path in room.datasets.iterdir() if path.is_dir()]
    models = [entry.name for entry in list_packages(room) if not entry.bundled]
    broken = sum(not opens(room, name, "import") for name in names["import"])
    broken += sum(not opens(room, name, "train") for name in names["train"])
    return Found(
        done=sum(job.state == "done" for job in ended),
        wrong=differences(datasets, [GROUND, *names["import"]])
        + differences(models, names["train"]),
        broken=broken,
        left=[str(path.relative_to(room.root)) for path in room.root.rglob("*.part*")],
    )


def opens(room: Workspace, name: str, kind: str) -> bool:
    """Say whether a dataset opens and gives a picture, or a model opens and paints one.

    Args:
        room: The workspace.
        name: Of the dataset or the model.
        kind: ``import`` or ``train``: how it came to be.
    """
    try:
        if kind == "import":
            return bool(len(open_dataset(name, room)))
        (path,) = (each.path for each in list_packages(room) if each.name == name)
        model = Model(open_package(path, room))
        return bool(model.generate(model.codes(1)).size)
    except (EtudeError, OSError, ValueError):
        return False


def differences(there: list[str], wanted: list[str]) -> int:
    """Count what is missing, and what is there that nobody asked for.

    Args:
        there: Names that were found.
        wanted: Names that were asked for, each once.
    """
    return len(set(there) ^ set(wanted)) + len(there) - len(set(there))


def count_resumed(kills: Sequence[Kill]) -> int:
    """Count trainings that came further after a worker of theirs had died having learnt.

    Args:
        kills: In their order.
    """
    trained = [kill for kill in kills if kill.kind == "train"]
    return len(
        {
            first.job
            for number, first in enumerate(trained)
            for later in trained[number + 1 :]
            if later.job == first.job and later.furthest > first.furthest > 0
        }
    )


def tell(kills: Sequence[Kill]) -> str:
    """Return the kills as one table.

    Args:
        kills: In their order.
    """
    head = [
        "| killed | while | of the stage | seconds after it was held |",
        "| --- | --- | ---: | ---: |",
    ]
    rows = [f"| {k.what} | {k.kind} | {100 * k.share:.0f} % | {k.waited:.1f} |" for k in kills]
    return "\n".join([*head, *rows])
