"""Administration inside a mutation's transaction: accounts, registrations, agreements, proposals, and the history of
all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Final

from hub.core.accounts import AUTHORIZATION_CODE, CLIENT_CREDENTIALS, REFRESH_TOKEN, AuthMethod
from hub.core.administration import HALF_LIFE, Account, Change, Proposal, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.office_setting import COUNTERS, CounterSetting, ServiceSetting
from hub.core.ports import Clock
from hub.store import log_ins, office_settings
from hub.store.accounts import (
    CHANGES,
    CLIENT,
    PROPOSALS,
    SELECT_PROPOSAL,
    USER,
    account_of,
    proposal_of,
    registration_of,
)
from hub.store.agreement_rows import CHANGED_AGREEMENT, NEW_AGREEMENT, SELECT_AGREEMENT, agreement_of, values_of
from hub.store.database import Connection
from hub.store.failures import mapped
from hub.store.sign_ups import PgSignUpWork
from hub.store.trusted import PgTrustedWork

_ALONE: Final = "select pg_advisory_xact_lock(hashtext('administration'), $1::int)"
_NEW_USER: Final = """
    insert into identity_user
        (tenant, id, display_name, roles, region, purposes, nik, active, version, username, password_hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')
"""
_CHANGED_USER: Final = """
    update identity_user set display_name = $3, roles = $4, region = $5, purposes = $6, nik = $7, active = $8,
        version = $9, password_hash = case when $10 then '' else password_hash end,
        enrol_until = case when $10 then null else enrol_until end
    where tenant = $1 and id = $2 and version = $9 - 1
"""
_NEW_CLIENT: Final = """
    insert into oauth_client
        (tenant, client_id, name, jwks, grant_types, redirect_uris, scopes, purposes, region, agency, active, version,
         dpop_bound, agreement, auth_method, trusted)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, false)
"""
_CHANGED_CLIENT: Final = """
    update oauth_client set name = $3, jwks = $4, grant_types = $5, redirect_uris = $6, scopes = $7, purposes = $8,
        region = $9, agency = $10, active = $11, version = $12,
        dpop_bound = $13, agreement = $14, tokens_from = $15
    where tenant = $1 and client_id = $2 and version = $12 - 1
