"""Accounts, registrations, agreements, their history and proposals, as administrators read them.

No secret is selected.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

import asyncpg

from hub.core.account_ports import AgreementFilter, ChangeFilter, ClientFilter, UserFilter
from hub.core.accounts import AuthMethod
from hub.core.actor import Role
from hub.core.administration import (
    PROPOSAL_LIFE,
    Account,
    Approval,
    By,
    Change,
    ChangeKind,
    Proposal,
    ProposalState,
    Registration,
    SubjectKind,
)
from hub.core.agreement import Agreement
from hub.core.ports import Clock, Page
from hub.core.purpose import Purpose
from hub.store import cursors
from hub.store.agreement_rows import SELECT_AGREEMENT, agreement_of
from hub.store.client_requests import PgRequests
from hub.store.database import Database
from hub.store.row_filter import Parameters
from hub.store.times import first_id

T = TypeVar("T")
_Chosen: TypeAlias = UserFilter | ClientFilter | AgreementFilter

_SLACK: Final = dt.timedelta(days=1)
"""By which the clock that made an id may differ from this one."""
# `$2` is the time now.
USER: Final = """
    select u.tenant, u.id, u.username, u.display_name, u.roles, u.region, u.purposes, u.nik, u.active, u.version,
        u.password_hash <> '' as has_password, u.enrol_until is not null as has_word,
        (select h.issued_by from account_half h where h.tenant = u.tenant and h.user_id = u.id and h.expires_at > $2)
            as half_by,
        (select p.id from person p where p.tenant = u.tenant and p.nik = u.nik and p.moved_to is null limit 1)
            as person_id
    from identity_user u where u.tenant = $1
"""
CLIENT: Final = """
    select c.tenant, c.client_id, c.name, c.auth_method, c.jwks, c.redirect_uris, c.scopes, c.purposes, c.region,
        c.agency, c.agreement, c.dpop_bound, c.trusted, c.active, c.version
    from oauth_client c where c.tenant = $1
"""
CHANGES: Final = (
    "id", "subject_kind", "subject", "version", "kind", "at", "actor", "actor_name", "client_id", "reason", "before",
    "after", "proposal_id", "approved_by", "approved_by_name",
)  # fmt: skip
PROPOSALS: Final = (
    "id", "subject_kind", "subject", "kind", "expected_version", "before", "after", "reason", "state", "proposed_by",
    "proposed_by_name", "proposed_through", "proposed_at", "expires_at", "decided_by", "decided_by_name", "decided_at",
    "decision_reason",
)  # fmt: skip
SELECT_PROPOSAL: Final = f"select {', '.join(PROPOSALS)} from account_proposal where tenant = $1"


class PgAccounts:
    """Implements `hub.core.account_ports.Accounts`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @property
    def requests(self) -> PgRequests:
        return PgRequests(self._database)

    async def user(self, tenant: str, user_id: uuid.UUID) -> Account | None:
        row = await self._database.fetchrow(f"{USER} and u.id = $3", tenant, self._clock(), user_id)
        return account_of(row) if row else None

    async def users(self, tenant: str, chosen: UserFilter, first: int, after: str | None) -> Page[Account]:
        parameters = Parameters(tenant, self._clock())
        terms = [f"{parameters.add(chosen.role.value, 'text')} = any(u.roles)"] if chosen.role else []
        # The cursor holds a user name: opaque to clients, and no address of a page carries it.
        return await self._listed(_USERS, chosen, parameters, terms, first, after)

    async def client(self, tenant: str, client_id: str) -> Registration | None:
        row = await self._database.fetchrow(f"{CLIENT} and c.client_id = $2", tenant, client_id)
        return registration_of(row) if row else None

    async def clients(self, tenant: str, chosen: ClientFilter, first: int, after: str | None) -> Page[Registration]:
        parameters = Parameters(tenant)
        named = chosen.agreement
        terms = [f"c.agreement = {parameters.add(named, 'text')}"] if named is not None else []
        return await self._listed(_CLIENTS, chosen, parameters, terms, first, after)

    async def agreement(self, tenant: str, key: str) -> Agreement | None:
        row = await self._database.fetchrow(f"{SELECT_AGREEMENT} and a.id = $2", tenant, key)
        return agreement_of(row) if row else None

    async def agreements(self, tenant: str, chosen: AgreementFilter, first: int, after: str | None) -> Page[Agreement]:
        return await self._listed(_AGREEMENTS, chosen, Parameters(tenant), [], first, after)

    async def changes(self, tenant: str, chosen: ChangeFilter, first: int, after: str | None) -> Page[Change]:
        parameters = Parameters(tenant)
        terms = [f"subject_kind = any({parameters.add(_values(chosen.kinds), 'text[]')})"]
        if chosen.subject is not None:
            terms.append(f"subject = {parameters.add(chosen.subject, 'text')}")
        select = f"select {', '.join(CHANGES)} from account_change where tenant = $1"
        rows = await self._newest(f"{select} and {' and '.join(terms)}", parameters, "changes", first, after)
        found = [change_of(row) for row in rows]
        return cursors.page(found, [cursors.encode("changes", one.id) for one in found], first)

    async def proposal(self, tenant: str, proposal_id: uuid.UUID) -> Proposal | None:
        row = await self._database.fetchrow(f"{SELECT_PROPOSAL} and id = $2", tenant, proposal_id)
        return proposal_of(row) if row else None

    async def proposals(
        self, tenant: str, kinds: Collection[SubjectKind], *, open_only: bool, first: int, after: str | None
    ) -> Page[Proposal]:
        parameters = Parameters(tenant)
        text = f"{SELECT_PROPOSAL} and subject_kind = any({parameters.add(_values(kinds), 'text[]')})"
        if open_only:
            now = self._clock()
            text += f" and state = 'OPEN' and expires_at > {parameters.add(now, 'timestamptz')}"
            # What ended unnoticed stays OPEN: it is older than a proposal lives, and not read.
            text += f" and id >= {parameters.add(first_id(now - PROPOSAL_LIFE - _SLACK), 'uuid')}"
        rows = await self._newest(text, parameters, "proposals", first, after)
        found = [proposal_of(row) for row in rows]
        return cursors.page(found, [cursors.encode("proposals", one.id) for one in found], first)

    async def _listed(
        self, of: _Listed[T], chosen: _Chosen, parameters: Parameters, terms: list[str], first: int, after: str | None
    ) -> Page[T]:
        """Those inside the reader's region for whom all terms hold, by name."""
        terms = [_inside(f"{of.alias}.region", chosen.within, parameters), *terms]
        if chosen.search:
            pattern = parameters.add(_pattern(chosen.search), "text")
            terms.append(f"({' or '.join(f'{of.alias}.{column} ilike {pattern}' for column in of.searched)})")
        if chosen.active is not None:
            terms.append(f"{of.alias}.active = {parameters.add(chosen.active, 'boolean')}")
        position = cursors.decode(of.name, after, str)
        if position is not None:
            terms.append(f"{of.alias}.{of.by} > {parameters.add(position[0], 'text')}")
        limit = parameters.add(first + 1, "bigint")
        text = f"{of.select} and {' and '.join(terms)} order by {of.alias}.{of.by} limit {limit}"
        rows = await self._database.fetch(text, *parameters.values)
        found = [of.read(row) for row in rows]
        return cursors.page(found, [cursors.encode(of.name, row[of.by]) for row in rows], first)

    async def _newest(
        self, text: str, parameters: Parameters, kind: str, first: int, after: str | None
    ) -> list[asyncpg.Record]:
        """One row more than asked for. Ids are ordered by time."""
        position = cursors.decode(kind, after, uuid.UUID)
        if position is not None:
            text += f" and id < {parameters.add(position[0], 'uuid')}"
        text += f" order by id desc limit {parameters.add(first + 1, 'bigint')}"
        return await self._database.fetch(text, *parameters.values)


