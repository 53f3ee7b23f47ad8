"""No more is told than the policies give, than what is asked means, and than a registration allows as it is now."""

from __future__ import annotations

import dataclasses
from typing import Any

from hub.core.calendar import now
from hub.core.codes import MaritalStatus, VitalStatus
from hub.core.service import RecordChange
from hub.facades.spdci.domains import CRVS, SOCIAL
from hub.facades.spdci.words import Err
from hub.store import PgAgreements, PgWrites
from tests.facades.spdci.asking import Office, identifier, search, subscribe
from tests.facades.spdci.test_later import Desk, desk
from tests.facades.spdci.test_search import expression
from tests.fakes.agreements import agreement
from tests.receipts.running import SECRET, Running
from tests.store.samples import TENANT, request


async def changed(hub: Running, key: str, **values: Any) -> None:
    """A clerk changes her record."""
    nik = hub.people.known.nik or ""
    async with PgWrites(hub.direct, now).begin(request(key)) as work:
        known = (await work.citizens([nik]))[nik]
        await work.apply(RecordChange(known, dataclasses.replace(known, **values)), None)
        await work.reply({})


async def told(at: Desk) -> list[str]:
    """Kinds of the events that arrived."""
    await at.rounds.round()
    sent = await at.worked()
    return sorted(one["message"]["notify_event"][0]["data"]["reg_event_type"] for one in sent)


async def test_an_event_is_told_to_who_may_know_what_it_says_and_where_it_is_so(hub: Running) -> None:
    nik = hub.people.known.nik
    async with desk(hub) as at:
        for event in ("DEATH", "MARRIAGE", "DIVORCE"):
            await at.send("subscribe", subscribe(nik, event))
        await at.send("subscribe", subscribe(nik, "DEREGISTER"), domain="social")
        assert len(await at.worked()) == 4
        await changed(hub, "married", marital_status=MaritalStatus.MARRIED_REGISTERED)
        assert await told(at) == ["MARRIAGE"]
        await changed(hub, "dead", vital_status=VitalStatus.DECEASED)
        assert await told(at) == ["DEATH", "DEREGISTER"]
        await changed(hub, "alive", vital_status=VitalStatus.ALIVE)
        assert await told(at) == []
        # From here on it may not know who lives, nor how they are married.
        masked = frozenset({"Citizen.vitalStatus", "Citizen.maritalStatus"})
        await PgAgreements(hub.direct, TENANT).put(agreement(id="tanpa-status", number="470/3/PKS/2026", masked=masked))
        await hub.direct.execute("update oauth_client set agreement = 'tanpa-status' where client_id = 'frontend'")
        await changed(hub, "dead-again", vital_status=VitalStatus.DECEASED)
        await changed(hub, "divorced", marital_status=MaritalStatus.DIVORCED_REGISTERED)
        assert await told(at) == []


def test_each_event_that_says_something_of_her_is_held_against_her_record() -> None:
    for domain in (CRVS, SOCIAL):
        for name, event in domain.events.items():
            assert bool(event.field) == bool(event.attributes), name
            assert event.is_seen_in({}) == (not event.field)


async def test_what_waits_goes_nowhere_that_is_not_registered_any_more(hub: Running) -> None:
    async with desk(hub) as at:
        await at.send("subscribe", subscribe(hub.people.known.nik))
        await at.worked()
        await changed(hub, "before", full_name="Nama Baru")
        assert await told(at) == ["UPDATE"]
        await at.send("search", search(identifier(hub.people.known.nik)))
        before = len(await hub.receipts())
        await at.office.register(callbacks=("https://sp.example.org/registry",))
        await changed(hub, "after", full_name="Nama Lagi")
        assert await told(at) == []
        assert len(await hub.receipts()) == before
        assert (await at.states())[-2:] == ["GAVE_UP", "GAVE_UP"]
        # Events go next to the answer only where that is registered too.
        await at.office.register(callbacks=(f"{at.url}/registry/on-subscribe",))
        await at.send("subscribe", subscribe(hub.people.known.nik, "REGISTER"))
        await at.worked()
        kept = "select callback from spdci_subscription where event_type = 'REGISTER'"
        assert await hub.direct.fetchval(kept) == f"{at.url}/registry/on-subscribe"


async def test_what_is_asked_beside_an_identifier_is_not_passed_over_and_what_is_too_deep_is_refused(
    hub: Running,
) -> None:
    office, known = await Office.of(hub), hub.people.known
    alone, *beside = await office.find(
        expression(NIN=known.nik), expression(NIN=known.nik, name="Orang Lain"),
        expression(birth_year=1901, NIN=known.nik), expression(NIN=known.nik, unheard_of="x"),
    )  # fmt: skip
    assert alone["data"]["reg_records"][0]["name"]["given_name"] == SECRET
    assert [one.get("status_reason_code") for one in beside] == ["rjct.search_criteria.invalid"] * 3
    deep: Any = "x"
    for _ in range(300):
        deep = {"a": deep}
    code, answer = await office.post("sync/search", search({"query_type": "expression", "query": deep}))
    assert (code, answer["errors"][0]["code"]) == (400, Err.BAD)
