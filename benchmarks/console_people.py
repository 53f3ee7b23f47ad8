"""Everybody who works at the console of a multitude, each logged in: one of every role, and a citizen."""

from __future__ import annotations

import dataclasses
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.multitude import REGENCY, TENANT
from hub.console.base.login import CLIENT_ID
from hub.console.base.session import begin
from hub.console.base.shared_sessions import SessionKey, SharedSessions
from hub.core.accounts import Grant, User
from hub.core.actor import SCOPES, Role
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.identity import AccessTokens, KeyRing
from hub.identity.seeds import seed_client
from hub.store import Database, PgAgreements, PgConsoleSessions, PgIdentity
from tests.fakes.agreements import agreement

_NOBODY: Final = "public"
_HANDS_IN: Final = {Role.HELPER: "helped", Role.CITIZEN: "own"}
_PURPOSES: Final = {
    Role.CITIZEN: Purpose.OWN_DATA, Role.AUDITOR: Purpose.OVERSIGHT, Role.HELPER: Purpose.PUBLIC_SERVICE
}  # fmt: skip
_TOKEN_SECONDS: Final = 120
_ACCOUNTS: Final = 40
"""Of each kind, beside those who are logged in: as many as a district has."""
_CITIZEN: Final = """
    select p.nik from person p join application_person a on a.tenant = p.tenant and a.person_id = p.id
    where p.tenant = $1 and not p.sealed order by p.id offset 100 limit 1
"""
_BREACH: Final = """
    insert into breach (tenant, id, title, happened, noticed_at, due_at, began_at, ended_at, client_id, entered_by,
                        entered_by_name, entered_at)
    select $1, md5('breach ' || n)::uuid, 'Kejadian contoh ' || n, 'Contoh.', now(), now() + interval '3 days',
           timestamptz '2026-01-01', timestamptz '2026-01-01 06:00', 'frontend', 'auditor', 'Contoh', now()
    from generate_series(1, 3) n on conflict do nothing
"""


@dataclass
class Desk:
    """Somebody who asks. `hands_in` is the name under which the samples hold what she handed in; `first` how long
    addresses took that she was asked for before; `clock` tells how long processors have worked for the hub."""

    role: str
    url: str
    database_url: str
    state: Path
    headers: dict[str, str]
    subject: str = ""
    hands_in: str = ""
    first: dict[str, float] = field(default_factory=dict)
    clock: Callable[[], float] = time.process_time
    log_in: Callable[[], Awaitable[str]] | None = None
    since: float = 0.0

    async def stay(self) -> None:
        """Logs in anew where the token is soon to end."""
        if self.log_in is not None and time.monotonic() - self.since > _TOKEN_SECONDS:
            self.headers["Cookie"] = f"satu={await self.log_in()}"
            self.since = time.monotonic()


@asynccontextmanager
async def people_at_work(database_url: str, url: str, state: Path) -> AsyncIterator[list[Desk]]:
    """Whoever is logged in, and whoever is not."""
    database = await Database.open(database_url, max_size=2)
    try:
        await _accounts(database)
        headers = {"Accept-Encoding": "identity"}
        desks = [Desk(_NOBODY, url, database_url, state, headers)]
        for role in Role:
            if role is not Role.AGENCY_CLIENT:
                user = await _put(database, role)
                desk = Desk(role.value, url, database_url, state, {**headers}, str(user.id), _HANDS_IN.get(role, ""))
                desk.log_in = partial(_logged_in, database, user, url, state)
                desks.append(desk)
        yield desks
    finally:
        await database.close()


async def _accounts(database: Database) -> None:
    registry = PgIdentity(database, TENANT)
    await seed_client(
        registry, tenant=TENANT, client_id=CLIENT_ID, name="Konsol", scopes=SCOPES, purposes=list(Purpose),
        region=REGENCY, redirect_uris=["http://127.0.0.1:1/console/callback"], trusted=True,
    )  # fmt: skip
    await PgAgreements(database, TENANT).put(agreement())
    for number in range(_ACCOUNTS):
        await PgAgreements(database, TENANT).put(agreement(id=f"contoh-{number}", number=f"470/{number}/PKS/2026"))
        await seed_client(
            registry, tenant=TENANT, client_id=f"client-{number}", name=f"Klien {number}", scopes=["citizen:read"],
            purposes=[Purpose.PUBLIC_SERVICE], region=REGENCY, client_secret="x" * 40, demo=True,
            agreement=f"contoh-{number}",
        )  # fmt: skip
        await registry.put_user(_user(f"petugas.{number}", Role.OPERATOR, None))
    await database.execute(_BREACH, TENANT)


def _user(username: str, role: Role, nik: str | None) -> User:
    purposes = frozenset({_PURPOSES.get(role, Purpose.CIVIL_REGISTRATION)})
    return User(
        TENANT, uuid.uuid5(uuid.NAMESPACE_URL, username), username, f"Petugas {username}", "x", frozenset({role}),
        REGENCY, purposes, nik,
    )  # fmt: skip


async def _put(database: Database, role: Role) -> User:
    (row,) = await database.fetch(_CITIZEN, TENANT)
    user = _user(role.value, role, row["nik"] if role is Role.CITIZEN else None)
    return await PgIdentity(database, TENANT).put_user(user)


async def _logged_in(database: Database, user: User, url: str, state: Path) -> str:
    """The cookie's word of somebody who has done the second step."""
    client = await PgIdentity(database, TENANT).client(CLIENT_ID)
    assert client is not None
    tokens = AccessTokens(KeyRing.load(state / "identity", now), url, "satu-hub", now)
    grant = Grant(new_id(), CLIENT_ID, user.id, " ".join(sorted(SCOPES)), now(), methods=("pwd", "otp", "mfa"))
    word, session = begin(now())
    session = dataclasses.replace(session, access_token=tokens.for_user(user, client, grant))
    rows = PgConsoleSessions(database, TENANT)
    await SharedSessions(rows, SessionKey.load(state / "console"), now).put(session)
    return word
