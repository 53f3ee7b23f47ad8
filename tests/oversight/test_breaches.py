"""The register of breaches: its clock, whom one affects, and who was told."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from hub.cli.oversight import export
from hub.core.breach import TELL_WITHIN
from hub.core.calendar import local_date
from hub.core.errors import Conflict
from hub.core.identifiers import global_id, parse_global_id
from hub.core.opened import basis_of
from hub.web.settings import Settings
from tests.fakes.people_of_bangka import TENANT
from tests.oversight.district import AUDITOR, CLERK, FAR, HEAD, NEAR, District
from tests.oversight.test_watch import MORNING, read, receipt

AFFECTED = "affectedCount affected { edges { node { citizenId receipts categories firstAt } } }"
BREACH = f"breach {{ id version state untold isOverdue dueAt {AFFECTED} }}"
BEGAN, ENDED = MORNING, MORNING + dt.timedelta(hours=1)


async def recorded(district: District, **through: Any) -> dict[str, Any]:
    given = {
        "title": "Sandi klien tersebar", "happened": "Kunci klien ada di repositori publik.",
        "noticedAt": (district.clock() - dt.timedelta(hours=2)).isoformat(),
        "through": {"beganAt": BEGAN.isoformat(), "endedAt": ENDED.isoformat(), **through},
    }  # fmt: skip
    done = await district.do("recordBreach", BREACH, HEAD, **given)
    assert done["errors"] == []
    breach: dict[str, Any] = done["breach"]
    return breach


def persons(breach: dict[str, Any]) -> dict[str, int]:
    return {edge["node"]["citizenId"]: edge["node"]["receipts"] for edge in breach["affected"]["edges"]}


@pytest.mark.parametrize(
    ("through", "who"),
    [
        ({}, {NEAR.id: 2, FAR.id: 1}),
        ({"clientId": "leaky"}, {NEAR.id: 1}),
        ({"reader": "somebody"}, {FAR.id: 1}),
        ({"agreement": "pks-1"}, {NEAR.id: 1}),
        ({"fields": ["Citizen.religion"]}, {NEAR.id: 1}),
        ({"clientId": "none"}, {}),
    ],
)
async def test_whom_it_affects_is_told_from_receipts(
    district: District, through: dict[str, Any], who: dict[Any, int]
) -> None:
    minute = dt.timedelta(minutes=1)
    await read(
        district,
        receipt(BEGAN, NEAR.id, client_id="leaky", agreement="pks-1"),
        receipt(BEGAN + minute, NEAR.id, fields=("Citizen.religion",)),
        receipt(ENDED - minute, FAR.id, actor="somebody"),
        receipt(BEGAN - minute, FAR.id, client_id="leaky"),
        receipt(ENDED, FAR.id, client_id="leaky"),
    )
    breach = await recorded(district, **through)
    assert breach["affectedCount"] == len(who)
    assert persons(breach) == {global_id("Citizen", key): count for key, count in who.items()}


async def test_who_reads_the_list_leaves_a_receipt_about_everybody_in_it(district: District) -> None:
    await read(district, receipt(BEGAN, NEAR.id))
    breach = await recorded(district)
    await district.ask(f'{{ breach(id: "{breach["id"]}") {{ {AFFECTED} }} }}', AUDITOR)
    readers = await district.database.fetch(
        "select r.actor from receipt r cross join lateral persons_in(r.subjects) s(person_id)"
        " where s.person_id = $1 order by r.id", NEAR.id,
    )  # fmt: skip
    assert AUDITOR.subject in {row["actor"] for row in readers}


async def test_the_clock_runs_until_subjects_and_agency_are_told(district: District) -> None:
    breach = await recorded(district)
    assert (breach["untold"], breach["isOverdue"]) == (["SUBJECTS", "AGENCY"], False)
    close = {"breachId": breach["id"], "expectedVersion": 1, "handling": "Kunci diganti.", "closed": True}
    assert (await district.do("changeBreach", BREACH, HEAD, **close))["errors"][0]["code"] == "CONFLICT"
    done: dict[str, Any] = {}
    for party, count in (("SUBJECTS", 120), ("AGENCY", 0)):
        told = {"breachId": breach["id"], "party": party, "way": "Surat", "persons": count}
        told["at"] = (district.clock() - dt.timedelta(minutes=1)).isoformat()
        done = await district.do("noteBreachNotice", BREACH, AUDITOR, **told)
        assert done["errors"] == []
    assert done["breach"]["untold"] == []
    closed = await district.do("changeBreach", BREACH, HEAD, **close)
    assert (closed["breach"]["state"], closed["breach"]["version"]) == ("CLOSED", 2)


async def test_one_that_nobody_was_told_of_is_overdue_after_three_days(district: District) -> None:
    breach = await recorded(district)
    district.late = TELL_WITHIN
    asked = "{ breaches { edges { node { id isOverdue } } } }"
    (edge,) = (await district.ask(asked, HEAD)).payload["data"]["breaches"]["edges"]
    assert edge["node"] == {"id": breach["id"], "isOverdue": True}
    refused = await district.ask(asked, CLERK)
    assert refused.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_an_emergency_is_no_agreement() -> None:
    """Agreements are called by small letters, digits and dashes: no receipt can be taken for one of the other."""
    assert ":" in basis_of(NEAR.id)


async def test_the_file_for_letters_is_written_after_its_receipts(
    district: District, database: str, tmp_path: Path
) -> None:
    await read(district, receipt(BEGAN, NEAR.id, client_id="leaky"), receipt(BEGAN, FAR.id))
    breach = await recorded(district, clientId="leaky")
    key = uuid.UUID(parse_global_id(breach["id"])[1])
    settings = Settings(database_url=SecretStr(database), tenant=TENANT, region="19.01", state_dir=tmp_path)
    file = tmp_path / "letters.csv"
    assert await export(settings, key, file) == 1
    head, line = file.read_text(encoding="utf-8").splitlines()
    assert line.startswith(f"{NEAR.id},{NEAR.nik},Budi Dekat,1,")
    assert file.stat().st_mode & 0o077 == 0
    assert head.startswith("citizen,nik,")
    reader = await district.database.fetchrow(
        "select r.actor, r.mark from receipt r cross join lateral persons_in(r.subjects) s(person_id)"
        " where s.person_id = $1 order by r.id desc limit 1", NEAR.id,
    )  # fmt: skip
    assert reader is not None
    assert reader["actor"] == "operator"
    assert reader["mark"] is not None, "the log would call it forged"
    with pytest.raises(Conflict):
        await export(settings, key, file)


async def test_the_record_of_processing_names_what_is_there(district: District) -> None:
    await district.database.execute(
        "insert into agreement (tenant, id, number, title, provider, recipient, legal_basis, purposes, categories,"
        " region, daily_quota, starts_on, ends_on, keep_days) values ($1, 'pks-1', '470/1', 'Data penerima bantuan',"
        " 'Dinas', 'Dinas Sosial', '{UU 24/2013}', '{PUBLIC_SERVICE}', '{population}', '19.01', 100, $2, $2, 30)",
        TENANT, local_date(district.clock()),
    )  # fmt: skip
    asked = "{ processingRecord { source recipients categories keeping legalBasis } }"
    answer = await district.ask(asked, AUDITOR)
    record = {one["source"]: one for one in answer.payload["data"]["processingRecord"]}
    assert {"hub:record", "hub:receipts", "facet:licences"} <= record.keys()
    assert any(source.startswith("service:") for source in record)
    shared = record["agreement:pks-1"]
    assert (shared["recipients"], shared["legalBasis"]) == (["Dinas Sosial"], ["UU 24/2013"])
    assert "30 hari" in shared["keeping"]
    district.late = dt.timedelta(days=2)
    later = await district.ask(asked, AUDITOR)
    assert "agreement:pks-1" not in {one["source"] for one in later.payload["data"]["processingRecord"]}
