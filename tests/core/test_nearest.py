import pytest

from etude.core.nearest import nearest

NAMES = ["portraits", "shanshui", "dungeon", "abstract", "山水"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("portrait", ["portraits"]),
        ("potraits", ["portraits"]),
        ("Shan", ["shanshui"]),
        ("SHANSHIU", ["shanshui"]),
        ("山", ["山水"]),
        ("dun", ["dungeon"]),
        ("stract", ["abstract"]),
        ("zebra-crossing", []),
        ("", []),
    ],
)
def test_the_name_somebody_meant(typed, meant) -> None:
    assert nearest(typed, NAMES) == meant


def test_the_likeliest_is_first_and_the_list_is_short() -> None:
    names = [f"portrait-{i}" for i in range(9)]
    assert nearest("portrait-4", names)[0] == "portrait-4"
    assert len(nearest("portrait", names, limit=2)) == 2
