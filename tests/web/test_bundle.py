"""How much has to come before anything can be shown."""

from __future__ import annotations

import gzip
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, expect

from tests.web.conftest import Visitor

MOST = 120_000  # bytes, gzipped
RUNTIME = ("worker-", "ort-")  # plays the model, and comes when the page is there already


def load(page: Page, address: str) -> dict[str, Response]:
    """Open an address anew and return the page's own files that came, by name."""
    came: dict[str, Response] = {}

    def note(answer: Response) -> None:
        path = urlsplit(answer.url).path
        if not path.startswith("/api/"):
            came[PurePosixPath(path).name or "index.html"] = answer

    page.on("response", note)
    with page.expect_response(lambda answer: "/ort-wasm" in answer.url):
        page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return came


def test_the_page_is_small_before_the_model_runtime(visitor: Visitor) -> None:
    page = visitor.open("settings").context.new_page()
    came = load(page, f"{visitor.served.root}#/play")
    assert any(name.startswith("worker-") for name in came)
    first = {name: each for name, each in came.items() if not name.startswith(RUNTIME)}
    assert {PurePosixPath(name).suffix for name in first} >= {".html", ".js", ".css"}
    sizes = {name: len(gzip.compress(each.body(), mtime=0)) for name, each in first.items()}
    assert 20_000 < sum(sizes.values()) < MOST, sizes
