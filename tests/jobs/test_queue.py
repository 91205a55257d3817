"""Jobs going in, being moved, paused, cancelled and forgotten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.jobs import Job, Queue
from etude.jobs.claims import Claims
from etude.studio.packed import is_packed
from etude.training.run import RunFolder, Settings
from tests.jobs.conftest import LEARN, QUICK, film
from tests.tiny_package import tiny_package


@pytest.fixture
def three(queue: Queue) -> list[Job]:
    """Return three films that wait."""
    return [queue.add("render", film(), title=title) for title in ("one", "two", "three")]


def titles(queue: Queue, **asked: Any) -> list[str]:
    return [job.title for job in queue.jobs(**asked)]


def code_of(caught: pytest.ExceptionInfo[EtudeError]) -> str:
    return caught.value.code


def test_a_job_is_still_there_when_the_queue_is_opened_again(queue: Queue) -> None:
    job = queue.add("render", film(), title="  Dusk ")
    assert job.title == "Dusk"
    assert job.state == "waiting"
    assert (job.share, job.attempts, job.result, job.error, job.run) == (0.0, 0, None, None, None)
    assert Queue(queue.workspace).get(job.short.lower()) == job
    assert Queue(queue.workspace).jobs() == [job]
    plain = json.loads(json.dumps(job.as_dict()))
    assert plain["short"] == job.short
    assert plain["created"] == job.created.isoformat()


def test_a_title_is_what_it_is_about(queue: Queue, pictures: Path) -> None:
    assert queue.add("render", film()).title == "tiny-vae"
    assert queue.add("import", {"paths": [str(pictures)]}).title == "lamps"
    training = queue.add("train", {"path": str(pictures), "name": "灯", **LEARN})
    assert (training.title, training.run) == ("灯", "灯")


def test_jobs_are_moved(queue: Queue, three: list[Job]) -> None:
    one, two, three_ = three
    queue.move(three_.id, before=one.id)
    assert titles(queue) == ["three", "one", "two"]
    queue.move(three_.id)
    assert titles(queue) == ["one", "two", "three"]
    queue.move(one.id, before=three_.id)
    assert titles(queue) == ["two", "one", "three"]
    queue.pause(one.id)
    queue.move(two.id, before=three_.id)
    assert titles(queue) == ["one", "two", "three"]
    before = queue.revision()
    assert queue.move(two.id, before=two.id) == queue.get(two.id)
    assert queue.revision() == before
    assert [job.place for job in queue.jobs()] == [1, 2, 3]
    queue.cancel(one.id)
    with pytest.raises(EtudeError) as caught:
        queue.move(one.id)
    assert code_of(caught) == "job.not-coming"
    with pytest.raises(EtudeError) as caught:
        queue.move(two.id, before=one.id)
    assert code_of(caught) == "job.not-coming"


def test_jobs_that_wait_are_paused_resumed_and_cancelled(queue: Queue, three: list[Job]) -> None:
    job = three[0]
    assert queue.pause(job.id).state == "paused"
    assert queue.pause(job.id).state == "paused"
    assert titles(queue, states=["waiting"]) == ["two", "three"]
    assert queue.resume(job.id).state == "waiting"
    assert titles(queue) == ["one", "two", "three"]
    cancelled = queue.cancel(job.id)
    assert cancelled.state == "cancelled"
    assert cancelled.ended is not None
    assert queue.cancel(job.id) == cancelled
    with pytest.raises(EtudeError) as caught:
        queue.pause(job.id)
    assert code_of(caught) == "job.ended"
    again = queue.resume(job.id)
    assert (again.state, again.ended) == ("waiting", None)
    assert titles(queue) == ["two", "three", "one"]
    assert titles(queue, limit=1) == ["two"]


def test_a_job_that_was_never_begun_has_learnt_nothing(
    queue: Queue, three: list[Job], pictures: Path
) -> None:
    training = queue.add("train", {"path": str(pictures), **LEARN})
    for job in (three[0], training):
        with pytest.raises(EtudeError) as caught:
            queue.finish(job.id)
        assert code_of(caught) == "job.nothing-learnt"


def test_ended_jobs_are_forgotten_and_others_are_not(queue: Queue, three: list[Job]) -> None:
    one, two, _ = three
    with pytest.raises(EtudeError) as caught:
        queue.forget(one.id)
    assert code_of(caught) == "job.open"
    queue.cancel(one.id)
    before = queue.revision()
    queue.forget(one.id)
    assert titles(queue) == ["two", "three"]
    with pytest.raises(EtudeError) as caught:
        queue.get(one.id)
    assert code_of(caught).startswith("job.unknown")
    (told,) = queue.changes(before)
    assert (told.id, told.state, told.asked) == (one.id, "forgotten", {})
    # And its number is not given to another change.
    assert queue.pause(two.id).revision == told.revision + 1


def test_a_reader_goes_on_from_any_change(queue: Queue, three: list[Job]) -> None:
    one, two, _ = three
    assert [job.id for job in queue.changes(0)] == [job.id for job in three]
    seen = queue.revision()
    assert queue.changes(seen) == []
    queue.pause(two.id)
    queue.pause(one.id)
    queue.resume(two.id)
    changed = queue.changes(seen)
    assert [(job.title, job.state) for job in changed] == [("one", "paused"), ("two", "waiting")]
    assert [job.revision for job in changed] == [seen + 2, seen + 3]
    assert queue.changes(seen + 2) == changed[1:]


def test_two_jobs_never_make_something_of_the_same_name(queue: Queue, pictures: Path) -> None:
    first = queue.add("import", {"paths": [str(pictures)], "name": "lamps"})
    with pytest.raises(EtudeError, match=first.short) as caught:
        queue.add("import", {"paths": [str(pictures)], "name": "lamps"})
    assert code_of(caught) == "job.same-name"
    queue.add("train", {"path": str(pictures), "name": "lamps", **LEARN})
    queue.cancel(first.id)
    second = queue.add("import", {"paths": [str(pictures)], "name": "lamps"})
    with pytest.raises(EtudeError) as caught:
        queue.resume(first.id)
    assert code_of(caught) == "job.same-name"
    assert queue.get(second.id).state == "waiting"


def test_a_name_that_fits_none_or_several_is_refused(queue: Queue) -> None:
    with pytest.raises(EtudeError) as caught:
        queue.get("nobody")
    assert code_of(caught) == "job.unknown"
    jobs = [queue.add("render", film()) for _ in range(2)]
    with pytest.raises(EtudeError) as caught:
        queue.get(jobs[0].id[:4])
    assert code_of(caught) == "job.ambiguous"
    wrong = jobs[0].short[:-1] + ("0" if jobs[0].short[-1] != "0" else "1")
    with pytest.raises(EtudeError, match=jobs[0].short) as caught:
        queue.get(wrong)
    assert code_of(caught) == "job.unknown-near"
    with pytest.raises(EtudeError):
        queue.get("")


@pytest.mark.parametrize(
    ("kind", "asked", "code"),
    [
        ("dance", {}, "job.unknown-kind"),
        ("render", {}, "job.bad-asked"),
        ("render", film(colour="red"), "job.bad-asked"),
        ("render", film(frames="many"), "job.bad-asked"),
        ("render", film(fps=float("inf")), "job.bad-asked"),
        ("render", film(stations=[{"seed": 1}, {}]), "job.bad-asked"),
        ("render", film(stations=[{"seed": 1}, {"seed": 2, "work": "x"}]), "job.bad-asked"),
        ("render", film(stations=[{"seed": 1}, {"code": "AAAA"}]), "studio.bad-recipe"),
        ("render", film(stations=[{"seed": 1}, {"code": "!"}]), "studio.bad-recipe"),
        ("render", film(stations=[{"seed": 1}, {"work": "nobody"}]), "gallery.empty"),
        ("render", film(stations=[{"seed": 1}]), "explore.stations"),
        ("render", film(suffix=".avi"), "animation.unknown-suffix"),
        ("render", film(model="nobody"), "package.unknown"),
        ("render", film(model="0" * 64), "package.unknown"),
        ("render", film(settings={"warm": 99}), "direction.out-of-range"),
        ("render", film(model="home/models/tiny-vae-1.0.0.etude"), "job.bad-asked"),
        ("render", film(model="tiny-vae-1.0.0.etude"), "job.bad-asked"),
        ("render", film(frames=10**9), "job.bad-asked"),
        ("render", film(model="tiny-cppn", frames=90, size=4096), "studio.long-film"),
        ("report", {"model": "../tiny-vae-1.0.0.etude"}, "job.bad-asked"),
        ("import", {}, "job.bad-asked"),
        ("import", {"upload": "0" * 26, "paths": ["x"]}, "job.bad-asked"),
        ("import", {"upload": "../../etc"}, "job.no-upload"),
        ("import", {"upload": "0" * 26}, "job.no-upload"),
        ("import", {"paths": ["/nowhere"]}, "data.no-path"),
        ("import", {"paths": ["."], "name": "a/b"}, "name.bad"),
        ("import", {"paths": ["."], "fit": "stretch"}, "picture."),
        ("import", {"paths": ["."], "rights": {"owner": "me"}}, "data.unknown-right"),
        ("import", {"paths": ["."], "script": "runes"}, "data.unknown-script"),
        ("train", {}, "training.needs-pictures"),
        ("train", {"dataset": "nobody"}, "data.unknown"),
        ("train", {"dataset": "lamps"}, "data.unknown"),
        ("train", {"dataset": "../lamps"}, "data.unknown"),
        ("train", {"dataset": "/etc"}, "data.unknown"),
        ("train", {"path": "/nowhere"}, "data.no-path"),
        ("train", {"recipe": "diffusion"}, "training."),
        ("train", {"recipe": "cppn", "path": "."}, "training.needs-no-pictures"),
        ("train", {"recipe": "cppn", "size": 33}, "training.size-unknown"),
        ("train", {"recipe": "cppn", "minutes": 0}, "training.minutes"),
        ("train", {"recipe": "cppn", "config": {"depth": 3}}, "training."),
        ("train", {"recipe": "cppn", "resume": True}, "training.nothing-to-resume"),
        ("train", {"name": "ended", "resume": True, "minutes": 1}, "training.time-spent"),
        ("train", {"recipe": "cppn", "checkpoint_seconds": 0}, "job.bad-asked"),
        ("report", {"model": "tiny-vae"}, "studio.no-pictures"),
        ("report", {"model": "tiny-vae", "dataset": "nobody"}, "data.unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_is_queued(
    queue: Queue,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    asked: dict[str, Any],
    code: str,
) -> None:
    # A name is never taken for a file or folder beside the program.
    monkeypatch.chdir(pictures.parent)
    tiny_package("cppn", queue.workspace.models)
    tiny_package("vae", pictures.parent)
    run = RunFolder(queue.workspace.runs / "ended")
    run.write_settings(Settings("cppn", {}, 32, 60.0))
    run.append({"seconds": 59.5, "steps": 10})
    (run.path / "packed.json").touch()
    assert is_packed(run)
    with pytest.raises(EtudeError) as caught:
        queue.add(kind, asked)
    assert caught.value.code.startswith(code)
    assert queue.jobs() == []
    assert queue.revision() == 0
    left = {path.name for path in queue.workspace.root.iterdir()}
    assert left <= {"models", "cache", "runs"} | {
        path for path in left if path.startswith("etude.db")
    }


def test_only_files_of_an_upload_name_its_classes(queue: Queue, workspace: Workspace) -> None:
    upload = "0" * 26
    folder = workspace.uploads / upload
    folder.mkdir(parents=True)
    (folder / "kinds.csv").write_text("file,kind\n", encoding="utf-8")
    (workspace.uploads / "secret.csv").write_text("file,kind\n", encoding="utf-8")
    for given in ("../secret.csv", "/etc/passwd", "nothing.csv", "."):
        with pytest.raises(EtudeError) as caught:
            queue.add("import", {"upload": upload, "name": "x", "classes": given})
        assert caught.value.code == "job.no-place", given
    job = queue.add("import", {"upload": upload, "name": "x", "classes": "kinds.csv"})
    assert job.asked["classes"] == "kinds.csv"


def test_what_is_at_work_stands_first_and_what_ended_last(queue: Queue, three: list[Job]) -> None:
    one, two, _ = three
    queue.cancel(one.id)
    claims = Claims(queue, QUICK)
    with claims.living():
        assert claims.claim() == queue.get(two.id)
        queue.add("render", film(), title="four")
        assert titles(queue) == ["two", "three", "four", "one"]
    queue.cancel(two.id)
    assert titles(queue, limit=3) == ["three", "four", "two"]
    assert titles(queue, states=["cancelled"], limit=1) == ["two"]
    assert titles(queue, states=["waiting", "cancelled"]) == ["three", "four", "two", "one"]
