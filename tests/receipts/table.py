"""Every way by which something leaves the hub: with which receipt, or why no personal data go that way.

A new route, root field, sender or command stands here, or a test fails. An entry is `Leaves` with the names of the ways
of `visits.WAYS` that show it, or with the test that does; or `Nothing`, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Leaves:
    """Personal data leave, with a receipt. `shown` are ways of `visits.WAYS`; `tests` functions in files of tests."""

    shown: tuple[str, ...] = ()
    tests: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """No personal data of the record leave."""

    because: str


Entry: TypeAlias = Leaves | Nothing


def by(*shown: str) -> Leaves:
    return Leaves(shown)


def tested(file: str, name: str) -> Leaves:
    return Leaves(tests=((file, name),))


_IN: Final = Nothing("it takes bytes in, and tells its own uploader how many have arrived")
_LOG_IN: Final = Nothing("its own user's name and account, to herself and to the client that she logs in to")
_SERVICES: Final = Nothing("what services need and how they go, from their folders")
_KEYS: Final = Nothing("public keys and addresses")
_OWN_TOKEN: Final = Nothing("a client is told what its own token says, in which no NIK stands")
_HOW_IT_FARES: Final = Nothing("counts and states of the hub itself")
_REGISTRY: Final = tested(
    "tests/facades/govstack/test_registries.py",
    "test_somebody_is_found_in_the_words_of_the_registry_and_the_receipt_says_what_was_shown",
)
_NOT_WRITTEN: Final = Nothing("a refusal: these registries are not written")
_COMES_IN: Final = Nothing("an agency brings data and is told what became of them, never a value")
_GRAPH: Final = by("POST, in front", "POST, by aiohttp", "GET", "batch", "events", "socket")

ROUTES: Final[Mapping[str, Entry]] = {
    "GET /graphql": _GRAPH,
    "POST /graphql": _GRAPH,
    "GET /documents/{id}": by("document"),
    "GET /console/documents/{id}": by("document through the console"),
    "GET /v/{code}": by("page of a certificate"),
    "/console*": by("page of the console"),
    "/track": Nothing("state and next step of an application, by the number that its applicant holds"),
    "GET /": Nothing("the front page"),
    "GET /bahasa/{choice}": Nothing("a cookie with the language that a reader chose, and the way back to her page"),
    "GET /kinerja": Nothing("counts of services and months, none of fewer than five applications"),
    "/penilaian": Nothing("nine questions, and the service's title by the number that the applicant holds"),
    "GET /verifikasi/luring": Nothing("the page with the public keys; what is checked stays in the browser"),
    "GET /layanan": _SERVICES,
    "GET /portal/reference": Nothing("types and fields of the contract"),
    "GET /portal/reference/{name}": Nothing("the same, of one type"),
    "GET /portal/schema.graphql": Nothing("the same, as text"),
    "GET /portal/changelog": Nothing("what changed in the contract"),
    "/portal/simulator": Nothing("what would be allowed, masked or denied; nothing runs"),
    "/portal/graphiql": by("page of the console"),
    "/portal/webhooks*": Nothing("subscriptions of clients, and a secret once; events by their ids, of nobody"),
    "GET /layanan/{name}": _SERVICES,
    "/antrean": Nothing("how many wait; what somebody types is not shown again but to herself"),
    "GET /antrean/nomor/{id}": Nothing("a number and how many are before it, for whoever knows its id"),
    "/antrean/janji": Nothing("times and how many places are left; what she types is shown to herself alone"),
    "POST /antrean/janji/buka": Nothing("the way to the appointment whose code was typed"),
    "GET /antrean/janji/{code}": Nothing("a time and a service, for whoever knows the code; nobody is named"),
    "/antrean/janji/{code}/pindah": Nothing("the same, and times that have places left"),
    "POST /antrean/janji/{code}/batal": Nothing("nothing of it is kept"),
    "GET /portal": Nothing("what an integrator finds here, and addresses"),
    "/portal/sign-up": Nothing("a client of the sandbox and its own key, to whoever has just signed it up"),
    "GET /portal/request/{id}": Nothing("how a request stands, for whoever knows its id; nobody is named in one"),
    "/portal/mine": Nothing("what is registered of a client and its agreement, to whoever holds its token; of nobody"),
    "/portal/mine/key": Nothing("ids of a client's own public keys"),
    "GET /display": Nothing("numbers of a day and counters; no name, no reason"),
    "POST /console/print/file": tested(
        "tests/counter/test_print.py", "test_several_are_printed_under_one_list_and_handed_over_together"
    ),
    "/assets/{name}": Nothing("style and script"),
    "/.well-known/*": _KEYS,
    "GET /oauth/jwks": _KEYS,
    "HEAD /oauth/jwks": _KEYS,
    "POST /oauth/introspect": _OWN_TOKEN,
    "/oauth/*": _LOG_IN,
    "/uploads/{id}": _IN,
    "/health/*": _HOW_IT_FARES,
    "/metrics": _HOW_IT_FARES,
    "POST /ingress/*": _COMES_IN,
    "POST /dci/*/registry/sync/search": tested(
        "tests/facades/spdci/test_search.py",
        "test_a_person_is_found_in_the_words_of_the_standard_and_the_receipt_names_the_operation",
    ),
    "POST /dci/*/registry/sync/txn/status": Nothing("how a sender's own messages fare, without what was found"),
    "POST /dci/*": Nothing("an acknowledgement; the answer leaves by the worker's job"),
    "*/govstack/registries/database*": Nothing("registries that are declared, with their names of fields"),
    "GET /govstack/registries/data/*": _REGISTRY,
    "POST /govstack/registries/data/*/read": _REGISTRY,
    "POST /govstack/registries/data/*/exists": _REGISTRY,
    "POST /govstack/registries/data/*": _NOT_WRITTEN,
    "PUT /govstack/registries/data/*": _NOT_WRITTEN,
    "DELETE /govstack/registries/data/*": _NOT_WRITTEN,
    "POST /notices/replies": Nothing("a wish to get no messages comes in; the answer names nobody"),
}
"""By method and address; without a method for all of them, and an asterisk for whatever follows.

