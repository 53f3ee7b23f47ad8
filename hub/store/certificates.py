"""Issued certificates."""

from __future__ import annotations

import dataclasses
from typing import Final

from hub.core.document import Certificate, VerificationStatus
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
_STORED: Final = (*_COLUMNS, "series", "about")


class PgCertificates:
    """Implements `hub.core.ports.Certificates`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_code(self, tenant: str, code: str) -> Certificate | None:
        row = await self._database.fetchrow(
            f"select {', '.join(_COLUMNS)} from certificate where tenant = $1 and code = $2", tenant, code
        )
        return Certificate(**{**row, "status": VerificationStatus[row["status"]]}) if row else None


async def issue(connection: Connection, certificate: Certificate) -> None:
    """Stores a certificate; the one that was active of its series about the same is superseded."""
    certificate = dataclasses.replace(
        certificate,
        series=certificate.series or f"{certificate.service}.deed",
        about=certificate.about or str(certificate.person_id),
    )
    await connection.execute(
        "update certificate set status = 'SUPERSEDED'"
        " where tenant = $1 and series = $2 and about = $3 and status = 'ACTIVE'",
        certificate.tenant,
        certificate.series,
        certificate.about,
    )
    values = [getattr(certificate, name) for name in _STORED]
    values[_STORED.index("status")] = certificate.status.name
    placeholders = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"insert into certificate ({', '.join(_STORED)}) values ({placeholders})", *values)
