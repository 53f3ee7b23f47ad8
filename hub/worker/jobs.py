"""The worker put together. It knows neither graph nor console and loads none of them."""

from __future__ import annotations

from collections.abc import Mapping

from hub import store
from hub.core.calendar import now
from hub.parts import Common
from hub.store.jobs import Handler
from hub.web.settings import Settings
from hub.worker.confirm import JOB, ConfirmSiak


def handlers(settings: Settings, made: Common) -> Mapping[str, Handler]:
    """The handler of each job."""
    confirm = ConfirmSiak(
        tenant=settings.tenant,
        region=settings.region,
        applications=store.PgApplications(made.database),
        writes=store.PgWrites(made.database, now),
        population=made.population,
        services=made.services,
        clock=now,
    )
    return {JOB: confirm}
