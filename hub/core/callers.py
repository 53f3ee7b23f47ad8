"""How often somebody without an account does what anybody may: counted by where she asks from, which is kept nowhere.

The limits over all hold in every process together (`hub.core.sign_up`, `hub.core.client_request`). These hold for one
process, so that one machine does not take up the places of everybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from hub.core.actor import Actor, ActorKind
from hub.core.errors import RateLimited

_MOST_KNOWN: Final = 4_096
_NETWORK: Final[ContextVar[str]] = ContextVar("network", default="")
_DAY: Final = dt.timedelta(days=1)
_TOO_MANY: Final = "So many came from where you are that there is no place for more now. Try again {when}."


@dataclass(frozen=True, slots=True)
class Pace:
    """So often within this time."""

    most: int
    within: dt.timedelta


@contextmanager
def asking_from(network: str) -> Iterator[None]:
    """Notes for what runs inside where it is asked from; empty where nobody knows."""
    before = _NETWORK.set(network)
    try:
        yield
    finally:
        _NETWORK.reset(before)


class Callers:
    """Counts in this process. What is kept of a caller is a word that nobody can read back, until her time is over."""

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)
        self._came: OrderedDict[bytes, list[dt.datetime]] = OrderedDict()

    def count(self, what: str, actor: Actor, pace: Pace, at: dt.datetime) -> None:
        """One more of this. Raises RateLimited. Who shows a token counts by that; whoever is not known does not."""
        is_anybody = actor.kind is ActorKind.ANONYMOUS
        where = _NETWORK.get() if is_anybody else f"{actor.client_id} {actor.subject}"
        if not where:
            return
        key = hashlib.blake2b(f"{what} {where}".encode(), key=self._salt, digest_size=16).digest()
        came = [one for one in self._came.pop(key, ()) if one > at - pace.within]
        is_over = len(came) >= pace.most
        self._came[key] = came if is_over else [*came, at]
        if len(self._came) > _MOST_KNOWN:
            self._came.popitem(last=False)
        if is_over:
            raise _too_many(pace, came[0] + pace.within - at)


def _too_many(pace: Pace, wait: dt.timedelta) -> RateLimited:
    when = "tomorrow" if pace.within >= _DAY else "in an hour"
    return RateLimited(_TOO_MANY.format(when=when), details={"retryAfter": math.ceil(wait.total_seconds())})
