"""What hub and worker are both put together from; each adds its own, and loads nothing of the other's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import aiohttp

from hub import services, store
from hub.audit.log_keys import FOLDER, LogKeys, load_marks
from hub.audit.quotas import DailyQuotas
from hub.audit.stops import StoppedProcessing
from hub.core import notices
from hub.core.agency_ports import AgencyWatch, Budgets, PopulationAgency
from hub.core.calendar import now
from hub.core.calendar_file import is_kept, load_calendar
from hub.core.delivery import Outlet
from hub.core.facet import Facet
from hub.core.office_hours import PLAIN_WEEK, OfficeHours
from hub.core.promise_run import Promises
from hub.core.service import Service
from hub.exchange import ConnectorPlugin, ConnectorSettings, Manifest, discover
from hub.exchange.budget import Budget
from hub.exchange.connector import Connector
from hub.exchange.session import open_session
from hub.store.promises import PgPromiseRuns
from hub.store.published_log import PgPublishedLog
from hub.telemetry import logger
from hub.web.settings import Settings

_log = logger(__name__)


@dataclass(frozen=True)
class Common:
    """Open connections and the plugins that were found."""

    database: store.Database
    http: aiohttp.ClientSession
    plugins: tuple[ConnectorPlugin, ...]
    connected: tuple[Connector, ...]
    watches: Mapping[str, AgencyWatch]
    discrepancies: store.PgDiscrepancies
    quotas: DailyQuotas
    stops: StoppedProcessing
    guesses: store.PgGuesses
    services: Mapping[str, Service]
    receipt_log: PgPublishedLog
    promises: Promises

    @cached_property
    def facets(self) -> Mapping[str, Facet[Any]]:
        """The facets of all agencies, by their names."""
        return {facet.name: facet for plugin in self.plugins for facet in plugin.facets}

    @property
    def population(self) -> PopulationAgency:
        """The agency that keeps the register."""
        return next(each.population for each in self.connected if each.population)


@asynccontextmanager
async def common(settings: Settings) -> AsyncIterator[Common]:
    """Opens the database and the agencies' session, and closes them at the end."""
    database = await store.Database.open(settings.database_url.get_secret_value(), max_size=settings.pool_size)
    database.marks = load_marks(settings.state_dir / FOLDER)
    try:
        async with open_session() as http:
            plugins = tuple(discover(settings.connectors))
            budgets = store.PgBudgets(database, settings.tenant)
            given = {each.name: _settings(each.manifest, budgets) for each in plugins if each.connect}
            connected = tuple(each.connect(given[each.name], http, now) for each in plugins if each.connect)
            watches = {name: one.breaker for name, one in given.items()}
            await store.PgTargets(database, settings.tenant).declare(_outlets(plugins), now())
            found = {service.name: service for service in services.discover()}
            marks = store.load_marks(settings.state_dir / "claims")
            discrepancies = store.PgDiscrepancies(database, settings.tenant, marks, now)
            log = PgPublishedLog(database, settings.tenant, LogKeys.load(settings.state_dir / FOLDER, settings.origin))
            quotas = DailyQuotas(store.PgQuotas(database, settings.tenant), now)
            stops = StoppedProcessing(store.PgStops(database, settings.tenant), now)
            promises = Promises(_hours(settings), PgPromiseRuns(database, now))
            kept = (discrepancies, quotas, stops, _guesses(settings, database), found, log, promises)
            yield Common(database, http, plugins, connected, watches, *kept)
    finally:
        await database.close()


def _guesses(settings: Settings, database: store.Database) -> store.PgGuesses:
    marks = store.load_guess_marks(settings.state_dir / "claims")
    return store.PgGuesses(database, settings.tenant, marks, settings.claims.limits)


def _hours(settings: Settings) -> OfficeHours:
    """The office's hours. A district without a file of its own has plain ones, and its promises say so."""
    if not is_kept(settings.policies_dir, settings.tenant):
        _log.warning("This district has no calendar: dates that are promised know no holidays. See policies/calendar.")
        return PLAIN_WEEK
    kept = load_calendar(settings.policies_dir, settings.tenant)
    for sentence in kept.warnings(now()):
        _log.warning(sentence)
    return kept.hours


def _outlets(plugins: Iterable[ConnectorPlugin]) -> dict[str, Outlet]:
    """Who is told: agencies of what happens in the record, as their manifests say, and applicants."""
    agencies = {each.name: each.manifest.outlet for each in plugins if each.connect and each.manifest.outlet}
    return {**agencies, notices.TARGET: notices.OUTLET}


def _settings(manifest: Manifest, budgets: Budgets) -> ConnectorSettings:
    return ConnectorSettings.from_environment(manifest, budget=Budget(manifest, budgets, now))
