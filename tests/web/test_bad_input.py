"""Whatever is thrown at the studio: a clear answer in the page, in both languages, nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from etude.core.hashes import sha256_file
from tests.studio.lamps import draw_lamps
from tests.web.conftest import Visit, Visitor
from tools.browser import Served, serve_studio

TONGUES = {"en": "en-GB", "zh": "zh-CN"}
MANY = """input => {
  const chosen = new DataTransfer();
  for (let k = 0; k < 10000; k++) chosen.items.add(new File(['x'], `${k}.png`));
  input.files = chosen.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" onload="window.caught = 1">
  <script>window.caught = 1; fetch('/api/invitations', { method: 'POST' })</script>
  <rect width="64" height="64" fill="red"/></svg>"""
FULL = """
import errno, os
from pathlib import Path
from etude.core import files

flush = files._flush

def full(path):
    if Path(os.environ["ETUDE_HOME"], "full").exists():
        raise OSError(errno.ENOSPC, "No space left on device", str(path))
    flush(path)

files._flush = full
"""

Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def served(
    built: None, furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve a studio whose disk is full while there is a file ``full`` in its workspace."""
    home = Path(shutil.copytree(furnished, tmp_path_factory.mktemp("bad") / "home"))
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(FULL, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
        with serve_studio(home) as studio:
            yield studio


@pytest.fixture
def visitor(served: Served, visit: Visit) -> Visitor:
    return visit(served)


@pytest.fixture(params=TONGUES)
def tongue(request: pytest.FixtureRequest) -> str:
    """Go through a test in English and in Chinese."""
    return str(request.param)


@pytest.fixture
def open_room(visitor: Visitor, tongue: str) -> Open:
    """Return a function that opens a room in the language of the test."""
    return lambda room: visitor.open(room, language=TONGUES[tongue])


def offer(page: Page, name: str, *files: Path) -> Locator:
    """Choose files to learn from, and bring them in; return what the page says to that."""
    page.locator("main input[type=file]").first.set_input_files(files)
    page.locator("form input[type=text]").first.fill(name)
    page.locator("form button[type=submit]").click()
    return page.get_by_role("alert")


def left(home: Path) -> list[Path]:
    """Return what uploads left behind."""
    return [path for path in home.glob("uploads/*") if path.is_dir()]


def test_two_gigabytes_are_refused_before_they_are_sent(
    open_room: Open, visitor: Visitor, served: Served, tmp_path: Path, tongue: str
) -> None:
    huge = tmp_path / "huge.zip"
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)  # takes no room on the disk
    page = open_room("train")
    sent: list[str] = []
    page.on("request", lambda each: sent.append(each.method))
    told = offer(page, "huge", huge)
    expect(told).to_contain_text({"en": "more than the 1 GB", "zh": "1 GB"}[tongue])
    expect(
        page.get_by_text({"en": "1 file, 2.1 GB", "zh": "1 个文件，2.1 GB"}[tongue])
    ).to_be_visible()
    assert "PUT" not in sent
    assert left(served.home) == []
    visitor.pardon("413 POST /api/uploads")


@pytest.mark.parametrize("room", ["models", "play"])
def test_two_gigabytes_at_once_are_not_sent_either(
    open_room: Open, served: Served, tmp_path: Path, tongue: str, room: str
) -> None:
    huge = tmp_path / "huge.bin"
    with huge.open("wb") as file:
        file.truncate(2 * 2**30)
    model = sha256_file(served.home / "models" / "tiny-vae-1.0.0.etude")
    page = open_room({"models": "models", "play": f"play/{model}"}[room])
    if room == "play":
        choose = page.get_by_role("button", name={"en": "Bring a photo", "zh": "放入照片"}[tongue])
        expect(choose).to_be_enabled()
    sent: list[str] = []
    page.on("request", lambda each: sent.append(f"{each.method} {each.url}"))
    page.locator("main input[type=file]").set_input_files(huge)
    said = {"en": "“huge.bin” has 2.1 GB", "zh": "“huge.bin”有 2.1 GB"}[tongue]
    expect(page.locator(".notice.error")).to_contain_text(said)
    assert not [
        each
        for each in sent
        if re.search(r"^POST .*/api/(models|works/encode|works/recall)\b(?!/)", each)
    ]


def test_ten_thousand_files_are_refused_before_they_are_sent(
    open_room: Open, visitor: Visitor, served: Served, tongue: str
) -> None:
    page = open_room("train")
    page.locator("main input[type=file]").first.evaluate(MANY)
    page.locator("form input[type=text]").first.fill("many")
    page.locator("form button[type=submit]").click()
    said = {"en": "10000 files are more than the 5000", "zh": "10000 个文件"}[tongue]
    expect(page.get_by_role("alert")).to_contain_text(said)
    assert left(served.home) == []
    visitor.pardon("413 POST /api/uploads")


def test_a_zip_bomb_is_not_unpacked(open_room: Open, tmp_path: Path, tongue: str) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(80 * 2**20))
    page = open_room("train")
    told = offer(page, f"bomb-{tongue}", tmp_path / "bomb.zip")
    said = {
        "en": r"bomb\.zip would unpack .* bring the folder",
        "zh": r"bomb\.zip 解压后.*导入文件夹",
    }
    expect(told).to_have_text(re.compile(said[tongue]))
    # The files are still there to be thought about once more.
    page.get_by_role("button", name={"en": "Try again", "zh": "重试"}[tongue]).click()
    expect(page.locator("form input[type=text]").first).to_have_value(f"bomb-{tongue}")


