"""What is asked of pictures, music and writing before they are brought in."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from etude.core.paths import Workspace
from etude.datasets import open_dataset
from etude.datasets.pictures import Pictures
from tests.studio.lamps import draw_lamps
from tests.web.conftest import Visitor

PAINTED = """canvas => canvas.getContext('2d').getImageData(0, 0, 128, 128).data
  .reduce((sum, each, k) => sum + (k % 4 === 3 && each > 0), 0)"""


def offer(page: Page, *files: Path) -> None:
    page.locator("main input[type=file]").first.set_input_files(files)


def test_a_table_and_rights_reach_the_dataset(resident: Visitor, tmp_path: Path) -> None:
    kinds = draw_lamps(tmp_path / "lamps", 8)
    pictures = sorted((tmp_path / "lamps").iterdir())
    rows = [
        f"{path.name},{kind},{k % 4}"
        for k, (path, kind) in enumerate(zip(pictures, kinds, strict=True))
    ]
    table = tmp_path / "facts.csv"
    table.write_text("\n".join(['file,"lamp",row', *rows]) + "\n", encoding="utf-8")
    page = resident.open("train")
    offer(page, *pictures, table)
    page.get_by_role("textbox", name="Name").fill("shaded")
    page.get_by_text("Whose work it is").click()
    page.get_by_label("Licence").fill("CC0-1.0")
    page.get_by_label("Who made it").fill("Mei")
    page.get_by_text("Finer choices").click()
    page.get_by_role("switch", name="Leave out what is nearly the same").click()
    page.get_by_label("Table with a line for each file").select_option("facts.csv")
    page.get_by_label("Column that names the groups").select_option("lamp")
    page.get_by_label("Only where this column").select_option("row")
    page.get_by_label("is one of").fill("0, 1，3")
    expect(page.get_by_label("is one of")).to_have_count(2)
    expect(page.get_by_text("2 made")).to_be_visible()
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("heading", name="shaded", level=1)).to_be_visible()
    expect(page.get_by_text("Whose work it is: CC0-1.0 · Mei")).to_be_visible()
    found = open_dataset("shaded", Workspace(resident.served.home))
    assert (found.rights.licence, found.rights.author) == ("CC0-1.0", "Mei")
    assert (sorted(found.classes), len(found)) == (["no", "yes"], 6)


def test_the_cut_is_seen_before_it_is_chosen(resident: Visitor, tmp_path: Path) -> None:
    draw_lamps(tmp_path / "wide", 6, (96, 48))
    (tmp_path / "wide" / "000.png").write_bytes(b"no picture")
    page = resident.open("train")
    offer(page, *sorted((tmp_path / "wide").iterdir()))
    seen = page.get_by_role("img", name="The first pictures, as a model will see them")
    canvas = seen.locator("canvas")
    expect(canvas).to_have_count(4)
    painted = {}
    for fit in ("cut the edges", "keep all of it", "cut out the middle"):
        page.get_by_text(fit, exact=True).click()
        painted[fit] = canvas.first.evaluate(PAINTED)
    assert painted == {
        "cut the edges": 128 * 128,
        "keep all of it": 128 * 64,
        "cut out the middle": 128 * 128,
    }
    page.get_by_text("keep all of it", exact=True).click()
    page.get_by_role("textbox", name="Name").fill("wide")
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("heading", name="wide", level=1)).to_be_visible()
    expect(page.get_by_text("Whose work it is: not said")).to_be_visible()
    found = open_dataset("wide", Workspace(resident.served.home))
    assert isinstance(found, Pictures)
    assert (found.fit, len(found)) == ("contain", 5)
