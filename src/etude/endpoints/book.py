"""The owner's endpoints: a file for each in the workspace, and never a key in one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.nearest import nearest
from etude.core.paths import Workspace, check_name, is_name
from etude.endpoints import keys

EXAMPLE = "http://127.0.0.1:11434/v1"


@dataclass(frozen=True)
class Card:
    """What an endpoint was found to be able to do with one of its models.

    Args:
        at: When it was asked, ISO 8601 in UTC.
        models: The models it offers.
        model: The one that was tried; None where there are several and none was chosen, and then
            nothing else is known.
        completions: Whether it goes on with a text.
        chat: Whether it answers a conversation.
        streaming: Whether a text comes piece by piece.
        usage: Whether it counts the tokens it read and wrote.
        logprobs: Whether it says how likely each token was.
        seed: Whether the same seed gives the same text; None where that could not be told.
        schema: Whether it can be held to a JSON schema.
        context: How many tokens fit, prompt and answer together; None where it does not say.
        source: Where that number is from, for example ``/api/ps``.
    """

    at: str
    models: tuple[str, ...] = ()
    model: str | None = None
    completions: bool = False
    chat: bool = False
    streaming: bool = False
    usage: bool = False
    logprobs: bool = False
    seed: bool | None = None
    schema: bool = False
    context: int | None = None
    source: str = ""


@dataclass(frozen=True)
class Endpoint:
    """A server that speaks OpenAI's protocol.

    Args:
        name: What its owner calls it.
        url: Its address, which mostly ends in ``/v1``.
        model: The model that writes where nobody says another; the only one where it is None.
        key_env: The environment variable that holds its key.
        in_keyring: Whether the system's keyring holds its key.
        card: What it was found to be able to do.
    """

    name: str
    url: str
    model: str | None = None
    key_env: str | None = None
    in_keyring: bool = False
    card: Card | None = None

    @cached_property
    def address(self) -> SplitResult:
        """The parts of its address."""
        return urlsplit(self.url)

    @property
    def local(self) -> bool:
        """Whether it is on this machine, so that nothing it hears leaves it."""
        host = self.address.hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    @property
    def key(self) -> str | None:
        """Its key, read where its owner keeps it.

        Raises:
            EtudeError: ``endpoint.no-key`` or ``endpoint.no-keyring``.
        """
        return keys.read_key(self.name, self.url, self.key_env, self.in_keyring)

    @property
    def open_key(self) -> bool:
        """Whether its key would travel where others can read it."""
        keyed = self.key_env is not None or self.in_keyring
        return keyed and not self.local and self.address.scheme == "http"

    @property
    def chosen(self) -> str | None:
        """The model that writes where nobody says another."""
        models = self.card.models if self.card else ()
        return self.model or (models[0] if len(models) == 1 else None)


def add(
    workspace: Workspace,
    name: str,
    url: str,
    *,
    model: str | None = None,
    key_env: str | None = None,
    key: str | None = None,
    again: bool = False,
) -> Endpoint:
    """Write down an endpoint; nothing is sent to it.

    Args:
        workspace: Whose endpoint.
        name: What to call it.
        url: Its address.
        model: The model that writes where nobody says another.
        key_env: The environment variable that holds its key.
        key: Its key, for the system's keyring; it is kept nowhere else.
        again: Whether it may take the place of one of the same name.

    Raises:
        EtudeError: ``name.bad``, ``endpoint.exists``, ``endpoint.bad-address``,
            ``endpoint.key-in-address``, ``endpoint.bad-variable``, ``endpoint.no-keyring``.
    """
    path = _path(workspace, check_name(name))
    if path.exists() and not again:
        raise EtudeError("endpoint.exists", name=name)
    made = Endpoint(name, check_address(url), model or None, key_env or None, bool(key))
    if made.key_env is not None and not made.key_env.isidentifier():
        raise EtudeError("endpoint.bad-variable", variable=made.key_env[:40])
    if key:
        keys.write_key(name, made.url, key)
    return save(workspace, made)


def save(workspace: Workspace, endpoint: Endpoint) -> Endpoint:
    """Write an endpoint down as it is.

    Args:
        workspace: Whose endpoint.
        endpoint: Which.
    """
    path = _path(workspace, endpoint.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, json.dumps(asdict(endpoint), ensure_ascii=False, indent=2))
    return endpoint


def list_endpoints(workspace: Workspace) -> list[Endpoint]:
    """Return the endpoints in the order of their names.

    Args:
        workspace: Whose endpoints.
    """
    names = sorted(path.stem for path in _folder(workspace).glob("*.json"))
    return [find(workspace, name) for name in names if is_name(name)]


def find(workspace: Workspace, name: str) -> Endpoint:
    """Return an endpoint.

    Args:
        workspace: Whose endpoint.
        name: Its name.

    Raises:
        EtudeError: ``endpoint.unknown``, with the nearest names.
    """
    try:
        if not is_name(name):
            raise FileNotFoundError(name)
        return _read(json.loads(_path(workspace, name).read_text("utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        there = sorted(path.stem for path in _folder(workspace).glob("*.json"))
        names = ", ".join(nearest(name, there) or there) or "-"
        raise EtudeError("endpoint.unknown", name=name[:100], names=names) from error


def remove(workspace: Workspace, name: str) -> Endpoint:
    """Forget an endpoint and its key in the keyring; works that it wrote stay.

    Args:
        workspace: Whose endpoint.
        name: Its name.

    Raises:
        EtudeError: ``endpoint.unknown``.
    """
    gone = find(workspace, name)
    if gone.in_keyring:
        keys.forget_key(gone.url)
    _path(workspace, name).unlink(missing_ok=True)
    return gone


def check_address(url: str) -> str:
    """Return an address without a slash at its end, when it can be one.

    Args:
        url: What somebody typed.

    Raises:
        EtudeError: ``endpoint.bad-address`` or ``endpoint.key-in-address``.
    """
    plain = url.strip().rstrip("/")
    try:
        parts = urlsplit(plain)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise EtudeError("endpoint.bad-address", address=url[:200] or "-", example=EXAMPLE)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise EtudeError("endpoint.key-in-address")
    return plain


def with_card(endpoint: Endpoint, card: Card) -> Endpoint:
    """Return an endpoint with what was found of it.

    Args:
        endpoint: Which.
        card: What was found.
    """
    return replace(endpoint, card=card)


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "endpoints"


def _path(workspace: Workspace, name: str) -> Path:
    return _folder(workspace) / f"{name}.json"


def _read(plain: Mapping[str, Any]) -> Endpoint:
    card = plain.get("card")
    if card is not None:
        card = Card(**{**card, "models": tuple(card["models"])})
    return Endpoint(**{**plain, "card": card})
