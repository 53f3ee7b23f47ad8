"""With many people no operation reads a whole table: what it reads does not grow with the district.

The database counts: how often a table was read from one end to the other, and how many entries each index gave. People
are asked for in every way that the graph has, so a statement need not be named here to be watched; a root field that
nobody asks here fails the test, and so does a table of the record that was left without rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import pytest

from benchmarks import multitude
from benchmarks.office import LICENCE, SUBMIT, TENANT, Office, opened
from hub.core.actor import Actor, Role
from hub.core.citizen import CitizenSearch
from hub.core.identifiers import global_id
from hub.core.predicates import RowFilter
from hub.store import Database, PgPeople
from hub.store.bulk import HOUR
from hub.store.idempotency import forget
from tests.engine.test_mutations import step
from tests.fakes.actors import EVERYTHING, staff
from tests.fakes.world import schema
from tests.store.samples import EVERYBODY
from tests.store.test_schema import TABLES, TOOLS

SOME: Final = 20_000
DISTRICT: Final = 1_200_000
MOST_ENTRIES: Final = 2_000
"""Entries of an index that one operation may read."""
BY_WORDS: Final = "name_word_alike"
"""What is read of this index grows with the words of a district's names, and there are few."""
OFFICE: Final = RowFilter(("region_subtree", "not_sealed"), "19.01")
LONG_AGO: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
OPERATOR: Final = staff(Role.OPERATOR)

