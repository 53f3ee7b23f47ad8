"""The rows of two mutations, written to PostgreSQL by nothing but the driver: prepared statements in one transaction.

What the hub reads and checks on the way is left out: nobody is looked up, locked, compared or decided on.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

import asyncpg
import orjson

from hub.core.identifiers import new_id, new_tracking_number
from hub.store.events import SNAPSHOT

_REPLY: Final = """
    insert into idempotency_reply (tenant, client_id, mutation, key, actor, body_hash, created_at, reply)
    values ('1901', $1, $2, $3, $1, $4, $5, $6)
"""
_RECEIPT: Final = """
    with one as (
        insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories)
        values ('1901', $1, $2, $3, 'Aplikasi Contoh', $3, 'PUBLIC_SERVICE', $4, $5, $6)
    )
    insert into receipt_subject (tenant, receipt_id, person_id) values ('1901', $1, $7)
"""
_APPLICATION: Final = """
    insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by, submitted_at,
                             state, version)
    values ('1901', $1, $2, 'testCertificate', $3, 'frontend', 'frontend', $4, 'SUBMITTED', 1)
"""
_ACTION: Final = """
    insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
    values ('1901', $1, 1, 'SUBMIT', 'frontend', 'Aplikasi Contoh', $2, $3)
"""
_PERSON: Final = "insert into application_person (tenant, application_id, person_id) values ('1901', $1, $2)"
_PAPER: Final = "update document set application_id = $2 where tenant = '1901' and id = $1"
_COPY: Final = """
    insert into facet_copy (tenant, person_id, facet, items, as_of) values ('1901', $1, 'licences', $2, $3)
    on conflict (tenant, person_id, facet) do update
    set items = excluded.items, as_of = excluded.as_of, checked_at = null
"""
_EVENT: Final = f"""
    with moved as (update person p set version = p.version + 1 where p.tenant = '1901' and p.id = $1 returning p.*)
    insert into record_event (tenant, person_id, version, after, kind, at, actor, actor_name, client_id, purpose,
                              changed, before)
    select p.tenant, p.id, p.version, {SNAPSHOT} || $2, 'recorded', $3, 'licensing-office', 'Aplikasi Contoh',
           'licensing-office', 'PUBLIC_SERVICE', '{{licences}}', {SNAPSHOT} from moved p
"""


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def submit(pool: asyncpg.Pool[asyncpg.Record], person: asyncpg.Record, paper: uuid.UUID) -> None:
    """The rows of a submission with one paper."""
    application, now, number = new_id(), dt.datetime.now(dt.UTC), new_tracking_number("TC")
    data = {"form": {"childName": "Anak Contoh", "motherNik": person["nik"]}, "channel": "ONLINE", "documents": []}
    reply = {"trackingNumber": number, "state": "SUBMITTED", "version": 1}
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            _REPLY, "frontend", "submitApplication", uuid.uuid4().hex, bytes(32), now, _json(reply)
        )
        await connection.execute(_APPLICATION, application, number, person["region_code"], now)
        await connection.execute(_ACTION, application, now, _json(data))
        await connection.execute(_PERSON, application, person["id"])
        await connection.execute(_PAPER, paper, application)
        # One of what was done, and one of what the answer shows of her.
        for fields in (["Mutation.submitApplication"], ["Application.trackingNumber", "Application.state"]):
            said = (new_id(), now, "frontend", "Submit", fields, ["application"], person["id"])
            await connection.execute(_RECEIPT, *said)


async def licence(pool: asyncpg.Pool[asyncpg.Record], person: asyncpg.Record, number: int) -> None:
    """The rows of a licence that its agency records."""
    now, item = dt.datetime.now(dt.UTC), {
        "nib": f"{number:013}", "name": "Warung Contoh", "kbli": "56102", "kbli_year": 2020, "status": "ACTIVE",
        "issued_on": "2026-01-02",
    }  # fmt: skip
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            _REPLY, "licensing-office", "recordLicence", uuid.uuid4().hex, bytes(32), now, _json({"version": 2})
        )
        await connection.execute(_COPY, person["id"], _json([item]), now)
        await connection.execute(_EVENT, person["id"], _json({"licences": [item]}), now)
        fields = ["Mutation.recordLicence", "Recorded.version"]
        await connection.execute(
            _RECEIPT, new_id(), now, "licensing-office", "Licence", fields, ["licence"], person["id"]
        )
