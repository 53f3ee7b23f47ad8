"""The pages for everybody."""

from __future__ import annotations

import datetime as dt

import pytest
from aiohttp import ClientSession

from hub.console.public.track.steps import STOPPED, steps_of
from hub.core.application import ApplicationState
from tests.console.conftest import Site
from tests.console.samples import NUMBER, application, by_language, promise
from tests.console.visitor import Visitor


async def test_the_front_page_shows_what_is_enforced(visitor: Visitor) -> None:
    page = await visitor.get("/")
    assert page.status == 200
    for shown in ("Akta Kelahiran", "GRATIS", "24 jam", "Kartu Keluarga", "F-2.03", "Saya tidak punya surat ini"):
        assert shown in page.text


async def test_an_application_is_followed_by_its_number(site: Site, visitor: Visitor) -> None:
    form = (await visitor.get("/track")).form("/track")
    page = await visitor.send(form, number=f" {NUMBER.lower()} ")
    assert page.url == f"{site.url}/track"
    assert "Anda tidak perlu melakukan apa-apa dulu" in page.text
    assert page.text.count('class="steps__done"') == 1
    assert 'aria-current="step"' in page.text
    assert "AISYAH" not in page.text
    assert "SP4N-LAPOR" in page.text
    assert site.graph.calls[-1].actor.is_anonymous


@pytest.mark.parametrize(
    ("state", "says"),
    [("RUNNING", "paling lambat 25 November 2026 pukul 10.00 WIB"), ("PAUSED", "gangguan di pihak kami"),
     ("KEPT", "tepat waktu"), ("BROKEN", "mohon maaf")],
)  # fmt: skip
async def test_the_promise_is_told_to_whoever_holds_the_number(
    site: Site, visitor: Visitor, state: str, says: str
) -> None:
    due = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    site.graph.application = application(state="COMPLETE", promise=promise(state=state, dueAt=due, calendarKnown=False))
    page = await visitor.send((await visitor.get("/track")).form("/track"), number=NUMBER)
    assert says in page.text
    assert ("dapat bergeser" in page.text) is (state == "RUNNING")


async def test_an_estimate_is_told_where_it_is_sooner_than_the_promise(site: Site, visitor: Visitor) -> None:
    due = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)

    async def told(predicted: dt.datetime) -> str:
        clock = promise(state="RUNNING", dueAt=due, predictedAt=predicted)
        site.graph.application = application(state="COMPLETE", promise=clock)
        return (await visitor.send((await visitor.get("/track")).form("/track"), number=NUMBER)).text

    assert "Biasanya selesai sebelum 24 November 2026 pukul 11.00 WIB" in await told(due - dt.timedelta(hours=23))
    assert "Biasanya selesai" not in await told(due)


async def test_the_scoreboard_hides_small_numbers(site: Site, visitor: Visitor) -> None:
    site.graph.scoreboard = [
        {
            "service": "birthCertificate", "title": by_language("Akta Kelahiran", "Birth certificate"),
            "month": "2026-11", "received": 41, "issued": 38, "keptPercent": 97, "medianWorkingHours": 3.4,
            "open": None, "disturbances": [{"disturbance": "NETWORK", "applications": None}],
            "refusals": [{"reason": "DATA_DISAGREE", "applications": 6}],
        }
    ]  # fmt: skip
    page = await visitor.get("/kinerja")
    for shown in (
        "November 2026",
        "Akta Kelahiran",
        "41",
        "97 %",
        "3.4",
        "tidak ditampilkan",
        "Gangguan jaringan",
        "data kependudukan berbeda",
    ):
        assert shown in page.text


@pytest.mark.parametrize(
    ("given", "says"), [("", "AL-7K3M-Q9TD"), ("AL-1", "tanda terima"), ("AL-2222-2222", "tidak kami temukan")]
)
async def test_a_number_that_leads_nowhere(visitor: Visitor, given: str, says: str) -> None:
    page = await visitor.send((await visitor.get("/track")).form("/track"), number=given)
    assert page.status == 400
    assert says in page.text
    assert 'href="#number"' in page.text


async def test_following_needs_the_forms_token(site: Site, visitor: Visitor) -> None:
    await visitor.get("/track")
    assert (await visitor.post("/track", [("number", NUMBER)])).status == 403
    async with (
        ClientSession() as stranger,
        stranger.post(f"{site.url}/track", data={"number": NUMBER, "_token": ""}) as answer,
    ):
        assert answer.status == 403


@pytest.mark.parametrize(
    ("status", "says"),
    [("ACTIVE", "asli dan masih berlaku"), ("SUPERSEDED", "tidak berlaku lagi"), ("NOT_FOUND", "tidak terdaftar")],
)
async def test_a_document_is_green_yellow_or_red(site: Site, visitor: Visitor, status: str, says: str) -> None:
    site.graph.verification = {
        "status": status, "title": "Kutipan Akta Kelahiran", "maskedName": "A***** P****", "deedNumber": "1901-LU-1",
        "issuedOn": None, "issuer": "Dinas", "simulatedSignature": True,
    }  # fmt: skip
    page = await visitor.get("/v/ABCDEF123456")
    assert page.status == 200
    assert f"verdict--{status}" in page.text
    assert says in page.text
    assert ("SIMULASI" in page.text) == (status != "NOT_FOUND")


@pytest.mark.parametrize("code", ["%00", "x" * 80, "%E2%80%AE"])
async def test_a_code_that_is_none_is_red_and_asks_nobody(site: Site, visitor: Visitor, code: str) -> None:
    page = await visitor.get(f"/v/{code}")
    assert "verdict--NOT_FOUND" in page.text
    assert not site.graph.calls


def test_every_state_has_its_place_on_the_way() -> None:
    for state in ApplicationState:
        marks = [step.mark for step in steps_of(state.name)]
        if state.name in STOPPED:
            assert not marks
        else:
            assert marks == sorted(marks, key=["done", "now", "next"].index)
            assert marks.count("now") == (0 if state.name in ("ISSUED", "HANDED_OVER") else 1)


async def test_a_stopped_application_shows_no_progress(site: Site, visitor: Visitor) -> None:
    text = by_language("Permohonan belum dapat diproses.", "It cannot be processed.")
    site.graph.application = application(state="REJECTED", nextStep=text)
    page = await visitor.send((await visitor.get("/track")).form("/track"), number=NUMBER)
    assert "Permohonan belum dapat diproses." in page.text
    assert 'class="steps"' not in page.text
