"""Who may come in: the token of scripts, the cookie of browsers, and invitations good for once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

INVITATION_SECONDS = 600.0
COOKIE_SECONDS = 30 * 24 * 3600


class Keys:
    """The keys of one server.

    A cookie says when it was given and proves it with the secret, so that a browser that was let in
    stays in when the server starts anew; the token of scripts is another one each time.

    Args:
        port: Of the server; browsers share cookies among the ports of a machine, so it is part of
            the cookie's name.
        token: What scripts send as ``Authorization: Bearer``.
        secret: What cookies are signed with.
        clock: Seconds since 1970.
    """

    def __init__(
        self, port: int, token: str, secret: bytes, clock: Callable[[], float] = time.time
    ) -> None:
        self.cookie = f"etude-{port}"
        self.token = token
        self._secret = secret
        self._clock = clock
        self._invitations: dict[str, float] = {}
        self._lock = threading.Lock()

    def invite(self) -> str:
        """Return a ticket that lets one browser in, once, within ten minutes."""
        ticket = secrets.token_urlsafe(24)
        now = self._clock()
        with self._lock:
            self._invitations = {t: end for t, end in self._invitations.items() if end > now}
            self._invitations[ticket] = now + INVITATION_SECONDS
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """Take a ticket and return a cookie for it, or None where it is none any more.

        Args:
            ticket: As `invite` returned it.
        """
        with self._lock:
            end = self._invitations.pop(ticket, 0.0)
        return self._sign(str(int(self._clock()))) if end > self._clock() else None

    def knows_cookie(self, value: str | None) -> bool:
        """Say whether a cookie was given here, and not too long ago.

        Args:
            value: What the browser sent.
        """
        given, _, _ = (value or "").partition(".")
        if not given.isascii() or not given.isdigit():
            return False
        signed = self._sign(given)
        fresh = self._clock() - int(given) < COOKIE_SECONDS
        return hmac.compare_digest(signed.encode(), (value or "").encode()) and fresh

    def knows_token(self, value: str) -> bool:
        """Say whether a token is that of this server.

        Args:
            value: What a script sent.
        """
        return hmac.compare_digest(self.token.encode(), value.encode())

    def _sign(self, given: str) -> str:
        proof = hmac.new(self._secret, f"{self.cookie} {given}".encode(), hashlib.sha256)
        return f"{given}.{proof.hexdigest()}"
