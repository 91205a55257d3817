from pathlib import Path

import pytest

from etude.studio import open as open_studio

THOUGHTS = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。\n"
TOWER = "白日依山盡，黃河入海流。欲窮千里目，更上一層樓。"


@pytest.fixture
def poem(tmp_path) -> Path:
    path = tmp_path / "poem.txt"
    path.write_text(THOUGHTS, encoding="utf-8")
    return path


def test_a_poem_is_told_tone_by_tone(etude, poem) -> None:
    done = etude("verse", poem)
    assert done.code == 0, done.err
    rows = done.out.splitlines()
    assert rows[0] == "five-character quatrain, classical rhymes: faults: 2 (score 0.92)"
    at = rows.index("  疑是地上霜  A 阳")
    assert rows[at + 1 : at + 4] == [
        "  平仄仄仄平",
        "  中仄仄平平  *",
        "    ✗ “上” at place 4 should be level.",
    ]


def test_in_chinese_and_as_a_document(etude, poem, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert etude("verse", poem).out.startswith("五言绝句，平水韵：不合 2 处")
    done = etude("verse", poem, "--form", "五绝", "--json").document
    assert (done["form"], done["found"], done["regular"]) == ("wujue", False, False)
    assert done["lines"][1]["faults"][0]["text"] == "第4字“上”应为平声。"


def test_other_encodings_other_rhymes_other_forms(etude, tmp_path) -> None:
    path = tmp_path / "tower.txt"
    path.write_bytes(TOWER.encode("gb18030"))
    assert "keeps its form (score 1.00)" in etude("verse", path).out
    assert "today's rhymes" in etude("verse", path, "--rhymes", "xinyun").out
    wrong = etude("verse", path, "--form", "qilü").out
    assert "“白日依山盡” has 5 characters; the form wants 7 here." in wrong


def test_what_is_kept_is_heard_by_its_name(etude, home) -> None:
    studio = open_studio(home)
    studio.texts.begin("登鹳雀楼\n\n" + TOWER, title="Tower")
    done = etude("verse", "Tower")
    assert done.code == 0, done.err
    assert done.out.splitlines()[:2] == [
        "five-character quatrain, classical rhymes: keeps its form (score 1.00)",
        "“登鹳雀楼” stands above it as its title.",
    ]
    assert etude("verse", "Tower", "--json").document["title"] == "登鹳雀楼"
    work = studio.keep_text("Tower")
    assert etude("verse", work.short, "--rhymes", "xinyun").out.startswith("five-character")
    assert "There is no work “Twr” in the gallery." in etude("verse", "Twr").err


def test_a_text_of_no_form_says_so(etude, tmp_path) -> None:
    path = tmp_path / "free.txt"
    path.write_text("前不见古人，后不见来者。念天地之悠悠，独怆然而涕下。", encoding="utf-8")
    done = etude("verse", path)
    assert done.code == 0
    assert done.out.startswith("This has no form that Etude knows.")
    assert "  前不见古人\n  平仄仄仄平\n" in done.out


def test_every_form_is_listed_with_its_rule(etude) -> None:
    done = etude("verse", "--forms")
    assert "qijue, 七言绝句, seven-character quatrain" in done.out
    assert "  中仄仄平平，中仄平平仄A。" in done.out
    one = etude("verse", "--forms", "--form", "临江仙")
    assert one.out.count("\n\n") == 4
    document = etude("verse", "--forms", "--json").document["forms"]
    assert len(document) > 28
    assert document[0]["ways"][0][1] == {
        "patterns": ["平平中仄平", "仄平平仄平"],
        "rhyme": "A",
        "stop": "。",
        "repeats": False,
        "stanza": False,
    }


def test_what_is_shared_with_another_text_is_said(etude, poem, tmp_path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("秋夜：举头，望明月！又一年。", encoding="utf-8")
    shown = etude("verse", poem, "--against", book).out
    assert "Different: 85% of single words or characters" in shown
    assert f"“举头望明月” (5 letters), from {book}." in shown
    run = etude("verse", poem, "--against", book, "--json").document["measures"]["run"]
    assert (run["place"], run["source_place"]) == (13, 3)
    book.write_text("...", encoding="utf-8")
    assert "Not even a letter in common." in etude("verse", poem, "--against", book).out


def test_english_is_marked_under_its_words(etude, tmp_path) -> None:
    path = tmp_path / "death.txt"
    path.write_text(
        "Because I could not stop for Death,\nHe kindly stopped for me;\n"
        "The carriage held but just ourselves\nAnd Immortality.\n",
        encoding="utf-8",
    )
    rows = etude("verse", path).out.splitlines()
    assert rows[0] == "ballad, English: keeps its form (score 1.00)"
    assert rows[4:6] == ["  He kindly stopped for me;  A IY", "  x  /x     /       x   /"]
    assert "The poem has 4 lines and the form 3." in etude("verse", path, "--form", "俳句").out
    one = etude("verse", "--forms", "--form", "limerick").out.splitlines()
    assert one[1] == "  x/xx/xx/ | xx/xx/xx/A"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["verse"], "FILE|WORK is missing. See `etude verse --help`"),
        (["verse", "none.txt"], "The file none.txt cannot be opened"),
        (["verse", "bad.bin"], "bad.bin is no text"),
        (["verse", "poem.txt", "--form", "五言绝"], "五言绝句、"),
        (["verse", "poem.txt", "--rhymes", "x"], "There is no rhyme book called x."),
    ],
)
def test_what_the_user_can_mend(etude, poem, words, said) -> None:
    Path("bad.bin").write_bytes(bytes(range(256)))
    done = etude(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
