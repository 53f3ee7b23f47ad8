"""Issued certificates."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import asyncpg

from hub.core.document import LETTERS, Certificate, RegisterEntry, VerificationStatus
from hub.core.errors import Conflict
from hub.store.database import Connection, Database

_COLUMNS: Final = (
    "tenant",
    "id",
    "code",
    "service",
    "title",
    "deed_number",
    "application_id",
    "person_id",
    "document_id",
    "status",
    "issued_at",
    "signed_by",
)
_ENTRY: Final = ("register", "register_year", "register_number")
_STORED: Final = (*_COLUMNS, "series", "about", *_ENTRY)
# Rows are made and locked in the order of their names, so that no two transactions wait for each other.
_MADE: Final = """
    insert into certificate_register (tenant, register, year)
    select $1, name, $3 from unnest($2::text[]) name order by name
    on conflict do nothing
"""
_OPENED: Final = """
    select register, last from certificate_register
    where tenant = $1 and register = any($2) and year = $3 order by register for update
"""
_MOVED: Final = """
    update certificate_register set last = $4 where tenant = $1 and register = $2 and year = $3 and last = $4 - 1
"""

_WROTE: Final = f"""
    select application_id from certificate where tenant = $1 and deed_number = $2 and register = '{LETTERS}'
    order by issued_at desc limit 1
"""
_VOID: Final = f"""
    update certificate set status = 'VOID'
    where tenant = $1 and deed_number = $2 and register = '{LETTERS}' and status = 'ACTIVE'
"""


class PgCertificates:
    """Implements `hub.core.ports.Certificates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_code(self, tenant: str, code: str) -> Certificate | None:
        columns = ", ".join((*_COLUMNS, *_ENTRY))
        row = await self._database.fetchrow(
            f"select {columns} from certificate where tenant = $1 and code = $2", tenant, code
        )
        return _certificate(row) if row else None

    async def by_codes(self, tenant: str, codes: Sequence[str]) -> Mapping[str, Certificate]:
        columns = ", ".join((*_COLUMNS, *_ENTRY))
        rows = await self._database.fetch(
            f"select {columns} from certificate where tenant = $1 and code = any($2)", tenant, sorted(set(codes))
        )
        return {row["code"]: _certificate(row) for row in rows}


def _certificate(row: asyncpg.Record) -> Certificate:
    named = {name: row[name] for name in _COLUMNS}
    register, year, number = (row[name] for name in _ENTRY)
    entry = None if number is None else RegisterEntry(row["tenant"], register, year, number)
    return Certificate(**{**named, "status": VerificationStatus[row["status"]], "entry": entry})


async def void_letter(connection: Connection, tenant: str, letter_number: str) -> None:
    """Nobody moves by this letter of removal any more: it is genuine, and not valid."""
    await connection.execute(_VOID, tenant, letter_number)


async def application_of_letter(connection: Connection, tenant: str, letter_number: str) -> uuid.UUID | None:
    """The application that wrote a letter of removal; None where it was not written here."""
    found: uuid.UUID | None = await connection.fetchval(_WROTE, tenant, letter_number)
    return found


async def open_registers(connection: Connection, tenant: str, registers: Collection[str], year: int) -> dict[str, int]:
    """Locks the registers until the transaction ends, and tells the last number of each."""
    names = sorted(set(registers))
    await connection.execute(_MADE, tenant, names, year)
    return {row["register"]: row["last"] for row in await connection.fetch(_OPENED, tenant, names, year)}


async def _enter(connection: Connection, entry: RegisterEntry) -> None:
    """Moves the register on, in the same transaction as the paper: what rolls back leaves no gap."""
    tag = await connection.execute(_MOVED, entry.tenant, entry.register, entry.year, entry.number)
    if tag != "UPDATE 1":
        raise Conflict("The number of this paper in the hub's register is taken or not the next one. Sign again.")


async def issue(connection: Connection, certificate: Certificate) -> None:
    """Stores a certificate; what was active of its series about the same, or about what it replaces, is superseded."""
    certificate = dataclasses.replace(
        certificate,
        series=certificate.series or f"{certificate.service}.deed",
        about=certificate.about or str(certificate.person_id),
    )
    await connection.execute(
        "update certificate set status = 'SUPERSEDED'"
        " where tenant = $1 and series = $2 and about = any($3) and status = 'ACTIVE'",
        certificate.tenant,
        certificate.series,
        [certificate.about, *certificate.replaces],
    )
    entry = certificate.entry
    if entry is not None:
        await _enter(connection, entry)
    values = [getattr(certificate, name) for name in (*_COLUMNS, "series", "about")]
    values[_COLUMNS.index("status")] = certificate.status.name
    values += [entry.register, entry.year, entry.number] if entry else [None, None, None]
    placeholders = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"insert into certificate ({', '.join(_STORED)}) values ({placeholders})", *values)