"""
_PUT_HALF: Final = """
    insert into account_half (tenant, user_id, issued_by, seed, issued_at, expires_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (tenant, user_id) do update set issued_by = $3, seed = $4, issued_at = $5, expires_at = $6
"""
_EXPIRE: Final = """
    update account_proposal set state = 'EXPIRED'
    where tenant = $1 and subject_kind = $2 and subject = $3 and state = 'OPEN' and expires_at <= $4
"""
_DECIDE: Final = """
    update account_proposal
    set state = $3, decided_by = $4, decided_by_name = $5, decided_at = $6, decision_reason = $7
    where tenant = $1 and id = $2 and state = 'OPEN'
"""
_CHANGE: Final = f"insert into account_change (tenant, {', '.join(CHANGES)}) values ($1, {{}})".format(
    ", ".join(f"${number}" for number in range(2, len(CHANGES) + 2))
)
_PROPOSE: Final = f"insert into account_proposal (tenant, {', '.join(PROPOSALS)}) values ($1, {{}})".format(
    ", ".join(f"${number}" for number in range(2, len(PROPOSALS) + 2))
)


class PgAccountWork:
    """Implements `hub.core.account_ports.AccountWork`."""

    def __init__(self, connection: Connection, tenant: str, clock: Clock) -> None:
        self._connection = connection
        self._tenant = tenant
        self._clock = clock
        self._has_turn = False

    async def user(self, user_id: uuid.UUID) -> Account | None:
        await self._turn()
        with mapped():
            row = await self._connection.fetchrow(f"{USER} and u.id = $3", self._tenant, self._clock(), user_id)
        return account_of(row) if row else None

    async def client(self, client_id: str) -> Registration | None:
        await self._turn()
        with mapped():
            row = await self._connection.fetchrow(f"{CLIENT} and c.client_id = $2", self._tenant, client_id)
        return registration_of(row) if row else None

    async def agreement(self, key: str) -> Agreement | None:
        await self._turn()
        with mapped():
            row = await self._connection.fetchrow(f"{SELECT_AGREEMENT} and a.id = $2", self._tenant, key)
        return agreement_of(row) if row else None

    async def service_setting(self, blank: ServiceSetting) -> ServiceSetting:
        await self._turn()
        return await office_settings.service_setting(self._connection, blank)

    async def counter_setting(self, blank: CounterSetting) -> CounterSetting:
        await self._turn()
        return await office_settings.counter_setting(self._connection, blank, COUNTERS)

    async def subject_of(self, username: str) -> uuid.UUID | None:
        await self._turn()
        with mapped():
            found: uuid.UUID | None = await self._connection.fetchval(
                "select id from identity_user where tenant = $1 and username = $2", self._tenant, username
            )
        return found

    async def administrators(self) -> frozenset[uuid.UUID]:
        await self._turn()
        statement = "select id from identity_user where tenant = $1 and active and 'administrator' = any(roles)"
        with mapped():
            return frozenset(row["id"] for row in await self._connection.fetch(statement, self._tenant))

    async def niks(self, subjects: Collection[str]) -> Mapping[str, str]:
        await self._turn()
        statement = (
            "select id::text as subject, nik from identity_user"
            " where tenant = $1 and id::text = any($2::text[]) and nik is not null"
        )
        with mapped():
            rows = await self._connection.fetch(statement, self._tenant, sorted(subjects))
        return {row["subject"]: row["nik"] for row in rows}

    async def open_proposal(self, kind: SubjectKind, subject: str, now: dt.datetime) -> Proposal | None:
        await self._turn()
        with mapped():
            await self._connection.execute(_EXPIRE, self._tenant, kind.value, subject, now)
            row = await self._connection.fetchrow(
                f"{SELECT_PROPOSAL} and subject_kind = $2 and subject = $3 and state = 'OPEN'",
                self._tenant,
                kind.value,
                subject,
            )
        return proposal_of(row) if row else None

    async def write_user(self, after: Account, change: Change, *, forget_password: bool) -> None:
        is_new = after.version == 1
        await self._execute(
            _NEW_USER if is_new else _CHANGED_USER, after.id, after.display_name, sorted(after.roles), after.region,
            sorted(after.purposes), after.nik, after.active, after.version,
            after.username if is_new else forget_password,
        )  # fmt: skip
        await self.note(change)

    async def write_client(self, after: Registration, change: Change) -> None:
        keys = {"keys": [dict(key) for key in after.keys]} if after.keys else None
        is_new = after.version == 1
        await self._execute(
            _NEW_CLIENT if is_new else _CHANGED_CLIENT, after.client_id, after.name, keys, _grants(after),
            list(after.redirect_uris), sorted(after.scopes), sorted(after.purposes), after.region, after.agency,
            after.active, after.version, after.dpop_bound, after.agreement,
            after.auth_method.value if is_new else change.at,
        )  # fmt: skip
        await self.note(change)

    async def write_agreement(self, after: Agreement, change: Change) -> None:
        await self._execute(NEW_AGREEMENT if after.version == 1 else CHANGED_AGREEMENT, *values_of(after))
        await self.note(change)

    async def write_setting(self, after: ServiceSetting | CounterSetting, change: Change) -> None:
        await self._turn()
        await office_settings.put_setting(self._connection, change.subject_kind, change.subject, after)
        await self.note(change)

    async def note(self, change: Change) -> None:
        approval = change.approval
        await self._execute(
            _CHANGE, change.id, change.subject_kind.value, change.subject, change.version, change.kind.value, change.at,
            change.by.subject, change.by.name, change.by.client_id, change.reason, change.before, change.after,
            approval.proposal_id if approval else None, approval.by.subject if approval else None,
            approval.by.name if approval else None,
        )  # fmt: skip

    async def end_grants(self, user_id: uuid.UUID, until: dt.datetime) -> None:
        await self._turn()
        with mapped():
            await log_ins.end_grants(self._connection, self._tenant, user_id, until)

    async def half(self, user_id: uuid.UUID, now: dt.datetime) -> tuple[str, bytes] | None:
        await self._turn()
        statement = "select issued_by, seed from account_half where tenant = $1 and user_id = $2 and expires_at > $3"
        with mapped():
            row = await self._connection.fetchrow(statement, self._tenant, user_id, now)
        return (row["issued_by"], row["seed"]) if row else None

    async def put_half(self, user_id: uuid.UUID, issued_by: str, seed: bytes, at: dt.datetime) -> None:
        await self._execute(_PUT_HALF, user_id, issued_by, seed, at, at + HALF_LIFE)

    async def begin_enrolment(
        self, user_id: uuid.UUID, word_hash: str, until: dt.datetime, tokens_until: dt.datetime
    ) -> None:
        await self._execute("delete from account_half where tenant = $1 and user_id = $2", user_id)
        with mapped():
            await log_ins.begin_enrolment(self._connection, self._tenant, user_id, word_hash, until, tokens_until)

    async def reset_second_factor(self, user_id: uuid.UUID) -> None:
        await self._turn()
        with mapped():
            await log_ins.forget_second_factor(self._connection, self._tenant, user_id)

    async def propose(self, proposal: Proposal) -> None:
        await self._execute(
            _PROPOSE, proposal.id, proposal.subject_kind.value, proposal.subject, proposal.kind.value,
            proposal.expected_version, proposal.before, proposal.after, proposal.reason, proposal.state.value,
            proposal.by.subject, proposal.by.name, proposal.by.client_id, proposal.proposed_at, proposal.expires_at,
            proposal.decided_by, proposal.decided_by_name, proposal.decided_at, proposal.decision_reason,
        )  # fmt: skip

    async def proposal(self, proposal_id: uuid.UUID) -> Proposal | None:
        await self._turn()
        with mapped():
            row = await self._connection.fetchrow(f"{SELECT_PROPOSAL} and id = $2", self._tenant, proposal_id)
        return proposal_of(row) if row else None

    async def decide(self, proposal: Proposal) -> None:
        await self._execute(
            _DECIDE, proposal.id, proposal.state.value, proposal.decided_by, proposal.decided_by_name,
            proposal.decided_at, proposal.decision_reason,
        )  # fmt: skip

    @property
    def documents(self) -> PgTrustedWork:
        return PgTrustedWork(self._connection, self._tenant)

    @property
    def sign_ups(self) -> PgSignUpWork:
        return PgSignUpWork(self._connection, self._tenant)

    async def _execute(self, statement: str, *values: object) -> None:
        await self._turn()
        with mapped():
            await self._connection.execute(statement, self._tenant, *values)

    async def _turn(self) -> None:
        """Waits until no other transaction administrates this district; two that look at each other's administrators
        at once could otherwise take away the last one."""
        if not self._has_turn:
            with mapped():
                await self._connection.execute(_ALONE, int(self._tenant))
            self._has_turn = True


def _grants(client: Registration) -> list[str]:
    """A client with keys may ask in its own name; one with redirect addresses may log people in."""
    own = [CLIENT_CREDENTIALS] if client.auth_method is not AuthMethod.NONE else []
    return own + ([AUTHORIZATION_CODE, REFRESH_TOKEN] if client.redirect_uris else [])
