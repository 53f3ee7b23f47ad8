"""Users, clients, codes and revocations of one district."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hub.core.accounts import Acting, AuthMethod, Client, Code, Failures, Grant, Pushed, Refresh, User
from hub.core.actor import Role
from hub.core.agreement import Agreement
from hub.core.purpose import Purpose
from hub.store.agreement_rows import AGREEMENT_OF_CLIENT, agreement_of
from hub.store.database import Database
from hub.store.emergencies import opened_now
from hub.store.log_ins import PgLogIns

_USER: Final = (
    "tenant", "id", "username", "display_name", "password_hash", "roles", "region", "purposes", "nik", "active",
    "enrol_until",
)  # fmt: skip
_CLIENT: Final = (
    "tenant", "client_id", "name", "auth_method", "secret_hash", "jwks", "grant_types", "redirect_uris", "scopes",
    "purposes", "region", "trusted", "active", "agency", "demo", "requires_par", "dpop_bound",
    "tokens_from", "agreement",
)  # fmt: skip
_GRANT: Final = ("grant_id", "client_id", "user_id", "scope", "logged_in_at", "jkt", "methods")
_CODE: Final = ("code_hash", *_GRANT, "redirect_uri", "challenge", "nonce", "expires_at")
_REFRESH: Final = ("token_hash", *_GRANT, "expires_at")
_PUSHED: Final = ("uri_hash", "client_id", "parameters", "expires_at")
_EVERY: Final = dt.timedelta(seconds=10)
"""How often a process throws away what nobody asks for any more, where that comes with every request."""


class PgIdentity(PgLogIns):
    """Implements `hub.identity.ports.IdentityStore` for one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant
        self._forgot_at: dt.datetime | None = None
        self._agreements: dict[str, Agreement] = {}

    async def client(self, client_id: str) -> Client | None:
        row = await self._row("oauth_client", _CLIENT, "client_id = $2", client_id)
        return _client(row) if row else None

    async def acting(self, client_id: str) -> Acting | None:
        row = await self._database.fetchrow(_ACTING, self._tenant, client_id)
        if row is None:
            return None
        client = _client({name: row[name] for name in _CLIENT})
        return Acting(client, self._same(agreement_of(row, "agreement_")) if row["agreement_id"] else None)

    def _same(self, agreement: Agreement) -> Agreement:
        """The object that was given before, where it says the same: what is kept by it is then found at once."""
        known = self._agreements.get(agreement.id)
        if known is None or known != agreement:
            known = self._agreements[agreement.id] = agreement
        return known

    async def user(self, user_id: uuid.UUID) -> User | None:
        row = await self._row("identity_user", _USER, "id = $2", user_id)
        if row is None:
            return None
        opened = await opened_now(self._database, self._tenant, str(user_id))
        return dataclasses.replace(_user(row), opened=opened)

    async def user_by_name(self, username: str) -> User | None:
        row = await self._row("identity_user", _USER, "username = $2", username)
        return _user(row) if row else None

    async def put_client(self, client: Client) -> None:
        values = {name: getattr(client, name) for name in _CLIENT}
        values |= {"scopes": sorted(client.scopes), "purposes": sorted(client.purposes)}
        values |= {"grant_types": sorted(client.grant_types), "jwks": dict(client.jwks) if client.jwks else None}
        await self._database.execute(_upsert("oauth_client", _CLIENT, "client_id"), *values.values())

    async def put_user(self, user: User) -> User:
        values = {name: getattr(user, name) for name in _USER}
        values |= {"roles": sorted(user.roles), "purposes": sorted(user.purposes)}
        statement = _upsert("identity_user", _USER, "username", keeping="id")
        row = await self._database.fetchrow(f"{statement} returning {', '.join(_USER)}", *values.values())
        assert row is not None, "an insert that returns gives a row"
        return _user(dict(row))

    async def save_code(self, code: Code) -> None:
        await self._forget("authorization_code", "expires_at", code.grant.logged_in_at - dt.timedelta(days=1))
        values = (code.hash, *_values(code.grant), code.redirect_uri, code.challenge, code.nonce, code.expires_at)
        await self._insert("authorization_code", _CODE, values)

    async def take_code(self, code_hash: bytes, client_id: str, now: dt.datetime) -> Code | None:
        row = await self._take("authorization_code", "code_hash", _CODE, code_hash, client_id, now)
        if row is None:
            return None
        return Code(code_hash, _grant(row), row["redirect_uri"], row["challenge"], row["nonce"], row["expires_at"])

    async def code_grant(self, code_hash: bytes) -> uuid.UUID | None:
        row = await self._row("authorization_code", ("grant_id",), "code_hash = $2", code_hash)
        return row["grant_id"] if row else None

    async def save_refresh(self, token: Refresh) -> None:
        await self._forget("refresh_token", "expires_at", token.grant.logged_in_at)
        await self._insert("refresh_token", _REFRESH, (token.hash, *_values(token.grant), token.expires_at))

    async def take_refresh(self, token_hash: bytes, client_id: str, now: dt.datetime) -> Refresh | None:
        row = await self._take("refresh_token", "token_hash", _REFRESH, token_hash, client_id, now)
        return Refresh(token_hash, _grant(row), row["expires_at"]) if row else None

    async def find_refresh(self, token_hash: bytes) -> Refresh | None:
        row = await self._row("refresh_token", _REFRESH, "token_hash = $2", token_hash)
        return Refresh(token_hash, _grant(row), row["expires_at"]) if row else None

    async def revoke_grant(self, grant_id: uuid.UUID, until: dt.datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from refresh_token where tenant = $1 and grant_id = $2", self._tenant, grant_id
            )
            await connection.execute(_REVOKE, self._tenant, str(grant_id), until)

    async def revoke_token(self, token_id: str, until: dt.datetime) -> None:
        await self._database.execute(_REVOKE, self._tenant, token_id, until)

    async def revoked(self, now: dt.datetime) -> frozenset[str]:
        rows = await self._database.fetch(
            "select token_id from revoked_token where tenant = $1 and expires_at > $2", self._tenant, now
        )
        return frozenset(row["token_id"] for row in rows)

    async def use_assertion(self, client_id: str, assertion_hash: bytes, until: dt.datetime) -> bool:
        await self._forget("used_assertion", "expires_at", until - dt.timedelta(days=1))
        done = await self._database.execute(
            "insert into used_assertion (tenant, client_id, assertion_hash, expires_at) values ($1, $2, $3, $4)"
            " on conflict do nothing",
            self._tenant,
            client_id,
            assertion_hash,
            until,
        )
        return done == "INSERT 0 1"

    async def use_proof(self, proof_hash: bytes, until: dt.datetime) -> bool:
        if self._forgot_at is None or until - self._forgot_at > _EVERY:
            self._forgot_at = until
            await self._forget("used_proof", "expires_at", until - dt.timedelta(minutes=2))
        return await self._database.fetchval(_USE_PROOF, self._tenant, proof_hash, until) is not None

    async def save_pushed(self, pushed: Pushed) -> None:
        await self._forget("pushed_request", "expires_at", pushed.expires_at - dt.timedelta(minutes=2))
        values = (pushed.hash, pushed.client_id, dict(pushed.parameters), pushed.expires_at)
        await self._insert("pushed_request", _PUSHED, values)

    async def open_pushed(
        self, uri_hash: bytes, client_id: str, now: dt.datetime, page_hash: bytes, until: dt.datetime
    ) -> Pushed | None:
        row = await self._database.fetchrow(_OPEN, self._tenant, uri_hash, client_id, now, page_hash, until)
        return _pushed(dict(row)) if row else None

    async def opened_pushed(self, uri_hash: bytes, client_id: str, now: dt.datetime) -> Pushed | None:
        row = await self._row("pushed_request", (*_PUSHED, "opened"), "uri_hash = $2", uri_hash)
        if row is None or not row["opened"] or row["client_id"] != client_id or row["expires_at"] <= now:
            return None
        return _pushed(row)

    async def count_failure(
        self,
        keys: Sequence[bytes],
        admits: Callable[[Mapping[bytes, Failures]], bool],
        now: dt.datetime,
        forget_before: dt.datetime,
    ) -> bool:
        # In one order, so that two that count the same do not wait for each other in a ring.
        rows_of = (self._tenant, sorted(keys))
        await self._forget("login_failure", "last_at", forget_before)
        async with self._database.transaction() as connection:
            await connection.execute(_BEGIN_COUNTING, *rows_of, now)
            rows = await connection.fetch(_COUNTED, *rows_of)
            admitted = admits({row["key_hash"]: Failures(row["failures"], row["last_at"]) for row in rows})
            if admitted:
                await connection.execute(_COUNT, *rows_of, now)
            return admitted

    async def forgive_failures(self, cleared: Sequence[bytes], lessened: Sequence[bytes]) -> None:
        await self._database.execute(
            "delete from login_failure where tenant = $1 and key_hash = any($2)", self._tenant, list(cleared)
        )
        await self._database.execute(
            "update login_failure set failures = greatest(failures - 1, 0) where tenant = $1 and key_hash = any($2)",
            self._tenant,
            list(lessened),
        )

    async def drop_oldest_failures(self, most: int) -> None:
        await self._database.execute(
            "delete from login_failure where tenant = $1 and key_hash in ("
            "select key_hash from login_failure where tenant = $1 order by last_at desc offset $2)",
            self._tenant,
            most,
        )

    async def _row(self, table: str, columns: tuple[str, ...], where: str, value: object) -> Mapping[str, Any] | None:
        statement = f"select {', '.join(columns)} from {table} where tenant = $1 and {where}"
        row = await self._database.fetchrow(statement, self._tenant, value)
        return dict(row) if row else None

    async def _insert(self, table: str, columns: tuple[str, ...], values: tuple[object, ...]) -> None:
        numbers = ", ".join(f"${number}" for number in range(1, len(values) + 2))
        statement = f"insert into {table} (tenant, {', '.join(columns)}) values ({numbers})"
        await self._database.execute(statement, self._tenant, *values)

    async def _take(
        self, table: str, key: str, columns: tuple[str, ...], value: bytes, client_id: str, now: dt.datetime
    ) -> Mapping[str, Any] | None:
        """Uses a row up, if it is unused and of this client: of two at the same moment one gets it."""
        row = await self._database.fetchrow(
            f"update {table} set used_at = $4 where tenant = $1 and {key} = $2 and client_id = $3"
            f" and used_at is null and expires_at > $4 returning {', '.join(columns)}",
            self._tenant,
            value,
            client_id,
            now,
        )
        return dict(row) if row else None

    async def _forget(self, table: str, column: str, before: dt.datetime) -> None:
        await self._database.execute(f"delete from {table} where tenant = $1 and {column} < $2", self._tenant, before)


