"""Agreements outside of the four-eyes procedure: those of a demonstration, which are there from its beginning."""

from __future__ import annotations

import dataclasses

from hub.core.agreement import Agreement
from hub.store.agreement_rows import PUT_AGREEMENT, SELECT_AGREEMENT, agreement_of, values_of
from hub.store.database import Database


class PgAgreements:
    """The agreements of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def agreement(self, agreement_id: str) -> Agreement | None:
        """In the terms that hold, also where it has ended or was revoked."""
        row = await self._database.fetchrow(f"{SELECT_AGREEMENT} and a.id = $2", self._tenant, agreement_id)
        return agreement_of(row) if row else None

    async def put(self, agreement: Agreement) -> None:
        """In force from now on, as if two people had approved it; one of the same id is replaced."""
        first = dataclasses.replace(agreement, version=1)
        await self._database.execute(PUT_AGREEMENT, self._tenant, *values_of(first))
