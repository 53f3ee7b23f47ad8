"""One birth all the way against a running demonstration, in the browsers of everybody who has a part in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.async_api import expect

from tests.demo.graph import Frontend
from tests.e2e import walk as w
from tests.e2e.album import PICTURES, Album
from tests.e2e.office import Clerk, Family
from tests.e2e.paper import code_on, words_of
from tests.e2e.walk import Walk
from tests.fixtures.browser import INDONESIAN, NO_BROWSER, chromium, is_missing
from tests.fixtures.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.skipif(is_missing(), reason=NO_BROWSER), pytest.mark.timeout(300)]
# Where `make screenshots` wants the documentation's pictures.
SCREENSHOTS = os.environ.get("SCREENSHOTS")

RECORD = """
query Child($nik: NIK!) {
  citizen(nik: $nik) {
    fullName nik sex birthDeedNumber mother { nik } father { nik }
    familyCard { number members { relationship citizen { nik fullName } } }
  }
}
"""
RECEIPTS = """
query Receipts($nik: NIK!) {
  citizen(nik: $nik) { accesses(first: 100) { edges { node { reader role client purpose categories fields } } } }
}
"""
NAMES = "query Names($niks: [NIK!]!) { citizens(niks: $niks) { fullName } }"
VERIFY = """
query Verify($code: String!) {
  verifyDocument(code: $code) { status title maskedName deedNumber simulatedSignature }
}
"""


@pytest.fixture
async def walk(demo: Demo) -> AsyncIterator[Walk]:
    data = demo.data
    async with chromium(language=INDONESIAN) as browser, Frontend(data) as frontend:
        yield Walk(data, browser, frontend, Album(Path(SCREENSHOTS) if SCREENSHOTS else None))


async def test_a_birth_from_the_papers_to_the_certificate(walk: Walk, tmp_path: Path) -> None:
    assert await walk.submit_without_proof_of_marriage() == ["documents.marriage_certificate"]
    await walk.submit_with_statement()
    family = await walk.family()
    await told(walk, family, "Diajukan", 0)
    operator = await walk.clerk(w.OPERATOR)
    await check_and_return(walk, operator, family)
    await bring_and_accept(walk, operator, family)
    await refuse_the_one_who_claimed(walk, operator)
    await through_siak(walk, operator, family)
    await validate_and_sign(walk, family)
    address = await certificate_holds(walk, operator, tmp_path)
    await anybody_can_verify(walk, family, address)
    await child_stands_in_the_record(walk)
    await clerks_left_receipts(walk)
    await walk.hand_over(operator)
    await told(walk, family, "Sudah diserahkan", 5)
    await nothing_personal_in_addresses(walk)
    # The signature without a look was refused, and a browser notes every refused form.
    assert [one for one in walk.watch.complaints if not ("422" in one and one.endswith(f"{walk.number}/sign"))] == []
    assert tuple(walk.album.taken) == PICTURES


async def told(walk: Walk, family: Family, state: str, done: int) -> None:
    """What the family reads without logging in: how far it is, and nobody's name or number."""
    found, steps, words = await family.follow(walk.number)
    assert (found, steps) == (state, done)
    assert walk.case["child"]["fullName"].casefold() not in words.casefold()
    assert not any(nik in words for nik in niks_of(walk))
    assert not any("session" in cookie["name"] for cookie in await family.page.context.cookies())


def niks_of(walk: Walk) -> set[str]:
    case = walk.case
    witnesses = {witness["nik"] for witness in case["witnesses"]}
    return {case["mother_nik"], case["father_nik"], case["family_card_number"], *witnesses, *filter(None, [walk.nik])}


async def check_and_return(walk: Walk, operator: Clerk, family: Family) -> None:
    await walk.claim(operator)
    await told(walk, family, "Sedang diperiksa", 1)
    findings = await operator.page.locator(".findings").inner_text()
    assert "perkawinan" in findings
    await operator.page.reload()
    await walk.album.take("console-application", operator.page)
    width, height = await walk.look_at_a_paper(operator)
    assert min(width, height) > 200
    await walk.return_it(operator)
    await told(walk, family, "Perlu dilengkapi", 1)
    await walk.album.take("track", family.page)


async def bring_and_accept(walk: Walk, operator: Clerk, family: Family) -> None:
    await walk.bring_what_is_missing()
    await told(walk, family, "Diajukan ulang", 0)
    await walk.accept(operator)
    assert await operator.page.locator("section[aria-labelledby=papers] .papers > li").count() == 4
    await told(walk, family, "Lengkap", 1)


async def refuse_the_one_who_claimed(walk: Walk, operator: Clerk) -> None:
    """No button for her, and the step itself is refused when she sends it anyhow; nothing has happened then."""
    await expect(operator.page.get_by_role("button", name="Setujui hasil pemeriksaan")).to_have_count(0)
    status, words = await walk.verify_as_the_one_who_claimed(operator)
    assert status == 403
    assert "Anda tidak berwenang melakukan ini." in words
    await operator.open(walk.number)
    await operator.sees_state("Lengkap")