_ACTING: Final = (
    f"select {', '.join(f'c.{name}' for name in _CLIENT)}, "
    f"{AGREEMENT_OF_CLIENT}"
    " from oauth_client c left join agreement a on a.tenant = c.tenant and a.id = c.agreement"
    " where c.tenant = $1 and c.client_id = $2"
)
_REVOKE: Final = (
    "insert into revoked_token (tenant, token_id, expires_at) values ($1, $2, $3)"
    " on conflict (tenant, token_id) do update set expires_at = greatest(revoked_token.expires_at, $3)"
)
_BEGIN_COUNTING: Final = (
    "insert into login_failure (tenant, key_hash, failures, last_at) select $1, key, 0, $3"
    " from unnest($2::bytea[]) as key order by key on conflict do nothing"
)
_COUNTED: Final = (
    "select key_hash, failures, last_at from login_failure where tenant = $1 and key_hash = any($2)"
    " order by key_hash for update"
)
_COUNT: Final = (
    "update login_failure set failures = failures + 1, last_at = $3 where tenant = $1 and key_hash = any($2)"
)
_USE_PROOF: Final = (
    # Nothing else hangs on this row, so nobody waits for the disk: a crash forgets the proofs of the last second.
    "with soon as (select set_config('synchronous_commit', 'off', true))"
    " insert into used_proof (tenant, proof_hash, expires_at) select $1, $2, $3 from soon"
    " on conflict do nothing returning true"
)
_OPEN: Final = (
    "update pushed_request set uri_hash = $5, opened = true, expires_at = $6"
    " where tenant = $1 and uri_hash = $2 and client_id = $3 and not opened and expires_at > $4"
    f" returning {', '.join(_PUSHED)}"
)


