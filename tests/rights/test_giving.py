"""Several cases change hands: a head gives them to a colleague, and nobody is given or takes her own family's."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import expect

from hub.console import assets
from hub.core.actor import Role
from hub.core.calendar import local_date
from tests.console.visitor import Response, Visitor
from tests.fakes.accounts import SITI as ACCOUNT
from tests.fakes.actors import staff
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_differences import arrived
from tests.rights.test_queue import COLLEAGUE, ME, ROSMALA, SUPARMAN, Queue, waiting
from tests.store.samples import TENANT

GIVEN: Final = "/console/queue/selected"
HERS: Final = str(ACCOUNT.id)


@pytest.fixture
async def queue(database: str) -> AsyncIterator[Queue]:
    """With Siti, an operator who has an account, and a family of her own."""
    async with waiting(database, 2) as made:
        await made.db.execute(
            "insert into identity_user (tenant, id, username, display_name, password_hash, roles, region, purposes,"
            " nik) values ($1, $2, $3, $4, '', $5, $6, '{}', $7)",
            TENANT, ACCOUNT.id, ACCOUNT.username, ACCOUNT.display_name, sorted(ACCOUNT.roles), ACCOUNT.region,
            ACCOUNT.nik,
        )  # fmt: skip
        yield made


def sent(page: Response, *numbers: str, **answers: str) -> list[tuple[str, str]]:
    """What the form of a list sends for these rows."""
    form = page.form("/queue/selected")
    names = [(name, form.value(name)) for name in ("_token", "key", "back")]
    return [*names, ("do", "assign"), *(("number", one) for one in numbers), *answers.items()]


async def test_several_are_given_and_each_says_what_became_of_it(queue: Queue) -> None:
    one, two = queue.numbers
    far = await queue.waits(region="19.01.03.2003")
    await queue.do(COLLEAGUE, "claimApplication", two)
    async with arrived(queue.at, "verifier") as lead:
        page = await lead.get("/console?view=all")
        asked = await lead.post(GIVEN, sent(page, one, two, far))
        assert ("Tugaskan 3 permohonan kepada rekan" in asked.text, ACCOUNT.display_name in asked.text) == (True, True)
        lacking = await lead.post(GIVEN, sent(page, one, officer="", reason=" "))
        assert (lacking.status, 'id="officer-error"' in lacking.text, 'id="reason-error"' in lacking.text) == (
            422, True, True,
        )  # fmt: skip
        assert await queue.holder(one) is None, "nothing happens before it is answered"
        done = await lead.post(GIVEN, sent(page, one, two, far, officer=HERS, reason="Beban dibagi."))
        assert "2 dari 3 permohonan berhasil" in done.text
        assert "Bukan giliran peran rekan ini" in done.text, "Merawang is not her area"
        again = await lead.post(GIVEN, sent(page, one, officer=HERS, reason="Beban dibagi."))
        assert "1 dari 1 permohonan berhasil" in again.text, "sent twice, it acts once"
    assert [await queue.holder(each) for each in (one, two, far)] == [HERS, HERS, None]


async def test_what_another_one_holds_is_given_from_her_page_and_back_to_it(queue: Queue) -> None:
    one, _ = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", one)
    async with arrived(queue.at, "verifier") as lead:
        held = f"/console/team/{COLLEAGUE.subject}"
        page = await lead.get(held)
        done = await lead.post(GIVEN, sent(page, one, officer=HERS, reason="Cuti."))
        assert ("1 dari 1 permohonan berhasil" in done.text, f'href="{held}"' in done.text) == (True, True)
        assert one in (await lead.get(f"/console/team/{HERS}")).text
    async with arrived(queue.at, "operator") as me:
        page = await me.get(f"/console/team/{HERS}")
        assert ('value="takeOver"' in page.text, 'value="assign"' in page.text) == (True, False)
        refused = await me.post(GIVEN, sent(page, one, officer=HERS, reason="Cuti."))
        assert "0 dari 1 permohonan berhasil" in refused.text


async def test_a_case_is_given_from_its_own_page_and_she_reads_why(queue: Queue) -> None:
    one, _ = queue.numbers
    case = f"/console/applications/{one}"
    async with arrived(queue.at, "verifier") as lead:
        asked = await _pressed(lead, case)
        done = await lead.send(asked.form(GIVEN), officer=HERS, reason="Beban dibagi.")
        assert f'href="{case}"' in done.text
    queue.at.tokens["token-operator"] = dataclasses.replace(staff(Role.OPERATOR, HERS), display_name="Siti Contoh")
    async with arrived(queue.at, "operator") as siti:
        page = await siti.get(case)
        assert "Permohonan ini ditugaskan kepada Anda oleh" in page.text
        assert ("Menugaskan kepada rekan" in page.text, "Beban dibagi." in page.text) == (True, True)


async def _pressed(lead: Visitor, case: str) -> Response:
    return await lead.send((await lead.get(case)).form(GIVEN))


async def test_never_her_own_familys_and_never_to_who_is_away(queue: Queue) -> None:
    one, _ = queue.numbers
    other = await queue.waits(dataclasses.replace(SUPARMAN, nik=ACCOUNT.nik))
    async with arrived(queue.at, "verifier") as lead:
        page = await lead.get("/console?view=all")
        done = await lead.post(GIVEN, sent(page, one, other, officer=HERS, reason="Beban dibagi."))
        assert "1 dari 2 permohonan berhasil" in done.text
        assert await queue.holder(other) is None
        today = local_date(queue.at.world.hub.clock())
        await queue.db.execute(
            "insert into absence (tenant, id, subject, name, kind, from_on, until_on, recorded_by, recorded_by_name,"
            " recorded_at) values ($1, gen_random_uuid(), $2, $3, 'SICK', $4, $4, $2, $3, now())",
            TENANT, HERS, ACCOUNT.display_name, today,
        )  # fmt: skip
        asked = await lead.post(GIVEN, sent(page, queue.numbers[1]))
        assert ACCOUNT.display_name not in asked.text, "she is not offered"
        refused = await lead.post(GIVEN, sent(page, queue.numbers[1], officer=HERS, reason="Beban dibagi."))
        assert "Rekan ini tercatat tidak hadir hari ini" in refused.text


async def test_several_are_taken_over_and_never_ones_own_familys(queue: Queue) -> None:
    one, three = queue.numbers
    other = await queue.waits(SUPARMAN)
    for number in (one, three, other):
        await queue.do(COLLEAGUE, "claimApplication", number)
    queue.at.tokens["token-operator"] = dataclasses.replace(ME, nik=ROSMALA.nik)
    async with arrived(queue.at, "operator") as me:
        form = (await me.get("/console?view=turn")).form("/queue/selected")
        sent = [("_token", form.value("_token")), ("key", form.value("key")), ("do", "takeOver"), ("reason", "Sakit.")]
        done = await me.post("/console/queue/selected", [*sent, *(("number", each) for each in (one, three, other))])
    assert "1 dari 3 permohonan berhasil" in done.text
    assert done.text.count("Permohonan ini menyebut Anda atau keluarga Anda") == 2
    assert [await queue.holder(each) for each in (one, three, other)] == [
        COLLEAGUE.subject, COLLEAGUE.subject, ME.subject,
    ]  # fmt: skip


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_form_is_fit_to_be_seen(queue: Queue) -> None:
    async with chromium() as browser:
        page = await arrive(browser, queue.at, "verifier", "/console")
        await page.goto(f"{queue.at.url}/console?view=all")
        for number in queue.numbers:
            await page.locator(f"#pick-{number}").check()
        await look_at(page, "queue-of-verifier")
        await page.get_by_role("button", name="Tugaskan kepada rekan").click()
        await page.get_by_role("button", name="Tugaskan kepada rekan").click()
        await expect(page.locator("#officer-error")).to_be_visible()
        await look_at(page, "giving-lacking")
        await page.locator("#officer").select_option(HERS)
        await page.locator("#reason").fill("Beban dibagi rata.")
        await page.get_by_role("button", name="Tugaskan kepada rekan").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("2 dari 2 permohonan berhasil")
        await page.goto(f"{queue.at.url}/console/team/{HERS}")
        await look_at(page, "team-given")
        await page.goto(f"{queue.at.url}/console/applications/{queue.numbers[0]}")
        await look_at(page, "case-given")
