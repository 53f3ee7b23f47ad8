"""What clients do themselves, inside a mutation's transaction: they sign up, ask to be registered, rotate keys."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.administration import Registration
from hub.core.sign_up import Standing
from hub.store.client_requests import PgRequestWork
from hub.store.database import Connection
from hub.store.failures import mapped

_STANDING: Final = """
    select count(*) as standing, count(*) filter (where signed_up_at >= $2) as lately
    from oauth_client where tenant = $1 and signed_up_at is not null
"""
_MARK: Final = "update oauth_client set signed_up_at = $3 where tenant = $1 and client_id = $2"
_PUT_KEYS: Final = """
    update oauth_client set jwks = $3, version = $4 where tenant = $1 and client_id = $2 and version = $4 - 1
"""
# What an administrator has given a longer agreement, or another one, stays.
_FORGET: Final = """
    with gone as (
        delete from oauth_client c using agreement a
        where c.tenant = $1 and c.signed_up_at is not null and c.agreement = c.client_id
            and a.tenant = c.tenant and a.id = c.client_id and a.ends_on < $2
        returning c.client_id
    ), ended as (
        delete from agreement a using gone
        where a.tenant = $1 and a.id = gone.client_id
            and not exists (
                select 1 from oauth_client o where o.tenant = $1 and o.agreement = a.id and o.client_id <> a.id
            )
        returning a.id
    )
    select count(*) from gone
"""


class PgSignUpWork:
    """Implements `hub.core.sign_up.SignUpWork`."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def standing(self, since: dt.datetime) -> Standing:
        with mapped():
            row = await self._connection.fetchrow(_STANDING, self._tenant, since)
        assert row is not None
        return Standing(row["standing"], row["lately"])

    async def mark(self, client_id: str, at: dt.datetime) -> None:
        with mapped():
            await self._connection.execute(_MARK, self._tenant, client_id, at)

    async def forget(self, day: dt.date) -> int:
        with mapped():
            return int(await self._connection.fetchval(_FORGET, self._tenant, day))

    async def put_keys(self, client: Registration) -> None:
        keys = {"keys": [dict(key) for key in client.keys]}
        with mapped():
            await self._connection.execute(_PUT_KEYS, self._tenant, client.client_id, keys, client.version)

    @property
    def requests(self) -> PgRequestWork:
        return PgRequestWork(self._connection, self._tenant)
