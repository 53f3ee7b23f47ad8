"""What an office has set of its services and counters: written with its history, and read by every process.

All of it are a few rows, so a process keeps them for a moment; what was set elsewhere holds here within a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.administration import SubjectKind
from hub.core.office_setting import CounterSetting, OfficeSettings, ServiceSetting
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_SELECT: Final = "select kind, key, state, version from office_setting where tenant = $1"
_ONE: Final = f"{_SELECT} and kind = $2 and key = $3"
_PUT: Final = """
    insert into office_setting as s (tenant, kind, key, state, version) values ($1, $2, $3, $4, $5)
    on conflict (tenant, kind, key) do update set state = $4, version = $5 where s.version = $5 - 1
"""
_FRESH: Final = 0.75
_SERVICE, _COUNTER = SubjectKind.SERVICE, SubjectKind.COUNTER


@dataclass(frozen=True, slots=True)
class _Read:
    at: float
    settings: OfficeSettings


class PgOfficeSettings:
    """Implements `hub.core.office_setting.KnownSettings`; `region` is the office's own."""

    def __init__(
        self, database: Database, tenant: str, region: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._blank = OfficeSettings(tenant, region)
        self._clock = clock
        self._read: _Read | None = None
        self._lock = asyncio.Lock()

    async def now(self) -> OfficeSettings:
        if (kept := self._kept()) is not None:
            return kept
        async with self._lock:
            if (kept := self._kept()) is None:
                # As of before it was asked: what is set meanwhile is found by the next one.
                at = self._clock()
                kept = settings_of(self._blank, await self._database.fetch(_SELECT, self._blank.tenant))
                self._read = _Read(at, kept)
            return kept

    def forget(self) -> None:
        self._read = None

    def _kept(self) -> OfficeSettings | None:
        read = self._read
        return read.settings if read is not None and self._clock() - read.at < _FRESH else None


def settings_of(blank: OfficeSettings, rows: Iterable[asyncpg.Record]) -> OfficeSettings:
    """All rows of an office; `blank` says whose they are."""
    tenant, region = blank.tenant, blank.region
    services, counters = {}, None
    for row in rows:
        if row["kind"] == _SERVICE.value:
            services[row["key"]] = _service(ServiceSetting(tenant, row["key"], region), row)
        else:
            counters = _counters(CounterSetting(tenant, region), row)
    return OfficeSettings(tenant, region, services, counters)


async def service_setting(connection: Connection, blank: ServiceSetting) -> ServiceSetting:
    """What is set of a service, `blank` where nothing is."""
    with mapped():
        row = await connection.fetchrow(_ONE, blank.tenant, _SERVICE.value, blank.service)
    return _service(blank, row) if row else blank


async def counter_setting(connection: Connection, blank: CounterSetting, key: str) -> CounterSetting:
    """What is set of the counters, `blank` where nothing is."""
    with mapped():
        row = await connection.fetchrow(_ONE, blank.tenant, _COUNTER.value, key)
    return _counters(blank, row) if row else blank


async def put_setting(
    connection: Connection, kind: SubjectKind, key: str, setting: ServiceSetting | CounterSetting
) -> None:
    """Keeps a version that follows the one that is kept."""
    with mapped():
        await connection.execute(_PUT, setting.tenant, kind.value, key, setting.state(), setting.version)


def _service(blank: ServiceSetting, row: asyncpg.Record) -> ServiceSetting:
    return blank.with_state(row["state"]).at_version(row["version"])


def _counters(blank: CounterSetting, row: asyncpg.Record) -> CounterSetting:
    return blank.with_state(row["state"]).at_version(row["version"])
