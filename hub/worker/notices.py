"""Tells applicants: makes the text when it is due, leaves a receipt, and hands it to the first way that takes it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from hub.audit.receipts import Reading, receipt_of
from hub.core.actor import system
from hub.core.application import Application
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.delivery import Delivery, DeliveryState, Settles
from hub.core.errors import HubError, SourceUnavailable
from hub.core.identifiers import new_id
from hub.core.notices import BY_CLOCK, REMINDS, TARGET, VISITS, Medium, NotSent
from hub.core.office_hours import OfficeHours
from hub.core.ports import Applications, Clock
from hub.core.promise import promise_of
from hub.core.purpose import Purpose
from hub.core.recording_session import in_day
from hub.core.service import Service
from hub.exchange.breaker import Breaker
from hub.exchange.failures import Reason
from hub.exchange.manifest import Resting
from hub.notices.content import Office, Told, addresses_of, message
from hub.notices.sending import NotTaken, Outgoing, Sender
from hub.notices.texts import Texts
from hub.store.deliveries import Outcome
from hub.store.jobs import Handler, TryAgain
from hub.store.notices import PgNotices
from hub.telemetry import logger
from hub.worker.deliver import Leaves

_OPERATION: Final = "notice"
_FIELDS: Final = ("Application.form", "Application.state", "Application.title", "Application.trackingNumber")
_GONE: Final = "APPLICATION_GONE"
_EVERY_SECONDS: Final = 3.0
_AT_ONCE: Final = 32
_log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChannel:
    """The channel of all notices. `senders` in the order in which they are tried.

    A repeat carries the same id, by which gateways and mail programs know it; so a lost reply is settled by sending
    again, and an applicant may be told twice rather than never.
    """

    office: Office
    senders: Sequence[Sender]
    applications: Applications
    notices: PgNotices
    services: Mapping[str, Service]
    texts: Mapping[str, Texts]
    hours: OfficeHours
    clock: Clock
    settles: Settles = Settles.KEY
    _breakers: dict[Medium, Breaker] = field(default_factory=dict, init=False, compare=False)

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:
        found = await self.applications.by_ids(delivery.tenant, [delivery.person_id])
        application = found.get(delivery.person_id)
        if application is None:
            return Outcome(state=DeliveryState.DEAD, problem=_GONE, sent=False)
        addresses = addresses_of(application.form)
        ways = [(sender, addresses[sender.medium]) for sender in self.senders if sender.medium in addresses]
        reason = await self._why_no_reminder(delivery) or await self._why_not(
            application, has_contact=bool(addresses), has_way=bool(ways)
        )
        if reason is not None:
            return Outcome(state=DeliveryState.WITHHELD, problem=reason.value, sent=False, settled_by="notices")
        subjects = await self.notices.concerned(delivery.tenant, delivery.person_id)
        reader = system(self.office.tenant, self.office.region)
        categories = (Category.APPLICATION.value,)
        reading = Reading(reader, Purpose.CIVIL_REGISTRATION, _OPERATION, _FIELDS, categories, subjects)
        await leaves(receipt_of(reading, self.clock()))
        return await self._sent(await self._told(delivery, application), ways)

    async def _told(self, delivery: Delivery, application: Application) -> Told:
        assert delivery.version is not None, "a notice's version is the step that it tells of"
        service, seq, at = self.services[application.header.service], delivery.version, delivery.occurred_at
        due = promise_of(application.actions[:seq], service.max_hours, self.hours, at).due
        return Told(
            id=delivery.id, seq=seq, at=at, application=application, service=service, due=due,
            by_clock=BY_CLOCK.get(delivery.kind), expected=await self._expected(delivery),
        )  # fmt: skip

    async def _why_no_reminder(self, delivery: Delivery) -> NotSent | None:
        """A reminder is for a session or an appointment that is still hers, and for the day on which it was due."""
        if delivery.kind not in {REMINDS, VISITS}:
            return None
        if not await self._is_still_hers(delivery):
            return NotSent.SESSION_GONE
        now = self.clock()
        on_its_day = local_date(now) == local_date(delivery.occurred_at) and in_day(self.hours, now)
        return None if on_its_day else NotSent.TOO_LATE

    async def _is_still_hers(self, delivery: Delivery) -> bool:
        if delivery.kind == VISITS:
            return await self._expected(delivery) is not None
        return await self.notices.is_reminded(delivery.tenant, delivery.person_id, delivery.occurred_at)

    async def _expected(self, delivery: Delivery) -> dt.datetime | None:
        """When the appointment begins that a reminder tells of."""
        if delivery.kind != VISITS:
            return None
        return await self.notices.expected_at(delivery.tenant, delivery.person_id, delivery.occurred_at)

    async def _why_not(self, application: Application, *, has_contact: bool, has_way: bool) -> NotSent | None:
        if application.header.sealed:
            return NotSent.SEALED
        if await self.notices.is_stopped(application.header.tenant, application.header.id):
            return NotSent.STOPPED
        if not has_contact:
            return NotSent.NO_CONTACT
        return None if has_way else NotSent.NO_CHANNEL

    async def _sent(self, told: Told, ways: Sequence[tuple[Sender, str]]) -> Outcome:
        """By the first way that takes it. What none takes waits, unless each refused it for good."""
        failures = []
        for sender, to in ways:
            try:
                await self._send(sender, message(told, self.office, self.texts, sender.medium, to))
            except NotTaken as failure:
                failures.append(failure)
                continue
            return Outcome(
                state=DeliveryState.DELIVERED, acknowledgement=sender.medium.value, settled_by=sender.medium.value
            )
        open_ = [failure for failure in failures if not failure.for_good]
        if not open_:
            return Outcome(state=DeliveryState.DEAD, problem=failures[0].code)
        asked = [failure.seconds for failure in open_ if failure.seconds is not None]
        sent = any(failure.code != Reason.RESTING.value for failure in failures)
        return Outcome(
            state=DeliveryState.WAITING, problem=open_[0].code, sent=sent, seconds=min(asked) if asked else None
        )

    async def _send(self, sender: Sender, outgoing: Outgoing) -> None:
        breaker = self._breakers.setdefault(sender.medium, Breaker(_resting(sender.medium)))
        try:
            tries = breaker.admit()
        except SourceUnavailable:
            raise NotTaken(Reason.RESTING.value, for_good=False) from None
        try:
            await sender.send(outgoing)
            breaker.answered()
        except NotTaken as failure:
            if failure.for_good:
                breaker.answered()
            else:
                breaker.failed()
            raise
        finally:
            if tries:
                breaker.left()


@dataclass(frozen=True, slots=True)
class NoticeRounds:
    """Finds notices that are due and has them delivered; what waits longer is found again when it is due."""

    tenant: str
    notices: PgNotices
    deliver: Handler
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            found = 0
            try:
                found = await self.look()
            except HubError as error:
                _log.warning("Notices cannot be looked for now.", extra={"code": error.code.value})
            if found < _AT_ONCE:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)

    async def look(self) -> int:
        """One round; returns of how many applications something was due."""
        due = await self.notices.due(self.tenant, self.clock(), _AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for application_id in due:
                line = {"tenant": self.tenant, "target": TARGET, "person_id": str(application_id), "job": str(new_id())}
                tasks.create_task(self._tell(line))
        return len(due)

    async def _tell(self, line: Mapping[str, str]) -> None:
        with suppress(TryAgain):
            await self.deliver(line)


def _resting(medium: Medium) -> Resting:
    return Resting(
        name=f"notices:{medium.value.lower()}",
        title_id="Pesan kepada pemohon",
        title_en="Messages to applicants",
        protocol="SMTP" if medium is Medium.MAIL else "Standard Webhooks 1.0",
        status="live",
        max_batch=1,
        daily_quota=None,
        failures_before_rest=5,
        first_rest_seconds=5.0,
        longest_rest_seconds=300.0,
    )
