"""Any order of offers, cancellations, receipts, refusals, corrections and seals, by two districts on a real database.

Whatever happens: each person is current in exactly one district, the directory names it, versions only grow, no event
is lost, and a seal hides her wherever she stands.
"""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import Coroutine, Iterator
from typing import Any, ClassVar, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hub.core.citizen import Citizen
from hub.core.errors import Conflict, NotFound
from hub.core.hand_over import HandOverState
from hub.core.identifiers import new_id
from hub.core.service import RecordChange
from hub.store import Database, PgPeople, PgWrites
from hub.store.bulk import copy_citizens
from tests.store.districts import ALL, CLERKS, OTHER, District, other
from tests.store.samples import TENANT, clock, person, request

TENANTS: Final = st.sampled_from([TENANT, OTHER])
WHO: Final = st.integers(0, 2)
REFUSALS: Final = (Conflict, NotFound)


class Registry(RuleBasedStateMachine):
    """Three persons, the last of them without a NIK, and what a plain model says of them."""

    loop: ClassVar[asyncio.Runner]
    database: ClassVar[Database]

    @initialize()
    def settle(self) -> None:
        self.people = [person("Siti Contoh"), person("Budi Contoh"), person("Bayi Contoh", nik=None)]
        self.loop.run(copy_citizens(self.database, self.people))
        self.place = [TENANT] * 3
        self.sealed = [False] * 3
        self.version = [1] * 3
        self.open: dict[uuid.UUID, tuple[str, frozenset[int]]] = {}
        self.all_offers: list[uuid.UUID] = []

    def district(self, tenant: str) -> District:
        return District(PgWrites(self.database, clock), tenant)

    def tried(self, attempt: Coroutine[Any, Any, Any]) -> bool:
        """Whether it was done; a refusal is one of those that a clerk is told."""
        try:
            self.loop.run(attempt)
        except REFUSALS:
            return False
        return True

    @rule(tenant=TENANTS, who=st.frozensets(WHO, min_size=1))
    def offer(self, tenant: str, who: frozenset[int]) -> None:
        taken = {one for _, movers in self.open.values() for one in movers}
        possible = all(self.place[one] == tenant for one in who) and not who & taken
        movers = [self.people[one] for one in sorted(who)]
        try:
            made = self.loop.run(self.district(tenant).offer(*movers))
        except REFUSALS:
            assert not possible
            return
        assert possible
        self.open[made.id] = (tenant, who)
        self.all_offers.append(made.id)

    @rule(tenant=TENANTS, number=st.integers(0, 5), end=st.sampled_from(list(HandOverState)[1:]))
    def end(self, tenant: str, number: int, end: HandOverState) -> None:
        if not self.all_offers:
            return
        key = self.all_offers[number % len(self.all_offers)]
        origin, movers = self.open.get(key, ("", frozenset[int]()))
        by_origin = end in {HandOverState.CANCELLED, HandOverState.LAPSED}
        ends_it = origin if by_origin or not origin else other(origin)
        district = self.district(tenant)
        step = district.receive(key) if end is HandOverState.RECEIVED else district.end(key, end)
        assert self.tried(step) == (ends_it == tenant)
        if ends_it != tenant:
            return
        del self.open[key]
        if end is HandOverState.RECEIVED:
            for one in movers:
                self.place[one], self.version[one] = tenant, self.version[one] + 2

    @rule(tenant=TENANTS, who=WHO)
    def correct(self, tenant: str, who: int) -> None:
        if self.tried(self._correct(tenant, self.people[who].id)):
            assert self.place[who] == tenant
            self.version[who] += 1

    async def _correct(self, tenant: str, person_id: uuid.UUID) -> None:
        found = (await PgPeople(self.database).by_ids(tenant, [person_id], ALL[tenant])).get(person_id)
        if found is None:
            raise NotFound("not here")
        asked = request(str(new_id()), actor=CLERKS[tenant])
        async with PgWrites(self.database, clock).begin(asked) as work:
            occupation = str(int(found.occupation or "1") % 80 + 1)
            await work.apply(RecordChange(found, dataclasses.replace(found, occupation=occupation)), None)
            await work.reply({})

    @rule(tenant=TENANTS, who=WHO, seals=st.booleans())
    def seal(self, tenant: str, who: int, seals: bool) -> None:
        district, key = self.district(tenant), self.people[who].id
        possible = self.place[who] == tenant and self.sealed[who] != seals
        assert self.tried(district.seal(key) if seals else district.unseal(key)) == possible
        if possible:
            self.sealed[who], self.version[who] = seals, self.version[who] + 1

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        for at, one in enumerate(self.people):
            self.loop.run(self._check(at, one))

    async def _check(self, at: int, one: Citizen) -> None:
        rows = await self.database.fetch("select * from person where id = $1 and moved_to is null", one.id)
        assert [row["tenant"] for row in rows] == [self.place[at]]
        (row,) = rows
        assert (row["version"], row["sealed"]) == (self.version[at], self.sealed[at])
        assert (row["full_name"], row["birth_date"]) == (one.full_name, one.birth_date), "nothing is lost on the way"
        holder = await self.database.fetchval("select tenant from nik_directory where nik = $1", one.nik)
        assert holder == (self.place[at] if one.nik else None)
        events = await self.database.fetch(
            "select version from record_event where person_id = $1 order by version", one.id
        )
        assert [event["version"] for event in events] == list(range(1, self.version[at] + 1))
        open_seals = await self.database.fetch(
            "select tenant from seal where person_id = $1 and lifted_at is null", one.id
        )
        assert [found["tenant"] for found in open_seals] == ([self.place[at]] if self.sealed[at] else [])


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """Outlives the single example."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.parametrize("examples", [5, pytest.param(200, marks=pytest.mark.long)])
def test_any_order_leaves_each_person_in_one_district(
    loop: asyncio.Runner, module_database: str, examples: int
) -> None:
    opened = loop.run(Database.open(module_database, max_size=1))
    chosen = settings(
        max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    try:
        run_state_machine_as_test(type("Districts", (Registry,), {"loop": loop, "database": opened}), settings=chosen)
    finally:
        loop.run(opened.close())
