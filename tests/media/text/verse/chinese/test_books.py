import pytest

from etude.core.errors import EtudeError
from etude.media.text.verse.chinese.books import Sound, open_book


@pytest.mark.parametrize(
    ("character", "rhyme"),
    [
        ("东", "东"),
        ("東", "东"),
        ("冬", "冬"),
        ("鍾", "冬"),
        ("魂", "元"),
        ("间", "删"),
        ("佳", "佳"),
    ],
)
def test_level_rhymes_of_the_classics(character, rhyme) -> None:
    assert rhyme in open_book("pingshui").rhymes(character, "平")


def test_simplified_and_traditional_characters_sound_alike() -> None:
    book = open_book("pingshui")
    for simplified, traditional in zip("马车风云门声钟鹤", "馬車風雲門聲鐘鶴", strict=True):
        assert book.read(traditional)
        assert book.read(traditional) <= book.read(simplified)


def test_entering_tones_are_oblique_in_the_classics_and_often_level_today() -> None:
    for character in "一七八白石国竹菊":
        assert open_book("pingshui").mark(character) == "仄"
        assert "平" in open_book("xinyun").tones(character)


def test_a_character_with_two_readings_is_either() -> None:
    for character in "看过教思忘望听":
        assert open_book("pingshui").mark(character) == "中"
    assert open_book("pingshui").mark("不") == "仄"
    assert open_book("pingshui").mark("A") == "?"


def test_songs_join_what_poems_keep_apart_and_part_what_they_join() -> None:
    wide = open_book("cilin")
    assert wide.read("东") == wide.read("冬") == {Sound("平", "第一部")}
    assert wide.rhymes("灰", "平") == {"第三部"}
    assert "第五部" in wide.rhymes("来", "平")
    assert wide.rhymes("佳", "平") == {"第五部", "第十部"}
    assert wide.rhymes("雪", "仄") == {"第十八部"}


def test_the_rhymes_of_today() -> None:
    book = open_book("xinyun")
    for character, rhyme in zip(
        "花歌月开飞高秋天门江风衣诗书", "麻波皆开微豪尤寒文唐庚齐支姑", strict=True
    ):
        assert {sound.rhyme for sound in book.read(character)} >= {rhyme}, character
    assert book.rhymes("鱼", "平") == {"齐"}
    assert book.rhymes("云", "平") == {"文"}


def test_the_books_are_whole() -> None:
    assert (
        len({(s.rhyme, s.tone) for each in open_book("pingshui").sounds.values() for s in each})
        == 106
    )
    assert len({s.rhyme for each in open_book("cilin").sounds.values() for s in each}) == 19
    assert len({s.rhyme for each in open_book("xinyun").sounds.values() for s in each}) == 14


def test_an_unknown_book_is_refused() -> None:
    with pytest.raises(EtudeError, match="pingshui, cilin, xinyun") as caught:
        open_book("guangyun")
    assert caught.value.code == "verse.unknown-book"
