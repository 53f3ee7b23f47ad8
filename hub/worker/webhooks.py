"""Tells subscribers: decides what each may know at the moment of sending, leaves a receipt, signs, posts."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

import aiohttp

from hub.audit.quotas import DailyQuotas
from hub.audit.receipts import Reading, receipt_of
from hub.audit.stops import NotAvailable, StoppedProcessing
from hub.core.accounts import Acting
from hub.core.actor import Actor
from hub.core.attributes import Category, camel
from hub.core.delivery import Delivery, DeliveryState, Settles
from hub.core.errors import QuotaExhausted, SourceUnavailable
from hub.core.facet import Facet
from hub.core.identifiers import global_id
from hub.core.ports import Clock, People
from hub.core.predicates import RowFilter
from hub.core.purpose import Purpose
from hub.core.webhook import PREFIX
from hub.exchange.breaker import ANSWERED_WITH_AN_ERROR, Breaker
from hub.exchange.failures import Reason
from hub.exchange.manifest import Resting
from hub.exchange.sealing import SealingKey
from hub.exchange.webhooks import Message, Response, event, post
from hub.store.deliveries import Outcome
from hub.store.targets import PgTargets, Target
from hub.worker.deliver import Leaves

_FAILS_FOR: Final = dt.timedelta(days=3)
"""An address that fails for so long is sent nothing more until somebody resumes it."""
_FAILS_AS_A_WHOLE: Final = dt.timedelta(hours=1)
"""Where every message has failed for so long it is the address that fails, and no event's attempts run out."""
_AGAIN: Final = frozenset({408, 425, 429})
_FAMILY: Final = frozenset({"family_card_number", "family_relationship"})
_UNSAID: Final = frozenset({"sealed", "sealed_until"})
_OPERATION: Final = "webhook"
_ITSELF: Final = "Citizen.id"
_FIRST_REST: Final = 5.0
_NO_ROOM: Final = "QUOTA_EXHAUSTED"
_TILL_THERE_IS_ROOM: Final = 600.0
"""Seconds: the next day, or a larger quota, is noticed within ten minutes."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a reader may know: the fields of these that she may read, and whose rows."""

    coordinates: frozenset[str]
    rows: RowFilter


Decide = Callable[[Actor, Purpose, Mapping[str, tuple[str, Category]], dt.datetime], Allowed]
"""Which of these fields (coordinate -> scope, category) policies and agreement let an actor read at this time."""


def decider(policies_dir: Path) -> Decide:
    """The policies, loaded when the first subscriber is told something."""
    loaded: list[Any] = []

    def decide(actor: Actor, purpose: Purpose, fields: Mapping[str, tuple[str, Category]], at: dt.datetime) -> Allowed:
        from hub import access  # noqa: PLC0415  the policies' engine is loaded by who has something to decide

        if not loaded:
            loaded.append(access.Policies.load(policies_dir))
        needs = [access.FieldNeed(name, scope, category) for name, (scope, category) in fields.items()]
        decision = access.decide(loaded[0], actor, purpose, needs, at)
        return Allowed(frozenset(fields) - decision.denied, decision.rows)

    return decide


