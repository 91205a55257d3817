"""Reasons speak the language of the sentence that they stand in."""

from __future__ import annotations

import errno
import json
import pickle
from typing import Annotated

import pytest
from annotated_types import Ge
from pydantic import TypeAdapter, ValidationError

from etude.core.errors import EtudeError
from etude.core.messages import LANGUAGES, Reason, find
from etude.core.reasons import _OS, _VALUES, reason_of, reason_of_value


def test_a_refused_file_is_told_in_both_languages() -> None:
    error = EtudeError(
        "package.no-file", path="a.etude", reason=reason_of(FileNotFoundError(2, ""))
    )
    assert "there is no such file" in error.text("en")
    assert "没有这个文件" in error.text("zh")
    again = pickle.loads(pickle.dumps(error))
    assert again.text("zh") == error.text("zh")
    # Where only strings are kept it stays an English one.
    assert json.loads(json.dumps(error.details["reason"])) == "there is no such file"


def test_what_the_catalogue_does_not_know_is_said_by_the_system() -> None:
    assert reason_of(OSError(errno.EXDEV, "Invalid cross-device link")) == (
        "Invalid cross-device link"
    )
    assert reason_of(OSError("broken")) == "broken"


@pytest.mark.parametrize(
    ("shape", "value", "english", "chinese"),
    [
        (Annotated[int, Ge(1)], "0", "it takes 1 or more", "至少是 1"),
        (int, "two", "it takes a whole number", "这里要填整数"),
        (dict[str, float], [], "it takes an object with named fields", "这里要填带字段名的对象"),
    ],
)
def test_a_refused_value_is_told_in_both_languages(
    shape: object, value: object, english: str, chinese: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(shape).validate_python(value)
    reason = reason_of_value(caught.value.errors()[0])
    assert isinstance(reason, Reason)
    assert (reason, reason.say("zh")) == (english, chinese)


def test_every_reason_is_in_the_catalogue() -> None:
    for key in {*_OS.values(), *_VALUES.values()}:
        assert all(find(f"reason.{key}", language) for language in LANGUAGES)
