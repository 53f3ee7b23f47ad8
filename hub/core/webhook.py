"""Subscriptions in their client's own hand: what was told to it, when, with which answer, and what it may do. Pure.

A client sees of its subscription what it was told once: what it may not know is not counted either.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hub.core.delivery import DeliveryState, check_kind
from hub.core.errors import BadInput, Conflict
from hub.core.ports import Page
from hub.core.purpose import Purpose

PREFIX: Final = "webhook:"
TEST_JOB: Final = "test-webhook"
"""Payload {tenant, target, id}: a message without anybody's data is posted, and what came of it is noted."""
SECRET_OVERLAP: Final = dt.timedelta(hours=24)
"""For so long events are signed with the former secret besides."""
BY_CLIENT: Final = "BY_CLIENT"
"""The client's own pause. One by hand is the office's, and the office ends it."""
BY_HAND: Final = "BY_HAND"
MOST_WEBHOOKS: Final = 20
LONGEST_REPLAY: Final = dt.timedelta(days=7)
MOST_REPLAYED: Final = 5000
_MOST_KINDS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A subscription without its secrets. The last three are of the latest test message."""

    name: str
    client_id: str
    url: str
    kinds: tuple[str, ...]
    purpose: Purpose
    state: str
    reason: str | None
    failing_since: dt.datetime | None
    created_at: dt.datetime
    tested_at: dt.datetime | None = None
    test_result: str | None = None
    test_latency_ms: int | None = None

    @classmethod
    def new(cls, name: str, whose: tuple[str, Purpose], url: str, kinds: Sequence[str], now: dt.datetime) -> Webhook:
        """One that begins now: of a client, which is told for a purpose."""
        client_id, purpose = whose
        return cls(
            name=name, client_id=client_id, url=url, kinds=tuple(kinds), purpose=purpose, state="ACTIVE", reason=None,
            failing_since=None, created_at=now,
        )  # fmt: skip

    @property
    def id(self) -> str:
        return self.name.removeprefix(PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDelivery:
    """One event that was told, or that was tried to be told. `response_code` and `latency_ms` are of the last attempt;
    `replays` says how often it was asked for again."""

    id: uuid.UUID
    kind: str
    occurred_at: dt.datetime
    state: DeliveryState
    attempts: int
    attempted_at: dt.datetime | None
    response_code: int | None
    problem: str | None
    latency_ms: int | None
    replays: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose subscriptions somebody sees: a client its own, the office those of clients registered within a region."""

    client_id: str | None = None
    within: str | None = None


class WebhookLog(Protocol):
    """Subscriptions, outside of a mutation's transaction."""

    async def of(self, tenant: str, whose: Whose, name: str | None = None) -> Sequence[Webhook]:
        """The oldest first; with a name that one alone."""
        ...

    async def log(self, tenant: str, name: str, first: int, after: str | None) -> Page[WebhookDelivery]:
        """What was told, the newest first."""
        ...

    async def replayable(self, tenant: str, name: str, span: Span) -> int:
        """How many events a replay of this time would tell again. Raises BadInput for too many."""
        ...


class WebhookWrites(Protocol):
    """A client's subscriptions inside a mutation's transaction."""

    async def one(self, whose: Whose, name: str) -> Webhook | None:
        """The subscription, locked until the transaction ends; None for one that is another's, or was removed."""
        ...

    async def count(self, client_id: str) -> int:
        """How many the client has; whoever else counts them waits until the transaction ends."""
        ...

    async def add(self, webhook: Webhook, secret: bytes) -> None:
        """`secret` is sealed."""
        ...

    async def pause(self, name: str, reason: str) -> None: ...

    async def resume(self, name: str, now: dt.datetime) -> None: ...

    async def rotate(self, name: str, secret: bytes, former_until: dt.datetime) -> None: ...

    async def test(self, name: str, now: dt.datetime) -> None:
        """Notes that a test message is on its way."""
        ...

    async def replay(self, name: str, span: Span, now: dt.datetime) -> int:
        """Has what was told in this time told again, in its order and with its ids. Raises BadInput for too many."""
        ...


class WebhookSecrets(Protocol):
    """Addresses that are let through, and secrets that are sealed."""

    def check_url(self, url: str) -> None:
        """Raises BadInput for one that is no public address."""
        ...

    def make(self, name: str) -> bytes:
        """A new secret of this subscription, sealed."""
        ...

    def open(self, name: str, sealed: bytes) -> str: ...


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What the graph needs of subscriptions."""

    log: WebhookLog
    secrets: WebhookSecrets


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment until before another one."""

    start: dt.datetime
    end: dt.datetime


def check_span(start: dt.datetime, end: dt.datetime) -> Span:
    """Raises BadInput for a time that is none, or too long to be told again at once."""
    if start.tzinfo is None or end.tzinfo is None or end <= start:
        raise BadInput("`to` comes after `from`, and both have an offset.", path="to")
    if end - start > LONGEST_REPLAY:
        raise BadInput("At most seven days are sent again at once. Ask for a shorter time.", path="to")
    return Span(start, end)


def too_many() -> BadInput:
    """More happened in this time than is told again at once."""
    return BadInput(f"More than {MOST_REPLAYED} events lie in this time. Ask for a shorter one.", path="to")


def check_kinds(kinds: Sequence[str]) -> tuple[str, ...]:
    """The kinds once each; raises BadInput."""
    if not 1 <= len(kinds) <= _MOST_KINDS:
        raise BadInput(f"Name 1 to {_MOST_KINDS} kinds of events.", path="kinds")
    for kind in kinds:
        check_kind(kind)
    return tuple(sorted(set(kinds)))


def check_resumable(webhook: Webhook) -> None:
    """Raises Conflict for what the office itself paused."""
    if webhook.reason == BY_HAND:
        raise Conflict("The office paused this subscription. Ask its operator to resume it.", path="webhookId")
