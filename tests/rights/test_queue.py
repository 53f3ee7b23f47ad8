"""The queue that clerks sit in all day, over a real record: search, filters, numbers, several rows, and the team."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from hub.core.actor import Actor, Role
from hub.core.application import ActionKind, ApplicationHeader
from hub.core.calendar import local_date
from hub.core.identifiers import new_id, new_tracking_number
from hub.engine import GraphQLRequest
from hub.store import Database, PgWrites
from hub.store.bulk import copy_citizens, copy_regions
from tests.console.fakes import STAFF
from tests.fakes.actors import staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import clock, person
from tests.fakes.service import SERVICE
from tests.rights.office import Counter, counter
from tests.rights.test_differences import arrived
from tests.store.samples import NOW, REGIONS, TENANT, VILLAGE, action, request

ROSMALA: Final = person("Rosmala Contoh")
SUPARMAN: Final = person("Suparman Contoh")
ME, COLLEAGUE = STAFF["operator"], staff(Role.OPERATOR, "operator-2")
VERIFIER: Final = STAFF["verifier"]


@dataclass
class Queue:
    """A counter over a real record, and what waits there by tracking number, the oldest first."""

    at: Counter
    db: Database
    numbers: list[str] = field(default_factory=list)
    _keys: Any = field(default_factory=itertools.count)

    async def waits(self, about: Any = ROSMALA, region: str = VILLAGE, channel: str = "ONLINE") -> str:
        """Somebody hands one in, an hour after the last one."""
        at = NOW + dt.timedelta(hours=len(self.numbers)) - dt.timedelta(days=4)
        number = new_tracking_number("AL")
        head = ApplicationHeader(TENANT, new_id(), number, SERVICE.name, region, "frontend", at)
        form = {"childName": "Anak Contoh", "motherNik": about.nik}
        handed = action(1, ActionKind.SUBMIT, {"form": form, "documents": [], "channel": channel}, "frontend")
        async with PgWrites(self.db, clock).begin(request(number)) as work:
            await work.insert_application(head, handed, [about.id])
            await work.reply({})
        self.numbers.append(number)
        return number

    async def do(self, by: Actor, mutation: str, number: str, **given: Any) -> list[dict[str, Any]]:
        name = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation ($i: {name}!) {{ {mutation}(input: $i) {{ errors {{ code message }} }} }}"
        wanted = {"idempotencyKey": f"k-{next(self._keys)}", "trackingNumber": number, **given}
        answer = await self.at.world.engine.run(GraphQLRequest(query, {"i": wanted}), by)
        assert not answer.payload.get("errors"), answer.payload
        found: list[dict[str, Any]] = answer.payload["data"][mutation]["errors"]
        return found

    async def asks(self, by: Actor, query: str) -> Any:
        answer = await self.at.world.engine.run(GraphQLRequest(query, None), by)
        return answer.payload

    async def holder(self, number: str) -> str | None:
        row = await self.db.fetchrow("select holder from application where tracking_number = $1", number)
        assert row is not None
        holder: str | None = row["holder"]
        return holder


@asynccontextmanager
async def waiting(url: str, number: int) -> AsyncIterator[Queue]:
    database = await Database.open(url)
    await copy_regions(database, REGIONS)
    await copy_citizens(database, [ROSMALA, SUPARMAN])
    async with counter(on_postgres(database)) as at:
        made = Queue(at, database)
        for _ in range(number):
            await made.waits()
        yield made
    await database.close()


@pytest.fixture
async def queue(database: str) -> AsyncIterator[Queue]:
    async with waiting(database, 3) as made:
        yield made


def listed(text: str) -> list[str]:
    """The tracking numbers of a page's rows, in their order."""
    return re.findall(r'<tr class="govuk-table__row" data-number="([^"]+)">', text)


def count(text: str, view: str) -> str:
    (found,) = re.findall(rf'data-count="{view}">\(([^)]+)\)<', text) or [""]
    return str(found)


