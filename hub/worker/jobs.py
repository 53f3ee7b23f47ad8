"""The worker put together. It knows neither graph nor console and loads none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

import aiohttp

from hub import facades, store
from hub.audit.head_file import HeadFile
from hub.audit.log_keys import FOLDER, LogKeys
from hub.audit.notes import Verifier
from hub.core.calendar import now
from hub.core.delivery import Way
from hub.core.errors import BadInput
from hub.core.notices import TARGET
from hub.core.webhook import TEST_JOB
from hub.exchange.connector import Connector
from hub.exchange.sealing import SealingKey
from hub.parts import Common
from hub.store.duplicate_scan import PgDuplicateScan
from hub.store.intake import PgIntake
from hub.store.jobs import Handler
from hub.store.lapses import PgLapses
from hub.store.promises import PgPromiseRuns
from hub.store.publishing import JOB as DELIVER
from hub.store.pulls import PgPulls
from hub.store.receipt_heads import PgReceiptHeads
from hub.store.receipt_log import PgReceiptLog
from hub.store.register_walk import PgRegisterWalk
from hub.store.watch import PgWatch
from hub.web.settings import Settings
from hub.web.witness_settings import WitnessSettings
from hub.worker.agency_actor import acting_for
from hub.worker.channels import AllChannels
from hub.worker.comparing import comparing
from hub.worker.confirm import JOB, ConfirmSiak
from hub.worker.contests import ContestClock
from hub.worker.deliver import Channel, Deliver
from hub.worker.duplicates import DuplicateRounds
from hub.worker.letters import LetterRounds
from hub.worker.notice_senders import notice_channel
from hub.worker.notices import NoticeRounds
from hub.worker.outbox import Outbox
from hub.worker.promises import PromiseRounds
from hub.worker.pulls import Pulls
from hub.worker.pushes import AgencyPush
from hub.worker.receipt_log import ReceiptLog
from hub.worker.register import RegisterComparison
from hub.worker.reminders import ReminderRounds
from hub.worker.seals import Seals
from hub.worker.tickets import TicketRounds
from hub.worker.transcribe import Transcription
from hub.worker.watching import Watching
from hub.worker.webhook_test import TestMessage
from hub.worker.webhooks import Webhooks, decider
from hub.worker.witnesses import FileWitness, HttpWitness, Witness


class Clockwork(Protocol):
    """What runs by its own clock, beside the jobs."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        ...


def handlers(
    settings: Settings, made: Common, public: aiohttp.ClientSession, given: facades.Given, stop: asyncio.Event
) -> Mapping[str, Handler]:
    """The handler of each job. `public` reaches subscribers; long ones end when `stop` is set."""
    confirm = ConfirmSiak(
        tenant=settings.tenant,
        region=settings.region,
        applications=store.PgApplications(made.database),
        writes=store.PgWrites(made.database, now),
        population=made.population,
        services=made.services,
        clock=now,
        people=store.PgPeople(made.database),
    )
    webhooks = _webhooks(settings, made, public)
    deliver = Deliver(
        deliveries=store.PgDeliveries(made.database, settings.tenant),
        channels=AllChannels({**_agencies(settings, made), TARGET: notice_channel(settings, made)}, webhooks),
        clock=now,
        stop=stop,
    )
    answering = [facade.jobs(given, public) for facade in facades.discover()]
    return {
        JOB: confirm,
        DELIVER: deliver,
        TEST_JOB: TestMessage(webhooks),
        **{name: job for jobs in answering for name, job in jobs.items()},
    }


def outbox(settings: Settings, made: Common) -> Outbox:
    """What looks after the outbox beside the jobs."""
    return Outbox(store.PgDeliveries(made.database, settings.tenant), now)


def notices(settings: Settings, made: Common, jobs: Mapping[str, Handler]) -> NoticeRounds:
    """What has notices delivered when they are due."""
    return NoticeRounds(settings.tenant, store.PgNotices(made.database), jobs[DELIVER], now)


def duplicates(settings: Settings, made: Common) -> DuplicateRounds:
    """What looks for persons who stand twice."""
    return DuplicateRounds(PgDuplicateScan(made.database, settings.tenant, now))


def seals(settings: Settings, made: Common) -> Seals:
    """What ends the seals whose time is over."""
    return Seals(made.database, settings.tenant, now)


