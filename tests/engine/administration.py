"""An office with administrators on a real registry, for the tests of administration."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from hub.audit.quotas import DailyQuotas
from hub.core.accounts import User
from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, Actor, ActorKind, Role
from hub.core.calendar import now
from hub.core.identifiers import global_id, new_id
from hub.core.ports import Clock
from hub.core.purpose import Purpose
from hub.core.trusted import TrustedDocuments
from hub.engine import Answer, Engine
from hub.identity.words import OneTimeWords
from hub.resolvers.context import Administration
from hub.store import Database, PgAccounts, PgIdentity, PgQuotas, PgTrusted, oversight
from tests.fakes.accounts import FakeKeys
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import World, examiner, schema

KEY: Final = b"k" * 32
PASSWORD_HASH: Final = "$argon2id$a-hash-of-the-tests"
_FIELDS: Final = """
  user { id username displayName roles region nik active version needsTwo passwordState halfIsMine mayChange }
  client { clientId name keyIds redirectUris scopes agreement active version needsTwo dpopBound }
  agreement { id number purposes categories fields masked region dailyQuota endsOn active version validity }
  proposal { id kind state isMine proposedBy differences { name before after differs } }
  word
  errors { code path message version }
"""


@dataclass
class Administrators:
    """The registry of one district with three administrators and a head; each mutation has a key of its own."""

    world: World
    identity: PgIdentity
    database: Database
    people: dict[str, Actor]

    @classmethod
    async def of(cls, database: Database, clock: Clock = now, *, sandbox: bool = False) -> Administrators:
        """`clock` is the hub's."""
        made = on_postgres(database)
        administration = Administration(PgAccounts(database, now), OneTimeWords(KEY), FakeKeys())
        hub = dataclasses.replace(
            made.hub, administration=administration, oversight=oversight(database), clock=clock,
            sandbox=sandbox,
            quotas=DailyQuotas(PgQuotas(database, TENANT), clock),
            trusted=TrustedDocuments(PgTrusted(database, TENANT), examiner()),
        )  # fmt: skip
        world = dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))
        office = cls(world, PgIdentity(database, TENANT), database, {})
        for name, role in (
            ("ani", Role.ADMINISTRATOR),
            ("budi", Role.ADMINISTRATOR),
            ("kadis", Role.HEAD_OF_OFFICE),
            ("siti", Role.OPERATOR),
        ):
            await office.register(name, role)
        return office

    async def register(self, name: str, *roles: Role, nik: str | None = None, region: str = "19.01") -> User:
        """Somebody who is in the registry already, with a password."""
        user = User(
            TENANT, new_id(), name, f"{name.capitalize()} (DATA CONTOH)", PASSWORD_HASH, frozenset(roles), region,
            frozenset({Purpose.CIVIL_REGISTRATION}), nik,
        )  # fmt: skip
        user = await self.identity.put_user(user)
        self.people[name] = actor_of(user)
        return user

    def id_of(self, name: str) -> str:
        return global_id("User", self.people[name].subject)

    async def user(self, name: str) -> User:
        found = await self.identity.user_by_name(name)
        assert found is not None
        return found

    async def ask(self, by: str, query: str, variables: dict[str, Any] | None = None) -> Answer:
        return await self.world.ask(query, variables, actor=self.people[by])

    async def do(self, by: str, mutation: str, key: str = "", **given: Any) -> dict[str, Any]:
        """The payload of a mutation; one without a key in `key` gets its own. A refusal fails the test."""
        answer = await self.try_(by, mutation, key, **given)
        payload = answer.payload["data"][mutation]
        assert payload is not None, answer.payload
        return dict(payload)

    async def try_(self, by: str, mutation: str, key: str = "", **given: Any) -> Answer:
        kind = mutation[0].upper() + mutation[1:]
        query = f"mutation M($input: {kind}Input!) {{ {mutation}(input: $input) {{ {_FIELDS} }} }}"
        given = {"idempotencyKey": key or str(new_id()), "reason": "Untuk pengujian.", **given}
        return await self.world.ask(query, {"input": given}, actor=self.people[by])

    async def refused(self, by: str, mutation: str, **given: Any) -> str:
        """The rule of a refusal at top level."""
        answer = await self.try_(by, mutation, **given)
        assert answer.payload["data"][mutation] is None, answer.payload
        return str(answer.payload["errors"][0]["extensions"]["rule"])

    async def code(self, by: str, mutation: str, **given: Any) -> tuple[str, str]:
        """(code, path) of what is wrong with the input."""
        (error,) = (await self.do(by, mutation, **given))["errors"]
        return error["code"], error["path"]

    async def create(self, by: str, username: str, *roles: str, **given: Any) -> dict[str, Any]:
        values = {
            "username": username, "displayName": f"{username.capitalize()} (DATA CONTOH)", "roles": list(roles),
            "region": "19.01", "purposes": ["CIVIL_REGISTRATION"], **given,
        }  # fmt: skip
        return await self.do(by, "createUser", **values)

    async def change(self, by: str, name: str, **given: Any) -> dict[str, Any]:
        version = await self.version(name)
        return await self.do(by, "changeUser", userId=self.id_of(name), expectedVersion=version, **given)

    async def version(self, name: str) -> int:
        found: int = await self.database.fetchval("select version from identity_user where username = $1", name)
        return found

    async def history(self, subject: str) -> list[dict[str, Any]]:
        rows = await self.database.fetch(
            "select * from account_change where tenant = $1 and subject = $2 order by id", TENANT, subject
        )
        return [dict(row) for row in rows]


def actor_of(user: User, client_id: str = "satu-console") -> Actor:
    """She has just logged in with her second factor."""
    scopes = frozenset[str]().union(*(ROLE_SCOPES[role] for role in user.roles))
    return Actor(
        str(user.id), ActorKind.USER, client_id, user.display_name, user.tenant, user.roles, scopes, user.region,
        user.purposes, user.nik, acr=MULTI_FACTOR, proved_at=now(),
    )  # fmt: skip