def test_a_script_in_a_picture_is_never_run(open_room: Open, tmp_path: Path, tongue: str) -> None:
    draw_lamps(tmp_path / "lamps", 6)
    (tmp_path / "lamps" / "evil.svg").write_text(SVG, encoding="utf-8")
    page = open_room("train")
    offer(page, f"lamps-{tongue}", *sorted((tmp_path / "lamps").iterdir()))
    page.get_by_role("heading", name=f"lamps-{tongue}", level=1).wait_for()
    page.locator("details summary").first.click()
    expect(page.get_by_role("term")).to_have_text("evil.svg")
    said = {"en": "evil.svg is no picture", "zh": "evil.svg"}[tongue]
    expect(page.get_by_role("definition")).to_contain_text(said)
    assert page.evaluate("window.caught") is None


def test_a_photo_with_a_script_is_refused(
    open_room: Open, visitor: Visitor, served: Served, tmp_path: Path, tongue: str
) -> None:
    (tmp_path / "evil.svg").write_text(SVG, encoding="utf-8")
    model = sha256_file(served.home / "models" / "tiny-vae-1.0.0.etude")
    page = open_room(f"play/{model}")
    choose = page.get_by_role("button", name={"en": "Bring a photo", "zh": "放入照片"}[tongue])
    expect(choose).to_be_enabled()
    page.locator("main input[type=file]").set_input_files(tmp_path / "evil.svg")
    told = page.locator(".notice.error")
    expect(told).to_contain_text({"en": "Save it as PNG", "zh": "请把它另存为 PNG"}[tongue])
    assert page.evaluate("window.caught") is None
    visitor.pardon("400 POST /api/works/recall")


def test_a_package_that_reaches_out_of_its_place_is_refused(
    open_room: Open, visitor: Visitor, served: Served, tmp_path: Path, tongue: str
) -> None:
    good = served.home / "models" / "tiny-vae-1.0.0.etude"
    evil = tmp_path / "evil-1.0.0.etude"
    shutil.copyfile(good, evil)
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr("../../up.txt", "out")
    before = {path.name for path in (served.home / "models").iterdir()}
    page = open_room("models")
    page.locator("main input[type=file]").set_input_files(evil)
    told = page.locator(".notice.error")
    expect(told).to_contain_text("../../up.txt")
    assert bool(re.search("[\u4e00-\u9fff]", told.inner_text())) is (tongue == "zh")
    assert {path.name for path in (served.home / "models").iterdir()} == before
    assert not list(served.home.parent.rglob("up.txt"))
    visitor.pardon("4.. POST /api/models")


def test_a_full_disk_keeps_what_is_there(
    open_room: Open, visitor: Visitor, served: Served, tmp_path: Path, tongue: str
) -> None:
    draw_lamps(tmp_path / "lamps", 6)
    lamps = sorted((tmp_path / "lamps").iterdir())
    full = served.home / "full"
    page = open_room("train")
    full.touch()
    try:
        told = offer(page, f"full-{tongue}", *lamps)
        expect(told).to_contain_text({"en": "disk", "zh": "磁盘"}[tongue])
        assert not (served.home / "datasets" / f"full-{tongue}").exists()
    finally:
        full.unlink()
    page.get_by_role("button", name={"en": "Try again", "zh": "重试"}[tongue]).click()
    page.locator("form button[type=submit]").click()
    page.get_by_role("heading", name=f"full-{tongue}", level=1).wait_for()


def carry(wire: CDPSession, speed: int, offline: bool = False) -> None:
    """Let a page send so many bytes a second; -1 sets no limit."""
    wire.send(
        "Network.emulateNetworkConditions",
        {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed},
    )


def test_a_connection_that_is_cut_while_sending(
    open_room: Open, visitor: Visitor, served: Served, tmp_path: Path, tongue: str
) -> None:
    draw_lamps(tmp_path / "lamps", 6)
    with zipfile.ZipFile(tmp_path / "lamps.zip", "w") as archive:
        for path in sorted((tmp_path / "lamps").iterdir()):
            archive.write(path, path.name)
        archive.writestr("notes.txt", bytes(2_000_000))
    page = open_room("train")
    wire = page.context.new_cdp_session(page)
    carry(wire, 200_000)
    told = offer(page, f"cut-{tongue}", tmp_path / "lamps.zip")
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("[1-9]"))
    carry(wire, 200_000, offline=True)
    said = {"en": "The studio does not answer", "zh": "工作室没有回应"}[tongue]
    expect(told).to_contain_text(said)
    carry(wire, -1)
    page.locator("form button[type=submit]").click()
    page.get_by_role("heading", name=f"cut-{tongue}", level=1).wait_for()
    # A line that was cut is no fault of the page.
    visitor.complaints[:] = [each for each in visitor.complaints if "net::ERR" not in each]


def test_a_second_browser_has_no_key(served: Served, browser: Browser, tongue: str) -> None:
    page = browser.new_page(locale=TONGUES[tongue])
    page.goto(served.root)
    said = {
        "en": "This browser has no key to the studio.",
        "zh": "这个浏览器没有打开工作室的钥匙。",
    }
    expect(page.get_by_role("heading", level=1)).to_have_text(said[tongue])
    page.close()


def test_a_forged_name_opens_nothing(served: Served, browser: Browser, tongue: str) -> None:
    """Another page's name that leads to this machine: the way in of DNS rebinding."""
    page = browser.new_page(locale=TONGUES[tongue])
    answer = page.goto(served.root.replace("127.0.0.1", "evil.localhost"))
    assert answer is not None
    assert answer.status == 403
    said = {"en": "does not answer under the name evil.localhost", "zh": "evil.localhost"}[tongue]
    expect(page.locator("body")).to_contain_text(said)
    expect(page.locator("body")).to_contain_text("http://127.0.0.1")
    told = page.evaluate("fetch('/api/about').then((each) => each.json())")
    assert told["code"] == "server.foreign-host"
    page.close()