def promises(settings: Settings, made: Common) -> PromiseRounds:
    """What counts promises and raises alarms."""
    runs = PgPromiseRuns(made.database, now)
    return PromiseRounds(runs, settings.tenant, made.services, made.promises.hours, now)


def receipt_log(settings: Settings, made: Common) -> ReceiptLog:
    """What gives receipts their places in the log, signs its heads and shows them to witnesses."""
    keys = LogKeys.load(settings.state_dir / FOLDER, settings.origin)
    log, heads = PgReceiptLog(made.database, settings.tenant, keys), PgReceiptHeads(made.database, settings.tenant)
    return ReceiptLog(log, heads, keys, [_witness(each, keys, made.http) for each in settings.witnesses], now)


def _witness(given: WitnessSettings, keys: LogKeys, http: aiohttp.ClientSession) -> Witness:
    if given.url is None or given.key is None:
        assert given.file is not None, "the settings have one of both"
        return FileWitness(HeadFile(given.file, keys.verifiers))
    return HttpWitness(given.url.rstrip("/"), Verifier.read(given.key), http)


def _agencies(settings: Settings, made: Common) -> Mapping[str, Channel]:
    deliveries = store.PgDeliveries(made.database, settings.tenant)
    found = {each.manifest.name: _agency(each, deliveries) for each in made.connected}
    return {name: channel for name, channel in found.items() if channel is not None}


def _agency(connector: Connector, deliveries: store.PgDeliveries) -> Channel | None:
    """How an agency is told, as its manifest declares; None for one that is told nothing."""
    agency = connector.manifest
    if agency.outlet is None:
        return None
    if agency.outlet.way is Way.TRANSCRIBE and connector.population is not None:
        return Transcription(agency=agency.name, population=connector.population, deliveries=deliveries)
    if agency.outlet.way is Way.PUSH and connector.push is not None:
        return AgencyPush(agency=agency, push=connector.push, deliveries=deliveries, clock=now)
    raise BadInput(f"The connector {agency.name} declares a delivery that it has no means for.")


def _webhooks(settings: Settings, made: Common, public: aiohttp.ClientSession) -> Webhooks:
    return Webhooks(
        tenant=settings.tenant,
        source=settings.public_url,
        targets=store.PgTargets(made.database, settings.tenant),
        clients=store.PgIdentity(made.database, settings.tenant),
        people=store.PgPeople(made.database),
        facets=made.facets,
        decide=decider(settings.policies_dir),
        key=cache(lambda: SealingKey.load(settings.state_dir / "webhooks")),
        session=public,
        clock=now,
        quotas=made.quotas,
        stops=made.stops,
    )


def pulls(settings: Settings, made: Common) -> Sequence[Pulls]:
    """The lists that are pulled, one a connector's facet."""
    return [
        Pulls(
            pull,
            PgPulls(made.database, settings.tenant, pull.facet.name),
            PgIntake(made.database, settings.tenant, pull.facet.name),
            acting_for(settings, connector.manifest, pull.facet),
            now,
            compare=comparing(made.discrepancies, connector.manifest),
        )
        for connector in made.connected
        for pull in connector.pulls
    ]


def register_comparison(settings: Settings, made: Common) -> RegisterComparison:
    """The register compared with what the record took over from it."""
    agency = next(each.manifest for each in made.connected if each.population)
    walk = PgRegisterWalk(made.database, settings.tenant)
    return RegisterComparison(walk, made.population, agency, made.discrepancies, now)


def clocks(settings: Settings, made: Common) -> Sequence[Clockwork]:
    """What runs beside the jobs, each by its own clock."""
    watch = Watching(PgWatch(made.database, settings.tenant, settings.region), now)
    reminders = ReminderRounds(settings.tenant, store.PgNotices(made.database), made.promises.hours, now)
    days = max((each.letter_lasts for each in made.services.values() if each.letter_lasts is not None), default=None)
    letters = LetterRounds(settings.tenant, PgLapses(made.database), days, made.promises.hours, now)
    numbers = TicketRounds(settings.tenant, store.PgTickets(made.database), store.PgAppointments(made.database), now)
    return (register_comparison(settings, made), ContestClock(made.discrepancies), watch, reminders, letters, numbers)
