"""Each operation that the hub has on the record, asked once: root fields of the graph, and rounds of the worker."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from benchmarks.office import TENANT
from hub.core.actor import Role
from hub.core.citizen import CitizenClaim, CitizenSearch
from hub.core.delivery import DeliveryState
from hub.core.discrepancy import Said
from hub.core.facet import FacetCopy
from hub.core.guessing import GuessMarks
from hub.core.identifiers import global_id, new_id
from hub.core.predicates import RowFilter
from hub.core.purpose import Purpose
from hub.store import PgDiscrepancies, PgFacetCopies, PgGuesses, PgPeople
from hub.store.deliveries import Line, Outcome, PgDeliveries
from hub.store.duplicate_scan import PgDuplicateScan
from hub.store.idempotency import forget
from hub.store.receipt_heads import PgReceiptHeads
from hub.store.receipt_log import PgReceiptLog
from hub.store.register_walk import PgRegisterWalk
from hub.store.seals import lift_due
from tests.engine.test_corrections import ASSIGN, CORRECT, DEED
from tests.engine.test_discrepancies import CONTEST, RESOLVE
from tests.engine.test_merges_on_postgres import DISMISS, MERGE, UNDO
from tests.engine.test_outbox import MUTATIONS as DESK
from tests.engine.test_recording import FIELDS, ITEMS, OWNED, mutation_of, writer
from tests.fakes.actors import staff
from tests.fakes.declared import FACETS
from tests.fakes.discrepancies import MARKS
from tests.rights.test_objections import DECIDE, RAISE
from tests.rights.test_statements import INFORM
from tests.rights.test_stops import LIFT
from tests.store.administering import administration
from tests.store.casework import applications, keyed, now, unused
from tests.store.logged import keys
from tests.store.office_days import appointments, burials, letters, numbers, sessions
from tests.store.overseeing import oversight
from tests.store.queries import NODES, QUERIES, SEARCHES
from tests.store.queueing import QUEUES, absences, waiting
from tests.store.subscribing import subscriptions
from tests.store.watched import Watched

OFFICE: Final = RowFilter(("region_subtree", "not_sealed"), "19.01")
LONG_AGO: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
OPERATOR, VERIFIER = staff(Role.OPERATOR), staff(Role.VERIFIER)
AUDITOR: Final = dataclasses.replace(staff(Role.AUDITOR), purposes=frozenset({Purpose.OVERSIGHT}))
KABID, KADIS = staff(Role.HEAD_OF_DIVISION), staff(Role.HEAD_OF_OFFICE)
TOLD: Final = "errors { code path message }"


@dataclasses.dataclass(frozen=True)
class Few:
    """Some people of the district whom nothing is open about."""

    ids: list[uuid.UUID]
    niks: list[str]
    card: str

    @classmethod
    async def of(cls, watched: Watched, page: int) -> Few:
        rows = await watched.office.database.fetch(
            "select id, nik, family_card_number from person where tenant = $1 and not sealed order by id"
            " limit 20 offset $2",
            TENANT,
            20 * page,
        )
        return cls([row["id"] for row in rows], [row["nik"] for row in rows], rows[0]["family_card_number"])


async def everything(watched: Watched, people: int, page: int = 0) -> None:
    """Each operation, about people of whom every page has others."""
    few = await Few.of(watched, page)
    await _queries(watched, few)
    await _searches(watched, people)
    await _store(watched, few)
    await _rounds(watched, few)
    await _receipt_log(watched)
    await applications(watched, few.niks[4])
    await _facets(watched, few.niks[7])
    await _corrections(watched, few)
    await _guesses(watched, few)
    await _rights(watched, few)
    await _pairs(watched, few)
    await burials(watched, few.niks[18])
    await sessions(watched)
    await absences(watched)
    await subscriptions(watched)
    await waiting(watched, few.niks)
    await letters(watched)
    await numbers(watched)
    await appointments(watched)
    await _moves(watched, few)
    await _outbox(watched)
    await administration(watched)
    await oversight(watched)


async def _queries(watched: Watched, few: Few) -> None:
    paper = await watched.office.paper()
    values = {
        "nik": few.niks[3], "niks": few.niks, "id": global_id("Citizen", few.ids[3]), "card": few.card,
        "deed": "1901-LU-01012020-0001",
        "r": [{"__typename": "Citizen", "nik": each} for each in few.niks], "at": "2026-11-02T00:00:00Z",
        "claim": {"nik": few.niks[3], "fullName": "Siti"}, "number": await watched.office.submit(few.niks[3], paper),
    }  # fmt: skip
    for what, query in {**QUERIES, **QUEUES}.items():
        await watched.ask(what, query, {name: value for name, value in values.items() if f"${name}:" in query})


async def _searches(watched: Watched, people: int) -> None:
    query = "query ($s: CitizenSearch!) { searchCitizens(search: $s) { edges { node { nik fullName } } } }"
    # Entries of the words: the most frequent one has seven in a hundred of a sex, and two may be looked at.
    most = max(2_000, people // 5)
    for what, terms in SEARCHES.items():
        await watched.ask(f"searchCitizens, {what}", query, {"s": dict(terms)}, most=most)
    directory = PgPeople(watched.office.database)
    resolved = directory.search(TENANT, CitizenSearch("Siti", region_code="19.01.01"), OFFICE, 20, None)
    await watched.do("search, resolved", resolved, most)


async def _store(watched: Watched, few: Few) -> None:
    database, people = watched.office.database, PgPeople(watched.office.database)
    await watched.do("by_niks", people.by_niks(TENANT, few.niks, OFFICE))
    await watched.do("by_ids", people.by_ids(TENANT, few.ids, OFFICE))
    await watched.do("family_cards", people.family_cards(TENANT, [few.card], OFFICE))
    await watched.do("members", people.members(TENANT, [few.card], OFFICE))
    await watched.do("history", people.history(TENANT, few.ids[0], OFFICE, 20, None))
    await watched.do("forgetting old replies", forget(database, TENANT, LONG_AGO))
    copies = PgFacetCopies(database, FACETS.values())
    got: dict[uuid.UUID, FacetCopy[Any]] = {few.ids[0]: FacetCopy("licences", (), now(), fresh=True)}
    await watched.do("copies", copies.copies(TENANT, "licences", few.ids))
    await watched.do("claim", copies.claim(TENANT, "licences", few.ids, 10))
    await watched.do("under way", copies.under_way(TENANT, "licences", few.ids))
    await watched.do("keep", copies.keep(TENANT, "licences", got))
    await watched.do("give up", copies.give_up(TENANT, "licences", {few.ids[1]: "timeout"}, 10))
    await watched.do("release", copies.release(TENANT, "licences", few.ids[2:]))


async def _rounds(watched: Watched, few: Few) -> None:
    """What the worker does again and again."""
    database = watched.office.database
    discrepancies = PgDiscrepancies(database, TENANT, MARKS, now)
    said = [Said(few.ids[9], "health", {"birth_place": "Belinyu"}, keeps=True)]
    await watched.do("noting what agencies say", discrepancies.note(said))
    await watched.do("the clock of contests", discrepancies.mark_overdue())
    await watched.do("contests that are late", discrepancies.count_overdue())
    walk = PgRegisterWalk(database, TENANT)
    await watched.do("a piece of the walk", walk.piece(500, now(), LONG_AGO))
    await watched.do("who was asked about", walk.checked_since(now() - dt.timedelta(days=1), 100))
    await watched.do("walk, by NIK", walk.by_niks(few.niks))
    await watched.do("walk, asked", walk.checked(few.ids, now()))
    await watched.do("duplicates of one", PgDuplicateScan(database, TENANT, now).persons(few.ids[:1]))
    await watched.do("seals that are over", lift_due(database, TENANT, now()))
    outbox, job = PgDeliveries(database, TENANT), new_id()
    row = await database.fetchrow("select target, person_id from delivery where state = 'WAITING' order by id limit 1")
    assert row is not None
    line = Line(row["target"], row["person_id"])
    taken = await watched.do("taking", outbox.take(line, job, now(), now() + dt.timedelta(minutes=1)))
    await watched.do("under way already", outbox.under_way(line, now()))
    await watched.do("snapshots", outbox.snapshots(taken))
    await watched.do("whom it is about", outbox.person(taken))
    outcome = Outcome(state=DeliveryState.WAITING, problem="SOURCE_UNAVAILABLE")
    await watched.do("giving back", outbox.keep(taken, job, outcome, now(), now()))
    await watched.do("waking lines", outbox.wake_forgotten(now(), now()), 20_000)
    await watched.do("how much waits", outbox.counts(), 20_000)


async def _receipt_log(watched: Watched) -> None:
    """Places for what was written meanwhile, a head, and what is proven with it."""
    database, held = watched.office.database, keys()
    log, heads = PgReceiptLog(database, TENANT, held), PgReceiptHeads(database, TENANT)
    await watched.do("places in the log", log.step())
    await watched.do("places in the log, when nothing is new", log.step())
    await watched.do("a head", heads.sign(held, now()))
    await watched.do("heads", heads.listed(11, None))
    row = await database.fetchrow("select receipt_id from receipt_leaf where position = 700")
    assert row is not None
    assert await watched.do("a proof", heads.proof(row["receipt_id"])) is not None
    assert await watched.do("a copy", heads.copy_for(held.leaves, row["receipt_id"], row["receipt_id"])) is not None
    await watched.do("a witness", heads.told("w", 1, "", now()))


async def _facets(watched: Watched, nik: str) -> None:
    for facet in OWNED:
        mutation = mutation_of(facet)
        name, member = f"{mutation[0].upper()}{mutation[1:]}Input!", _camel(facet.name)
        query = f"mutation ($input: {name}) {{ {mutation}(input: $input) {{ {FIELDS} }} }}"
        await watched.ask(mutation, query, keyed({"nik": nik, member: ITEMS[member]}), writer(facet))
    past = "query ($nik: NIK!, $at: DateTime!) { citizen(nik: $nik, asOf: $at) { nik licences { nib } } }"
    await watched.ask("citizen, a facet in the past", past, {"nik": nik, "at": now().isoformat()})


async def _corrections(watched: Watched, few: Few) -> None:
    seen = {"expectedVersion": await _version(watched, few.ids[10]), "reason": "Salah ketik."}
    correction = {**seen, "nik": few.niks[10], "source": DEED, "attributes": {"birthPlace": "Belinyu"}}
    await watched.ask("correctCitizen", CORRECT, keyed(correction), OPERATOR)
    seen = {"expectedVersion": await _version(watched, few.ids[11]), "reason": "KTP-el."}
    named = {**seen, "id": global_id("Citizen", few.ids[11]), "nik": unused(few.niks[11]), "source": {"kind": "KTP_EL"}}
    await watched.ask("assignNik", ASSIGN, keyed(named), OPERATOR)
    contest = {"nik": few.niks[12], "attribute": "birthPlace", "claim": "Belinyu"}
    await watched.ask("contestAttribute", CONTEST, keyed(contest), OPERATOR)
    open_one = await watched.office.database.fetchval(
        "select d.id from discrepancy d join person p on p.tenant = d.tenant and p.id = d.person_id"
        " where d.state = 'OPEN' and d.source <> 'citizen' and not p.sealed limit 1"
    )
    decision = {"id": global_id("Discrepancy", open_one), "decision": "RECORD_STANDS", "reason": "Akta."}
    await watched.ask("resolveDiscrepancy", RESOLVE, keyed(decision), VERIFIER)


async def _guesses(watched: Watched, few: Few) -> None:
    """A claim about somebody, counted where many were counted."""
    guesses = PgGuesses(watched.office.database, TENANT, GuessMarks(b"contoh"))
    claim = CitizenClaim(nik=few.niks[17], full_name="Siti Contoh")
    await watched.do("counting a claim", guesses.admit(claim, "clinic", now()))


async def _rights(watched: Watched, few: Few) -> None:
    """What citizens ask about their own data."""
    since = '{since: "2026-01-02T00:00:00Z", own: false}'
    query = f"query ($nik: NIK!) {{ accesses(nik: $nik, first: 5, filter: {since}) {NODES} }}"
    told = await watched.ask("accesses", query, {"nik": few.niks[16]}, AUDITOR)
    read = told["accesses"]["edges"][0]["node"]["id"]
    raised = keyed({"nik": few.niks[16], "accessId": read, "grounds": "Contoh."})
    one = await watched.ask("raiseObjection", RAISE, raised, OPERATOR)
    decision = {"id": one["raiseObjection"]["objection"]["id"], "outcome": "DISMISSED", "reason": "Contoh."}
    await watched.ask("decideObjection", DECIDE, keyed(decision), AUDITOR)
    raised = keyed({"nik": few.niks[16], "category": "health", "grounds": "Contoh."})
    one = (await watched.ask("raiseObjection, of a category", RAISE, raised, OPERATOR))["raiseObjection"]["objection"]
    decision = {"id": one["id"], "outcome": "UPHELD", "reason": "Contoh."}
    await watched.ask("decideObjection, upheld", DECIDE, keyed(decision), AUDITOR)
    await watched.ask("liftStop", LIFT, keyed({"id": one["id"], "reason": "Contoh."}), AUDITOR)
    shown = keyed({"nik": few.niks[16], "shown": "KTP-el"})
    await watched.ask("informCitizen", INFORM, shown, OPERATOR)
    for narrowed in ("states: [OPEN]", "states: [DECIDED]", "overdue: true"):
        await watched.ask(
            f"objections, {narrowed}", f"{{ objections(first: 5, filter: {{{narrowed}}}) {NODES} }}", {}, AUDITOR
        )


async def _pairs(watched: Watched, few: Few) -> None:
    pair = {"survivorNik": few.niks[13], "duplicateNik": few.niks[14], "nikOnKtpEl": few.niks[13]}
    versions = {
        "survivorVersion": await _version(watched, few.ids[13]),
        "duplicateVersion": await _version(watched, few.ids[14]),
    }
    await watched.ask("mergeCitizens", MERGE, keyed({**pair, **versions, "reason": "Satu orang."}), VERIFIER)
    undo = {"nik": few.niks[13], "expectedVersion": versions["survivorVersion"] + 1, "reason": "Dua orang."}
    await watched.ask("undoMerge", UNDO, keyed(undo), KABID)
    row = await watched.office.database.fetchrow(
        "select l.nik as first, h.nik as second from duplicate_candidate c"
        " join person l on l.tenant = c.tenant and l.id = c.low_id"
        " join person h on h.tenant = c.tenant and h.id = c.high_id"
        " where c.state = 'OPEN' and not l.sealed and not h.sealed limit 1"
    )
    assert row is not None
    both = {"firstNik": row["first"], "secondNik": row["second"], "reason": "Dua orang."}
    await watched.ask("dismissDuplicate", DISMISS, keyed(both), VERIFIER)


async def _moves(watched: Watched, few: Few) -> None:
    offer = {"people": [{"nik": few.niks[15]}], "toRegionCode": "19.02", "letterNumber": f"SKPWNI/{new_id()}"}
    made = await watched.ask("handOverCitizen", _moving("handOverCitizen"), keyed({**offer, "reason": "Kerja"}), KABID)
    offered = made["handOverCitizen"]["handOver"]["id"]
    back = {"handOver": offered, "reason": "Batal."}
    await watched.ask("cancelHandOver", _moving("cancelHandOver"), keyed(back), KABID)
    rows = await watched.office.database.fetch(
        "select id from hand_over where tenant = $1 and side = 'DESTINATION' and state = 'OFFERED' limit 2", TENANT
    )
    here, away = [global_id("HandOver", row["id"]) for row in rows]
    home = {"handOver": here, "address": {"regionCode": "19.01.01.2001"}}
    await watched.ask("receiveCitizen", _moving("receiveCitizen"), keyed(home), KABID)
    no = {"handOver": away, "reason": "Bukan warga sini."}
    await watched.ask("refuseHandOver", _moving("refuseHandOver"), keyed(no), KABID)
    seal = {"nik": few.niks[16], "reason": "Perlindungan saksi.", "legalBasis": "UU 13/2006"}
    await watched.ask("sealCitizen", _moving("sealCitizen", "sealed"), keyed(seal), KADIS)
    unseal = {"nik": few.niks[16], "reason": "Selesai."}
    await watched.ask("unsealCitizen", _moving("unsealCitizen", "sealed"), keyed(unseal), KADIS)


async def _outbox(watched: Watched) -> None:
    given: Mapping[str, tuple[str, dict[str, str]]] = {
        "markTranscribed": ("TO_TRANSCRIBE", {}),
        "settleDelivery": ("IN_DOUBT", {"decision": "DELIVERED", "reason": "Ditanyakan."}),
        "replayDelivery": ("DEAD", {}),
    }
    for mutation, (state, said) in given.items():
        key = await watched.office.database.fetchval(
            "select d.id from delivery d join person p on p.tenant = d.tenant and p.id = d.person_id"
            " where d.state = $1 and not p.sealed limit 1",
            state,
        )
        await watched.ask(mutation, DESK[mutation], keyed({"deliveryId": global_id("Delivery", key), **said}), OPERATOR)


def _moving(mutation: str, wanted: str = "handOver { id state }") -> str:
    name = f"{mutation[0].upper()}{mutation[1:]}Input!"
    return f"mutation ($input: {name}) {{ {mutation}(input: $input) {{ {wanted} {TOLD} }} }}"


async def _version(watched: Watched, person_id: uuid.UUID) -> int:
    version: int = await watched.office.database.fetchval(
        "select version from person where tenant = $1 and id = $2", TENANT, person_id
    )
    return version


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)
