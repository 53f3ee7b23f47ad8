"""The clerk's pages: queue, application, search and papers, and who works on a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from hub.console.base.dates import clock_only
from tests.console.conftest import Site
from tests.console.samples import (
    FATHER,
    MOTHER,
    NOW,
    NUMBER,
    PERSONS,
    application,
    by_language,
    promise,
)
from tests.console.visitor import Visitor

PAGE = f"/console/applications/{NUMBER}"


async def test_the_queue_shows_number_state_age_and_no_name(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console")
    assert NUMBER in page.text
    assert "Sedang diperiksa" in page.text
    assert "1 hari" in page.text
    assert "AISYAH" not in page.text
    assert site.graph.calls[-1].variables["filter"]["states"][0] == "SUBMITTED"


async def test_a_filter_reaches_the_graph(site: Site, operator: Visitor) -> None:
    await operator.get("/console?view=mine&state=COMPLETE&region=19.01.01")
    wanted = {"states": ["COMPLETE"], "heldBy": "ME", "regionCode": "19.01.01"}
    assert site.graph.calls[-1].variables["filter"] == wanted


async def test_what_is_due_soon_is_a_list_of_its_own(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console?view=due")
    assert site.graph.calls[-1].variables["filter"] == {"dueBefore": "2026-11-27T03:12:00+00:00"}
    assert "Segera jatuh tempo" in page.text


async def test_a_filter_that_cannot_be_used_is_left_out(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console?view=whatever&state=NONSENSE&region=../..")
    assert page.status == 200
    assert "regionCode" not in site.graph.calls[-1].variables["filter"]


async def test_the_application_stands_beside_the_record(site: Site, operator: Visitor) -> None:
    page = await operator.get(PAGE)
    asked = next(call.variables for call in site.graph.calls if "RecordBeside" in call.query)
    assert asked == {"niks": [MOTHER, FATHER, "1901011105809003", "1901015505809099"]}
    for shown in (
        "AISYAH PUTRI RIDWAN",
        "DEWI LESTARI (DATA CONTOH)",
        "nama berbeda",
        "tidak ditemukan",
        "Menghalangi:",
    ):
        assert shown in page.text


async def test_what_was_done_to_a_paper_stands_beside_it_in_both_languages(site: Site, operator: Visitor) -> None:
    papers = application()["documents"]
    said = {"treatment": by_language("digambar ulang; JPEG mutu 88", "drawn anew; JPEG of quality 88")}
    site.graph.application = application(documents=[{**papers[0], **said}, papers[1]])
    text = (await operator.get(PAGE)).text
    assert "Digambar ulang; JPEG mutu 88." in text
    assert text.count("Drawn anew; JPEG of quality 88.") == 1


async def test_only_allowed_actions_are_buttons(site: Site, operator: Visitor) -> None:
    page = await operator.get(PAGE)
    assert f"{PAGE}/missing" in page.text
    assert "step/acceptApplication" in page.text
    assert "step/verifyApplication" not in page.text
    assert "/sign" not in page.text


async def test_a_verifier_watches_what_lies_at_her_desk(site: Site, visitor: Visitor) -> None:
    site.issuer.person = "verifier"
    await visitor.get("/console")
    page = await visitor.get("/console?view=alarm")
    asked = site.graph.calls[-1].variables
    assert (asked["filter"], asked["watched"]) == ({"states": ["COMPLETE"], "alarm": "PAST"}, {"states": ["COMPLETE"]})
    assert "Peringatan waktu" in page.text
    # One past, two nearly due; three in all.
    for count in ("(3)", "(1)", "(2)"):
        assert count in page.text


async def test_heads_watch_all_of_their_area(site: Site, visitor: Visitor) -> None:
    site.issuer.person = "head_of_division"
    await visitor.get("/console")
    await visitor.get("/console?view=alarm&alarm=NEAR&region=19.01.01")
    asked = site.graph.calls[-1].variables
    assert (asked["filter"], asked["watched"]) == ({"alarm": "NEAR", "regionCode": "19.01.01"}, {})


async def test_an_operator_watches_nobody(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console?view=alarm")
    assert site.graph.calls[-1].variables["watches"] is False
    assert "alarm" not in site.graph.calls[-1].variables["filter"]
    assert "Peringatan waktu" not in page.text


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        (promise(), "belum berjalan"),
        (promise(state="RUNNING", workingMinutesLeft=310), "sisa 5 jam kerja"),
        (promise(state="RUNNING", workingMinutesLeft=59), "segera: sisa 59 menit kerja"),
        (promise(state="RUNNING", workingMinutesLeft=310, calendarKnown=False), "kalender belum lengkap"),
        (promise(state="PAUSED", workingMinutesLeft=310), "berhenti karena gangguan"),
        (promise(state="BROKEN", dueAt=NOW - dt.timedelta(hours=2), workingMinutesLeft=0), "lewat 2 jam"),
    ],
)
async def test_the_clock_is_told_in_words(site: Site, operator: Visitor, clock: dict[str, Any], says: str) -> None:
    state = "DELAYED" if clock["state"] == "PAUSED" else "COMPLETE"
    site.graph.queue = [application(state=state, promise=clock)]
    assert says in (await operator.get("/console?view=all")).text


@pytest.mark.parametrize(
    "path", [f"{PAGE}/reason/anything", "/console/applications/AL-2222-2222", "/console/applications/x"]
)
async def test_what_is_not_there_is_a_page_too(operator: Visitor, path: str) -> None:
    page = await operator.get(path)
    assert page.status == 404
    assert "Tidak ditemukan" in page.text


async def test_a_search_by_nik_leads_to_an_opaque_id(site: Site, operator: Visitor) -> None:
    form = (await operator.get("/console/citizens")).form("/citizens")
    page = await operator.send(form, nik=MOTHER)
    assert page.url == f"{site.url}/console/citizens/{PERSONS[MOTHER]['id']}"
    assert "DEWI LESTARI" in page.text


async def test_a_search_by_name_keeps_the_name_out_of_addresses(site: Site, operator: Visitor) -> None:
    form = (await operator.get("/console/citizens")).form("/citizens")
    page = await operator.send(form, name="ridwan", birthYear="1988")
    assert page.url == f"{site.url}/console/citizens"
    assert "MUHAMMAD RIDWAN" in page.text
    search: dict[str, Any] = site.graph.calls[-1].variables["search"]
    assert search == {"name": "ridwan", "birthYear": 1988}


@pytest.mark.parametrize("given", [{}, {"name": "x"}, {"nik": "12"}, {"name": "ridwan", "birthYear": "later"},
                                   {"name": "ridwan", "regionCode": "no"}])  # fmt: skip
async def test_a_search_that_cannot_be_made_is_told(site: Site, operator: Visitor, given: Mapping[str, str]) -> None:
    before = len(site.graph.calls)
    form = (await operator.get("/console/citizens")).form("/citizens")
    page = await operator.send(form, **given)
    assert page.status == 422
    assert "govuk-error-summary" in page.text
    assert len(site.graph.calls) == before


async def test_facets_outside_the_scope_are_not_asked_for(site: Site, operator: Visitor) -> None:
    page = await operator.get(f"/console/citizens/{PERSONS[MOTHER]['id']}")
    asked = next(call.variables for call in site.graph.calls if "CitizenPage" in call.query)
    assert not any(asked[name] for name in ("licences", "enrolments", "immunisations", "coverage", "welfare"))
    assert "tidak diminta" in page.text
    assert "Tidak dapat dihubungi" in page.text


async def test_a_paper_is_fetched_with_the_clerks_token(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console/documents/0197f2c0-0000-7000-9000-000000000002")
    assert page.status == 200
    assert page.text.startswith("%PDF")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_a_paper_that_is_not_hers_is_refused(site: Site, visitor: Visitor) -> None:
    site.issuer.person = "auditor"
    await visitor.get("/console")
    page = await visitor.get("/console/documents/0197f2c0-0000-7000-9000-000000000002")
    assert page.status == 403
    assert "%PDF" not in page.text


WORKED_ON = {"by": "Rosmala Contoh", "since": NOW, "until": NOW + dt.timedelta(minutes=15), "mine": False}


async def test_who_works_on_it_is_seen_with_until_when(site: Site, operator: Visitor) -> None:
    site.graph.application = application(workedOn=WORKED_ON, allowedActions=["takeOverApplication"])
    page = await operator.get(PAGE)
    assert f"Rosmala Contoh sedang mengerjakan ini sejak {clock_only(NOW)}" in page.text
    assert f"{PAGE}/reason/takeOver" in page.text
    assert f"{PAGE}/hold" not in page.text
    assert not site.graph.made("holdApplication")


@pytest.mark.parametrize(("left", "renewed"), [(10, 1), (15, 0)])
async def test_who_works_on_it_goes_on_while_she_looks(site: Site, operator: Visitor, left: int, renewed: int) -> None:
    until = NOW + dt.timedelta(minutes=left)
    site.graph.application = application(workedOn={**WORKED_ON, "until": until, "mine": True})
    assert "Anda sedang mengerjakan ini" in (await operator.get(PAGE)).text
    assert len(site.graph.made("holdApplication")) == renewed


async def test_an_officer_says_that_she_works_on_it(site: Site, operator: Visitor) -> None:
    done = await operator.send((await operator.get(PAGE)).form(f"{PAGE}/hold"))
    assert "Rekan-rekan melihat bahwa Anda mengerjakan ini." in done.text
    site.graph.outcomes["holdApplication"] = [
        {"code": "CONFLICT", "path": "", "message": "Rosmala is working on this."}
    ]
    page = await operator.send((await operator.get(PAGE)).form(f"{PAGE}/hold"))
    assert page.status == 409
    assert "Rosmala is working on this." in page.text


async def test_a_colleague_takes_over_with_a_reason(site: Site, operator: Visitor) -> None:
    site.graph.application = application(workedOn=WORKED_ON, allowedActions=["takeOverApplication"])
    form = (await operator.get(f"{PAGE}/reason/takeOver")).form("/reason/takeOver")
    done = await operator.send(form, reason="Rekan sedang sakit.")
    assert "Permohonan sekarang Anda pegang." in done.text
    assert site.graph.made("takeOverApplication")[0]["reason"] == "Rekan sedang sakit."


@pytest.mark.parametrize("hers", [True, False])
async def test_the_former_holder_is_told(site: Site, operator: Visitor, hers: bool) -> None:
    taken = {"formerName": "Sari", "fromViewer": hers, "byName": "Budi Contoh", "at": NOW, "reason": "Sari sakit."}
    site.graph.application = application(takenOver=taken)
    page = await operator.get(PAGE)
    assert ("diambil alih dari Anda oleh Budi Contoh" in page.text) is hers