def account_of(row: asyncpg.Record) -> Account:
    """The account in a row of `USER`."""
    values = {name: row[name] for name in ("tenant", "id", "username", "display_name", "region", "nik", "active")}
    return Account(
        **values,
        roles=frozenset(Role(role) for role in row["roles"]),
        purposes=frozenset(Purpose(purpose) for purpose in row["purposes"]),
        version=row["version"],
        has_password=row["has_password"],
        has_word=row["has_word"],
        half_by=row["half_by"],
        person_id=row["person_id"],
    )


def registration_of(row: asyncpg.Record) -> Registration:
    """The client in a row of `CLIENT`."""
    plain = ("tenant", "client_id", "name", "region", "agency", "agreement", "dpop_bound", "trusted", "active")
    values = {name: row[name] for name in plain}
    return Registration(
        **values,
        auth_method=AuthMethod(row["auth_method"]),
        keys=tuple((row["jwks"] or {}).get("keys", ())),
        redirect_uris=tuple(row["redirect_uris"]),
        scopes=frozenset(row["scopes"]),
        purposes=frozenset(Purpose(purpose) for purpose in row["purposes"]),
        version=row["version"],
    )


def change_of(row: asyncpg.Record) -> Change:
    """The entry in a row of `CHANGES`."""
    approval = None
    if row["proposal_id"] is not None:
        approval = Approval(row["proposal_id"], By(row["approved_by"], row["approved_by_name"], ""))
    return Change(
        id=row["id"],
        subject_kind=SubjectKind(row["subject_kind"]),
        subject=row["subject"],
        version=row["version"],
        kind=ChangeKind(row["kind"]),
        at=row["at"],
        by=By(row["actor"], row["actor_name"], row["client_id"]),
        reason=row["reason"],
        before=row["before"],
        after=row["after"],
        approval=approval,
    )


def proposal_of(row: asyncpg.Record) -> Proposal:
    """The proposal in a row of `PROPOSALS`."""
    told = ("before", "after", "reason", "proposed_at", "expires_at", "decided_by", "decided_by_name", "decided_at")
    return Proposal(
        id=row["id"],
        subject_kind=SubjectKind(row["subject_kind"]),
        subject=row["subject"],
        kind=ChangeKind(row["kind"]),
        expected_version=row["expected_version"],
        state=ProposalState(row["state"]),
        by=By(row["proposed_by"], row["proposed_by_name"], row["proposed_through"]),
        decision_reason=row["decision_reason"],
        **{name: row[name] for name in told},
    )


@dataclass(frozen=True, slots=True)
class _Listed(Generic[T]):
    """A list of one kind: `by` is the column that orders it, `searched` are those that a search looks into."""

    name: str
    select: str
    alias: str
    by: str
    searched: tuple[str, ...]
    read: Callable[[asyncpg.Record], T]


_USERS: Final = _Listed("users", USER, "u", "username", ("username", "display_name"), account_of)
_CLIENTS: Final = _Listed("clients", CLIENT, "c", "client_id", ("client_id", "name"), registration_of)
_AGREEMENTS: Final = _Listed(
    "agreements", SELECT_AGREEMENT, "a", "id", ("id", "number", "title", "recipient"), agreement_of
)


def _inside(column: str, region: str, parameters: Parameters) -> str:
    """The region itself or below it; the empty region contains nothing."""
    if not region:
        return "false"
    root = parameters.add(region, "text")
    return f"({column} = {root} or starts_with({column}, {root} || '.'))"


def _pattern(search: str) -> str:
    escaped = search.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _values(kinds: Collection[SubjectKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)