async def through_siak(walk: Walk, operator: Clerk, family: Family) -> None:
    verifier = await walk.clerk(w.VERIFIER)
    await walk.verify(verifier)
    await told(walk, family, "Dicatat di SIAK", 2)
    panel = await walk.siak_panel(operator)
    assert tuple(panel) == w.SIAK_ORDER
    assert panel["Nama Lengkap Anak"] == walk.case["child"]["fullName"].upper()
    assert (panel["NIK Ibu"], panel["NIK Ayah"]) == (walk.case["mother_nik"], walk.case["father_nik"])
    await walk.type_into_siak(panel)
    await walk.record_what_siak_gave(operator)


async def validate_and_sign(walk: Walk, family: Family) -> None:
    await walk.validate(await walk.clerk(w.HEAD_OF_DIVISION))
    await told(walk, family, "Menunggu tanda tangan", 3)
    head = await walk.clerk(w.HEAD_OF_OFFICE)
    assert "Ada yang perlu diperhatikan" in await walk.sign_unread(head)
    await walk.sign(head)
    await told(walk, family, "Terbit", 5)


async def certificate_holds(walk: Walk, operator: Clerk, scratch: Path) -> str:
    """The PDF says what SIAK gave, and its code is drawn so that a phone reads the address of the public page."""
    card, _ = await walk.download(operator, scratch, "Kartu Keluarga")
    assert walk.case["child"]["fullName"].upper() in words_of(card)
    pdf, address = await walk.download(operator, scratch, "Akta Kelahiran")
    words = words_of(pdf)
    for printed in (walk.nik, walk.deed_number, walk.case["child"]["fullName"].upper(), address.rpartition("/")[2]):
        assert printed in words
    assert code_on(pdf).partition("#")[0] == address
    return address


async def anybody_can_verify(walk: Walk, family: Family, address: str) -> None:
    verdict = await family.verify(address)
    await expect(family.page.locator(".verdict--ACTIVE")).to_contain_text("Dokumen asli dan masih berlaku")
    assert walk.deed_number in verdict
    assert walk.nik not in verdict
    assert walk.case["child"]["fullName"].casefold() not in verdict.casefold()
    await walk.album.take("verify", family.page)
    found = (await walk.frontend.data(VERIFY, code=address.rpartition("/")[2]))["verifyDocument"]
    assert (found["status"], found["deedNumber"]) == ("ACTIVE", walk.deed_number)


async def child_stands_in_the_record(walk: Walk) -> None:
    child = (await walk.frontend.data(RECORD, nik=walk.nik))["citizen"]
    assert child["fullName"].upper() == walk.case["child"]["fullName"].upper()
    assert child["birthDeedNumber"] == walk.deed_number
    assert (child["mother"]["nik"], child["father"]["nik"]) == (walk.case["mother_nik"], walk.case["father_nik"])
    mother = (await walk.frontend.data(RECORD, nik=walk.case["mother_nik"]))["citizen"]
    assert mother["familyCard"]["number"] == child["familyCard"]["number"] == walk.case["family_card_number"]
    members = {member["citizen"]["nik"]: member["relationship"] for member in mother["familyCard"]["members"]}
    assert members[walk.nik] == "CHILD"


async def clerks_left_receipts(walk: Walk) -> None:
    """The mother can read that the office looked at her data, through which client and for what."""
    found = await walk.frontend.data(RECEIPTS, nik=walk.case["mother_nik"])
    receipts = [edge["node"] for edge in found["citizen"]["accesses"]["edges"]]
    looks = [receipt for receipt in receipts if receipt["client"] == "satu-console"]
    assert {look["purpose"] for look in looks} == {"CIVIL_REGISTRATION"}
    assert all(look["reader"].startswith("Dinas Kependudukan dan Pencatatan Sipil") for look in looks)
    assert {"operator", "verifier"} <= {look["role"] for look in looks}
    assert any("Citizen.fullName" in look["fields"] for look in looks)


async def nothing_personal_in_addresses(walk: Walk) -> None:
    """No number of a person and no name in anything that any browser asked for."""
    found = await walk.frontend.data(NAMES, niks=[walk.case["mother_nik"], walk.case["father_nik"]])
    persons = [walk.case["child"], *found["citizens"], walk.case["reporter"], *walk.case["witnesses"]]
    words = {word.casefold() for person in persons for word in person["fullName"].split() if len(word) > 3}
    addresses = {unquote_plus(address).casefold() for address in walk.watch.addresses}
    assert any(f"/console/applications/{walk.number}".casefold() in address for address in addresses)
    assert len(words) > 5
    telling = [address for address in addresses if any(word in address for word in words | niks_of(walk))]
    assert telling == []
