"""The ports of oversight over one database."""

from __future__ import annotations

from hub.core.oversight_ports import Oversight
from hub.store.breaches import PgBreaches
from hub.store.database import Database
from hub.store.emergencies import PgEmergencies
from hub.store.findings import PgFindings
from hub.store.sharings import PgSharings


def oversight(database: Database) -> Oversight:
    return Oversight(PgFindings(database), PgEmergencies(database), PgBreaches(database), PgSharings(database))
