"""``etude endpoints``: servers elsewhere that write."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etude.cli.answers import Answer, words
from etude.cli.asking import agreed
from etude.cli.columns import cut, table
from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.endpoints.book import Card, Endpoint

Name = Annotated[str, typer.Argument(metavar="NAME", help="endpoints.name")]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="endpoints.address")]
Model = Annotated[str | None, typer.Option("--model", metavar="MODEL", help="endpoints.model")]
KeyEnv = Annotated[str | None, typer.Option("--key-env", metavar="NAME", help="endpoints.key-env")]
Key = Annotated[bool, typer.Option("--key", help="endpoints.key")]
Replace = Annotated[bool, typer.Option("--replace", help="endpoints.replace")]
NoProbe = Annotated[bool, typer.Option("--no-probe", help="endpoints.no-probe")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="option.yes")]

SHOWN = 12  # models that a card names


def list_all() -> Answer:
    """List the endpoints."""
    from etude.core.paths import workspace
    from etude.endpoints import list_endpoints

    found = list_endpoints(workspace())
    if not found:
        return Answer({"endpoints": []}, [words("endpoints.none")])
    head = [words(f"head.{each}") for each in ("name", "address", "model", "key", "context")]
    rows = [
        [
            each.name,
            cut(each.url, 44),
            cut(each.chosen or "-", 30),
            each.key_env or (words("endpoints.keyring") if each.in_keyring else "-"),
            str(each.card.context) if each.card and each.card.context else "-",
        ]
        for each in found
    ]
    return Answer({"endpoints": [describe(each) for each in found]}, table(rows, head))


def add(
    name: Name,
    address: Address,
    model: Model = None,
    key_env: KeyEnv = None,
    key: Key = False,
    replace: Replace = False,
    no_probe: NoProbe = False,
) -> Answer:
    """Write down an endpoint and find out what it can do."""
    from etude import studio
    from etude.endpoints import add as write_down

    room = studio.open()
    typed = _ask_key() if key else None
    made = write_down(
        room.workspace, name, address, model=model, key_env=key_env, key=typed, again=replace
    )
    if no_probe:
        return Answer({"endpoint": describe(made)}, [words("endpoints.added", name=name)])
    try:
        found = room.endpoint(name).probe().place
    except EtudeError as error:
        # It is written down all the same: a server may be started later.
        sys.stderr.write(words("endpoints.added-unseen", name=name) + "\n")
        raise error
    return Answer({"endpoint": describe(found)}, _show(found))


def probe(name: Name) -> Answer:
    """Ask an endpoint what it can do."""
    from etude import studio

    found = studio.open().endpoint(name).probe().place
    return Answer({"endpoint": describe(found)}, _show(found))


def remove(name: Name, yes: Yes = False) -> Answer:
    """Forget an endpoint; works that it wrote stay."""
    from etude.core.paths import workspace
    from etude.endpoints import find
    from etude.endpoints import remove as forget

    place = workspace()
    found = find(place, name)
    question = words("endpoints.remove-question", name=found.name)
    if not agreed(question, yes, f"etude endpoints remove {found.name}"):
        return Answer({"removed": False}, [words("kept", name=found.name)])
    forget(place, name)
    return Answer({"removed": True}, [words("endpoints.removed", name=found.name)])


def describe(endpoint: Endpoint) -> dict[str, Any]:
    """Return an endpoint as JSON can say it; there is no key in it.

    Args:
        endpoint: Which.
    """
    return asdict(endpoint)


def _ask_key() -> str:
    """Ask for a key without showing it; a program writes it to standard input."""
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass(words("endpoints.key-question") + " ")
    return sys.stdin.readline().strip()


def _show(endpoint: Endpoint) -> list[str]:
    card = endpoint.card
    assert card is not None
    lines = [f"{endpoint.name}  {endpoint.url}", ""]
    if card.model is None:
        lines += _list_models(card)
        lines += ["", words("endpoints.choose", name=endpoint.name, address=endpoint.url)]
    else:
        lines += table([[words(f"endpoints.card-{name}"), said] for name, said in _say(card)])
        lines += ["", words("endpoints.next", name=endpoint.name)]
    if endpoint.open_key:
        from etude.core.messages import message

        lines += ["", "⚠ " + message("endpoint.remark.open-key")]
    return lines


def _say(card: Card) -> list[tuple[str, str]]:
    def yes(value: bool | None) -> str:
        return words("endpoints.unknown" if value is None else f"endpoints.{value}".lower())

    context = words("endpoints.unknown")
    if card.context is not None:
        context = words("endpoints.context", count=card.context, source=card.source)
    names = ("completions", "chat", "streaming", "usage", "logprobs", "seed", "schema")
    return [
        ("model", card.model or "-"),
        *((name, yes(getattr(card, name))) for name in names),
        ("context", context),
    ]


def _list_models(card: Card) -> list[str]:
    lines = [f"  {each}" for each in card.models[:SHOWN]]
    more = len(card.models) - SHOWN
    return [*lines, "  " + words("endpoints.more", count=more)] if more > 0 else lines
