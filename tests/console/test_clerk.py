"""The clerk's pages: what they show, what they send, and how a refusal is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from hub.console.base.dates import clock_only
from tests.console.conftest import Site
from tests.console.fakes import forbidden
from tests.console.samples import (
    CHILD_NIK,
    FATHER,
    MOTHER,
    NOW,
    NUMBER,
    PERSONS,
    SIAK_RESULT,
    application,
    by_language,
    promise,
    step,
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
    wanted = {"states": ["COMPLETE"], "mine": True, "regionCode": "19.01.01"}
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


async def test_only_allowed_actions_are_buttons(site: Site, operator: Visitor) -> None:
    page = await operator.get(PAGE)
    assert f"{PAGE}/missing" in page.text
    assert "step/acceptApplication" in page.text
    assert "step/verifyApplication" not in page.text
    assert "/sign" not in page.text


async def test_a_step_sends_key_and_version(site: Site, operator: Visitor) -> None:
    form = (await operator.get(PAGE)).form("acceptApplication")
    done = await operator.send(form)
    assert done.url.endswith(PAGE)
    assert "Surat dinyatakan lengkap" in done.text
    sent = site.graph.made("acceptApplication")[0]
    assert (sent["version"], sent["number"]) == (2, NUMBER)
    assert len(sent["key"]) > 16


async def test_the_same_form_sent_twice_has_one_key_and_another_form_another(site: Site, operator: Visitor) -> None:
    form = (await operator.get(PAGE)).form("acceptApplication")
    await operator.send(form)
    await operator.send(form)
    await operator.send((await operator.get(PAGE)).form("acceptApplication"))
    first, second, third = [sent["key"] for sent in site.graph.made("acceptApplication")]
    assert first == second != third


async def test_a_success_is_told_once(site: Site, operator: Visitor) -> None:
    await operator.send((await operator.get(PAGE)).form("acceptApplication"))
    assert "Surat dinyatakan lengkap" not in (await operator.get(PAGE)).text


async def test_a_conflict_says_who_changed_what(site: Site, operator: Visitor) -> None:
    form = (await operator.get(PAGE)).form("acceptApplication")
    timeline = [step(1, "submit", "Desa", 26), step(2, "claim", "Sari", 1), step(3, "return", "Budi Contoh", 0.1)]
    site.graph.application = application(version=3, state="NEEDS_CORRECTION", timeline=timeline, allowedActions=[])
    site.graph.outcomes["acceptApplication"] = [
        {"code": "CONFLICT", "path": "", "message": "The application is at version 3, you looked at version 2."}
    ]
    page = await operator.send(form)
    assert page.status == 409
    summary = page.text.split("govuk-error-summary", 1)[1].split("</main>", 1)[0][:2500]
    assert "sudah berubah sejak halaman Anda dibuka" in summary
    assert "Budi Contoh: meminta dilengkapi" in summary
    assert "Sari: mengambil" not in summary


async def test_who_may_not_is_told_so(site: Site, operator: Visitor) -> None:
    form = (await operator.get(PAGE)).form("acceptApplication")
    site.graph.outcomes["acceptApplication"] = forbidden("Who entered an application cannot approve it.")
    page = await operator.send(form)
    assert page.status == 403
    assert "Anda tidak berwenang" in page.text
    assert "Who entered an application cannot approve it." in page.text


async def test_several_things_can_be_asked_for(site: Site, operator: Visitor) -> None:
    form = (await operator.get(f"{PAGE}/missing")).form("/missing")
    fields = [(n, v) for n, v in form.fields if not n.startswith(("reason-", "code-"))]
    done = await operator.post(
        form.action,
        [
            *fields, ("missing", "marriage_certificate"), ("missing", "reporter.phone"),
            ("code-marriage_certificate", "NOT_THERE"), ("reason-marriage_certificate", "Agar ayah tercatat."),
            ("code-reporter.phone", "NONSENSE"), ("reason-reporter.phone", "Untuk mengabari Anda."),
        ],
    )  # fmt: skip
    assert done.url.endswith(PAGE)
    assert site.graph.made("returnApplication")[0]["missing"] == [
        {"what": "marriage_certificate", "code": "NOT_THERE", "reason": "Agar ayah tercatat."},
        {"what": "reporter.phone", "code": "OTHER", "reason": "Untuk mengabari Anda."},
    ]


async def test_a_missing_thing_without_reason_is_named_beside_its_field(site: Site, operator: Visitor) -> None:
    form = (await operator.get(f"{PAGE}/missing")).form("/missing")
    page = await operator.send(form, missing="family_card")
    assert page.status == 422
    assert 'href="#reason-family_card"' in page.text
    assert not site.graph.made("returnApplication")
    nothing = await operator.send(form)
    assert 'href="#missing"' in nothing.text


async def test_the_siak_panel_keeps_the_order_and_takes_the_result(site: Site, operator: Visitor) -> None:
    site.graph.application = application(state="PROCESSING", allowedActions=["recordSiakResult"])
    page = await operator.get(f"{PAGE}/siak")
    labels = [field["label"] for field in site.graph.application["siakFields"]]
    places = [page.text.index(f">{label}<") for label in labels]
    assert places == sorted(places)
    assert 'data-copy="20-11-2026"' in page.text
    spaced = f"{CHILD_NIK[:6]} {CHILD_NIK[6:12]} {CHILD_NIK[12:]}"
    await operator.send(page.form("/siak"), nik=spaced, deedNumber=" 1901-LU-24112026-0001 ")
    sent = site.graph.made("recordSiakResult")[0]
    assert (sent["nik"], sent["deedNumber"]) == (CHILD_NIK, "1901-LU-24112026-0001")
    assert sent["familyCardNumber"] is None


@pytest.mark.parametrize(
    ("given", "field"),
    [({"nik": "123", "deedNumber": "1"}, "nik"), ({"nik": CHILD_NIK}, "deedNumber"),
     ({"nik": CHILD_NIK, "deedNumber": "1", "familyCardNumber": "12"}, "familyCardNumber")],
)  # fmt: skip
async def test_what_no_register_gives_is_named_beside_its_field(
    site: Site, operator: Visitor, given: Mapping[str, str], field: str
) -> None:
    site.graph.application = application(state="PROCESSING")
    page = await operator.send((await operator.get(f"{PAGE}/siak")).form("/siak"), **given)
    assert page.status == 422
    assert f'href="#{field}"' in page.text
    assert not site.graph.made("recordSiakResult")


async def test_an_error_of_the_hub_stands_beside_its_field(site: Site, operator: Visitor) -> None:
    site.graph.application = application(state="PROCESSING")
    site.graph.outcomes["recordSiakResult"] = [{"code": "BAD_INPUT", "path": "deedNumber", "message": "Too long."}]
    form = (await operator.get(f"{PAGE}/siak")).form("/siak")
    page = await operator.send(form, nik=CHILD_NIK, deedNumber="x" * 99)
    assert 'href="#deedNumber"' in page.text
    assert "Too long." in page.text
    assert 'id="deedNumber-error"' in page.text


async def test_the_read_back_is_waited_for_and_then_the_page_is_fetched_anew(site: Site, operator: Visitor) -> None:
    site.graph.application = application(state="PROCESSING", siakStatus="PENDING", siakResult=SIAK_RESULT)
    assert 'hx-trigger="every 2s"' in (await operator.get(PAGE)).text
    waiting = await operator.get(f"{PAGE}/siak/state")
    assert "Sedang dicocokkan" in waiting.text
    assert "HX-Refresh" not in waiting.headers
    site.graph.application = application(
        state="PROCESSING", siakStatus="MISMATCH", siakResult=SIAK_RESULT, differences=["birthDate"]
    )
    known = await operator.get(f"{PAGE}/siak/state")
    assert known.headers["HX-Refresh"] == "true"
    assert "Tanggal lahir" in known.text
    assert "birthDate" not in known.text


async def test_signing_wants_a_look_first(site: Site, operator: Visitor) -> None:
    site.graph.application = application(
        state="AWAITING_SIGNATURE", siakStatus="CONFIRMED", siakResult=SIAK_RESULT, allowedActions=["signApplication"]
    )
    page = await operator.get(f"{PAGE}/sign")
    assert "AISYAH PUTRI RIDWAN" in page.text
    assert str(SIAK_RESULT["deedNumber"]) in page.text
    refused = await operator.send(page.form("/sign"))
    assert refused.status == 422
    assert not site.graph.made("signApplication")
    await operator.send(page.form("/sign"), seen="yes")
    assert site.graph.made("signApplication")[0]["version"] == 2


async def test_a_refusal_names_the_right_to_object_and_wants_a_reason(site: Site, operator: Visitor) -> None:
    page = await operator.get(f"{PAGE}/reason/refuse")
    assert "berhak mengajukan keberatan" in page.text
    form = page.form("/refuse")
    empty = await operator.send(form)
    assert 'href="#reason"' in empty.text
    given = [*form.fields, ("reason", "Data anak belum pasti."), ("code", "DATA_DISAGREE")]
    await operator.post(form.action, given)
    (made,) = site.graph.made("refuseApplication")
    assert (made["reason"], made["code"]) == ("Data anak belum pasti.", "DATA_DISAGREE")


@pytest.mark.parametrize("chosen", ["", "COURT_DECISION_NEEDED"])
async def test_a_refusal_is_one_of_those_that_the_service_declares(site: Site, operator: Visitor, chosen: str) -> None:
    form = (await operator.get(f"{PAGE}/reason/refuse")).form("/refuse")
    page = await operator.post(form.action, [*form.fields, ("reason", "Belum ada penetapan."), ("code", chosen)])
    assert 'href="#code"' in page.text
    assert "Isi surat dan data berbeda." in page.text
    assert "penetapan pengadilan" not in page.text
    assert not site.graph.made("refuseApplication")


async def test_a_refused_application_says_why_by_the_list_and_what_may_be_done(site: Site, operator: Visitor) -> None:
    refusal = {
        "code": "DATA_DISAGREE",
        "sentence": by_language("Isi surat dan data berbeda.", "The papers differ."),
        "rightToObject": by_language("Anda berhak mengajukan keberatan.", "You may object."),
    }
    site.graph.application = application(state="REJECTED", reason="Nama ibu berbeda.", refusal=refusal)
    page = await operator.get(PAGE)
    for shown in ("Isi surat dan data berbeda.", "Nama ibu berbeda.", "Anda berhak mengajukan keberatan."):
        assert shown in page.text


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


@pytest.mark.parametrize("kind", ["withdraw", "delay", "resume"])
async def test_other_steps_with_a_reason(site: Site, operator: Visitor, kind: str) -> None:
    form = (await operator.get(f"{PAGE}/reason/{kind}")).form(kind)
    chosen = [("disturbance", "NETWORK")] if kind == "delay" else []
    await operator.post(form.action, [*form.fields, ("reason", "Jaringan putus."), *chosen])
    (made,) = site.graph.made(f"{kind}Application")
    assert (made["reason"], made.get("disturbance")) == ("Jaringan putus.", chosen[0][1] if chosen else None)


@pytest.mark.parametrize("chosen", ["", "RAIN"])
async def test_a_delay_names_the_kind_of_disturbance(site: Site, operator: Visitor, chosen: str) -> None:
    form = (await operator.get(f"{PAGE}/reason/delay")).form("delay")
    page = await operator.post(form.action, [*form.fields, ("reason", "Jaringan putus."), ("disturbance", chosen)])
    assert 'href="#disturbance"' in page.text
    assert not site.graph.made("delayApplication")


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
    site.graph.queue = [application(state="COMPLETE", promise=clock)]
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
                                   {"name": "ridwan", "regionCode": "north"}])  # fmt: skip
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