# ---- filters, numbers, pages ----------------------------------------------------------------------------------------


async def test_what_i_hold_is_what_i_claimed_and_not_what_i_handed_in(queue: Queue) -> None:
    one, two, three = queue.numbers
    assert await queue.do(ME, "claimApplication", one) == []
    assert await queue.do(COLLEAGUE, "claimApplication", two) == []
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console?view=mine")
        assert listed(page.text) == [one]
        assert ("Anda pegang" in page.text, count(page.text, "mine"), count(page.text, "turn")) == (True, "1", "3")
        assert listed((await me.get("/console?view=turn&holder=NOBODY")).text) == [three]
        assert COLLEAGUE.display_name in (await me.get("/console?view=turn")).text


async def test_a_row_names_the_village_and_its_kecamatan(queue: Queue) -> None:
    await queue.waits(region="19.01.03.2003")
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console?view=turn")
    cells = re.findall(r'data-label="Wilayah">(.*?)</td>', page.text)
    assert [re.sub(r"<[^>]+>", "", cell) for cell in cells] == [
        "Riding Panjang Kec. Merawang", *["Sungailiat Kec. Sungailiat"] * 3,
    ]  # fmt: skip


async def test_the_holder_is_kept_as_the_case_goes_on(queue: Queue) -> None:
    (one, *_) = queue.numbers
    await queue.do(ME, "claimApplication", one)
    assert await queue.holder(one) == ME.subject
    await queue.do(COLLEAGUE, "takeOverApplication", one, reason="Sakit.")
    assert await queue.holder(one) == COLLEAGUE.subject
    await queue.do(COLLEAGUE, "acceptApplication", one)
    assert await queue.holder(one) is None, "it lies at the verifiers' desk"
    await queue.do(VERIFIER, "verifyApplication", one)
    assert await queue.holder(one) == COLLEAGUE.subject, "and comes back to whoever goes on with it"


async def test_filters_stand_in_the_address_as_chips(queue: Queue) -> None:
    far = await queue.waits(region="19.01.03.2003", channel="COUNTER")
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console?view=turn&region=Merawang")
        assert page.url.endswith("region=19.01.03")
        assert (listed(page.text), "Wilayah: Merawang" in page.text) == ([far], True)
        page = await me.get("/console?view=turn&channel=COUNTER&service=testCertificate")
        assert listed(page.text) == [far]
        chips = re.findall(r'<a class="chip" href="([^"]+)">', page.text)
        assert [chip.replace("&amp;", "&") for chip in chips] == [
            "/console?view=turn&channel=COUNTER", "/console?view=turn&service=testCertificate",
        ]  # fmt: skip
        page = await me.get("/console?view=turn&region=Nirwana")
        assert ("Tidak ada wilayah dengan nama itu" in page.text, 'id="region-error"' in page.text) == (True, True)
        oldest = listed((await me.get("/console?view=turn&order=OLDEST")).text)
        assert oldest == queue.numbers


async def test_pages_go_back_as_well(queue: Queue) -> None:
    for _ in range(42):
        await queue.waits()
    newest = queue.numbers[::-1]
    async with arrived(queue.at, "operator") as me:
        first = await me.get("/console?view=turn")
        assert (listed(first.text), 'rel="prev"' in first.text) == (newest[:20], False)
        second = await me.get(_to(first.text, "next"))
        assert listed(second.text) == newest[20:40]
        third = await me.get(_to(second.text, "next"))
        assert (listed(third.text), 'rel="next"' in third.text) == (newest[40:], False)
        back = await me.get(_to(third.text, "prev"))
        assert listed(back.text) == newest[20:40]
        again = await me.get(_to(back.text, "prev"))
        assert (listed(again.text), 'rel="prev"' in again.text) == (newest[:20], False)


def _to(text: str, rel: str) -> str:
    (found,) = re.findall(rf'href="([^"]+)" rel="{rel}"', text)
    return str(found).replace("&amp;", "&")


