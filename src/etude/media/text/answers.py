"""What a model answers, made into what was asked for.

A model of conversations thinks aloud, puts fences around its words, repeats a heading, or sets a
list in its own way; nothing of that belongs into a text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from etude.media.text.story import Story
from etude.media.text.story_reading import is_heading, read_story, section_name

_THOUGHT = re.compile(r"\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"\s*```[^\n]*\n(.*?)\n?```\s*", re.DOTALL)
_TITLE = re.compile(r"(?:title|题目|題目|标题|標題|书名|書名)\s*[:：]\s*(.+)", re.I)
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}")
_QUOTES = " *_“”\"'《》「」"


def clean_answer(answer: str) -> str:
    """Return what a model said without what it thought beforehand and the fence around it.

    Args:
        answer: As it came.
    """
    said = _THOUGHT.sub("", answer.replace("\r\n", "\n"), count=1)
    fenced = _FENCE.fullmatch(said)
    return (fenced[1] if fenced else said).strip()


def clean_prose(answer: str) -> str:
    """Return prose as a model wrote it, without the chapter's heading.

    A heading of sections within it becomes one that ends no chapter when the text is read back.

    Args:
        answer: As it came.
    """
    lines = clean_answer(answer).splitlines()
    while lines and (not lines[0].strip() or is_heading(lines[0]) or _RULE.fullmatch(lines[0])):
        lines.pop(0)
    return "\n".join(re.sub(r"^\s*#{1,2}(?=\s)", "###", line).rstrip() for line in lines).strip()


def clean_line(answer: str) -> str:
    """Return an answer as one line, fit for a list.

    Args:
        answer: As it came.
    """
    lines = clean_answer(answer).replace("**", "").splitlines()
    return " ".join(
        " ".join(each.split()) for each in lines if each.strip() and not is_heading(each)
    )


def read_plan(answer: str) -> Story:
    """Return the title, cast and outline that a model proposed, however it set them.

    Args:
        answer: As it came.
    """
    title, lines = "", list[str]()
    for line in clean_answer(answer).splitlines():
        plain = line.replace("**", "").lstrip("# ").strip()
        found = _TITLE.fullmatch(plain)
        if section_name(plain) is not None:
            lines.append(f"## {plain}")
        elif found is not None:
            title = title or clean_line(found[1]).strip(_QUOTES)
        else:
            lines.append(plain)
    return replace(read_story("\n".join(lines)), title=title)
