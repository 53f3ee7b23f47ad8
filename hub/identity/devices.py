"""Browsers from which somebody logged in before, known again by a cookie for each account.

The cookie opens nothing. It only keeps its owner out of the queue that guessers of her account stand in.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from hub.core.ports import Clock
from hub.sealing import NotOpened, Sealer

_LIFE: Final = dt.timedelta(days=180)
_MOST: Final = 8
"""Accounts of one browser; at a shared counter the ones that logged in last are known."""
_WORD_BYTES: Final = 16
_TIME_BYTES: Final = 8


class Devices:
    """Reads and sets the cookies. `secure` where people reach the hub by https."""

    def __init__(self, sealer: Sealer, clock: Clock, *, secure: bool) -> None:
        self._sealer = sealer
        self._clock = clock
        self._secure = secure
        self._prefix = "__Host-satu-known-" if secure else "satu-known-"

    def known(self, cookies: Mapping[str, str], username: str) -> str:
        """The device's own word for this account; empty where the account has not logged in here."""
        try:
            sealed = base64.urlsafe_b64decode(cookies.get(self._name(username), "").encode())
            opened = self._sealer.open(_sealed_as(username), sealed)
        except (binascii.Error, ValueError, NotOpened):
            return ""
        since = int.from_bytes(opened[:_TIME_BYTES], "big")
        return opened[_TIME_BYTES:].hex() if self._clock().timestamp() - since < _LIFE.total_seconds() else ""

    def remember(self, response: web.StreamResponse, cookies: Mapping[str, str], username: str) -> None:
        """Sets the cookie of this account, and drops those that are too many."""
        since = int(self._clock().timestamp()).to_bytes(_TIME_BYTES, "big")
        sealed = self._sealer.seal(_sealed_as(username), since + secrets.token_bytes(_WORD_BYTES))
        name = self._name(username)
        response.set_cookie(
            name, base64.urlsafe_b64encode(sealed).decode(), path="/", max_age=int(_LIFE.total_seconds()),
            secure=self._secure, httponly=True, samesite="Lax",
        )  # fmt: skip
        others = [each for each in cookies if each.startswith(self._prefix) and each != name]
        for each in others[: max(0, len(others) + 1 - _MOST)]:
            response.del_cookie(each, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def _name(self, username: str) -> str:
        return self._prefix + self._sealer.mark(b"device", username.encode())[:8].hex()


def _sealed_as(username: str) -> bytes:
    return b"device:" + username.encode()
