"""Reports over HTTP: of works and of texts of one's own, with both languages in one answer."""

from __future__ import annotations

import pytest

from etude.core.hashes import sha256_file
from etude.datasets import add
from tests.datasets.test_text_intake import prose, write
from tests.server.conftest import refusal
from tests.tiny_sequence import tiny_sequence


@pytest.fixture
def scribe(studio, tmp_path) -> str:
    """Put a model of words and a dataset into the studio, and return the model's id."""
    add(write(tmp_path / "diary", 100), "diary", workspace=studio.workspace)
    return sha256_file(tiny_sequence("lstm", studio.workspace.models))


def test_a_work_and_a_text_are_measured(page, studio, scribe) -> None:
    work = studio.load("tiny-lstm").create(3, length=60)
    told = page.get(f"/api/works/{work.id}/report").json()
    assert (told["model"], told["dataset"], told["datasets"]) == ("tiny-lstm", None, ["diary"])
    rows = {row["name"]: row for row in told["rows"]}
    assert rows["bits"]["value"] > 0
    assert rows["bits"]["words"]["zh"] == "每字符比特数"
    assert told["notes"][0]["en"].startswith("What tiny-lstm learnt from is not here")

    text = page.post("/api/texts", json={"words": prose(999)}).json()
    address = f"/api/texts/{text['id']}/report"
    assert page.get(address).json()["model"] is None
    told = page.get(address, params={"model": scribe, "against": "diary"}).json()
    rows = {row["name"]: row for row in told["rows"]}
    assert len(rows["run"]["beside"]) == 3
    assert told["shared"]["zh"].startswith("“")
    assert told["others"] >= 5
    refusal(page.get(address, params={"against": "nothing"}), 404, "data.unknown")


def test_a_poem_is_told_where_it_leaves_its_form(page) -> None:
    words = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层山。"
    settings = {"form": "wujue"}
    text = page.post("/api/texts", json={"words": words, "settings": settings}).json()
    form = page.get(f"/api/texts/{text['id']}/report").json()["form"]
    assert (form["form"], form["found"], form["regular"]) == ("wujue", False, False)
    assert form["faults"][0]["line"] == 4
    assert "山" in form["faults"][0]["words"]["zh"]


def test_a_picture_has_none(page, studio) -> None:
    work = studio.load("tiny-vae").create(1)
    told = refusal(page.get(f"/api/works/{work.id}/report"), 400, "report.no-report")
    assert "etude" not in told["hint"]
