"""Two districts over one record, for the tests of moves between them. Everybody in it is made up."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.actor import Actor
from hub.core.citizen import Address, Citizen
from hub.core.hand_over import Arrival, HandOver, HandOverState, Side
from hub.core.identifiers import new_id
from hub.core.predicates import REGION_SUBTREE, RowFilter
from hub.core.seal import Seal
from hub.core.writing_ports import WriteRequest
from hub.store import PgWrites
from tests.store.samples import CLERK, NOW, TENANT, request

OTHER: Final = "1902"
CLERKS: Final[Mapping[str, Actor]] = {
    TENANT: CLERK,
    OTHER: dataclasses.replace(CLERK, subject="user-2", tenant=OTHER, region="19.02"),
}
NEW_HOMES: Final = {TENANT: "19.01.03.2003", OTHER: "19.02.01.1001"}
ALL: Final[Mapping[str, RowFilter]] = {
    TENANT: RowFilter((REGION_SUBTREE.name,), region="19.01"),
    OTHER: RowFilter((REGION_SUBTREE.name,), region="19.02"),
}
"""The sight of a head of office: sealed persons too."""


def other(tenant: str) -> str:
    return OTHER if tenant == TENANT else TENANT


def home_in(tenant: str) -> Address:
    return Address("Jl. Baru 5", "003", "004", None, None, None, None, "33300", NEW_HOMES[tenant])


def offer_of(tenant: str, people: int = 1, letter: str | None = None) -> HandOver:
    number = letter or f"SKPWNI/{tenant}/{new_id()}"[:60]
    return HandOver(
        tenant, new_id(), Side.ORIGIN, other(tenant), NEW_HOMES[other(tenant)], number, "Pekerjaan",
        HandOverState.OFFERED, NOW, people,
    )  # fmt: skip


class District:
    """What the clerks of one district do; every call is a mutation with a key of its own."""

    def __init__(self, writes: PgWrites, tenant: str) -> None:
        self.tenant = tenant
        self._writes = writes

    async def offer(
        self, *people: Citizen, letter: str | None = None, versions: Mapping[uuid.UUID, int] | None = None
    ) -> HandOver:
        movers = {person.id: (versions or {}).get(person.id) for person in people}
        async with self._writes.begin(self._request("handOverCitizen")) as work:
            made = await work.hand_overs.offer(offer_of(self.tenant, len(people), letter), movers)
            await work.reply({})
        return made

    async def receive(
        self,
        key: uuid.UUID,
        card: str | None = None,
        facets: Sequence[str] = ("licences",),
        rows: RowFilter | None = None,
    ) -> tuple[Citizen, ...]:
        arrival = Arrival(home_in(self.tenant), card, tuple(facets))
        async with self._writes.begin(self._request("receiveCitizen")) as work:
            _, people = await work.hand_overs.receive(key, arrival, rows or ALL[self.tenant])
            await work.reply({})
        return people

    async def end(self, key: uuid.UUID, to: HandOverState, rows: RowFilter | None = None) -> HandOver:
        async with self._writes.begin(self._request("endHandOver")) as work:
            ended = await work.hand_overs.close(key, to, "Surat salah", rows or ALL[self.tenant])
            await work.reply({})
        return ended

    async def seal(self, person_id: uuid.UUID) -> Citizen:
        async with self._writes.begin(self._request("sealCitizen")) as work:
            sealed = await work.seal(person_id, Seal("Putusan contoh", "Perlindungan saksi"), None)
            await work.reply({})
        return sealed

    async def unseal(self, person_id: uuid.UUID) -> Citizen:
        async with self._writes.begin(self._request("unsealCitizen")) as work:
            opened = await work.unseal(person_id, "Selesai", None)
            await work.reply({})
        return opened

    def _request(self, mutation: str) -> WriteRequest:
        return request(str(new_id()), mutation=mutation, actor=CLERKS[self.tenant])