PERSON: Final = """
    id nik fullName version address { village } mother { fullName } licences { nib }
    familyCard { number head { nik } members { relationship citizen { nik fullName } } }
    history(first: 5) { edges { node { at } } } accesses(first: 5) { edges { node { at } } }
"""
QUERIES: Final[Mapping[str, str]] = {
    "citizen": f"query ($nik: NIK!) {{ citizen(nik: $nik) {{ {PERSON} }} }}",
    "citizen, resolved": "query ($nik: NIK!) { citizen(nik: $nik) { nik applications { edges { node { state } } } } }",
    "citizens": f"query ($niks: [NIK!]!) {{ citizens(niks: $niks) {{ {PERSON} }} }}",
    "node": f"query ($id: ID!) {{ node(id: $id) {{ ... on Citizen {{ {PERSON} }} }} }}",
    "_entities": "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { nik fullName } } }",
    "familyCard": "query ($card: FamilyCardNumber!) { familyCard(number: $card) { number members { relationship } } }",
    "matchCitizen": "query ($claim: CitizenClaim!) { matchCitizen(claim: $claim) { nik } }",
    "application": "query ($number: String!) { application(trackingNumber: $number) { state } }",
    "applications": "{ applications(first: 5) { edges { node { state } } } }",
    "applications, a queue": "{ applications(first: 5, filter: {states: [SUBMITTED]}) { edges { node { state } } } }",
    "applications, of a region": """
        { applications(first: 5, filter: {states: [SUBMITTED], regionCode: "19.01.01"}) { edges { node { state } } } }
    """,
    "applications, mine": "{ applications(first: 5, filter: {mine: true}) { edges { node { state } } } }",
    "verifyDocument": 'query { verifyDocument(code: "C7") { status } }',
    "viewer": "{ viewer { __typename } }",
    "services": "{ services { name } }",
    "codeList": '{ codeList(name: "Sex") { value } }',
    "agencies": "{ agencies { name } }",
    "_service": "{ _service { sdl } }",
}
SEARCHES: Final[Mapping[str, Mapping[str, Any]]] = {
    "a frequent name": {"name": "Siti"},
    "a frequent name in a village": {"name": "Siti", "regionCode": "19.01.08.2001"},
    "two frequent names": {"name": "Muhammad Saputra", "regionCode": "19.01.01"},
    "a rare name": {"name": "Suparmen Rosmalla"},
    "with a year": {"name": "Nurhayati", "birthYear": 1987},
    "with a mother": {"name": "Ahmad", "motherName": "Siti Dewi", "regionCode": "19.01.02"},
}
# They move an application on by the statements of `claimApplication`, or write a facet by those of `recordLicence`.
LIKE_ANOTHER: Final = {
    *("returnApplication", "acceptApplication", "verifyApplication", "recordSiakResult", "validateApplication"),
    *("signApplication", "handOverApplication", "refuseApplication", "withdrawApplication", "delayApplication"),
    *("resumeApplication", "resubmitApplication"),
    *("recordEnrolment", "recordImmunisation", "recordCoverage", "recordWelfare"),
    "createUpload",  # inserts one row
}
# Still to be asked here, with their tables filled: whoever does it takes them off.
NOT_YET: Final = {
    *("correctCitizen", "assignNik", "deliveries", "workItems", "replayDelivery", "settleDelivery", "markTranscribed"),
    *("handOvers", "residence", "handOverCitizen", "receiveCitizen", "refuseHandOver", "cancelHandOver"),
    *("sealCitizen", "unsealCitizen"),
}
NOT_FILLED_YET: Final = {"delivery", "delivery_target", "hand_over", "hand_over_person", "seal"}
EXERCISED: Final = {"submitApplication", "claimApplication", "recordLicence", "searchCitizens"}
# Tables of which no operation here reads or writes, or which have as many rows as there are agencies or clerks.
SMALL: Final = {
    *("region", "agency_budget", "client_agency", "console_session", "facet_refresh"),
    *("pull", "pull_run", "facet_file", "facet_file_refusal"),
    *("identity_user", "oauth_client", "signing_key", "login_failure"),
    *("authorization_code", "refresh_token", "revoked_token", "used_assertion"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database has counted: reads of whole tables by table, entries given by index."""

    whole: Mapping[str, int]
    entries: Mapping[str, int]

    @classmethod
    async def of(cls, database: Database) -> Counts:
        await database.fetchval("select pg_stat_force_next_flush()")
        whole = await database.fetch("select relname, seq_scan from pg_stat_user_tables")
        entries = await database.fetch("select indexrelname, idx_tup_read from pg_stat_user_indexes")
        return cls({row[0]: row[1] for row in whole}, {row[0]: row[1] for row in entries})

    def since(self, before: Counts, large: set[str], most: int) -> list[str]:
        """What is wrong with it: large tables read as a whole, and indexes that gave too much."""
        whole = [f"all of {name}" for name in large if self.whole[name] > before.whole[name]]
        read = {name: count - before.entries.get(name, 0) for name, count in self.entries.items()}
        return whole + [
            f"{count} entries of {name}" for name, count in read.items() if count > most and name != BY_WORDS
        ]


async def large_tables(database: Database) -> set[str]:
    rows = await database.fetch(
        f"select t.relname from ({TABLES}) t join pg_class c using (oid) where c.reltuples >= 1000", TOOLS
    )
    return {row["relname"] for row in rows}


@dataclass
class Watched:
    """Operations, with what each of them made the database read."""

    office: Office
    large: set[str]
    wrong: list[str]

    async def do(self, what: str, work: Any, most: int = MOST_ENTRIES) -> None:
        before = await Counts.of(self.office.database)
        await work
        after = await Counts.of(self.office.database)
        self.wrong += [f"{what}: {one}" for one in after.since(before, self.large, most)]

    async def ask(self, what: str, query: str, variables: Mapping[str, Any], by: Actor = EVERYTHING) -> None:
        await self.do(what, self.office.ask(query, dict(variables), by))


@asynccontextmanager
async def district(url: str, people: int) -> AsyncIterator[Watched]:
    """A district of so many people; one connection, which says at once what it has read."""
    loader = await Database.open(url, max_size=1, command_timeout=HOUR)
    await multitude.load(loader, people)
    await multitude.load_work(loader, min(people, 100_000) // 10)
    await loader.close()
    async with opened(url, connections=1) as office:
        yield Watched(office, await large_tables(office.database), [])


async def everything(watched: Watched, people: int) -> None:
    """Asks for people, searches, writes: each root field of the graph, and the store's own methods beside them."""
    database = watched.office.database
    some = await database.fetch("select id, nik, family_card_number from person where tenant = $1 limit 20", TENANT)
    nik, one, niks = some[3]["nik"], some[3]["id"], [row["nik"] for row in some]
    values = {
        "nik": nik, "niks": niks, "id": global_id("Citizen", one), "card": some[3]["family_card_number"],
        "r": [{"__typename": "Citizen", "nik": each} for each in niks], "claim": {"nik": nik, "fullName": "Siti"},
        "number": await watched.office.submit(nik, await watched.office.paper()),
    }  # fmt: skip
    for what, query in QUERIES.items():
        await watched.ask(what, query, {name: value for name, value in values.items() if f"${name}:" in query})
    await _searches(watched, people)
    await _store(watched, niks, [row["id"] for row in some], some[3]["family_card_number"])
    await _mutations(watched, nik)


async def _searches(watched: Watched, people: int) -> None:
    query = "query ($s: CitizenSearch!) { searchCitizens(search: $s) { edges { node { nik fullName } } } }"
    directory = PgPeople(watched.office.database)
    for what, terms in SEARCHES.items():
        # Entries of the words: the most frequent one has seven in a hundred of a sex, and two may be looked at.
        most = max(MOST_ENTRIES, people // 5)
        await watched.do(f"search, {what}", watched.office.ask(query, {"s": dict(terms)}), most)
    resolved = directory.search(TENANT, CitizenSearch("Siti", region_code="19.01.01"), OFFICE, 20, None)
    await watched.do("search, resolved", resolved, max(MOST_ENTRIES, people // 5))


async def _store(watched: Watched, niks: list[str], ids: list[Any], card: str) -> None:
    database, people = watched.office.database, PgPeople(watched.office.database)
    await watched.do("by_niks", people.by_niks(TENANT, niks, OFFICE))
    await watched.do("by_ids", people.by_ids(TENANT, ids, OFFICE))
    await watched.do("family_cards", people.family_cards(TENANT, [card], OFFICE))
    await watched.do("members", people.members(TENANT, [card], OFFICE))
    await watched.do("history", people.history(TENANT, ids[0], EVERYBODY, 20, None))
    await watched.do("forgetting old replies", forget(database, TENANT, LONG_AGO))


async def _mutations(watched: Watched, nik: str) -> None:
    office = watched.office
    paper, numbers = await office.paper(), []

    async def submit() -> None:
        numbers.append(await office.submit(nik, paper))

    await watched.do("submitApplication", submit())
    claim = {"idempotencyKey": "claim", "trackingNumber": numbers[0]}
    await watched.ask("claimApplication", step("claimApplication"), {"input": claim}, OPERATOR)
    await watched.do("recordLicence", office.licence(nik, 1))


def test_each_root_field_is_asked() -> None:
    """A new one needs a line in QUERIES, or an operation in `_mutations`."""
    graph = schema().graph
    assert graph.query_type is not None
    assert graph.mutation_type is not None
    roots = {*graph.query_type.fields, *graph.mutation_type.fields}
    asked = {what.partition(",")[0] for what in QUERIES} | EXERCISED | LIKE_ANOTHER | NOT_YET
    assert roots - asked == set()
    assert all(f"{name}(" in SUBMIT + LICENCE + step("claimApplication") for name in EXERCISED - {"searchCitizens"})


async def test_no_operation_reads_a_whole_table(module_database: str) -> None:
    async with district(module_database, SOME) as watched:
        tables = {row["relname"] for row in await watched.office.database.fetch(TABLES, TOOLS)}
        assert tables - watched.large - SMALL - NOT_FILLED_YET == set(), "fill it in benchmarks.multitude"
        await everything(watched, SOME)
        assert watched.wrong == []


async def test_a_statement_without_an_index_is_seen(module_database: str) -> None:
    """Planted: one that reads a table, and one that reads all that an index has of the tenant."""
    async with opened(module_database, connections=1) as office:
        watched = Watched(office, await large_tables(office.database), [])
        slow = office.database.fetch("select 1 from person where occupation = 'x'")
        await watched.do("by occupation", slow)
        slower = office.database.fetch("select count(nik) from person where tenant = '1901' and nik > '0'")
        await watched.do("count", slower)
        assert any(line.startswith("by occupation: all of person") for line in watched.wrong)
        assert any(line.startswith("count: ") for line in watched.wrong)


@pytest.mark.long
async def test_no_operation_reads_a_whole_table_of_a_large_district(database: str) -> None:
    async with district(database, DISTRICT) as watched:
        await everything(watched, DISTRICT)
        assert watched.wrong == []
