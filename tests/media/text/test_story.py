"""Stories: read from their text however a hand set it, and written so that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.gallery.work import encode_text
from etude.media.text.story import (
    Beat,
    Chapter,
    Person,
    Recollection,
    Story,
    write_prose,
    write_story,
)
from etude.media.text.story_reading import read_numeral, read_story

LAMP = """# The Lamp

A keeper finds her lamp dark.

## Cast

- **Mara**: the keeper; counts everything
- Old Tom — a sailor,
  half blind
- The Sea

## Outline

1. The dark lamp: Mara finds it out.
   She asks Tom.
2. **The letter** - it comes from the sea

## Memory

The war is over.
1. Mara found it out.
2-3. The letter came, and she rowed out.

## Ideas

A storm at the end?

## Chapter 1: The dark lamp

It was late.

“Tom?” she said.

## Interlude

The sea was calm.

## Chapter Two

She rowed.
"""


def test_a_story_keeps_its_structure() -> None:
    story = read_story(LAMP)
    assert (story.title, story.premise) == ("The Lamp", "A keeper finds her lamp dark.")
    assert story.cast == (
        Person("Mara", "the keeper; counts everything"),
        Person("Old Tom", "a sailor, half blind"),
        Person("The Sea"),
    )
    assert story.outline == (
        Beat(1, "The dark lamp", "Mara finds it out. She asks Tom."),
        Beat(2, "The letter", "it comes from the sea"),
    )
    assert story.memory == (
        Recollection(0, 0, "The war is over."),
        Recollection(1, 1, "Mara found it out."),
        Recollection(2, 3, "The letter came, and she rowed out."),
    )
    assert story.notes == (("Ideas", "A storm at the end?"),)
    first, second = story.chapters
    assert first.text == "It was late.\n\n“Tom?” she said.\n\n## Interlude\n\nThe sea was calm."
    assert second == Chapter(2, "", "She rowed.")
    assert read_story(write_story(story, titled=True)) == story
    assert read_story(write_story(story), "The Lamp") == story


def test_what_a_reader_reads_has_neither_plan_nor_notes() -> None:
    prose = write_prose(read_story(LAMP))
    assert prose.startswith("The Lamp\n\nChapter 1: The dark lamp\n\nIt was late.")
    assert prose.endswith("Chapter 2\n\nShe rowed.\n")
    assert "keeper" not in prose
    assert "storm" not in prose


def test_a_chinese_story_has_chinese_headings() -> None:
    story = read_story(
        "灯塔\n\n阿海发现灯灭了。\n\n## 人物\n\n- 阿海：看灯人\n\n"
        "## 提纲\n\n- 黑了的灯：阿海发现\n第二章 信：来信\n\n## 第十二回 信\n\n夜。\n",
        "灯塔",
    )
    assert (story.title, story.premise) == ("灯塔", "阿海发现灯灭了。")
    assert story.outline == (Beat(1, "黑了的灯", "阿海发现"), Beat(2, "信", "来信"))
    assert story.chapters == (Chapter(12, "信", "夜。"),)
    written = write_story(story)
    assert "- 阿海：看灯人" in written
    assert "1. 黑了的灯：阿海发现" in written
    assert "## 第12章 信" in written
    assert read_story(written, "灯塔") == story


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_what_was_exported_elsewhere_is_read_as_well(suffix) -> None:
    story = read_story(LAMP)
    exported = encode_text(write_story(story), suffix).decode()
    title = {".md": "# The Lamp", ".txt": "The Lamp"}[suffix]
    assert read_story(f"{title}\n\n{exported}", "The Lamp") == story


def test_a_text_without_headings_is_a_premise() -> None:
    assert read_story("Two keepers,\none lamp.") == Story(premise="Two keepers,\none lamp.")
    assert read_story("") == Story()


def test_a_chapter_that_is_written_anew_is_no_longer_remembered() -> None:
    story = read_story(LAMP)
    assert [story.remembers(number) for number in (1, 2, 3, 4)] == [True, True, True, False]
    again = story.with_chapter(Chapter(1, "", "It was early."))
    assert [each.text for each in again.chapters] == ["It was early.", "She rowed."]
    assert not again.remembers(1)
    assert again.remembers(2)
    assert again.known_before(3) == (Recollection(0, 0, "The war is over."),)
    assert again.next == 3


def test_numbers_are_read_as_headings_say_them() -> None:
    found = [
        read_numeral(each) for each in ("7", "Seven", "ten", "七", "十", "十七", "二十", "七十七")
    ]
    assert found == [7, 7, 10, 7, 10, 17, 20, 77]


@given(st.text(alphabet="#-*. :：\n1一章第aZ ", max_size=120))
def test_whatever_is_read_is_written_the_same_way_ever_after(text) -> None:
    once = write_story(read_story(text), titled=True)
    assert write_story(read_story(once), titled=True) == once
