"""The title that a model thinks of is made of words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from etude.inference.sampling import PLAIN
from etude.inference.writer import Writer
from etude.media.text.vocabulary import Characters
from etude.packages.manifest import Opening
from etude.studio.opening import DRAFTS, Opened, open_text

SPELLED = Characters(tuple("\n" + "".join(map(chr, range(32, 127))) + "秋夜"))


class Dictation:
    """A writer that has one title after the other in mind."""

    def __init__(self, *titles: str) -> None:
        self.titles = titles

    def symbols(self, prompt: Any, *, voice: int, **_: Any) -> Iterator[tuple[int, None]]:
        """Write the title whose turn it is."""
        for token in SPELLED.encode(self.titles[voice % len(self.titles)] + "\n"):
            yield int(token), None


def open_with(*titles: str) -> Opened:
    """Open a poem beside a writer with these titles in mind."""
    return open_text(
        Opening(("{form}", "{title}", ""), ("poem",)),
        cast(Writer, Dictation(*titles)),
        SPELLED,
        form="poem",
        rhymes="",
        title="",
        seed=1,
        sampling=PLAIN,
    )


@pytest.mark.parametrize(
    ("titles", "kept"),
    [
        (("Autumn",), "Autumn"),
        (("The Gobth", "To A Friend.", "Song"), "To A Friend"),
        (("Song [from Act 2]", "Spring"), "Spring"),
        (("秋夜", "Spring"), "秋夜"),
    ],
)
def test_the_first_title_of_words_is_kept(titles: tuple[str, ...], kept: str) -> None:
    assert open_with(*titles) == Opened(f"poem\n{kept}\n\n", f"{kept}\n\n")


def test_a_poem_whose_titles_are_no_words_has_none() -> None:
    titles = ["Gobth", "Priptive"] * DRAFTS
    assert open_with(*titles, "Spring").shown == ""
