"""Why something was refused, in words that speak the language of the sentence around them."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

from etude.core.messages import Reason

_OS = {
    errno.ENOENT: "no-file",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EISDIR: "a-folder",
    errno.ENOTDIR: "not-a-folder",
    errno.ENOSPC: "disk-full",
    getattr(errno, "EDQUOT", errno.ENOSPC): "disk-full",  # not every system has it
    errno.EROFS: "read-only",
    errno.ENAMETOOLONG: "long-name",
    errno.EEXIST: "there-already",
    errno.EIO: "broken-disk",
    errno.ECONNREFUSED: "nobody-answers",
    errno.EHOSTUNREACH: "no-way",
    errno.ENETUNREACH: "no-way",
}
# What a checked value was refused for, by pydantic's type of the error.
_VALUES = {
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), "whole"),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), "number"),
    **dict.fromkeys(("bool_parsing", "bool_type"), "yes-or-no"),
    **dict.fromkeys(("string_type", "string_unicode"), "words"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type"), "list"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "object"),
    **dict.fromkeys(("literal_error", "enum"), "one-of"),
    **dict.fromkeys(("extra_forbidden", "unexpected_keyword_argument"), "unknown"),
    "missing": "missing",
    "json_invalid": "json",
    "greater_than": "above",
    "greater_than_equal": "at-least",
    "less_than": "below",
    "less_than_equal": "at-most",
    "string_too_short": "short",
    "string_too_long": "long",
    "string_pattern_mismatch": "pattern",
    "too_short": "few",
    "too_long": "many",
}


def reason_of(error: OSError) -> str:
    """Say why the system refused something.

    Args:
        error: With its number, or with nothing but words.
    """
    key = _OS.get(error.errno or 0)
    return Reason(f"reason.{key}") if key else error.strerror or str(error) or type(error).__name__


def reason_of_value(problem: Mapping[str, Any]) -> str:
    """Say why a checked value was refused.

    Args:
        problem: One of the problems that pydantic's `ValidationError` lists.
    """
    key, bounds = _VALUES.get(problem["type"]), dict(problem.get("ctx", {}))
    if key is None:
        return str(problem["msg"])
    bounds |= {"bound": next(iter(bounds.values()), "")}
    return Reason(f"reason.{key}", **bounds)
