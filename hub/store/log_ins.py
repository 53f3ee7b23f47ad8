"""Second factors, log-ins under way, and what users allowed clients. The base of `PgIdentity`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from hub.core.accounts import Consent, ConsentEntry, GivenConsent, LogIn, SecondFactor
from hub.core.identifiers import new_id
from hub.store.database import Connection, Database

_LOG_IN: Final = "user_id, asked, browser, methods, proved_at, expires_at, proposed"
_OF_GRANTS: Final = ("authorization_code", "refresh_token")

_CONSENT_RECORD: Final = """
    insert into consent_record (tenant, id, user_id, client_id, kind, scopes, text_version, at, purposes)
    values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce(
        (select purposes from oauth_client where tenant = $1 and client_id = $4), '{}'))
"""
_CONSENT_RECORDS: Final = """
    select client_id, kind, scopes, purposes, text_version, at from consent_record
    where tenant = $1 and user_id = $2 order by id
"""


class PgLogIns:
    """Of one tenant."""

    _database: Database
    _tenant: str

    async def second_factor(self, user_id: uuid.UUID) -> SecondFactor | None:
        row = await self._database.fetchrow(
            "select user_id, sealed, last_step from second_factor where tenant = $1 and user_id = $2",
            self._tenant,
            user_id,
        )
        return SecondFactor(**dict(row)) if row else None

    async def set_second_factor(self, factor: SecondFactor, codes: Sequence[bytes], now: dt.datetime) -> None:
        async with self._database.transaction() as connection:
            await forget_second_factor(connection, self._tenant, factor.user_id)
            await connection.execute(
                "insert into second_factor (tenant, user_id, sealed, last_step, since) values ($1, $2, $3, $4, $5)",
                self._tenant,
                factor.user_id,
                factor.sealed,
                factor.last_step,
                now,
            )
            await connection.execute(
                "insert into recovery_code (tenant, user_id, code_hash) select $1, $2, unnest($3::bytea[])",
                self._tenant,
                factor.user_id,
                list(codes),
            )

    async def use_step(self, user_id: uuid.UUID, step: int) -> bool:
        done = await self._database.execute(
            "update second_factor set last_step = $3 where tenant = $1 and user_id = $2 and last_step < $3",
            self._tenant,
            user_id,
            step,
        )
        return done == "UPDATE 1"

    async def use_recovery_code(self, user_id: uuid.UUID, code_hash: bytes, now: dt.datetime) -> bool:
        done = await self._database.execute(
            "update recovery_code set used_at = $4"
            " where tenant = $1 and user_id = $2 and code_hash = $3 and used_at is null",
            self._tenant,
            user_id,
            code_hash,
            now,
        )
        return done == "UPDATE 1"

    async def set_password(self, user_id: uuid.UUID, password_hash: str, before: str) -> bool:
        done = await self._database.execute(
            "update identity_user set password_hash = $3, enrol_until = null"
            " where tenant = $1 and id = $2 and password_hash = $4",
            self._tenant,
            user_id,
            password_hash,
            before,
        )
        return done == "UPDATE 1"

    async def begin_enrolment(
        self, user_id: uuid.UUID, word_hash: str, until: dt.datetime, tokens_until: dt.datetime
    ) -> None:
        async with self._database.transaction() as connection:
            await begin_enrolment(connection, self._tenant, user_id, word_hash, until, tokens_until)

    async def save_log_in(self, log_in: LogIn) -> None:
        await self._database.execute(
            "delete from log_in where tenant = $1 and expires_at < $2", self._tenant, log_in.proved_at
        )
        await self._database.execute(
            f"insert into log_in (tenant, word_hash, {_LOG_IN}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            self._tenant,
            log_in.hash,
            log_in.user_id,
            log_in.asked,
            log_in.browser,
            list(log_in.methods),
            log_in.proved_at,
            log_in.expires_at,
            log_in.proposed,
        )

    async def take_log_in(self, word_hash: bytes, now: dt.datetime) -> LogIn | None:
        row = await self._database.fetchrow(
            f"delete from log_in where tenant = $1 and word_hash = $2 and expires_at > $3 returning {_LOG_IN}",
            self._tenant,
            word_hash,
            now,
        )
        return LogIn(**{**dict(row), "hash": word_hash, "methods": tuple(row["methods"])}) if row else None

    async def consents(self, user_id: uuid.UUID) -> list[Consent]:
        rows = await self._database.fetch(
            "select consent.client_id, coalesce(name, consent.client_id) as client_name, consent.scopes, given_at"
            " from consent left join oauth_client using (tenant, client_id)"
            " where consent.tenant = $1 and user_id = $2 order by client_name, client_id",
            self._tenant,
            user_id,
        )
        return [Consent(**{**dict(row), "scopes": frozenset(row["scopes"])}) for row in rows]

    async def give_consent(self, user_id: uuid.UUID, given: GivenConsent, since: dt.datetime | None) -> None:
        client_id, scopes = given.client_id, sorted(given.scopes)
        async with self._database.transaction() as connection:
            await connection.execute(
                "insert into consent (tenant, user_id, client_id, scopes, given_at) values ($1, $2, $3, $4, $5)"
                " on conflict (tenant, user_id, client_id) do update set given_at = excluded.given_at, scopes ="
                " case when consent.given_at < $6 then excluded.scopes"
                " else array(select distinct unnest(consent.scopes || excluded.scopes) order by 1) end",
                self._tenant,
                user_id,
                client_id,
                scopes,
                given.at,
                since,
            )
            told = (user_id, client_id, "GIVEN", scopes, given.text_version, given.at)
            await connection.execute(_CONSENT_RECORD, self._tenant, new_id(), *told)

    async def consent_record(self, user_id: uuid.UUID) -> Sequence[ConsentEntry]:
        rows = await self._database.fetch(_CONSENT_RECORDS, self._tenant, user_id)
        return [
            ConsentEntry(
                row["client_id"], row["kind"], tuple(row["scopes"]), tuple(row["purposes"]), row["text_version"],
                row["at"],
            )
            for row in rows
        ]  # fmt: skip

    async def withdraw_consent(self, user_id: uuid.UUID, client_id: str, tokens_until: dt.datetime) -> None:
        async with self._database.transaction() as connection:
            scopes = await connection.fetchval(
                "delete from consent where tenant = $1 and user_id = $2 and client_id = $3 returning scopes",
                self._tenant,
                user_id,
                client_id,
            )
            await end_grants(connection, self._tenant, user_id, tokens_until, client_id=client_id)
            told = (user_id, client_id, "WITHDRAWN", list(scopes or ()), "", dt.datetime.now(dt.UTC))
            await connection.execute(_CONSENT_RECORD, self._tenant, new_id(), *told)


async def begin_enrolment(
    connection: Connection,
    tenant: str,
    user_id: uuid.UUID,
    word_hash: str,
    until: dt.datetime,
    tokens_until: dt.datetime,
) -> None:
    """Password and second factor end, and every log-in with them; what holds until `until` is the one-time word whose
    argon2 hash this is. In the caller's transaction. `tokens_until`: when the last token of an old log-in has expired.
    """
    await connection.execute(
        "update identity_user set password_hash = $3, enrol_until = $4 where tenant = $1 and id = $2",
        tenant,
        user_id,
        word_hash,
        until,
    )
    await forget_second_factor(connection, tenant, user_id)
    await end_grants(connection, tenant, user_id, tokens_until)


async def end_grants(
    connection: Connection, tenant: str, user_id: uuid.UUID, tokens_until: dt.datetime, *, client_id: str | None = None
) -> None:
    """Ends all that a user's log-ins gave (at this client, or at every one), codes and log-ins under way included.

    In the caller's transaction. Codes are kept for a day, so they name every grant whose tokens may still hold.
    """
    of_hers = "tenant = $1 and user_id = $2 and ($3::text is null or client_id = $3)"
    grants = " union ".join(f"select grant_id from {table} where {of_hers}" for table in _OF_GRANTS)
    await connection.execute(
        "insert into revoked_token (tenant, token_id, expires_at)"
        f" select $1, grant_id::text, $4 from ({grants}) as hers"
        " on conflict (tenant, token_id) do update set expires_at = greatest(revoked_token.expires_at, $4)",
        tenant,
        user_id,
        client_id,
        tokens_until,
    )
    await connection.execute(f"delete from refresh_token where {of_hers}", tenant, user_id, client_id)
    await connection.execute(
        f"update authorization_code set used_at = coalesce(used_at, now()) where {of_hers}", tenant, user_id, client_id
    )
    await connection.execute("delete from log_in where tenant = $1 and user_id = $2", tenant, user_id)


async def forget_second_factor(connection: Connection, tenant: str, user_id: uuid.UUID) -> None:
    for table in ("second_factor", "recovery_code"):
        await connection.execute(f"delete from {table} where tenant = $1 and user_id = $2", tenant, user_id)
