"""Each class of the store gives what its port asks for; the type checker holds the signatures, this test the names."""

from __future__ import annotations

from hub.core import ports, writing_ports
from hub.store import (
    Database,
    PgApplications,
    PgCertificates,
    PgDocumentRows,
    PgFacetCopies,
    PgPeople,
    PgReceipts,
    PgWrites,
)
from tests.store.samples import clock


async def test_the_store_implements_the_ports(db: Database) -> None:
    people: ports.People = PgPeople(db)
    facets: ports.FacetCopies = PgFacetCopies(db, [])
    applications: ports.Applications = PgApplications(db)
    writes: writing_ports.Writes = PgWrites(db, clock)
    receipts: ports.Receipts = PgReceipts(db)
    certificates: ports.Certificates = PgCertificates(db)
    documents: ports.DocumentRows = PgDocumentRows(db)
    for stored in (people, facets, applications, writes, receipts, certificates, documents):
        name = type(stored).__name__.removeprefix("Pg")
        port = getattr(writing_ports if stored is writes else ports, name)
        wanted = {name for name in vars(port) if not name.startswith("_")}
        assert wanted <= set(dir(stored)), port
