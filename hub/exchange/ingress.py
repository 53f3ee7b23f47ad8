"""How an agency brings something by itself. A connector's `ingress.py` reads it; that is all it does.

`read` and `answer` are pure: no I/O, no clock, no state. What comes out of `read` is run by the engine as mutations of
the agency's own actor, so a push has the scopes, the idempotency, the events and the receipts of any other client.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.core.errors import ErrorCode
from hub.core.recording import Recording

MOST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One request of an agency as it came; nothing of it is trusted yet.

    Names of `headers` are looked up whatever their case; `at` is when it came, in UTC.
    """

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the agency's actor shall do: each recording is one mutation.

    `key` tells this push from others: the same push again gets the same answer and does nothing twice. It must not hold
    personal data; the SHA-256 of what was sent is a good one.
    """

    key: str
    recordings: tuple[Recording, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something was not done. `path` is a dotted place in the mutation's input, or empty."""

    code: ErrorCode
    message: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a push: `refused` when `read` refused it; else one entry a recording, None where it is kept."""

    refused: Trouble | None = None
    results: tuple[Trouble | None, ...] = ()


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """The answer in the protocol's own shape."""

    status: int
    body: bytes = field(repr=False)
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class IngressRoute:
    """`POST /ingress/<agency>/<name>`.

    `read` authenticates and parses, and raises a HubError for what it does not take: Unauthenticated, BadInput.
    `answer` puts what became of it into the protocol's words. A body above `max_bytes` is refused before it is read.
    """

    name: str
    read: Callable[[Push], Command]
    answer: Callable[[Outcome], PushAnswer]
    max_bytes: int = MOST_BYTES
