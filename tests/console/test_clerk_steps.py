"""What a clerk does with an application: each step with its key and version, the words it needs, what is answered."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.console.conftest import Site
from tests.console.fakes import forbidden
from tests.console.samples import CHILD_NIK, NUMBER, SIAK_RESULT, application, by_language, step
from tests.console.visitor import Visitor

PAGE = f"/console/applications/{NUMBER}"


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
