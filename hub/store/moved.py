"""A version that moved: the refusal that says where the person or the application stands now, and what differs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from hub.core.application import Application
from hub.core.errors import Conflict
from hub.store.columns import columns_of
from hub.store.database import Connection


async def moved(
    connection: Connection, tenant: str, person_id: uuid.UUID, seen: int, *, path: str = "expectedVersion"
) -> Conflict:
    """The Conflict of a writer who looked at the version `seen`.

    Its details are the `version` now and, as `changed`, the attributes and facets whose values differ; one that was
    changed and changed back is not among them.
    """
    version = await connection.fetchval("select version from person where tenant = $1 and id = $2", tenant, person_id)
    events = await connection.fetch(
        "select changed, before, after from record_event"
        " where tenant = $1 and person_id = $2 and version > $3 order by version",
        tenant,
        person_id,
        seen,
    )
    return Conflict(
        "Somebody changed this person meanwhile. Load the person again and look at what changed.",
        path=path,
        details={"version": version, "changed": differing(events)},
    )


def differing(events: Sequence[asyncpg.Record | Mapping[str, Any]]) -> list[str]:
    """Names of what these events of a person, the oldest first, left with another value than it had before them."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for event in events:
        for name in event["changed"]:
            first.setdefault(name, _value(event["before"], name))
            last[name] = _value(event["after"], name)
    return [name for name, value in last.items() if value != first[name]]


def _value(snapshot: Mapping[str, Any] | None, name: str) -> tuple[Any, ...]:
    return tuple((snapshot or {}).get(column) for column in columns_of(name))


def application_moved(application: Application) -> Conflict:
    """The Conflict of a writer who looked at an application before somebody else acted on it."""
    return Conflict(
        "Somebody acted on this application meanwhile. Load it again and look at its state.",
        details={"version": application.version},
    )
