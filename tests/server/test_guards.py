"""Who may come in, and that every route says so."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from etude.server.errors import PROGRAMS
from etude.server.guards import GUARDS, anybody, changer, is_own_host, keyholder
from etude.server.keys import COOKIE_SECONDS, INVITATION_SECONDS, Keys
from tests.server.conftest import ADDRESS, TOKEN, refusal

READING = {"GET", "HEAD"}


def guards_of(route: Any) -> list[Any]:
    found, waiting = [], list(route.dependant.dependencies)
    while waiting:
        dependency = waiting.pop()
        if dependency.call in GUARDS:
            found.append(dependency.call)
        waiting += dependency.dependencies
    return found


def test_every_route_names_one_guard_and_what_changes_something_the_strictest(app) -> None:
    routes = list(iter_route_contexts(app.routes))
    assert len(routes) > 50
    for route in routes:
        guards = guards_of(route)
        assert len(guards) == 1, f"{route.methods} {route.path}: {guards}"
        if not route.methods <= READING:
            assert guards == [changer], route.path
        elif route.path.startswith(PROGRAMS):
            assert guards == [keyholder], route.path
        else:
            assert guards == [anybody], route.path


def test_a_stranger_gets_nothing_from_any_route(app, stranger) -> None:
    ids = {"model": "x", "id": "0" * 64, "command": "generate", "name": "x", "seconds": "1"}
    ids |= {"version": "x", "index": "1"}
    for route in iter_route_contexts(app.routes):
        if not route.path.startswith(PROGRAMS):
            continue
        path = route.path.replace("{name:path}", "x").format(**ids)
        for method in route.methods:
            answer = stranger.request(method, path)
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert answer.headers["www-authenticate"] == "Bearer"


def test_the_key_counts_before_anything_else_is_looked_at(stranger) -> None:
    refusal(stranger.post("/api/works", json={"nonsense": 1}), 401, "server.no-key")
    refusal(stranger.put("/api/uploads/none/x", content=b"x"), 401, "server.no-key")


def test_a_script_comes_in_by_its_token(visit) -> None:
    assert visit(Authorization=f"Bearer {TOKEN}").get("/api/about").status_code == 200
    wrong = visit(Authorization="Bearer another")
    refusal(wrong.get("/api/about"), 401, "server.wrong-key")
    refusal(visit(Authorization=f"Basic {TOKEN}").get("/api/about"), 401, "server.no-key")


def test_an_invitation_becomes_a_cookie_once(visit, keys) -> None:
    browser, ticket = visit(), keys.invite()
    entered = browser.get("/", params={"key": ticket}, follow_redirects=False)
    assert (entered.status_code, entered.headers["location"]) == (303, "./")
    cookie = entered.headers["set-cookie"]
    for word in ("etude-8171=", "HttpOnly", "SameSite=strict", "Path=/", "Max-Age="):
        assert word in cookie
    assert ticket not in cookie
    assert browser.get("/api/about").status_code == 200
    # The same address in another browser.
    late = visit()
    answer = late.get("/", params={"key": ticket}, follow_redirects=False)
    assert answer.status_code == 401
    assert "etude studio" in answer.text
    refusal(late.get("/api/about"), 401, "server.no-key")
    # The same address in the same browser, for example out of its history.
    again = browser.get("/", params={"key": ticket}, follow_redirects=False)
    assert again.status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_cookie_does_not_count_for_other_peoples_pages(page, site) -> None:
    for answer in (
        page.get("/api/about", headers={"Sec-Fetch-Site": site}),
        page.patch("/api/settings", json={"theme": "dark"}, headers={"Sec-Fetch-Site": site}),
    ):
        refusal(answer, 403, "server.foreign-page")
    assert page.get("/api/settings").json()["theme"] == "system"


def test_an_old_browser_must_name_its_origin_to_change_something(page) -> None:
    del page.headers["Sec-Fetch-Site"]
    change = {"theme": "dark"}
    assert page.get("/api/settings").status_code == 200
    for origin in ("http://127.0.0.1:9999", "https://example.org", "null"):
        answer = page.patch("/api/settings", json=change, headers={"Origin": origin})
        refusal(answer, 403, "server.foreign-page")
    assert page.patch("/api/settings", json=change).status_code == 200
    del page.headers["Origin"]
    refusal(page.patch("/api/settings", json=change), 403, "server.foreign-page")


def test_a_forged_host_gets_nothing(script, page) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example:8171", "", "localhost.evil"):
        for client in (script, page):
            refusal(client.get("/api/about", headers={"Host": host}), 403, "server.foreign-host")
            shown = client.get("/", headers={"Host": host})
            assert (shown.status_code, shown.headers["content-type"][:10]) == (403, "text/plain")
            assert "http://127.0.0.1" in shown.text


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8171", True),
        ("LocalHost:9000", True),
        ("[::1]:80", True),
        ("[::1]", True),
        ("127.0.0.1:80@evil", False),
        ("127.0.0.2", False),
        ("0.0.0.0:8171", False),
        ("localhost.", False),
        ("::1", False),
    ],
)
def test_a_host_is_this_machine_or_not(host, own) -> None:
    assert is_own_host(host) is own


def test_cookies_and_invitations_grow_old() -> None:
    now = [1_000_000.0]
    keys = Keys(1, "token", b"s" * 32, clock=lambda: now[0])
    ticket, late = keys.invite(), keys.invite()
    cookie = keys.redeem(ticket)
    assert cookie is not None
    assert keys.redeem(ticket) is None
    now[0] += INVITATION_SECONDS + 1
    assert keys.redeem(late) is None
    assert keys.knows_cookie(cookie)
    now[0] += COOKIE_SECONDS
    assert not keys.knows_cookie(cookie)


def test_only_our_own_cookies_are_known() -> None:
    keys = Keys(8171, "token", b"s" * 32)
    cookie = keys.redeem(keys.invite())
    assert cookie is not None
    assert keys.knows_cookie(cookie)
    given, _, proof = cookie.partition(".")
    for forged in (
        None,
        "",
        "x",
        f"{given}.",
        f"{int(given) + 1}.{proof}",
        cookie + "0",
        "²." + proof,
    ):
        assert not keys.knows_cookie(forged)
    # A restart keeps the secret; another workspace, or another port, has another one.
    assert Keys(8171, "other", b"s" * 32).knows_cookie(cookie)
    assert not Keys(8171, "token", b"t" * 32).knows_cookie(cookie)
    assert not Keys(8172, "token", b"s" * 32).knows_cookie(cookie)


def test_the_address_of_an_invitation_leads_in(script, visit) -> None:
    address = script.post("/api/invitations").json()["address"]
    assert address.startswith(f"{ADDRESS}/?key=")
    browser = visit()
    assert browser.get(address, follow_redirects=False).status_code == 303
    assert browser.get("/api/about").status_code == 200