def _upsert(table: str, columns: tuple[str, ...], key: str, keeping: str = "") -> str:
    numbers = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    changed = ", ".join(f"{c} = excluded.{c}" for c in columns if c not in {"tenant", key, keeping})
    return (
        f"insert into {table} ({', '.join(columns)}) values ({numbers})"
        f" on conflict (tenant, {key}) do update set {changed}"
    )


def _values(grant: Grant) -> tuple[object, ...]:
    return (grant.id, grant.client_id, grant.user_id, grant.scope, grant.logged_in_at, grant.jkt, list(grant.methods))


def _grant(row: Mapping[str, Any]) -> Grant:
    id_, client_id, user_id, scope, logged_in_at, jkt, methods = (row[name] for name in _GRANT)
    return Grant(id_, client_id, user_id, scope, logged_in_at, jkt, tuple(methods))


def _pushed(row: Mapping[str, Any]) -> Pushed:
    return Pushed(row["uri_hash"], row["client_id"], row["parameters"], row["expires_at"])


def _user(row: Mapping[str, Any]) -> User:
    roles = frozenset(Role(role) for role in row["roles"])
    return User(**{**row, "roles": roles, "purposes": _purposes(row)})


def _client(row: Mapping[str, Any]) -> Client:
    sets = {name: frozenset(row[name]) for name in ("grant_types", "scopes")}
    method = AuthMethod(row["auth_method"])
    uris = tuple(row["redirect_uris"])
    return Client(**{**row, **sets, "auth_method": method, "redirect_uris": uris, "purposes": _purposes(row)})


def _purposes(row: Mapping[str, Any]) -> frozenset[Purpose]:
    return frozenset(Purpose(purpose) for purpose in row["purposes"])