# ---- search ---------------------------------------------------------------------------------------------------------


async def test_a_search_never_stands_in_an_address(queue: Queue) -> None:
    other = await queue.waits(SUPARMAN)
    async with arrived(queue.at, "operator") as me:
        form = (await me.get("/console?view=mine")).form("/console")
        for about in (SUPARMAN.nik or "", "suparman"):
            found = await me.send(form, about=about)
            assert (listed(found.text), found.url.rpartition("/")[2]) == ([other], "console")
        nobody = await me.send(form, about="Xylofon Qwerty")
        assert (listed(nobody.text), nobody.status) == ([], 200)
        straight = await me.send(form, about=other.lower())
        assert straight.url.endswith(f"/console/applications/{other}")
        nothing = await me.send(form, about=" ")
        assert (nothing.status, 'id="about-error"' in nothing.text) == (422, True)
        wrong = await me.send(form, about="190101")
        assert (wrong.status, 'id="about-error"' in wrong.text) == (422, True)


async def test_a_search_finds_nobody_who_is_sealed_or_elsewhere(queue: Queue) -> None:
    await queue.db.execute("update person set sealed = true where id = $1", ROSMALA.id)
    far = dataclasses.replace(ME, region="19.02")
    for by, about in ((ME, "Rosmala"), (ME, ROSMALA.nik), (far, "Suparman"), (far, SUPARMAN.nik)):
        told = await queue.asks(by, f'{{ queueGlance(filter: {{about: "{about}"}}) {{ number }} }}')
        assert told["data"]["queueGlance"] == {"number": 0}, about


async def test_whoever_may_not_search_does_not_search_here(queue: Queue) -> None:
    blind = dataclasses.replace(ME, scopes=ME.scopes - {"citizen:search"})
    told = await queue.asks(blind, '{ queueGlance(filter: {about: "Rosmala"}) { number } }')
    assert (told["data"]["queueGlance"], told["errors"][0]["extensions"]["code"]) == (None, "FORBIDDEN")


# ---- it keeps itself up to date -------------------------------------------------------------------------------------


async def test_nothing_is_read_while_nothing_moves(queue: Queue) -> None:
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console?view=turn")
        tag, url = page.headers["Etag"], f"{me.base}/console/queue/live?view=turn"
        receipts = await queue.db.fetchval("select count(*) from receipt")
        async with me.http.get(url, headers={"If-None-Match": tag}) as same:
            assert (same.status, await same.text()) == (304, "")
        assert await queue.db.fetchval("select count(*) from receipt") == receipts, "nothing was shown"
        new = await queue.waits()
        async with me.http.get(url, headers={"If-None-Match": tag}) as moved:
            assert (moved.status, moved.headers["ETag"] != tag) == (200, True)
            assert listed(await moved.text())[0] == new
        tag = moved.headers["ETag"]
        await queue.do(COLLEAGUE, "claimApplication", new)
        async with me.http.get(url, headers={"If-None-Match": tag}) as claimed:
            assert (claimed.status, COLLEAGUE.display_name in await claimed.text()) == (200, True)


async def test_a_case_that_a_colleague_changed_is_told(queue: Queue) -> None:
    (one, *_) = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", one)
    await queue.do(COLLEAGUE, "acceptApplication", one)
    async with arrived(queue.at, "operator") as me:
        page = await me.get(f"/console/applications/{one}")
        (tag,) = re.findall(r'data-etag="&(?:#34|quot);([0-9a-f]+)&', page.text)
        url = f"{me.base}/console/applications/{one}/changed"
        async with me.http.get(url, headers={"If-None-Match": f'"{tag}"'}) as same:
            assert same.status == 304
        await queue.do(COLLEAGUE, "delayApplication", one, reason="SIAK mati.")
        async with me.http.get(url, headers={"If-None-Match": f'"{tag}"'}) as changed:
            assert (changed.status, "Seorang rekan baru saja mengubah" in await changed.text()) == (200, True)


