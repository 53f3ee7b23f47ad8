"""Issued certificates."""

from __future__ import annotations

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
    """Stores a certificate; the one that was active for the same service and person is superseded."""
    await connection.execute(
        "update certificate set status = 'SUPERSEDED'"
        " where tenant = $1 and service = $2 and person_id = $3 and status = 'ACTIVE'",
        certificate.tenant,
        certificate.service,
        certificate.person_id,
    )
    values = [getattr(certificate, name) for name in _COLUMNS]
    values[_COLUMNS.index("status")] = certificate.status.name
    placeholders = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"insert into certificate ({', '.join(_COLUMNS)}) values ({placeholders})", *values)
