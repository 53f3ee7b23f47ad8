"""The only room that speaks to PostgreSQL: pool, migrations, one file per aggregate."""

from hub.store.accounts import PgAccounts
from hub.store.applications import PgApplications
from hub.store.budgets import PgBudgets
from hub.store.certificates import PgCertificates
from hub.store.claim_keys import load_marks
from hub.store.console_sessions import PgConsoleSessions
from hub.store.database import Connection, Database
from hub.store.deliveries import PgDeliveries
from hub.store.desk import PgDesk
from hub.store.discrepancies import PgDiscrepancies
from hub.store.documents import PgDocumentRows
from hub.store.duplicate_candidates import PgDuplicates
from hub.store.facets import PgFacetCopies
from hub.store.hand_overs import PgHandOvers
from hub.store.held import PgHeld
from hub.store.identity import PgIdentity
from hub.store.objections import PgObjections
from hub.store.oversight import oversight
from hub.store.past import PgPast
from hub.store.people import PgPeople
from hub.store.receipts import PgReceipts
from hub.store.targets import PgTargets
from hub.store.writes import PgWrites

__all__ = [
    "Connection",
    "Database",
    "PgAccounts",
    "PgApplications",
    "PgBudgets",
    "PgCertificates",
    "PgConsoleSessions",
    "PgDeliveries",
    "PgDesk",
    "PgDiscrepancies",
    "PgDocumentRows",
    "PgDuplicates",
    "PgFacetCopies",
    "PgHandOvers",
    "PgHeld",
    "PgIdentity",
    "PgObjections",
    "PgPast",
    "PgPeople",
    "PgReceipts",
    "PgTargets",
    "PgWrites",
    "load_marks",
    "oversight",
]
