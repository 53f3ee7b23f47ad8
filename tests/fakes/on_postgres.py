"""A hub whose record is a real database, with agencies as fakes."""

from __future__ import annotations

import dataclasses

from hub.core.calendar import now
from hub.engine import Engine
from hub.store import (
    Database,
    PgAbsences,
    PgApplications,
    PgBurials,
    PgCertificates,
    PgDocumentRows,
    PgDuplicates,
    PgFacetCopies,
    PgObjections,
    PgPast,
    PgPeople,
    PgReceipts,
    PgTakenSessions,
    PgWrites,
    figures,
)
from tests.fakes.declared import FACETS
from tests.fakes.world import World, schema, world


def on_postgres(database: Database) -> World:
    """The fakes of persons and record in it are not asked."""
    fakes = world()
    hub = dataclasses.replace(
        fakes.hub,
        people=PgPeople(database),
        facet_copies=PgFacetCopies(database, FACETS.values()),
        applications=PgApplications(database),
        writes=PgWrites(database, now),
        receipts=PgReceipts(database),
        certificates=PgCertificates(database),
        documents=PgDocumentRows(database),
        duplicates=PgDuplicates(database),
        objections=PgObjections(database),
        burials=PgBurials(database),
        sessions=PgTakenSessions(database),
        absences=PgAbsences(database),
        figures=figures(database, now),
        past=PgPast(database, FACETS.values()),
        clock=now,
    )
    return dataclasses.replace(fakes, hub=hub, engine=Engine(schema(), hub))
