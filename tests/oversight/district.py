"""A hub over a real record with people of two regions, for the tests of oversight."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from hub.core.actor import Actor, Role
from hub.core.citizen import Address, Citizen
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.engine import Answer, Engine, GraphQLRequest
from hub.store import (
    Database,
    PgApplications,
    PgFacetCopies,
    PgHeld,
    PgPast,
    PgPeople,
    PgReceipts,
    PgWrites,
    oversight,
)
from hub.store.bulk import copy_citizens
from hub.store.emergencies import opened_now
from tests.fakes.actors import staff
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import schema, world

HERE, THERE = "19.01.01.1001", "19.01.05.2001"
CLERK_ID, HEAD_ID, AUDITOR_ID = (uuid.UUID(int=number) for number in (1, 2, 3))
CLERK = dataclasses.replace(staff(Role.OPERATOR, str(CLERK_ID), region="19.01.01"), display_name="Siti Operator")
HEAD = staff(Role.HEAD_OF_OFFICE, str(HEAD_ID))
AUDITOR = dataclasses.replace(
    staff(Role.AUDITOR, str(AUDITOR_ID)), purposes=frozenset({Purpose.OVERSIGHT}), display_name="Rina Auditor"
)


def one(nik: str, name: str, village: str, **given: Any) -> Citizen:
    place = Address("Jl. Contoh 1", "001", "002", None, None, None, None, "33211", village)
    values: dict[str, Any] = {
        "tenant": TENANT, "id": new_id(), "nik": nik, "full_name": name, "birth_date": dt.date(1990, 1, 1),
        "address": place,
    }  # fmt: skip
    return Citizen(**{**values, **given})


NEAR = one("1901010101909001", "Budi Dekat", HERE)
FAR = one("1901050101909002", "Ani Jauh", THERE)
HIDDEN = one("1901050101909003", "Tersegel Jauh", THERE, sealed=True)


class District:
    """The hub with its two ways to answer: with compiled statements, and by resolvers alone."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.url = url
        base = dataclasses.replace(
            world().hub,
            people=PgPeople(database),
            past=PgPast(database, FACETS.values()),
            facet_copies=PgFacetCopies(database, FACETS.values()),
            applications=PgApplications(database),
            writes=PgWrites(database, self.clock),
            receipts=PgReceipts(database),
            oversight=oversight(database),
            clock=self.clock,
        )
        self.late = dt.timedelta()
        self.hub = base
        compiling = dataclasses.replace(base, held=PgHeld(database, TENANT, self.clock))
        self.engines = {"resolving": Engine(schema(), base), "compiling": Engine(schema(), compiling)}

    def clock(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.late

    async def furnish(self) -> None:
        await copy_citizens(self.database, [NEAR, FAR, HIDDEN])
        for actor, nik in ((CLERK, NEAR.nik), (HEAD, None), (AUDITOR, None)):
            await self.database.execute(
                "insert into identity_user (tenant, id, username, display_name, password_hash, roles, region, purposes,"
                " nik) values ($1, $2, $7, $3, '', $4, $5, '{}', $6)",
                TENANT, uuid.UUID(actor.subject), actor.display_name, sorted(actor.roles), actor.region, nik,
                f"user.{min(actor.roles)}".replace("_", "."),
            )  # fmt: skip

    async def as_now(self, actor: Actor) -> Actor:
        """The actor as the registry has her: logged in a moment ago, with what is open to her."""
        opened = await opened_now(self.database, TENANT, actor.subject)
        return dataclasses.replace(actor, proved_at=self.clock(), opened=opened)

    async def ask(self, query: str, actor: Actor, way: str = "resolving", **variables: Any) -> Answer:
        return await self.engines[way].run(GraphQLRequest(query, variables or None), await self.as_now(actor))

    async def do(self, mutation: str, asked: str, actor: Actor, **given: Any) -> dict[str, Any]:
        """The payload of a mutation; raises KeyError where it was refused as a whole."""
        name = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ {asked} errors {{ code path }} }} }}"
        answer = await self.ask(query, actor, input={"idempotencyKey": str(new_id()), **given})
        payload: dict[str, Any] = answer.payload["data"][mutation]
        return payload
