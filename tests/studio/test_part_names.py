"""What the parts that a model of music adds are called."""

from __future__ import annotations

from pathlib import Path

import etude
from etude.media.music.reading import read_score
from etude.studio import Composer
from tests.tiny_sequence import tiny_sequence


def test_parts_are_named_in_the_language_of_who_asks(tmp_path: Path) -> None:
    studio = etude.open(tmp_path)
    tiny_sequence("score", studio.workspace.models)
    composer = studio.load("tiny-score")
    assert isinstance(composer, Composer)
    choir_of_four, asked = ["女高音", "女低音", "男高音", "男低音"], {"seed": 2, "tries": 1}
    melody = read_score(b"X:1\nL:1/4\nK:G\nGABc|d4|]\n", name="tune.abc")
    pieces = [
        *composer.sketch("create", **asked, bars=1, parts="choir", language="zh"),
        *composer.sketch("harmonise", melody, **asked, language="zh"),
        *composer.sketch("accompany", melody, **asked, language="zh"),
    ]
    assert [[part.name for part in each.score.parts] for each in pieces] == [
        choir_of_four,
        choir_of_four,
        [melody.parts[0].name, "钢琴", "钢琴"],
    ]
    # Whoever makes it again, in whatever language, makes the same; English is not noted down.
    assert all(composer.compose(each.recipe).hash == each.hash for each in pieces)
    (english,) = composer.sketch("harmonise", melody, **asked, language="en")
    assert english.score.parts[0].name == "Soprano"
    assert "language" not in english.recipe
