"""The clerk's pages for services that are no birth: other numbers from SIAK, several papers, a bundle with steps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.conftest import Site
from tests.console.samples import NOW, NUMBER, SERVICES, application, bundle_step, by_language
from tests.console.visitor import Visitor

PAGE = f"/console/applications/{NUMBER}"
CARD = bundle_step("identity_card", "CARD", undo=by_language("Kartu lama dipakai lagi.", "The old one counts."))
PAPER = bundle_step("family_card", "CERTIFICATE", "DONE", at=NOW)
ISSUED: dict[str, Any] = {
    "state": "ISSUED",
    "allowedActions": ["settleBundleStep"],
    "bundle": [PAPER, CARD],
    "certificates": [
        {"code": f"AAAA-{number}", "title": title, "status": status, "issuedAt": NOW, "url": f"/documents/{number}"}
        for number, (title, status) in enumerate((("Akta Kematian", "ACTIVE"), ("Kartu Keluarga", "SUPERSEDED")))
    ],
}


def serve(site: Site, gives: list[str], may_give: list[str]) -> None:
    """The application's service gives these numbers."""
    site.graph.services = [{**SERVICES[0], "siakGives": gives, "siakMayGive": may_give}]


@pytest.mark.parametrize(
    ("gives", "may_give", "asked"),
    [
        (["deedNumber", "familyCardNumber"], [], ["deedNumber", "familyCardNumber"]),
        (["letterNumber"], ["familyCardNumber"], ["familyCardNumber", "letterNumber"]),
        ([], [], []),
    ],
)
async def test_an_officer_is_asked_for_what_siak_gives(
    site: Site, operator: Visitor, gives: list[str], may_give: list[str], asked: list[str]
) -> None:
    serve(site, gives, may_give)
    site.graph.application = application(state="PROCESSING", allowedActions=["recordSiakResult"])
    form = (await operator.get(f"{PAGE}/siak")).form("/siak")
    assert [name for name, _ in form.fields if name not in ("_token", "key", "version")] == asked
    page = await operator.send(form, **dict.fromkeys(gives, "1901011501209003"))
    assert page.url.endswith(PAGE)
    sent = site.graph.made("recordSiakResult")[0]
    assert {name: sent.get(name) for name in (*gives, *may_give)} == {
        **dict.fromkeys(gives, "1901011501209003"),
        **dict.fromkeys(may_give),
    }
    assert "nik" not in sent


async def test_a_number_that_siak_gives_is_not_left_out(site: Site, operator: Visitor) -> None:
    serve(site, ["letterNumber"], ["familyCardNumber"])
    site.graph.application = application(state="PROCESSING")
    page = await operator.send((await operator.get(f"{PAGE}/siak")).form("/siak"))
    assert page.status == 422
    assert 'href="#letterNumber"' in page.text
    assert 'href="#familyCardNumber"' not in page.text


async def test_the_signer_sees_numbers_steps_and_what_changes(site: Site, operator: Visitor) -> None:
    result = {"nik": None, "deedNumber": "1901-KM-1", "familyCardNumber": "1901011501209003", "letterNumber": None}
    site.graph.application = application(state="AWAITING_SIGNATURE", siakResult=result, bundle=[PAPER, CARD])
    page = await operator.get(f"{PAGE}/sign")
    for shown in ("1901-KM-1", "1901011501209003", "Langkah identity_card", "Anak masuk dalam data penduduk."):
        assert shown in page.text
    assert "Nomor surat" not in page.text


async def test_every_paper_is_listed_and_an_open_step_can_be_settled(site: Site, operator: Visitor) -> None:
    site.graph.application = application(**ISSUED)
    page = await operator.get(PAGE)
    for shown in ("Akta Kematian", "Kartu Keluarga", "sudah diganti", "/console/documents/1", "/v/AAAA-0"):
        assert shown in page.text
    assert f"{PAGE}/bundle/identity_card" in page.text
    assert f"{PAGE}/bundle/family_card" not in page.text


async def test_what_became_of_a_step_is_sent(site: Site, operator: Visitor) -> None:
    site.graph.application = application(**ISSUED)
    page = await operator.get(f"{PAGE}/bundle/identity_card")
    assert "Kartu lama dipakai lagi." in page.text
    done = await operator.send(page.form("/identity_card"), outcome="DONE")
    assert done.url.endswith(PAGE)
    assert "Langkah layanan terpadu tercatat." in done.text
    sent = site.graph.made("settleBundleStep")[0]
    assert (sent["step"], sent["outcome"], sent["reason"], sent["version"]) == ("identity_card", "DONE", None, 2)


@pytest.mark.parametrize(("given", "field"), [({}, "outcome"), ({"outcome": "FAILED"}, "reason")])
async def test_what_is_not_done_needs_words(site: Site, operator: Visitor, given: dict[str, str], field: str) -> None:
    site.graph.application = application(**ISSUED)
    page = await operator.send((await operator.get(f"{PAGE}/bundle/identity_card")).form("/identity_card"), **given)
    assert page.status == 422
    assert f'href="#{field}"' in page.text
    assert not site.graph.made("settleBundleStep")


async def test_only_what_the_law_knows_a_way_back_from_can_be_taken_back(site: Site, operator: Visitor) -> None:
    site.graph.application = application(**{**ISSUED, "bundle": [CARD, bundle_step("insurance", "AGENCY")]})
    assert 'value="UNDONE"' in (await operator.get(f"{PAGE}/bundle/identity_card")).text
    assert 'value="UNDONE"' not in (await operator.get(f"{PAGE}/bundle/insurance")).text


@pytest.mark.parametrize(
    ("step", "allowed"), [("family_card", True), ("anything", True), ("identity_card", False)]
)  # fmt: skip
async def test_a_step_that_is_not_hers_to_settle_has_no_page(
    site: Site, operator: Visitor, step: str, allowed: bool
) -> None:
    site.graph.application = application(**{**ISSUED, "allowedActions": ["settleBundleStep"] if allowed else []})
    assert (await operator.get(f"{PAGE}/bundle/{step}")).status == 404
