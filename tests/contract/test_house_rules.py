"""The checker of house rules finds what it should; `make check` runs it over the whole house."""

from pathlib import Path

import pytest

from tools.house_rules import breaches


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("noun.py", "def verb() -> None:\n" + "    print()\n" * 49, 0),
        ("noun.py", "def verb() -> None:\n" + "    print()\n" * 50, 1),
        ("noun.py", 'def verb() -> None:\n    """One.\n' + "\n" * 60 + '    """\n', 0),
        ("noun.py", "a = 1\n" * 400, 0),
        ("noun.py", "a = 1\n" * 401, 1),
        ("picture_utils.py", "a = 1\n", 1),
    ],
)
def test_a_rule_is_broken_or_kept(tmp_path: Path, name, text, found) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert len(list(breaches(path))) == found
