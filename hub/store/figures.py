"""The office's figures over one database."""

from __future__ import annotations

from hub.core.figures import Figures
from hub.core.ports import Clock
from hub.store.database import Database
from hub.store.office_sums import PgOfficeSums
from hub.store.satisfaction import PgSurveys


def figures(database: Database, clock: Clock) -> Figures:
    return Figures(PgOfficeSums(database), PgSurveys(database, clock))
