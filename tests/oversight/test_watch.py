"""The worker's pieces over real receipts: what is known of readers, persons and cases, and what is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from hub.core.oversight import FindingFilter, FindingKind
from hub.core.receipt import Receipt
from hub.store import PgReceipts
from hub.store.bulk import copy_citizens
from hub.store.findings import PgFindings
from hub.store.looks import LISTS
from hub.store.times import first_id
from hub.store.watch import LAG, PgWatch
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import schema
from tests.oversight.district import AUDITOR, CLERK, FAR, HERE, NEAR, District, one

ASKED = "{ accessFindings { edges { node { id kind reason receiptCount receipts { operation persons } isMine } } } }"
MORNING = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def receipt(at: dt.datetime, *persons: uuid.UUID, **given: Any) -> Receipt:
    values: dict[str, Any] = {
        "tenant": TENANT, "id": uuid.UUID(int=first_id(at).int + uuid.uuid4().int % 2**60), "at": at,
        "actor": CLERK.subject, "actor_name": CLERK.display_name, "client_id": "console", "on_behalf_of": None,
        "purpose": "CIVIL_REGISTRATION", "operation": "Citizen", "fields": ("Query.citizen", "Citizen.fullName"),
        "categories": ("population",), "subjects": persons,
    }  # fmt: skip
    return Receipt(**{**values, **given})


async def read(district: District, *receipts: Receipt) -> None:
    for each in receipts:
        await PgReceipts(district.database).write(each)


async def found(district: District) -> dict[FindingKind, int]:
    """The receipts of each finding."""
    page = await PgFindings(district.database).findings(TENANT, FindingFilter(), 100, None)
    return {kept.finding.kind: len(kept.finding.receipts) for kept in page.items}


def watch(district: District) -> PgWatch:
    return PgWatch(district.database, TENANT, "19.01")


async def test_own_family_and_another_region_are_found_once(district: District) -> None:
    await read(district, receipt(MORNING, NEAR.id), receipt(MORNING + dt.timedelta(minutes=3), FAR.id))
    later = MORNING + dt.timedelta(hours=3)
    assert await watch(district).next(later, 1) == 1
    assert await found(district) == {FindingKind.OWN_FAMILY: 1}
    assert await watch(district).next(later, 10) == 1
    assert await watch(district).next(later, 10) == 0
    assert await found(district) == {FindingKind.OWN_FAMILY: 1, FindingKind.OUTSIDE_REGION: 1}


async def test_what_is_young_waits_for_its_application(district: District) -> None:
    await read(district, receipt(MORNING, FAR.id))
    assert await watch(district).next(MORNING + LAG - dt.timedelta(seconds=1), 10) == 0
    assert await watch(district).next(MORNING + LAG + dt.timedelta(seconds=1), 10) == 1


async def test_an_application_of_her_household_is_a_reason(district: District) -> None:
    application = uuid.uuid4()
    await district.database.execute(
        "insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by,"
        " submitted_at, state, version) values ($1, $2, 'AL-1', 's', $4, 'c', 'u', $3, 'SUBMITTED', 1)",
        TENANT, application, MORNING + dt.timedelta(minutes=20), HERE,
    )  # fmt: skip
    await district.database.execute("insert into application_person values ($1, $2, $3)", TENANT, application, FAR.id)
    await read(district, receipt(MORNING, FAR.id), receipt(MORNING - dt.timedelta(hours=2), FAR.id))
    await watch(district).next(MORNING + dt.timedelta(hours=3), 10)
    assert await found(district) == {FindingKind.OUTSIDE_REGION: 1}


async def test_mutations_lists_emergencies_and_own_data_are_no_looks(district: District) -> None:
    lists = receipt(MORNING, FAR.id, NEAR.id, fields=("Query.searchCitizens", "Citizen.fullName"))
    await read(
        district,
        receipt(MORNING, NEAR.id, fields=("Mutation.correctCitizen",)),
        receipt(MORNING, NEAR.id, purpose="OWN_DATA"),
        receipt(MORNING, NEAR.id, categories=("access",)),
        receipt(MORNING, FAR.id, agreement=f"emergency:{uuid.uuid4()}"),
        dataclasses.replace(lists, subjects=(NEAR.id,)),
    )
    assert await watch(district).next(MORNING + dt.timedelta(hours=3), 10) == 5
    assert await found(district) == {}


async def test_several_pieces_make_one_finding(district: District) -> None:
    """A day of looking around, seen by the worker in three pieces: what it remembers stands in the database."""
    people = [one(f"19010101019{number:05}", "Orang Contoh", HERE) for number in range(12)]
    await copy_citizens(district.database, people)
    reads = [receipt(MORNING + dt.timedelta(minutes=25 * n), each.id) for n, each in enumerate(people)]
    await read(district, *reads)
    for _ in range(3):
        assert await watch(district).next(MORNING + dt.timedelta(hours=10), 4) == 4
    kept = await found(district)
    assert kept[FindingKind.NO_CASE] == 12


async def test_an_auditor_reads_and_settles_it_and_nobody_settles_her_own(district: District) -> None:
    await read(district, receipt(MORNING, NEAR.id))
    await watch(district).next(MORNING + dt.timedelta(hours=3), 10)
    (edge,) = (await district.ask(ASKED, AUDITOR)).payload["data"]["accessFindings"]["edges"]
    node = edge["node"]
    assert (node["kind"], node["receipts"]) == ("OWN_FAMILY", [{"operation": "Citizen", "persons": 1}])
    assert "sendiri" in node["reason"]
    settle = {"findingId": node["id"], "verdict": "ABUSE", "reason": "Ditegur; ia mengakuinya."}
    reader = dataclasses.replace(AUDITOR, subject=CLERK.subject)
    with pytest.raises(TypeError):
        (await district.do("settleFinding", "finding { id }", reader, **settle))["errors"]
    same_person = dataclasses.replace(AUDITOR, nik=NEAR.nik)
    with pytest.raises(TypeError):
        (await district.do("settleFinding", "finding { id }", same_person, **settle))["errors"]
    done = await district.do("settleFinding", "finding { state settledByName }", AUDITOR, **settle)
    assert done["finding"] == {"state": "ABUSE", "settledByName": "Rina Auditor"}
    again = await district.do("settleFinding", "finding { id }", AUDITOR, **settle)
    assert again["errors"][0]["code"] == "CONFLICT"
    accesses = await district.database.fetchval(
        "select count(*) from receipt r where $1 in (select persons_in(r.subjects)) and r.actor = $2",
        NEAR.id, AUDITOR.subject,
    )  # fmt: skip
    assert accesses >= 2


async def test_the_office_does_not_read_findings(district: District) -> None:
    answer = await district.ask(ASKED, CLERK)
    assert answer.payload["data"] == {"accessFindings": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_every_root_field_that_lists_persons_is_a_list_here() -> None:
    """A new list of persons has to be named, or looking through it would count as opening everybody."""
    query = schema().graph.query_type
    assert query is not None
    connections = {
        f"Query.{name}" for name, field in query.fields.items()
        if str(field.type).rstrip("!").endswith("Connection")
    }  # fmt: skip
    others = {"Query.deliveries", "Query.users", "Query.clients", "Query.accountChanges", "Query.accountProposals"}
    others |= {"Query.accesses", "Query.agreements"}
    others |= {"Query.accessFindings", "Query.emergencyAccesses", "Query.breaches"}
    assert connections - others <= LISTS