# ---- several together -----------------------------------------------------------------------------------------------


async def test_several_are_claimed_and_each_says_what_became_of_it(queue: Queue) -> None:
    one, two, three = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", two)
    async with arrived(queue.at, "operator") as me:
        form = (await me.get("/console?view=turn")).form("/queue/selected")
        sent = [("_token", form.value("_token")), ("key", form.value("key")), ("do", "claim")]
        done = await me.post("/console/queue/selected", [*sent, ("number", one), ("number", two), ("number", "x")])
        assert ("1 dari 2 permohonan berhasil" in done.text, "Sudah dikerjakan rekan" in done.text) == (True, True)
        assert (await queue.holder(one), await queue.holder(two)) == (ME.subject, COLLEAGUE.subject)
        again = await me.post("/console/queue/selected", [*sent, ("number", one)])
        assert "1 dari 1 permohonan berhasil" in again.text, "sent twice, it acts once"
        nobody = await me.post("/console/queue/selected", sent)
        assert (nobody.status, "Pilih dahulu satu baris" in nobody.text) == (422, True)
        assert await queue.holder(three) is None


async def test_several_are_taken_over_with_a_reason_and_each_says_what_became_of_it(queue: Queue) -> None:
    one, two, three = queue.numbers
    for number in (one, two):
        await queue.do(COLLEAGUE, "claimApplication", number)
    await queue.do(ME, "claimApplication", three)
    async with arrived(queue.at, "operator") as me:
        form = (await me.get("/console?view=turn")).form("/queue/selected")
        sent = [("_token", form.value("_token")), ("key", form.value("key")), ("do", "takeOver")]
        asked = await me.post("/console/queue/selected", [*sent, *(("number", each) for each in queue.numbers)])
        assert "Ambil alih 3 permohonan" in asked.text
        assert await queue.holder(one) == COLLEAGUE.subject, "nothing happens without a reason"
        silent = await me.post("/console/queue/selected", [*sent, ("number", one), ("reason", " ")])
        assert (silent.status, 'id="reason-error"' in silent.text) == (422, True)
        every = [*sent, *(("number", each) for each in queue.numbers), ("reason", "Rekan sakit.")]
        done = await me.post("/console/queue/selected", every)
        assert "2 dari 3 permohonan berhasil" in done.text, "what is hers already is not taken over"
        assert [await queue.holder(each) for each in queue.numbers] == [ME.subject] * 3


# ---- absence --------------------------------------------------------------------------------------------------------

TODAY: Final = local_date(dt.datetime.now(dt.UTC)).isoformat()
NOTE: Final = "mutation {{ recordAbsence(input: {{ {} }}) {{ absence {{ id }} errors {{ code path }} }} }}"


def note(**given: str) -> str:
    """The mutation, of today unless something else is said."""
    values = {"kind": "LEAVE", "from": f'"{TODAY}"', "until": f'"{TODAY}"', "idempotencyKey": f'"{uuid.uuid4()}"'}
    return NOTE.format(", ".join(f"{name}: {value}" for name, value in {**values, **given}.items()))


async def away(queue: Queue, by: Actor, **given: str) -> dict[str, Any]:
    told = await queue.asks(by, note(**given))
    found: dict[str, Any] = told["data"]["recordAbsence"] or {"refused": told["errors"][0]["extensions"]["rule"]}
    return found


async def test_who_is_away_claims_nothing_new_and_her_cases_are_offered_to_colleagues(queue: Queue) -> None:
    one, two, _ = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", one)
    assert (await away(queue, COLLEAGUE))["errors"] == []
    number = f'application(trackingNumber: "{two}") {{ allowedActions }}'
    told = await queue.asks(COLLEAGUE, f"{{ {number} }}")
    assert "claimApplication" not in told["data"]["application"]["allowedActions"]
    assert "claimApplication" in (await queue.asks(ME, f"{{ {number} }}"))["data"]["application"]["allowedActions"]
    given = f'{{idempotencyKey: "c", trackingNumber: "{two}"}}'
    claim = f"mutation {{ claimApplication(input: {given}) {{ errors {{ code }} }} }}"
    refused = (await queue.asks(COLLEAGUE, claim))["errors"][0]["extensions"]
    assert refused["rule"] == "workflow-absent-claims-nothing"
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console?view=absent")
        assert (listed(page.text), count(page.text, "absent")) == ([one], "1")
    assert await queue.do(ME, "takeOverApplication", one, reason="Cuti.") == []


