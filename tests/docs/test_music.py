"""docs/music.md says what is true of the tokens."""

from __future__ import annotations

import re
from pathlib import Path

from etude.media.music.tokens.vocabulary import Vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "music.md").read_text("utf-8")


def test_the_bar_that_is_shown_is_made_of_tokens() -> None:
    shown = PAGE.split("```")[1].split()
    words = re.findall(r"[a-z]+(?: \d+)?", " ".join(shown))
    assert words[:4] == ["bar", "at 0", "for 480", "pitch 73"]
    assert set(words) <= set(Vocabulary().names)
    pitches = [int(word.split()[1]) for word in words if word.startswith("pitch")]
    assert len(pitches) == 4 + 3 + 4 + 1 + 4 + 4


def test_the_number_of_tokens_is_right() -> None:
    assert f"That is {Vocabulary().size} tokens" in PAGE


def test_every_token_named_exists() -> None:
    table = PAGE.split("| tokens |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z]+ [a-z0-9-]+|begin|end|range|drums|joined|alone|pickup)`", table)
    assert len(named) > 30
    assert set(named) <= set(Vocabulary(("air",)).names)
