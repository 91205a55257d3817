"""The CSV is found, read in the encodings of this world, and turned into useful attributes."""

from pathlib import Path

import pytest

from etude.core.errors import EtudeError
from etude.datasets.table import Table, chosen, read_columns, read_table, read_where


def table_of(tmp_path: Path, text: str, encoding: str = "utf-8") -> Table:
    path = tmp_path / "facts.csv"
    path.write_bytes(text.encode(encoding))
    return read_table(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding, separator) -> None:
    text = (
        separator.join(["文件", "题材", "kind"]) + "\r\n" + separator.join(["一.png", "山水", "b"])
    )
    table = table_of(tmp_path, text, encoding)
    assert table.columns == ("题材", "kind")
    assert table.row("一.png") == ("山水", "b")


def test_files_are_found_by_path_name_or_stem(tmp_path: Path) -> None:
    table = table_of(
        tmp_path,
        'file,kind\nming/A.jpg,"path, quoted"\nB.JPG,name\nc,stem\n./d.png,dot\nx\\e.png,win\n',
    )
    for file, kind in (
        ("ming/a.JPG", "path, quoted"),
        ("set/ming/A.jpg", "path, quoted"),
        ("song/b.jpg", "name"),
        ("images/C.png", "stem"),
        ("d.png", "dot"),
        ("x/e.png", "win"),
    ):
        assert table.row(file) == (kind,)
    assert table.row("song/A.jpg") is None
    assert table.row("a.jpg") == ("path, quoted",)
    assert table.row("cc.png") is None


def test_short_long_and_double_rows_do_no_harm(tmp_path: Path) -> None:
    table = table_of(tmp_path, "file,a,,a\n1,x\n\n2,p,q,r,s,t\n1,other\n")
    assert table.columns == ("a", "column 3", "a (4)")
    assert table.row("1.png") == ("x", "", "")
    assert table.row("2.png") == ("p", "q", "r")


def test_columns_become_numbers_or_categories_or_are_passed_over(tmp_path: Path) -> None:
    rows = [
        f"{n},{n / 4},{n % 3},{n % 2 * 2 - 1},{'ab'[n % 2]},{'' if n % 2 else 'hat'},title {n},one"
        for n in range(30)
    ]
    table = table_of(tmp_path, "id,size,style,sign,kind,hat,title,only\n" + "\n".join(rows))
    columns, passed = read_columns(table, [table.row(f"{n}.png") for n in range(30)] + [None])
    kinds = {column.name: column.kind for column in columns}
    assert kinds == {
        "size": "number",
        "style": "category",
        "sign": "number",
        "kind": "category",
        "hat": "category",
    }
    assert passed == ("title", "only")
    by_name = {column.name: column for column in columns}
    assert by_name["size"].data[:3] == (0.0, 0.25, 0.5)
    assert by_name["size"].data[30] is None
    assert by_name["hat"].values == ("", "hat")
    assert by_name["hat"].data[:2] == (1, 0)
    assert by_name["hat"].data[30] == -1


def test_infinities_are_words_and_not_numbers(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,a\n1,inf\n2,1\n3,inf\n4,1\n")
    columns, _ = read_columns(table, [table.row(f"{n}.png") for n in range(1, 5)])
    assert columns[0].kind == "category"


def test_picking_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, "id,kind,school\n1,Sea,A\n2,hill,A\n3,sea,B\n")
    where = read_where(table, {"KIND": [" sea"], "school": "a"})
    assert [chosen(table, table.row(f"{n}.png"), where) for n in range(1, 5)] == [
        True,
        False,
        False,
        False,
    ]
    assert chosen(table, None, {})
    with pytest.raises(EtudeError, match="sea"):
        read_where(table, {"kind": ["se"]})


def test_a_table_of_nonsense_is_refused(tmp_path: Path) -> None:
    for text in ('file,a\n"' + "x" * 200_000, "file,a\n1,\0\n"):
        with pytest.raises(EtudeError) as refused:
            table_of(tmp_path, text)
        assert refused.value.code in ("data.table-broken", "data.table-empty")
