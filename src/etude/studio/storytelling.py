"""What an endpoint is asked for a story: its plan, its memory, its chapters.

Every question is laid out twice: in words to a model of conversations, and as a document that
breaks off where the answer begins, for a model that goes on with texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from etude.core.messages import message
from etude.media.text.story import (
    Beat,
    Chapter,
    Recollection,
    Story,
    write_heading,
    write_section,
)
from etude.studio.budget import Question

MEMORY = 220  # tokens that a chapter is remembered by
PLAN, BEAT = 300, 80  # tokens of a plan: of the cast, and of each chapter
STOP = "\n## "  # where another section begins, for a model that goes on with texts
_ENDS = tuple(".!?…。！？”\"’'»」』*)）")


def ask_plan(story: Story, chapters: int) -> Question:
    """Return the question for a title, a cast and an outline.

    Args:
        story: What it has of them is settled.
        chapters: How many are to be planned.
    """
    first, mark = ("outline", "1.") if story.cast else ("cast", "-")
    opening = f"{write_section(story, first)[0]}\n\n{mark}"
    return Question(
        "plan",
        _say(story, "plan"),
        {"premise": _premise(story), "cast": _section(story, "cast")},
        _say(story, "plan-wish", count=chapters),
        opening,
        PLAN + BEAT * chapters,
    )


def ask_chapter(
    story: Story, beat: Beat, memory: Sequence[Recollection], passage: str, more: bool, room: int
) -> Question:
    """Return the question for a chapter, or for more of one.

    Args:
        story: So far.
        beat: What the chapter is to tell.
        memory: What of the memory it is to know.
        passage: The end of what stands before it, word for word.
        more: Whether it is to go on with the passage.
        room: Most tokens of the answer.
    """
    heading = write_heading(beat, story.language)
    key = "more-wish" if more else "chapter-wish"
    wish = [_say(story, key, heading=_name(heading), count=count_words(story, room))]
    wish += [_say(story, "beat", text=beat.text)] if beat.text else []
    return Question(
        "chapter",
        _say(story, "chapter"),
        {
            "premise": _premise(story),
            "cast": _section(story, "cast"),
            "outline": _section(story, "outline"),
            "memory": _section(story.with_memory(memory), "memory"),
            "passage": _say(story, "passage") + "\n\n" + passage if passage else "",
        },
        "\n".join(wish),
        "" if more else f"{heading}\n\n",
        room,
        beat.number,
    )


def ask_memory(story: Story, chapter: Chapter, text: str) -> Question:
    """Return the question for what is to be remembered of a chapter.

    Args:
        story: Its cast says how names are spelled.
        chapter: Which one.
        text: Its prose, or a part of it.
    """
    heading = write_heading(chapter, story.language)
    name = {"heading": _name(heading), "count": count_words(story, MEMORY)}
    return Question(
        "memory",
        _say(story, "memory"),
        {"cast": _section(story, "cast"), "text": f"{heading}\n\n{text}"},
        _say(story, "memory-wish", **name),
        _say(story, "memory-opening", **name) + "\n\n",
        MEMORY,
        chapter.number,
    )


def ask_condensed(story: Story, memory: Sequence[Recollection], room: int) -> Question:
    """Return the question for the same in fewer words.

    Args:
        story: Whose memory it is.
        memory: What is to be said in short.
        room: Most tokens of the answer.
    """
    return Question(
        "condense",
        _say(story, "condense"),
        {"memory": _section(story.with_memory(memory), "memory")},
        _say(story, "condense-wish", count=count_words(story, room)),
        _say(story, "condense-opening") + "\n\n",
        room,
    )


def count_words(story: Story, room: int) -> int:
    """Return how many words, or Chinese characters, to ask for so that the answer ends by itself.

    Args:
        story: Its language decides.
        room: Most tokens of the answer.
    """
    wanted = room * (0.9 if story.language == "zh" else 0.6)
    return max(10, round(wanted / 10) * 10)


def join(text: str, more: str) -> str:
    """Return a chapter with what goes on with it: in the sentence that it stopped in, or behind.

    Args:
        text: Until now.
        more: What comes next.
    """
    if text.endswith(_ENDS):
        return f"{text}\n\n{more}"
    between = " " if text[-1:].isascii() and more[:1].isalnum() else ""
    return text + between + more


def _section(story: Story, name: str) -> str:
    return "\n\n".join(write_section(story, name)) if getattr(story, name) else ""


def _premise(story: Story) -> str:
    title = f"# {story.title}\n\n" if story.title else ""
    return title + _section(story, "premise")


def _name(heading: str) -> str:
    return heading.removeprefix("## ")


def _say(story: Story, key: str, **details: object) -> str:
    return message(f"story.ask.{key}", story.language, **details)
