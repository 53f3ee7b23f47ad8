"""Versions of persons and applications, many at a time: two columns by a unique index, whoever waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.versions import Mark, Topic
from hub.store.columns import LED_TO
from hub.store.database import Database

_STATEMENTS: Final[Mapping[Topic, str]] = {
    Topic.CITIZEN: f"select q.nik as key, p.id, p.version from {LED_TO} where q.tenant = $1 and q.nik = any($2)",
    Topic.APPLICATION: """
        select a.tracking_number as key, a.id, a.version from application a
        where a.tenant = $1 and a.tracking_number = any($2)
    """,
}


class PgVersions:
    """Implements `hub.core.versions.Versions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def marks(self, tenant: str, topic: Topic, keys: Sequence[str]) -> Mapping[str, Mark]:
        found = await self._database.fetch(_STATEMENTS[topic], tenant, list(keys))
        return {row["key"]: Mark(row["id"], row["version"]) for row in found}
