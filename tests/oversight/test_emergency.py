"""Emergency access: one person for one hour, through every lane, with receipts that say so and a review."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.emergency import LENGTH, MOST_A_DAY, REVIEW_WITHIN
from hub.core.identifiers import global_id
from hub.core.opened import basis_of
from hub.core.oversight import FindingFilter, FindingKind
from hub.core.receipt import Subjects
from hub.engine import GraphQLRequest
from hub.store.findings import PgFindings
from hub.store.watch import PgWatch
from tests.fakes.people_of_bangka import TENANT
from tests.oversight.district import AUDITOR, CLERK, FAR, HEAD, HIDDEN, NEAR, District

WHY = "Korban kecelakaan tanpa identitas di IGD."
QUERIES = {
    "citizen": f'{{ citizen(nik: "{FAR.nik}") {{ fullName }} }}',
    "citizens": f'{{ citizens(niks: ["{FAR.nik}"]) {{ fullName }} }}',
    "node": f'{{ node(id: "{global_id("Citizen", FAR.id)}") {{ ... on Citizen {{ fullName }} }} }}',
    "_entities": (
        f'{{ _entities(representations: [{{__typename: "Citizen", nik: "{FAR.nik}"}}])'
        " { ... on Citizen { fullName } } }"
    ),
    "searchCitizens": '{ searchCitizens(search: {name: "Ani Jauh"}) { edges { node { fullName } } } }',
}


async def opened(district: District, nik: str | None = FAR.nik, **given: Any) -> dict[str, Any]:
    values = {"nik": nik, "emergency": "HEALTH", "reason": WHY, **given}
    return await district.do("openEmergencyAccess", "access { id state endsAt } citizenId", CLERK, **values)


@pytest.mark.parametrize("way", ["compiling", "resolving"])
async def test_whom_it_opens_is_seen_by_every_way_and_only_she(district: District, way: str) -> None:
    for query in QUERIES.values():
        assert "Ani Jauh" not in str((await district.ask(query, CLERK, way)).payload)
    access = await opened(district)
    assert (access["errors"], access["access"]["state"]) == ([], "RUNNING")
    assert access["citizenId"] == global_id("Citizen", FAR.id)
    for query in QUERIES.values():
        assert "Ani Jauh" in str((await district.ask(query, CLERK, way)).payload), query
        assert "Tersegel" not in str((await district.ask(query, CLERK, way)).payload)
    other = dataclasses.replace(CLERK, subject="00000000-0000-0000-0000-0000000000ff")
    assert (await district.ask(QUERIES["citizen"], other, way)).payload == {"data": {"citizen": None}}


async def test_each_reading_under_it_leaves_a_receipt_that_names_it(district: District) -> None:
    access = await opened(district)
    for way in ("compiling", "resolving"):
        await district.ask(QUERIES["citizen"], CLERK, way)
    await district.ask(f'{{ citizen(nik: "{NEAR.nik}") {{ fullName }} }}', CLERK, "compiling")
    rows = await district.database.fetch(
        "select r.agreement, r.fields from receipt r"
        " cross join lateral persons_in(r.subjects) s(person_id)"
        " where r.tenant = $1 and s.person_id = $2 order by r.id", TENANT, FAR.id,
    )  # fmt: skip
    (row,) = await district.database.fetch("select id from emergency_access")
    assert [r["agreement"] for r in rows][-2:] == [basis_of(row["id"])] * 2
    assert "Mutation.openEmergencyAccess" in rows[0]["fields"]
    near = await district.database.fetchval(
        "select r.agreement from receipt r cross join lateral persons_in(r.subjects) s(person_id)"
        " where s.person_id = $1", NEAR.id,
    )  # fmt: skip
    assert near == ""
    assert access["access"] is not None


async def test_after_an_hour_it_is_over(district: District) -> None:
    await opened(district)
    await district.database.execute(
        "update emergency_access set opened_at = opened_at - $1::interval, ends_at = ends_at - $1::interval", LENGTH
    )
    for way in ("compiling", "resolving"):
        assert (await district.ask(QUERIES["citizen"], CLERK, way)).payload["data"] == {"citizen": None}


async def test_sealed_unknown_and_visible_persons_are_not_opened(district: District) -> None:
    unknown = await opened(district, "1901050101909099")
    assert await opened(district, HIDDEN.nik) == unknown
    assert unknown["errors"] == [{"code": "NOT_FOUND", "path": "nik"}]
    assert (await opened(district, NEAR.nik))["errors"] == [{"code": "CONFLICT", "path": "nik"}]
    assert await district.database.fetchval("select count(*) from emergency_access") == 0


async def test_an_old_log_in_opens_nothing(district: District) -> None:
    query = "mutation ($input: OpenEmergencyAccessInput!) { openEmergencyAccess(input: $input) { errors { code } } }"
    given = {"idempotencyKey": "k", "nik": FAR.nik, "emergency": "HEALTH", "reason": WHY}
    old = dataclasses.replace(await district.as_now(CLERK), proved_at=district.clock() - dt.timedelta(minutes=6))
    answer = await district.engines["resolving"].run(GraphQLRequest(query, {"input": given}), old)
    assert answer.payload["errors"][0]["extensions"]["code"] == "INSUFFICIENT_AUTHENTICATION"


async def test_five_a_day_are_the_most(district: District) -> None:
    for _ in range(MOST_A_DAY):
        await district.database.execute(
            "insert into emergency_access (tenant, id, person_id, reader, reader_name, client_id, emergency, reason,"
            " opened_at, ends_at, review_due) values ($1, gen_random_uuid(), $2, $3, 'x', 'c', 'OTHER', 'x',"
            " now() - interval '3 hours', now() - interval '2 hours', now())", TENANT, HIDDEN.id, CLERK.subject,
        )  # fmt: skip
    assert (await opened(district))["errors"][0]["code"] == "CONFLICT"


async def test_somebody_else_reviews_it_once(district: District) -> None:
    await opened(district)
    asked = "{ emergencyAccesses { edges { node { id state isMine reader } } } }"
    (edge,) = (await district.ask(asked, HEAD)).payload["data"]["emergencyAccesses"]["edges"]
    assert (edge["node"]["state"], edge["node"]["reader"]) == ("RUNNING", "Siti Operator")
    looks = await district.database.fetch("select * from receipt where actor = $1", HEAD.subject)
    assert [tuple(Subjects(look["subjects"])) for look in looks] == [(FAR.id,)], "the list names her, and says so"
    review = {"accessId": edge["node"]["id"], "verdict": "JUSTIFIED", "reason": "Rumah sakit menghubungi."}
    herself = dataclasses.replace(HEAD, subject=CLERK.subject)
    with pytest.raises(TypeError):
        (await district.do("reviewEmergencyAccess", "access { id }", herself, **review))["errors"]
    done = await district.do("reviewEmergencyAccess", "access { state reviewedBy verdict }", AUDITOR, **review)
    assert done["access"] == {"state": "REVIEWED", "reviewedBy": "Rina Auditor", "verdict": "JUSTIFIED"}
    again = await district.do("reviewEmergencyAccess", "access { id }", HEAD, **review)
    assert again["errors"][0]["code"] == "CONFLICT"


async def test_a_late_review_is_seen_to_be_late(district: District) -> None:
    await opened(district)
    district.late = REVIEW_WITHIN + dt.timedelta(minutes=1)
    asked = "{ emergencyAccesses { edges { node { state } } } }"
    (edge,) = (await district.ask(asked, AUDITOR)).payload["data"]["emergencyAccesses"]["edges"]
    assert edge["node"]["state"] == "OVERDUE"
    refused = (await district.ask(asked, CLERK)).payload
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_one_that_was_not_accepted_is_a_finding(district: District) -> None:
    """And three within a week, whoever accepted them."""
    await opened(district)
    await district.ask(QUERIES["citizen"], CLERK, "compiling")
    (edge,) = (await district.ask("{ emergencyAccesses { edges { node { id } } } }", HEAD)).payload["data"][
        "emergencyAccesses"
    ]["edges"]
    review = {"accessId": edge["node"]["id"], "verdict": "UNJUSTIFIED", "reason": "Tidak ada pasien."}
    await district.do("reviewEmergencyAccess", "access { id }", HEAD, **review)
    now = district.clock() + dt.timedelta(hours=2)
    assert await PgWatch(district.database, TENANT, "19.01").next(now, 100)
    page = await PgFindings(district.database).findings(TENANT, FindingFilter(), 10, None)
    (kept,) = [each for each in page.items if each.finding.kind is FindingKind.EMERGENCY]
    assert (kept.finding.readers, kept.finding.about) == ((CLERK.subject,), FAR.id)
    assert len(kept.finding.receipts) == 1
