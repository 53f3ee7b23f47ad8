"""What goes to agencies, as clerks see it without script: they type, find out what became of it, and try again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from hub.console import assets
from hub.core.delivery import Delivery, DeliveryState
from hub.core.identifiers import global_id
from tests.fakes.outbox import delivery
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import SITI, Counter, counter
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_differences import arrived

LIST = "/console/deliveries"
S = DeliveryState


def waiting(at: Counter, state: DeliveryState, **given: Any) -> Delivery:
    """A delivery about Siti that stands so."""
    one = delivery(SITI.id, state=state, **given)
    at.world.record.tables.deliveries[one.id] = one
    return one


def page_of(one: Delivery) -> str:
    return f"{LIST}/{global_id('Delivery', one.id)}"


def state(at: Counter, one: Delivery) -> DeliveryState:
    return at.world.record.tables.deliveries[one.id].state


async def test_a_clerk_types_what_is_shown_to_her() -> None:
    async with counter() as at, arrived(at, "operator") as operator:
        one = waiting(at, S.TO_TRANSCRIBE)
        assert "Perlu diketik" in (await operator.get(LIST)).text
        page = await operator.get(page_of(one))
        assert ("NAMA_LGKP" in page.text, "Siti Contoh" in page.text) == (True, True)
        assert [form.action.rsplit("/", 1)[-1] for form in page.forms if LIST in form.action] == ["typed"]
        done = await operator.send(page.form("/typed"))
        assert ("mencocokkannya dengan instansi" in done.text, state(at, one)) == (True, S.CONFIRMING)
        again = await operator.send(page.form("/typed"))
        assert ("mencocokkannya dengan instansi" in again.text, state(at, one)) == (True, S.CONFIRMING)
        late = await operator.post(
            f"{page_of(one)}/typed", [("_token", page.form("/typed").value("_token")), ("key", "other")]
        )
        assert (late.status, "Ada yang perlu diperhatikan" in late.text) == (422, True)


async def test_a_doubt_is_settled_with_what_was_found_out() -> None:
    async with counter() as at, arrived(at, "operator") as operator:
        one = waiting(at, S.IN_DOUBT, target="insurance", problem="NOT_SHOWN", unsure=True)
        page = await operator.get(page_of(one))
        assert "Instansi belum memperlihatkannya" in page.text
        nothing = await operator.send(page.form("/settle"), reason="Ditelepon.")
        assert (nothing.status, "Pilih apa yang Anda ketahui" in nothing.text) == (422, True)
        silent = await operator.send(nothing.form("/settle"), decision="DELIVERED", reason=" ")
        assert (silent.status, 'id="reason-error"' in silent.text) == (422, True)
        assert state(at, one) is S.IN_DOUBT
        done = await operator.send(silent.form("/settle"), decision="DELIVERED", reason="Bu Rina di BPJS melihatnya.")
        assert ("Putusan tersimpan" in done.text, state(at, one)) == (True, S.DELIVERED)
        assert page_of(one) in (await operator.get(f"{LIST}?view=done")).text


async def test_who_administers_sends_again_and_sees_nothing_of_the_person() -> None:
    async with counter() as at, arrived(at, "administrator") as administrator:
        one = waiting(at, S.DEAD, problem="REFUSED", attempts=9)
        also = waiting(at, S.IN_DOUBT)
        listed = await administrator.get(LIST)
        assert re.findall(rf'href="({LIST}/[^"?]+)"', listed.text) == [page_of(one)]
        page = await administrator.get(page_of(one))
        assert "Instansi menolaknya" in page.text
        assert "Sebagian data tidak ditampilkan" not in page.text
        for text in (listed.text, page.text, (await administrator.get(page_of(also))).text):
            assert not re.search(r"Siti|NAMA_LGKP|/settle|/typed", text)
        done = await administrator.send(page.form("/replay"))
        assert ("Dikirim lagi" in done.text, state(at, one)) == (True, S.WAITING)


async def test_who_has_nothing_to_do_with_it_is_not_led_there() -> None:
    async with counter() as at, arrived(at, "verifier") as verifier:
        one = waiting(at, S.DEAD)
        assert LIST not in (await verifier.get("/console")).text
        assert "Sebagian data tidak ditampilkan" in (await verifier.get(LIST)).text
        assert (await verifier.get(page_of(one))).status == 404
        assert (await verifier.get(f"{LIST}/x")).status == 404


async def test_whether_agencies_answer_is_shown_to_clerks_and_not_to_citizens() -> None:
    async with counter() as at, arrived(at, "operator") as operator, arrived(at, "citizen") as siti:
        listed = await operator.get(LIST)
        assert 'href="/console/agencies"' in listed.text
        shown = await operator.get("/console/agencies")
        assert ("Dukcapil" in shown.text, "Salinan saja" in shown.text, "1000" in shown.text) == (True, True, True)
        assert "Dukcapil</th>" not in (await siti.get("/console/agencies")).text


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_pages_are_for_everybody() -> None:
    """Axe, at the width of a desk and of a phone."""
    async with counter() as at, chromium() as browser:
        typed = waiting(at, S.MISMATCH, differences=("fullName",))
        waiting(at, S.IN_DOUBT, target="insurance")
        operator = await arrive(browser, at, "operator", LIST)
        await expect(operator.get_by_role("table", name="Kiriman ke instansi")).to_be_visible()
        await look_at(operator, "deliveries")
        await operator.goto(at.url + page_of(typed))
        await expect(operator.get_by_role("button", name="Salin NAMA_LGKP")).to_be_visible()
        await look_at(operator, "delivery")
        await operator.goto(f"{at.url}/console/agencies")
        await look_at(operator, "agencies")
