"""The keys of endpoints: in the system's keyring or in the environment, and nowhere else."""

from __future__ import annotations

import importlib
import os
from typing import Any

from etude.core.errors import EtudeError

SERVICE = "etude"


def read_key(name: str, url: str, variable: str | None, in_keyring: bool) -> str | None:
    """Return the key of an endpoint, or None where it needs none.

    Args:
        name: Of the endpoint, for messages.
        url: Its address; a key in the keyring belongs to the address, not to the name.
        variable: The environment variable that holds it.
        in_keyring: Whether the keyring does.

    Raises:
        EtudeError: ``endpoint.no-key`` or ``endpoint.no-keyring``.
    """
    if variable is not None:
        key = os.environ.get(variable, "").strip()
        if not key:
            raise EtudeError("endpoint.no-key", name=name, variable=variable)
        return _check(key)
    if not in_keyring:
        return None
    found = _call("get_password", name, SERVICE, url)
    if not found:
        raise EtudeError("endpoint.no-keyring", name=name, reason="-")
    return _check(str(found))


def write_key(name: str, url: str, key: str) -> None:
    """Put a key into the system's keyring.

    Args:
        name: Of the endpoint, for messages.
        url: Its address.
        key: The key.

    Raises:
        EtudeError: ``endpoint.no-keyring``, ``endpoint.bad-key``.
    """
    _call("set_password", name, SERVICE, url, _check(key.strip()))


def forget_key(url: str) -> None:
    """Take a key out of the keyring; where it is gone already, nothing happens.

    Args:
        url: The endpoint's address.
    """
    try:
        _call("delete_password", "", SERVICE, url)
    except EtudeError:
        return


def _check(key: str) -> str:
    """Return a key that can stand in a header; its text is never part of a message."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise EtudeError("endpoint.bad-key")
    return key


def _call(what: str, name: str, *given: str) -> Any:
    """Ask the library `keyring`, which Etude uses where it is installed."""
    try:
        keyring = importlib.import_module("keyring")
        return getattr(keyring, what)(*given)
    except Exception as error:  # each of its backends has errors of its own
        reason = type(error).__name__
        raise EtudeError("endpoint.no-keyring", name=name, reason=reason) from None