A page of the console asks the graph and nothing else, which `test_the_console_asks_nobody_but_the_graph` holds; so it
needs no entry of its own.
"""

_ACCOUNTS: Final = tested("tests/engine/test_administration.py", "test_reading_and_changing_an_account_leave_receipts")
_FINDINGS: Final = tested(
    "tests/oversight/test_watch.py", "test_an_auditor_reads_and_settles_it_and_nobody_settles_her_own"
)
_BREACHES: Final = tested(
    "tests/oversight/test_breaches.py", "test_who_reads_the_list_leaves_a_receipt_about_everybody_in_it"
)
_PROOFS: Final = Nothing("heads, hashes and proofs, from which nobody learns what a receipt says or whom it names")
_OF_CLIENTS: Final = Nothing("documents of clients, what each asks for and how often; of nobody")
_OF_THE_HUB: Final = Nothing("what the hub publishes of itself: services, lists, agencies, terms")
ROOTS: Final[Mapping[str, Entry]] = {
    "citizen": by("POST, in front", "an agency asked", "the register asked", "two agencies asked"),
    "citizenByBirthDeed": by("every root of the graph"),
    "citizens": by("every root of the graph"),
    "searchCitizens": by("GET"),
    "matchCitizen": by("a claim about somebody unknown"),
    "familyCard": by("every root of the graph"),
    "node": by("node", "node of a case"),
    "_entities": by("_entities"),
    "application": by("resolvers", "page of the console"),
    "applications": by("every root of the graph"),
    "handOvers": tested("tests/engine/test_districts.py", "test_a_move_from_letter_to_receipt"),
    "residence": tested("tests/engine/test_districts.py", "test_a_move_from_letter_to_receipt"),
    "duplicateCandidates": tested(
        "tests/engine/test_merges_on_postgres.py", "test_a_pair_is_shown_with_reasons_in_words"
    ),
    "correctionPreview": tested(
        "tests/engine/test_correction_preview.py", "test_what_a_name_draws_after_it_is_told_and_leaves_a_receipt"
    ),
    "discrepancies": tested(
        "tests/engine/test_discrepancies.py", "test_clerks_list_those_of_their_region_and_the_receipt_names_the_persons"
    ),
    "deliveries": tested("tests/engine/test_outbox.py", "test_a_clerk_is_shown_what_to_type_and_it_leaves_a_receipt"),
    "workItems": tested("tests/engine/test_outbox.py", "test_a_clerk_is_shown_what_to_type_and_it_leaves_a_receipt"),
    "verifyDocument": by("page of a certificate"),
    "user": _ACCOUNTS,
    "users": _ACCOUNTS,
    "client": _ACCOUNTS,
    "clients": _ACCOUNTS,
    "accountChanges": _ACCOUNTS,
    "accountProposal": _ACCOUNTS,
    "accountProposals": _ACCOUNTS,
    "accesses": tested("tests/rights/test_parts.py", "test_whoever_oversees_is_told_at_once"),
    "burialReports": tested("tests/engine/test_burials.py", "test_the_list_is_receipted_and_names_who_was_found"),
    "objections": tested("tests/rights/test_objections.py", "test_what_waits_too_long_is_listed_as_late"),
    "accessFinding": _FINDINGS,
    "accessFindings": _FINDINGS,
    "breach": _BREACHES,
    "breaches": _BREACHES,
    "emergencyAccesses": tested("tests/oversight/test_emergency.py", "test_somebody_else_reviews_it_once"),
    "processingRecord": _OF_THE_HUB,
    "receiptLog": _PROOFS,
    "viewer": _LOG_IN,
    "agreement": _OF_THE_HUB,
    "agreements": _OF_THE_HUB,
    "sharedFields": _OF_THE_HUB,
    "recordingSessions": Nothing("days, times and how many places are left"),
    "ticketBoard": Nothing("numbers of a day and counters; no name, no reason"),
    "queueTicket": Nothing("a number and how many are before it, for whoever knows its id"),
    "counterSetting": Nothing("how many appointments the office gives, and when"),
    "appointmentSlots": Nothing("times, and how many places are left"),
    "appointment": Nothing("a time and a service, for whoever knows its code; nobody is named"),
    "appointments": Nothing("times, services and codes; neither a NIK nor an application is shown"),
    "tickets": tested("tests/counter/test_tickets.py", "test_who_reads_a_nik_that_was_given_leaves_a_receipt"),
    "scoreboard": Nothing("counts of services and months, none of fewer than five applications"),
    "queueGlance": Nothing("a number and a mark, in which nobody is named unless somebody was asked for"),
    "team": Nothing("officers of the office, and how much each of them holds; nobody of the record is named"),
    "satisfaction": Nothing("means over five answers or more, which nobody signed"),
    "dashboard": Nothing("counts of work, and statistics in which what is small is left out"),
    "webhooks": Nothing("subscriptions of clients: ids of events that they were told of, kinds and times; of nobody"),
    "promiseAlarms": Nothing("two counts, in which nobody is named unless somebody was asked for"),
    "services": _OF_THE_HUB,
    "regions": Nothing("names and codes of the Ministry of Home Affairs"),
    "onceOnlyMeter": Nothing("counts of at least five applications, of which none can be told apart"),
    "codeList": _OF_THE_HUB,
    "agencies": _OF_THE_HUB,
    "registeredDocuments": _OF_CLIENTS,
    "clientRequests": _OF_CLIENTS,
    "signUp": Nothing("how a request stands, for whoever knows its id; nobody is named in one"),
    "tokenKeys": _KEYS,
    "_service": _OF_THE_HUB,
}
"""Fields of Query. Mutations need no entry: `test_no_mutation_commits_without_a_receipt` holds for all of them."""

SUBSCRIPTIONS: Final[Mapping[str, Entry]] = {
    "citizenChanged": tested("tests/web/test_subscriptions.py", "test_a_stream_tells_each_change_with_a_receipt"),
    "applicationChanged": tested(
        "tests/web/test_subscriptions.py", "test_an_application_is_followed_by_whoever_may_read_it"
    ),
}
"""Fields of Subscription: each change that is told has a receipt of its own."""

_WEBHOOK: Final = tested("tests/worker/test_deliver.py", "test_the_receipt_is_durable_before_the_event_leaves")
_PUSH: Final = tested("tests/worker/test_agencies.py", "test_what_the_office_records_arrives_at_oss_once")
_PART: Final = Nothing("it sends nothing itself: others of this table use it")
_NUMBER: Final = Nothing("the register is asked by the number that it gave, and owns what it answers")
_READS: Final = Nothing("data come in, and what is told of them are numbers of lines and reasons")
_WITHIN: Final = Nothing("it works within the record")
SENDERS: Final[Mapping[str, Entry]] = {
    "notices": tested("tests/notices/test_sending.py", "test_the_receipt_is_durable_before_the_notice_leaves"),
    "notice_senders": _PART,
    "webhooks": _WEBHOOK,
    "webhook_test": Nothing("a message to try an address with, without anybody's data"),
    "pushes": _PUSH,
    "deliver": _PART,
    "channels": _PART,
    "agency_actor": _PART,
    "jobs": _PART,
    "outbox": _WITHIN,
    "transcribe": _NUMBER,
    "confirm": _NUMBER,
    "read_back": _NUMBER,
    "register": _NUMBER,
    "comparing": _WITHIN,
    "contests": _WITHIN,
    "duplicates": _WITHIN,
    "promises": _WITHIN,
    "seals": _WITHIN,
    "letters": _WITHIN,
    "reminders": _WITHIN,
    "tickets": _WITHIN,
    "watching": _WITHIN,
    "receipt_log": _PROOFS,
    "witnesses": _PROOFS,
    "pulls": _READS,
    "files": _READS,
    "importing": _READS,
    "extract_file": _READS,
    "extract_readers": _READS,
}
"""Modules of the worker."""

_RUNS: Final = Nothing("it starts or changes the hub itself")
_COUNTS: Final = Nothing("it prints counts; a report has numbers of lines and reasons, never a value")
_MADE_UP: Final = Nothing("all people in it are invented")
_BY_ID: Final = Nothing("ids, states and counts, without a name or a number of anybody")
_ACCOUNT: Final = Nothing("the user name that was typed, and a one-time word")
COMMANDS: Final[Mapping[str, Entry]] = {
    "assets": _RUNS,
    "audit check": Nothing("ids of receipts, and what is wrong with each; not whom it names"),
    "audit head": _PROOFS,
    "audit proof": _PROOFS,
    "audit receipt": tested("tests/cli/test_audit.py", "test_an_auditor_is_handed_the_whole_receipt"),
    "audit verify": Nothing("it reads files that somebody was handed, without the hub"),
    "audit walk": _RUNS,
    "audit witness": _PROOFS,
    "certificate rotate": _KEYS,
    "certificate verify": Nothing("it reads a paper that somebody was handed, without the hub"),
    "check": Nothing("what in a service's folder does not hold together"),
    "connector test": Nothing("properties, points and times; of an agency's own test persons nothing"),
    "demo": _MADE_UP,
    "demo-audit": _MADE_UP,
    "demo-cases": _MADE_UP,
    "demo-code": _MADE_UP,
    "demo-hub": _MADE_UP,
    "demo-operator": _MADE_UP,
    "demo-seed": _MADE_UP,
    "demo-worker": _MADE_UP,
    "emulators": _MADE_UP,
    "enrol": _ACCOUNT,
    "govstack *": Nothing("registries that are declared, with their names of fields"),
    "issuer check": _RUNS,
    "issuer end": _RUNS,
    "issuer register-client": _RUNS,
    "keys list": _KEYS,
    "keys rotate": _KEYS,
    "new connector": Nothing("a folder of a connector, of an agency that is made up"),
    "new service": Nothing("an empty folder of a service"),
    "migrate": _RUNS,
    "notices resume": Nothing("it says that something was done, and shows nothing"),
    "notices stop": Nothing("it says that something was done, and shows nothing"),
    "outbox list": _BY_ID,
    "outbox replay": _BY_ID,
    "oversight affected": tested(
        "tests/oversight/test_breaches.py", "test_the_file_for_letters_is_written_after_its_receipts"
    ),
    "oversight consents": tested(
        "tests/oversight/test_consents.py", "test_whoever_prints_them_leaves_a_receipt_with_the_hubs_mark"
    ),
    "oversight ropa": _OF_THE_HUB,
    "policy *": _OF_THE_HUB,
    "agreement *": _OF_THE_HUB,
    "record AGENCY": _COUNTS,
    "record compare": _COUNTS,
    "record duplicates": _COUNTS,
    "record import": _COUNTS,
    "record sample": _MADE_UP,
    "schema bind": _OF_CLIENTS,
    "schema deprecated": _OF_CLIENTS,
    "schema diff": _OF_CLIENTS,
    "schema documents": _OF_CLIENTS,
    "schema explain": _OF_THE_HUB,
    "schema print": _OF_THE_HUB,
    "schema register": _OF_CLIENTS,
    "schema retire": _OF_CLIENTS,
    "serve": _RUNS,
    "user administrator": _ACCOUNT,
    "user close": _ACCOUNT,
    "spdci *": Nothing("senders, their clients and addresses"),
    "webhook *": Nothing("clients, addresses and states; a secret once, to whoever registers its owner"),
    "worker": _RUNS,
}
"""Commands of `hub`."""

ROOMS: Final = frozenset(
    {
        *(
            "__main__",
            "access",
            "app",
            "audit",
            "cli",
            "connectors",
            "console",
            "core",
            "documents",
            "engine",
            "exchange",
            "facades",
        ),
        *(
            "identity",
            "loaders",
            "notices",
            "parts",
            "resolvers",
            "sandbox",
            "schema",
            "sealing",
            "services",
            "store",
            "telemetry",
        ),
        *("web", "wiring", "worker"),
    }
)
"""A new room may be a new way out: whoever makes it looks at what leaves there, and adds it here."""