class Registry(Protocol):
    """Where clients are registered, with their agreements."""

    async def acting(self, client_id: str) -> Acting | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """What all subscribers' channels need."""

    tenant: str
    source: str
    targets: PgTargets
    clients: Registry
    people: People
    facets: Mapping[str, Facet[Any]]
    decide: Decide
    key: Callable[[], SealingKey]
    session: aiohttp.ClientSession
    clock: Clock
    quotas: DailyQuotas
    stops: StoppedProcessing

    def secrets(self, target: Target) -> tuple[str, ...]:
        """Those with which a message to it is signed now."""
        key, sealed = self.key(), [target.secret]
        if target.former_until is not None and target.former_until > self.clock():
            sealed.append(target.former_secret)
        return tuple(key.open(target.name, each) for each in sealed if each)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The channel of one subscription."""

    webhooks: Webhooks
    target: Target
    breaker: Breaker = field(init=False, compare=False)
    settles: Settles = field(default=Settles.KEY, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "breaker", Breaker(_resting(self.target)))

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:
        # What is known of the subscription now: it may have been given a new secret.
        target = await self.webhooks.targets.get(self.target.name)
        acting = await self.webhooks.clients.acting(self.target.client_id or "")
        if target is None or acting is None or not acting.client.active:
            return _withheld("CLIENT_INACTIVE")
        actor, purpose = acting.for_itself(), Purpose(target.purpose or "")
        if purpose not in actor.purposes:
            return _withheld("NOT_ALLOWED")
        fields = self._fields(delivery.changed)
        allowed = self.webhooks.decide(actor, purpose, fields, self.webhooks.clock())
        seen = await self.webhooks.people.by_ids(delivery.tenant, [delivery.person_id], allowed.rows)
        told = [name for name in delivery.changed if coordinate(name) in allowed.coordinates]
        if not seen or _ITSELF not in allowed.coordinates or (delivery.changed and not told):
            return _withheld("NOT_ALLOWED")
        if not allowed.rows.admits_sealed and await self._was_sealed(delivery):
            return _withheld("NOT_ALLOWED")
        try:
            tries = self.breaker.admit()
        except SourceUnavailable:
            return Outcome(state=DeliveryState.WAITING, problem=Reason.RESTING.value, sent=False, seconds=_FIRST_REST)
        try:
            reading = _reading(actor, purpose, delivery, told, fields)
            return await self._sent(target, delivery, self._message(target, delivery, told), reading, leaves)
        finally:
            if tries:
                self.breaker.left()

    async def _sent(
        self, target: Target, delivery: Delivery, message: Message, reading: Reading, leaves: Leaves
    ) -> Outcome:
        """Counted once, with its receipt, and posted; or kept back, where the agreement has no room left today, or what
        it would tell was stopped."""
        try:
            await self.webhooks.stops.check(reading.actor, reading.subjects, reading.categories)
            if delivery.receipt_id is None:
                await self.webhooks.quotas.spend(reading.actor.agreement, len(reading.subjects))
        except NotAvailable:
            return _withheld("NOT_ALLOWED")
        except QuotaExhausted:
            return Outcome(state=DeliveryState.WAITING, problem=_NO_ROOM, sent=False, seconds=_TILL_THERE_IS_ROOM)
        await leaves(receipt_of(reading, self.webhooks.clock()))
        return await self._post(target, message)

    async def _was_sealed(self, delivery: Delivery) -> bool:
        """A seal hides what happened behind it for good, and so its own beginning and end."""
        return await self.webhooks.targets.was_sealed(delivery.person_id, delivery.occurred_at)

    def _fields(self, changed: Sequence[str]) -> dict[str, tuple[str, Category]]:
        found = {_ITSELF: ("citizen:read", Category.POPULATION)}
        return found | {coordinate(name): self._need(name) for name in changed if name not in _UNSAID}

    def _need(self, name: str) -> tuple[str, Category]:
        facet = self.webhooks.facets.get(name)
        if facet is not None:
            return facet.read_scope, facet.category
        return ("family:read", Category.FAMILY) if name in _FAMILY else ("citizen:read", Category.POPULATION)

    def _message(self, target: Target, delivery: Delivery, told: Sequence[str]) -> Message:
        citizen = global_id("Citizen", delivery.person_id)
        data = {"citizen": citizen, "version": delivery.version, "changed": [camel(name) for name in told]}
        content = event(
            id_=str(delivery.id),
            source=self.webhooks.source,
            kind=delivery.kind,
            subject=citizen,
            at=delivery.occurred_at,
            data={**delivery.payload, **data},
        )
        return Message.of(target.url or "", content, self.webhooks.secrets(target))

    async def _post(self, target: Target, message: Message) -> Outcome:
        began = time.perf_counter()
        try:
            response = await post(self.webhooks.session, message, self.webhooks.clock())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # Their texts hold the address.
            self.breaker.failed()
            outcome = await self._failed(target, unanswered(error))
            return replace(outcome, latency_ms=milliseconds(began))
        latency = milliseconds(began)
        outcome = await self._answered(target, response)
        return replace(outcome, response_code=response.status, latency_ms=latency)

    async def _answered(self, target: Target, response: Response) -> Outcome:
        status, problem = response.status, f"HTTP_{response.status}"
        if 200 <= status < 300:
            self.breaker.answered()
            await self.webhooks.targets.fared(target.name, well=True, now=self.webhooks.clock())
            return Outcome(state=DeliveryState.DELIVERED, acknowledgement=f"HTTP {status}", settled_by=target.name)
        if status == 410:
            await self.webhooks.targets.pause(target.name, "GONE")
            return Outcome(state=DeliveryState.WAITING, problem="GONE")
        if status in _AGAIN or status >= 500:
            self.breaker.failed(1.0 if status in _AGAIN or status > 500 else ANSWERED_WITH_AN_ERROR)
            return await self._failed(target, problem, response.retry_after)
        self.breaker.answered()
        return Outcome(state=DeliveryState.DEAD, problem=problem)

    async def _failed(self, target: Target, problem: str, seconds: float | None = None) -> Outcome:
        now = self.webhooks.clock()
        since = await self.webhooks.targets.fared(target.name, well=False, now=now)
        failing = dt.timedelta(0) if since is None else now - since
        if failing >= _FAILS_FOR:
            await self.webhooks.targets.pause(target.name, "FAILING")
        counts = failing < _FAILS_AS_A_WHOLE
        return Outcome(state=DeliveryState.WAITING, problem=problem, seconds=seconds, counts=counts)


def unanswered(error: BaseException) -> str:
    """The code for a message that got no answer."""
    return (Reason.TIMEOUT if isinstance(error, TimeoutError) else Reason.UNREACHABLE).value


def milliseconds(began: float) -> int:
    """Since then, by the clock that only goes forward."""
    return round((time.perf_counter() - began) * 1000)


def coordinate(name: str) -> str:
    """The field that shows an attribute or facet: `full_name` -> `Citizen.fullName`."""
    return "Citizen.familyCard" if name in _FAMILY else f"Citizen.{camel(name)}"


def _reading(
    actor: Actor,
    purpose: Purpose,
    delivery: Delivery,
    told: Sequence[str],
    fields: Mapping[str, tuple[str, Category]],
) -> Reading:
    names = (_ITSELF, *dict.fromkeys(coordinate(name) for name in told))
    categories = tuple(sorted({fields[name][1].value for name in names}))
    return Reading(actor, purpose, _OPERATION, names, categories, (delivery.person_id,))


def _withheld(problem: str) -> Outcome:
    return Outcome(state=DeliveryState.WITHHELD, problem=problem, sent=False, settled_by="policy")


def _resting(target: Target) -> Resting:
    return Resting(
        name=target.name,
        title_id="Pelanggan",
        title_en="A subscriber",
        protocol="CloudEvents 1.0",
        status="live",
        max_batch=1,
        daily_quota=None,
        failures_before_rest=5,
        first_rest_seconds=_FIRST_REST,
        longest_rest_seconds=300.0,
    )


def is_subscription(target: str) -> bool:
    """Whether a target is a subscriber, not an agency."""
    return target.startswith(PREFIX)


def subscription(id_: uuid.UUID) -> str:
    """The name of a subscription's target."""
    return f"{PREFIX}{id_}"
