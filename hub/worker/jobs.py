"""The worker put together. It knows neither graph nor console and loads none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub import store
from hub.core.calendar import now
from hub.parts import Common
from hub.store.intake import PgIntake
from hub.store.jobs import Handler
from hub.store.pulls import PgPulls
from hub.store.register_walk import PgRegisterWalk
from hub.web.settings import Settings
from hub.worker.agency_actor import acting_for
from hub.worker.comparing import comparing
from hub.worker.confirm import JOB, ConfirmSiak
from hub.worker.contests import ContestClock
from hub.worker.pulls import Pulls
from hub.worker.register import RegisterComparison


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


def pulls(settings: Settings, made: Common) -> Sequence[Pulls]:
    """The lists that are pulled, one a connector's facet."""
    return [
        Pulls(
            pull,
            PgPulls(made.database, settings.tenant, pull.facet.name),
            PgIntake(made.database, settings.tenant, pull.facet.name),
            acting_for(settings, connector.manifest, pull.facet),
            now,
            compare=comparing(made.discrepancies, connector.manifest),
        )
        for connector in made.connected
        for pull in connector.pulls
    ]


def register_comparison(settings: Settings, made: Common) -> RegisterComparison:
    """The register compared with what the record took over from it."""
    agency = next(each.manifest for each in made.connected if each.population)
    walk = PgRegisterWalk(made.database, settings.tenant)
    return RegisterComparison(walk, made.population, agency, made.discrepancies, now)


def clocks(settings: Settings, made: Common) -> Sequence[RegisterComparison | ContestClock]:
    """What runs beside the jobs, each by its own clock."""
    return (register_comparison(settings, made), ContestClock(made.discrepancies))
