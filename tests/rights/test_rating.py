"""The survey from the number to its sum, over the real application and record, without script and in a browser."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from aiohttp import ClientSession, CookieJar
from playwright.async_api import expect

from hub.console import assets
from hub.core.application import ActionKind
from hub.engine import Engine
from hub.store import Database, PgApplications, PgPeople, PgWrites, figures
from tests.console.visitor import Form, Response, Visitor
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT, clock
from tests.fakes.service import SERVICE
from tests.fakes.world import World, schema
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import Counter, counter, furnished
from tests.rights.test_browser import arrive, look_at
from tests.store.mutations import sizes
from tests.store.samples import request
from tests.store.test_promises import TO_ISSUED, accepted

RATE: Final = (
    "mutation ($input: RateServiceInput!) { rateService(input: $input) { taken errors { code path message } } }"
)
HERE: Final = "/penilaian"
GOOD: Final = {f"u{number}": "4" for number in range(1, 10)}


@dataclass
class Office:
    """A counter, its database, and two applications: one is issued, the other one is not."""

    at: Counter
    db: Database
    issued: str
    waiting: str

    @property
    def world(self) -> World:
        return self.at.world

    async def rate(self, number: str, **given: Any) -> Any:
        scores = {name: int(value) for name, value in GOOD.items()}
        wanted = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": number, **scores, **given}
        answer = await self.world.ask(RATE, {"input": wanted}, actor=NOBODY)
        return answer.payload["data"]["rateService"]

    async def waits(self) -> int:
        """How many answers wait to be told."""
        return int(await self.db.fetchval("select coalesce(sum(answers), 0) from satisfaction_waiting"))


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    db = await Database.open(database, max_size=4)
    try:
        made = furnished()
        hub = dataclasses.replace(
            made.hub, services={"birth-certificate": SERVICE}, figures=figures(db, clock), people=PgPeople(db),
            applications=PgApplications(db), writes=PgWrites(db, clock),
        )  # fmt: skip
        over = dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))
        issued, waiting = await accepted(db, *TO_ISSUED), await accepted(db)
        async with counter(over=over) as at:
            yield Office(at, db, issued, waiting)
    finally:
        await db.close()


@pytest.fixture
async def somebody(office: Office) -> AsyncIterator[Visitor]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Visitor(http, office.at.url)


async def asked(somebody: Visitor, number: str) -> Response:
    """The number is given on the first page."""
    return await somebody.send((await somebody.get(HERE)).form(HERE), number=number)


async def test_an_answer_is_taken_once_and_a_repeat_is_the_same(office: Office) -> None:
    assert await office.rate(office.issued, idempotencyKey="k-1", words="Cepat. (contoh)") == {
        "taken": True,
        "errors": [],
    }
    assert (await office.rate(office.issued, idempotencyKey="k-1"))["taken"] is True
    again = await office.rate(office.issued)
    assert (again["taken"], again["errors"][0]["code"]) == (False, "CONFLICT")
    assert await office.waits() == 1


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"u3": 5}, "u3"),
        ({"u9": 0}, "u9"),
        ({"words": "x" * 501}, "words"),
        ({"trackingNumber": "XX"}, "trackingNumber"),
    ],
)
async def test_what_is_no_answer_is_said_with_its_place(office: Office, given: dict[str, Any], path: str) -> None:
    found = await office.rate(office.issued, **given)
    assert (found["taken"], found["errors"][0]["path"]) == (False, path)
    assert await office.waits() == 0


async def test_only_what_is_issued_is_asked_about(office: Office) -> None:
    assert (await office.rate(office.waiting))["errors"][0]["code"] == "CONFLICT"
    assert (await office.rate("AL-2222-2222"))["errors"][0]["code"] == "NOT_FOUND"
    query = "query ($n: String!) { application(trackingNumber: $n) { rateable } }"
    for number, expected in ((office.issued, True), (office.waiting, False)):
        answer = await office.world.ask(query, {"n": number}, actor=NOBODY)
        assert answer.payload["data"]["application"]["rateable"] is expected
    await office.rate(office.issued)
    answer = await office.world.ask(query, {"n": office.issued}, actor=NOBODY)
    assert answer.payload["data"]["application"]["rateable"] is False


async def test_nothing_of_it_stands_with_the_application_or_whoever_answered(office: Office) -> None:
    """Neither a receipt, nor a kept reply, nor an action of the application."""
    before = await sizes(office.db)
    await office.rate(office.issued, words="Kata Rahasia")
    assert await sizes(office.db) == before
    assert office.world.record.tables.receipts[len(furnished().record.tables.receipts) :] == []


async def test_somebody_answers_without_script(office: Office, somebody: Visitor) -> None:
    page = await asked(somebody, office.issued)
    assert page.status == 200
    assert page.text.count('type="radio"') == 36
    form: Form = page.form(HERE)
    half = await somebody.send(form, **{**GOOD, "u5": ""})
    assert half.status == 422
    assert 'href="#u5-4"' in half.text
    assert 'id="u5-4"' in half.text
    assert 'id="u5-error"' in half.text
    assert half.text.count("checked") == 8
    done = await somebody.send(half.form(HERE), **GOOD, words="Terima kasih, 081234567890")
    assert "Terima kasih" in done.text
    assert office.issued not in done.text
    assert await office.db.fetchval("select words[1] from satisfaction_waiting") == "Terima kasih, […]"
    again = await asked(somebody, office.issued)
    assert again.status == 409
    assert "Belum dapat dinilai" in again.text


@pytest.mark.parametrize(("number", "status"), [("x", 400), ("AL-2222-2222", 400)])
async def test_a_number_that_is_none_is_said_at_its_field(
    office: Office, somebody: Visitor, number: str, status: int
) -> None:
    page = await asked(somebody, number)
    assert page.status == status
    assert 'id="number-error"' in page.text
    assert await office.waits() == 0


async def test_whoever_follows_her_application_is_asked_when_it_is_issued(office: Office, somebody: Visitor) -> None:
    form = (await somebody.get("/track")).form("/track")
    page = await somebody.send(form, number=office.issued)
    assert "Nilai pelayanan" in page.text
    assert (await somebody.send(page.form(HERE))).text.count('type="radio"') == 36
    form = (await somebody.get("/track")).form("/track")
    assert (
        HERE
        not in (await somebody.send(form, number=office.waiting)).text.partition("<main")[2].partition("</main>")[0]
    )


async def test_what_was_handed_over_is_asked_about_too(office: Office) -> None:
    one = await PgApplications(office.db).by_tracking_number(TENANT, office.issued)
    assert one is not None
    async with PgWrites(office.db, clock).begin(request("hand-over")) as work:
        await work.append(
            one, dataclasses.replace(one.actions[-1], seq=one.version + 1, kind=ActionKind.HAND_OVER, data={})
        )
        await work.reply({})
    assert (await office.rate(office.issued))["taken"] is True


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_survey_in_a_browser(office: Office) -> None:
    async with chromium() as browser:
        page = await arrive(browser, office.at, "auditor", HERE)
        await look_at(page, "rate-number")
        await page.get_by_label("Nomor permohonan").fill(office.issued)
        await page.get_by_role("button", name="Lanjut").click()
        await expect(page.get_by_role("group")).to_have_count(9)
        await look_at(page, "rate")
        await page.get_by_role("button", name="Kirim penilaian").click()
        await expect(page.locator(".govuk-error-summary")).to_be_visible()
        await look_at(page, "rate-missing")
        for group in await page.get_by_role("group").all():
            await group.get_by_role("radio").first.check()
        await page.get_by_role("button", name="Kirim penilaian").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
        await look_at(page, "rate-thanks")