async def test_who_records_whose_absence(queue: Queue) -> None:
    one, *_ = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", one)
    hers = f'"{COLLEAGUE.subject}"'
    assert (await away(queue, ME, subject=hers)) == {"refused": "scope:application:sign"}
    assert (await away(queue, VERIFIER, subject='"nobody"'))["errors"] == [{"code": "BAD_INPUT", "path": "subject"}]
    assert (await away(queue, VERIFIER, subject=hers))["errors"] == []
    assert (await away(queue, COLLEAGUE))["errors"] == [{"code": "CONFLICT", "path": "from"}], "she is away already"
    assert (await away(queue, ME, until='"2026-11-20"'))["errors"] == [{"code": "BAD_INPUT", "path": "until"}]
    assert (await away(queue, ME, deputy=f'"{ME.subject}"'))["errors"] == [{"code": "BAD_INPUT", "path": "deputy"}]


async def test_why_somebody_is_away_is_for_herself_and_those_who_lead(queue: Queue) -> None:
    one, *_ = queue.numbers
    await queue.do(COLLEAGUE, "claimApplication", one)
    await away(queue, COLLEAGUE, kind="SICK")
    team = "{ team { subject total absences { kind } } }"

    async def seen(by: Actor) -> Any:
        found = (await queue.asks(by, team))["data"]["team"]
        return next((each["total"], [one["kind"] for one in each["absences"]]) for each in found
                    if each["subject"] == COLLEAGUE.subject)  # fmt: skip

    assert await seen(COLLEAGUE) == (1, ["SICK"])
    assert await seen(VERIFIER) == (1, ["SICK"])
    assert await seen(ME) == (None, [None])


async def test_the_page_of_the_team(queue: Queue) -> None:
    one, two, three = queue.numbers
    for number in (one, two):
        await queue.do(COLLEAGUE, "claimApplication", number)
    async with arrived(queue.at, "verifier") as lead:
        page = await lead.get("/console/team")
        assert (COLLEAGUE.display_name in page.text, "Sedang diperiksa: 2" in page.text) == (True, True)
        lacking = await lead.send(page.form("/console/team"), kind="", until="kapan-kapan")
        assert (lacking.status, 'id="until-error"' in lacking.text, 'id="kind-error"' in lacking.text) == (
            422,
            True,
            True,
        )
        done = await lead.send(
            lacking.form("/console/team"), kind="SICK", until=TODAY, **{"from": TODAY}, subject=COLLEAGUE.subject
        )
        assert ("Ketidakhadiran tercatat" in done.text, "tidak hadir" in done.text) == (True, True)
        ended = await lead.send(done.form("/team/end"))
        assert ("Ketidakhadiran diakhiri" in ended.text, "tidak hadir<" in ended.text) == (True, False)
    async with arrived(queue.at, "operator") as me:
        page = await me.get("/console/team")
        assert ("Sedang diperiksa" in page.text, COLLEAGUE.display_name in page.text) == (False, True)
        hers = await me.get(f"/console/team/{COLLEAGUE.subject}")
        form = hers.form("/queue/selected")
        sent = [("_token", form.value("_token")), ("key", form.value("key")), ("do", "takeOver"), ("reason", "Sakit.")]
        done = await me.post("/console/queue/selected", [*sent, ("number", one), ("number", two), ("number", three)])
        assert "2 dari 3 permohonan berhasil" in done.text
        assert (await me.get("/console/team/nobody")).status == 404
