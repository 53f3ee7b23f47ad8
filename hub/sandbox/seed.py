"""Fills an empty record with the synthetic district; a record that has it already is left as it is.

Every table is filled by COPY in one transaction, so a seed that was cut short leaves whole tables or none. The next
start goes on with the same district: what stands there is kept, what is missing is made.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import cache
from pathlib import Path
from typing import Any, Final

from hub.core.citizen import Citizen, FamilyCard
from hub.core.facet import FacetMode
from hub.identity.second_factor import load_sealer
from hub.sandbox import accounts, agency_files, newcomers, regions, registration, seed_state
from hub.sandbox.district import TENANT, District, Household, generate
from hub.sandbox.district.sample import SampleCollector
from hub.sandbox.emulators import plugins
from hub.sandbox.errors import SandboxError
from hub.sandbox.seed_state import SeedPlan, SeedReport
from hub.sandbox.seeding import Progress
from hub.sandbox.stream import Channel, Consumer, fan_out
from hub.store import Database, PgAgreements, bulk
from hub.store.identity import PgIdentity

__all__ = ["Progress", "SeedReport", "seed"]

_BATCH: Final = 100
_PEOPLE: Final = "people"


async def seed(
    database_url: str,
    state_dir: Path,
    *,
    people: int,
    seed: int,
    progress: Progress,
    hub_url: str = "http://127.0.0.1:8400",
) -> SeedReport:
    """Makes sure that the record holds a district and the registry those who use it. Raises SandboxError.

    `hub_url` is where the browser comes back to after somebody logged in.
    """
    began = time.monotonic()
    database = await Database.open(database_url, max_size=6, command_timeout=bulk.HOUR)
    registry = PgIdentity(database, TENANT)
    try:
        kept = seed_state.read(state_dir)
        rows = await bulk.counts(database, TENANT)
        if isinstance(kept, SeedReport) and rows["person"] >= kept.in_record and agency_files.exist(state_dir):
            report = _kept(kept, people, seed)
            await registration.move(registry, report.clients, hub_url)
        else:
            plan = _plan(kept, rows, SeedPlan(people, seed))
            report = await _make(database, state_dir, plan, rows, progress)
            await registration.agree(PgAgreements(database, TENANT))
            sealer = load_sealer(state_dir / "identity")
            await registration.register(registry, report.users, report.clients, hub_url, sealer)
            report = dataclasses.replace(report, seconds=time.monotonic() - began)
        sealer = load_sealer(state_dir / "identity")
        report = await newcomers.welcome(report, registry, PgAgreements(database, TENANT), hub_url, sealer)
        seed_state.write_report(state_dir, report)
        return report
    finally:
        await database.close()


def _kept(report: SeedReport, people: int, seed: int) -> SeedReport:
    if (people, seed) == (report.people, report.seed):
        return report
    notice = (
        f"This folder already has a district of {report.people} people (seed {report.seed}), and it is kept. "
        "For another one: make clean, then start again."
    )
    return dataclasses.replace(report, notice=notice)


def _plan(kept: SeedPlan | SeedReport | None, rows: Mapping[str, int], wanted: SeedPlan) -> SeedPlan:
    """What to make: the district that was begun, if some of it stands in the record, otherwise what is wanted."""
    if not any(rows[table] for table in ("person", "family_card", "facet_copy")):
        return wanted
    if kept is None:
        raise SandboxError(
            "The database holds people that this folder knows nothing of, so nothing was changed. "
            "To throw them away and begin anew: make clean demo"
        )
    return SeedPlan(kept.people, kept.seed)


async def _make(
    database: Database, state_dir: Path, plan: SeedPlan, rows: Mapping[str, int], progress: Progress
) -> SeedReport:
    seed_state.write_plan(state_dir, plan)
    table = await regions.load(state_dir)
    progress("regions", 0, len(table))
    await bulk.copy_regions(database, table)
    progress("regions", len(table), len(table))
    district = generate(table, plan.people, plan.seed, copied_at=dt.datetime.now(dt.UTC))
    seen = _Seen(plan, progress)
    with agency_files.writing(state_dir) as files:

        async def feed(channels: Sequence[Channel[Household]]) -> None:
            for batch in _batches(district):
                for household in batch:
                    files.add(household)
                    seen.add(household)
                for channel in channels:
                    await channel.put(batch)

        await fan_out(feed, _missing(database, rows))
    return seen.report()


def _missing(database: Database, rows: Mapping[str, int]) -> list[Consumer[Household]]:
    """A consumer for each table that is empty."""

    async def citizens(channel: Channel[Household]) -> None:
        async with aclosing(channel.rows(_citizens)) as incoming:
            await bulk.copy_citizens(database, incoming)

    async def cards(channel: Channel[Household]) -> None:
        async with aclosing(channel.rows(_cards)) as incoming:
            await bulk.copy_family_cards(database, incoming)

    async def facets(channel: Channel[Household]) -> None:
        async with aclosing(channel.rows(_facets)) as incoming:
            await bulk.copy_facets(database, incoming)

    by_table: dict[str, Consumer[Household]] = {"person": citizens, "family_card": cards, "facet_copy": facets}
    return [consumer for table, consumer in by_table.items() if not rows[table]]


def _batches(district: District) -> Iterator[list[Household]]:
    batch: list[Household] = []
    for household in district.households():
        batch.append(household)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _citizens(household: Household) -> Iterator[Citizen]:
    return (person.citizen for person in household.persons if person.in_record)


def _cards(household: Household) -> Iterator[FamilyCard]:
    if household.in_record:
        yield household.card


def _facets(household: Household) -> Iterator[bulk.FacetRow]:
    for person in household.persons:
        if person.in_record:
            for facet, items in person.facets.items():
                if facet not in _read_live():
                    yield TENANT, person.citizen.id, facet, items, person.citizen.as_of


@cache
def _read_live() -> frozenset[str]:
    """Facets whose agencies are asked: the record gets copies of them when somebody reads."""
    declared = (facet for plugin in plugins() for facet in plugin.facets)
    return frozenset(facet.name for facet in declared if facet.mode is FacetMode.LIVE)


class _Seen:
    """Counts, and keeps the sample, while the district passes."""

    def __init__(self, plan: SeedPlan, progress: Progress) -> None:
        self._plan = plan
        self._progress = progress
        self._sample = SampleCollector()
        self._people = self._in_record = self._households = 0

    def add(self, household: Household) -> None:
        self._sample.see(household)
        self._households += 1
        self._people += len(household.persons)
        self._in_record += sum(person.in_record for person in household.persons)
        self._progress(_PEOPLE, self._people, self._plan.people)

    def report(self) -> SeedReport:
        sample: dict[str, Any] = self._sample.sample()
        return SeedReport(
            people=self._people,
            seed=self._plan.seed,
            in_record=self._in_record,
            households=self._households,
            users=accounts.users(sample),
            clients=accounts.clients(),
            sample=sample,
            fresh=True,
        )
