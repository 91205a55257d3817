"""Addresses and keys: what is written down, and what never is."""

from __future__ import annotations

import sys
import types

import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.endpoints import add, find, list_endpoints, remove
from etude.endpoints.book import Card, save, with_card

SECRET = "sk-never-to-be-seen"


@pytest.fixture
def home(tmp_path) -> Workspace:
    return Workspace(tmp_path / "home")


def kept(home: Workspace) -> str:
    return "".join(each.read_text() for each in home.root.rglob("*") if each.is_file())


def test_an_endpoint_is_written_down_and_found_again(home) -> None:
    made = add(home, "ollama", " http://127.0.0.1:11434/v1/ ", model="llama3.2")
    assert made.url == "http://127.0.0.1:11434/v1"
    assert find(home, "ollama") == made
    card = Card("2026-01-01", ("llama3.2",), "llama3.2", completions=True, context=4096)
    save(home, with_card(made, card))
    assert find(home, "ollama").card == card
    assert [each.name for each in list_endpoints(home)] == ["ollama"]
    assert remove(home, "ollama").name == "ollama"
    assert list_endpoints(home) == []


def test_a_name_is_taken_once_and_may_be_replaced(home) -> None:
    add(home, "mine", "http://127.0.0.1:1/v1")
    with pytest.raises(EtudeError) as refused:
        add(home, "mine", "http://127.0.0.1:2/v1")
    assert refused.value.code == "endpoint.exists"
    assert add(home, "mine", "http://127.0.0.1:2/v1", again=True).url.endswith(":2/v1")


def test_an_unknown_one_is_answered_with_the_nearest_name(home) -> None:
    add(home, "ollama", "http://127.0.0.1:1/v1")
    for name in ("olama", "../ollama"):
        with pytest.raises(EtudeError) as refused:
            find(home, name)
        assert refused.value.code == "endpoint.unknown"
        assert refused.value.details["names"] == "ollama"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("127.0.0.1:11434", "endpoint.bad-address"),
        ("ftp://127.0.0.1/v1", "endpoint.bad-address"),
        ("http://", "endpoint.bad-address"),
        ("http://a:99999/v1", "endpoint.bad-address"),
        ("http://a b/v1", "endpoint.bad-address"),
        ("", "endpoint.bad-address"),
        ("http://me:secret@host/v1", "endpoint.key-in-address"),
        ("http://host/v1?key=secret", "endpoint.key-in-address"),
    ],
)
def test_what_is_no_address_is_refused(home, url, code) -> None:
    with pytest.raises(EtudeError) as refused:
        add(home, "mine", url)
    assert refused.value.code == code
    assert "secret" not in str(refused.value)
    assert list_endpoints(home) == []


def test_a_key_is_read_from_the_environment_each_time(home, monkeypatch) -> None:
    made = add(home, "far", "https://api.example.com/v1", key_env="FAR_KEY")
    with pytest.raises(EtudeError) as refused:
        _ = made.key
    assert refused.value.code == "endpoint.no-key"
    monkeypatch.setenv("FAR_KEY", f" {SECRET}\n")
    assert made.key == SECRET
    assert SECRET not in kept(home)
    monkeypatch.setenv("FAR_KEY", "two words")
    with pytest.raises(EtudeError) as refused:
        _ = made.key
    assert refused.value.code == "endpoint.bad-key"
    assert "two words" not in str(refused.value)


def test_the_key_itself_is_not_taken_for_the_name_of_a_variable(home) -> None:
    with pytest.raises(EtudeError) as refused:
        add(home, "far", "https://api.example.com/v1", key_env=SECRET)
    assert refused.value.code == "endpoint.bad-variable"


def test_a_key_in_the_keyring_belongs_to_the_address(home, monkeypatch) -> None:
    safe: dict[tuple[str, str], str] = {}
    ring = types.ModuleType("keyring")
    ring.set_password = lambda service, name, key: safe.__setitem__((service, name), key)
    ring.get_password = lambda service, name: safe.get((service, name))
    ring.delete_password = lambda service, name: safe.pop((service, name))
    monkeypatch.setitem(sys.modules, "keyring", ring)
    made = add(home, "far", "https://api.example.com/v1", key=SECRET)
    assert made.key == SECRET
    assert SECRET not in kept(home)
    # Under another address the same name has no key, so none goes to a stranger.
    elsewhere = add(home, "far", "https://api.example.net/v1", again=True)
    assert elsewhere.key is None
    moved = save(home, type(made)("far", "https://api.example.net/v1", in_keyring=True))
    with pytest.raises(EtudeError) as refused:
        _ = moved.key
    assert refused.value.code == "endpoint.no-keyring"
    add(home, "far", "https://api.example.com/v1", key=SECRET, again=True)
    remove(home, "far")
    assert safe == {}


def test_without_a_keyring_that_is_said(home, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(EtudeError) as refused:
        add(home, "far", "https://api.example.com/v1", key=SECRET)
    assert refused.value.code == "endpoint.no-keyring"
    assert list_endpoints(home) == []
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "open_key"),
    [
        ("http://api.example.com/v1", True),
        ("https://api.example.com/v1", False),
        ("http://127.0.0.1:8000/v1", False),
        ("http://localhost/v1", False),
    ],
)
def test_a_key_that_others_could_read_is_noticed(home, url, open_key) -> None:
    assert add(home, "mine", url, key_env="KEY").open_key is open_key
    assert not add(home, "mine", url, again=True).open_key
