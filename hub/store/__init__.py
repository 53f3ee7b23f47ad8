"""The only room that speaks to PostgreSQL: pool, migrations, one file per aggregate."""

from hub.store.absences import PgAbsences
from hub.store.accounts import PgAccounts
from hub.store.agreements import PgAgreements
from hub.store.applications import PgApplications
from hub.store.appointments import PgAppointments
from hub.store.budgets import PgBudgets
from hub.store.burials import PgBurials
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
from hub.store.figures import figures
from hub.store.guesses import PgGuesses, load_guess_marks
from hub.store.hand_overs import PgHandOvers
from hub.store.held import PgHeld
from hub.store.identity import PgIdentity
from hub.store.notices import PgNotices
from hub.store.objections import PgObjections, PgStops
from hub.store.office_settings import PgOfficeSettings
from hub.store.oversight import oversight
from hub.store.past import PgPast
from hub.store.people import PgPeople
from hub.store.quotas import PgQuotas
from hub.store.receipts import PgReceipts
from hub.store.recording_sessions import PgTakenSessions
from hub.store.targets import PgTargets
from hub.store.tickets import PgTickets
from hub.store.trusted import PgTrusted, PgTrustedWork
from hub.store.versions import PgVersions
from hub.store.webhooks import PgWebhooks
from hub.store.writes import PgWrites

__all__ = [
    "Connection",
    "Database",
    "PgAbsences",
    "PgAccounts",
    "PgAgreements",
    "PgApplications",
    "PgAppointments",
    "PgBudgets",
    "PgBurials",
    "PgCertificates",
    "PgConsoleSessions",
    "PgDeliveries",
    "PgDesk",
    "PgDiscrepancies",
    "PgDocumentRows",
    "PgDuplicates",
    "PgFacetCopies",
    "PgGuesses",
    "PgHandOvers",
    "PgHeld",
    "PgIdentity",
    "PgNotices",
    "PgObjections",
    "PgOfficeSettings",
    "PgPast",
    "PgPeople",
    "PgQuotas",
    "PgReceipts",
    "PgStops",
    "PgTakenSessions",
    "PgTargets",
    "PgTickets",
    "PgTrusted",
    "PgTrustedWork",
    "PgVersions",
    "PgWebhooks",
    "PgWrites",
    "figures",
    "load_guess_marks",
    "load_marks",
    "oversight",
]
