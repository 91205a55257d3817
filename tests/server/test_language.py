"""Somebody in front of the page is not told to type commands."""

from __future__ import annotations

import re

import pytest

from etude.core.errors import EtudeError
from etude.core.messages import LANGUAGES, catalogue, placeholders
from etude.server.shapes.words import Error

TYPED = re.compile(r"--\w|`|etude [a-z]|ETUDE_")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_page_says_otherwise_takes_the_place_of_what_the_terminal_says(language) -> None:
    texts = catalogue(language)
    own = [key for key in texts if key.startswith("page.")]
    assert own
    for key in own:
        said = texts[key.removeprefix("page.")]
        assert placeholders(texts[key]) <= placeholders(said)
        assert texts[key] != said
        assert not TYPED.search(texts[key])


def test_an_error_speaks_to_whom_it_reaches() -> None:
    error = EtudeError("data.exists", name="cats")
    assert "etude data remove cats" in error.hint
    told = Error.of(error, "en")
    assert told.message == error.message
    assert told.hint == "Choose another name, or remove the old ones first."
    assert Error.of(error, "zh").hint == "请换一个名称，或先移除原来的。"
