"""docs/music.md says what is true of the tokens."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from etude.media.music.bars import bars
from etude.media.music.score import Score
from etude.media.music.tokens.vocabulary import Vocabulary
from tests.media.music.scores import tune

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "music.md").read_text("utf-8")
TWIN = (DOCS / "music.zh.md").read_text("utf-8")


def test_the_bar_that_is_shown_is_made_of_tokens() -> None:
    shown = PAGE.split("### One bar")[1].split("```")[1].split()
    words = re.findall(r"[a-z]+(?: \d+)?", " ".join(shown))
    assert words[:4] == ["bar", "at 0", "for 480", "pitch 73"]
    assert set(words) <= set(Vocabulary().names)
    pitches = [int(word.split()[1]) for word in words if word.startswith("pitch")]
    assert len(pitches) == 4 + 3 + 4 + 1 + 4 + 4


def test_the_number_of_tokens_is_right() -> None:
    assert f"That is {Vocabulary().size} tokens" in PAGE


def test_the_chinese_page_is_a_twin() -> None:
    for pattern in (r"```python\n(?s:.*?)```", r"^(#+) "):
        own, twin = (re.findall(pattern, page, re.MULTILINE) for page in (PAGE, TWIN))
        assert own == twin
        assert len(own) > 5
    rows = [len(re.findall(r"^\|.*\|$", page, re.MULTILINE)) for page in (PAGE, TWIN)]
    assert rows[0] == rows[1] > 50
    assert f" {Vocabulary().size} 个符号" in TWIN


def test_every_token_named_exists() -> None:
    table = PAGE.split("| tokens |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z]+ [a-z0-9-]+|begin|end|range|drums|joined|alone|pickup)`", table)
    assert len(named) > 30
    assert set(named) <= set(Vocabulary(("air",)).names)


def test_the_examples_run() -> None:
    dice = np.random.default_rng(0)
    room = {"score": tune(), "choose": lambda mask: int(dice.choice(np.flatnonzero(mask)))}
    shown = [block for block in re.findall(r"```python\n(.*?)```", PAGE, re.S) if "tokens" in block]
    for block in shown[:2]:
        exec(block, room)
    written = room["score"]
    assert isinstance(written, Score)
    assert len(bars(written)) == 16
    assert len(written.parts) == 4
    room |= {"score": tune(), "tokens": room["tokens"]}
    exec(shown[2].replace("\n...\n", "\ntokens = told.tokens\n"), room)
    assert room["score"].length == tune().length
