"""What pages need to have something to show, each made as its owner would; the address of a page then names it."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from typing import Any, Final

import asyncpg

from hub.core.actor import Role
from hub.core.calendar import local_date, now
from hub.core.identifiers import new_id
from tests.e2e.counter import Counter
from tests.e2e.hands import Mouse
from tests.walks.town import COUNTER, PAPERS, Town, card_of, said

_FOUND: Final = """
    insert into access_finding (tenant, id, key, found_at, kind, readers, reader_name, client_id, about, day, score,
                                reason_id, reason_en, receipts, persons)
    select tenant, $1::uuid, $2, now(), 'PACE', array[actor], coalesce(actor_name, ''), client_id, null,
           current_date, 70, 'Ia membaca data jauh lebih cepat daripada rekan-rekannya pada jam yang sama.',
           'She read data much faster than her colleagues in the same hour.', array[id], array[$3::uuid]
    from receipt where actor_name is not null order by at desc limit 1
"""
_ASKED: Final = """
    insert into client_request (tenant, client_id, name, office, intent, jwks, scopes, region, asked_at)
    select tenant, $1, 'Aplikasi Posyandu', 'Desa Rebo', 'Mencatat imunisasi', '{"keys": []}',
        array['citizen:read', 'health:read'], '19.01.01', now()
    from oauth_client limit 1
"""
_LONG_AGO: Final = """
    update emergency_access set opened_at = opened_at - interval '2 days', ends_at = ends_at - interval '2 days'
"""
_REVIEWED: Final = """
    update emergency_access set verdict = 'JUSTIFIED', reviewed_by = 'somebody', reviewed_by_name = 'Peninjau Contoh',
           reviewed_at = now(), review_reason = 'Sudah ditinjau.'
    where verdict is null
"""
NOBODYS_ADDRESS: Final = "http://127.0.0.1:9/hook"
_KNOWN_SECONDS: Final = 1.5
"""Until every process of the hub knows what is open to whom."""
_TOLD_SECONDS: Final = 20
"""For the worker, which tells subscribers and counts what came in."""
_ALIKE: Final = """
    insert into duplicate_candidate (tenant, low_id, high_id, state, score, reasons, basis, found_at)
    select tenant, least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), 'OPEN', 18, reasons, basis, now()
    from duplicate_candidate limit 1
    on conflict (tenant, low_id, high_id)
    do update set state = 'OPEN', decided_at = null, decided_by = null, reason = null
"""
_DAYS: Final = """
    insert into office_sum (tenant, day, region_code, service, counted, number)
    select s.tenant, current_date - d.back, s.region_code, w.service, w.counted, w.number * (1 + d.back * 5 % 3)
    from (select distinct tenant, region_code from office_sum where counted like 'received:%' limit 1) s,
        generate_series(1, 40) as d (back),
        (values ('birthCertificate', 'received:ONLINE', 4), ('birthCertificate', 'received:VILLAGE', 3),
                ('birthCertificate', 'helped', 3), ('identityCard', 'received:COUNTER', 5),
                ('identityCard', 'helped', 5)) as w (service, counted, number)
    where extract(isodow from current_date - d.back) < 6
    on conflict do nothing
"""
_IDS: Final = "select id from person where nik = any($1) order by nik"


async def put(town: Town, statement: str, *values: object) -> list[Any]:
    """What the worker puts into the database of its own accord, at another time than that of a test."""
    connection = await asyncpg.connect(town.data["database_url"])
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


def letters() -> str:
    """A word that nothing here is called."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(new_id().int % 10**12))


def someone() -> str:
    """A name that nobody has and nothing was reported under."""
    return f"{letters().title()} Contoh"


# ---- people and their rights -----------------------------------------------------------------------------------------


async def own_nik(town: Town) -> str:
    found: str = town.data["sample"]["niks"][0]
    return found


async def citizen(town: Town) -> str:
    """Somebody with a family and something at every agency."""
    found: str = (await town.person(await own_nik(town)))["id"]
    return found


async def reading(town: Town) -> str:
    """A clerk looked at the citizen's record; the citizen's own list leads to it."""
    await (await town.at(Role.OPERATOR)).get(f"/console/citizens/{await citizen(town)}")
    return await town.listed(Role.CITIZEN, "/console/me", "/console/me/object", tries=20)


async def contest(town: Town) -> str:
    """Of an attribute that waits for no answer yet."""
    claim = "Golongan darah saya O. Kartu donor saya menyebutnya."
    await town.sent(Role.CITIZEN, "/console/me/correct", "/me/correct", attribute="bloodType", claim=claim)
    return await town.listed(Role.VERIFIER, "/console/discrepancies", "/console/discrepancies", tries=10)


async def difference(town: Town) -> str:
    """Whatever waits for a decision."""
    there = await town.already(Role.VERIFIER, "/console/discrepancies", "/console/discrepancies")
    return there or await contest(town)


async def objection(town: Town) -> str:
    """Whatever waits for an answer."""
    there = await town.already(Role.AUDITOR, "/console/objections", "/console/objections")
    return there or await objected(town)


async def objected(town: Town) -> str:
    grounds = "Saya tidak pernah meminta layanan ini."
    await town.sent(Role.CITIZEN, "/console/me/object", "/me/object", category="welfare", grounds=grounds)
    return await town.listed(Role.AUDITOR, "/console/objections", "/console/objections", tries=10)


async def pair(town: Town) -> str:
    """Two entries that the worker found to be alike: the addresses of both, one below the other."""
    visitor = await town.at(Role.VERIFIER)
    for _ in range(2):
        page = await visitor.get("/console/duplicates")
        if found := re.search(r'href="/console/duplicates/([^"/?]+/[^"/?]+)"', page.text):
            return found[1]
        await alike(town)
    raise AssertionError("No two entries are alike.")


async def alike(town: Town) -> None:
    """Two more entries that may be one person's."""
    niks = {(await town.head())["nik"]}
    while len(niks) < 2:  # two of the sample may be of one family
        niks.add((await town.head())["nik"])
    first, second = await put(town, _IDS, list(niks))
    await put(town, _ALIKE, first["id"], second["id"])


async def another_pair(town: Town) -> str:
    """Two entries that nobody merges here."""
    await alike(town)
    return await pair(town)


async def merged(town: Town) -> str:
    """One who was two."""
    at = f"/console/duplicates/{await pair(town)}"
    page = await (await town.at(Role.VERIFIER)).get(at)
    niks = re.findall(r'name="nikOnKtpEl"[^>]*value="(\d+)"', page.text)
    card = {"nikOnKtpEl": niks[0]} if niks else {}
    await town.sent(Role.VERIFIER, at, "/merge", reason="Kartu lama dan kartu baru dilihat, orangnya satu.", **card)
    listed = "/console/duplicates?view=merged"
    return await town.listed(Role.VERIFIER, listed, "/console/duplicates", tries=5)


async def burial(town: Town) -> str:
    day = (local_date(now()) - dt.timedelta(days=3)).isoformat()
    await town.sent(
        COUNTER, "/console/burial-book", "/burial-book", name=someone(), buriedOn=day, diedOn=day, nik="",
        cemetery="TPU Sungailiat", bookEntry=f"{new_id().int % 10**6}/2026", regionCode="19.01.01.1001",
    )  # fmt: skip
    return await town.listed(Role.OPERATOR, "/console/burials", "/console/burials", tries=3)


# ---- applications ----------------------------------------------------------------------------------------------------


async def appointment(town: Town) -> str:
    """The code of an appointment at the first time that anybody finds."""
    visitor = await town.at(COUNTER)
    page = await visitor.get("/antrean/janji")
    begins = re.search(r'name="begins"[^>]* value="([^"]+)"', page.text)
    assert begins is not None, said(page)
    made = await visitor.send(page.form("/antrean/janji"), begins=begins[1], service="birthCertificate")
    return made.url.rpartition("/")[2]


async def certificate(town: Town) -> str:
    """The code of a paper that was issued."""
    number = await town.at_desk("ISSUED")
    page = await (await town.at(Role.OPERATOR)).get(f"/console/applications/{number}")
    found = re.search(r'href="/v/([^"]+)"', page.text)
    assert found is not None, number
    return found[1]


async def bundle_step(town: Town) -> str:
    """Number and step of what is left to do of a bundle."""
    number = await town.at_desk("ISSUED")
    step = await town.listed(Role.OPERATOR, f"/console/applications/{number}", f"/console/applications/{number}/bundle")
    return f"{number}/bundle/{step}"


async def delivery(town: Town) -> str:
    """What was put right here has to be typed into the register too."""
    head = await town.head()
    town.apart.add(head["nik"])
    at = f"/console/citizens/{head['id']}/correct"
    because = {"paper": "BIRTH_DEED", "reason": "Akta lahirnya menyebut tempat ini."}
    seen = await town.sent(Role.OPERATOR, at, "/correct", birthPlace="MUNTOK", **because)
    stored = await (await town.at(Role.OPERATOR)).send(seen.form("/correct"), step="store")
    assert "Perbaikan tersimpan." in stored.text, said(stored)
    return await town.listed(Role.OPERATOR, "/console/deliveries", "/console/deliveries", tries=20)


async def entered(town: Town, who: str, base: str, person: Any) -> str:
    """A card in place of a damaged one, applied for page by page; where it is, below the base."""
    context = await town.browser_of(who, java_script_enabled=False)
    try:
        counter = Counter(await context.new_page(), Mouse(), f"{town.site}{base}", town.scratch)
        return await counter.enter("KTP-el", card_of(person), tuple(PAPERS))
    finally:
        await context.close()


async def asked_for_more(town: Town, number: str) -> None:
    """The operator misses a paper."""
    at = f"/console/applications/{number}"
    await town.sent(Role.OPERATOR, at, "/step/claimApplication")
    wanted = {"missing": "old_card", "code-old_card": "UNREADABLE", "reason-old_card": "Fotonya buram."}
    await town.sent(Role.OPERATOR, f"{at}/missing", "/missing", **wanted)


async def slip(town: Town) -> str:
    return f"identityCard/slip/{await entered(town, COUNTER, '/console/intake', await town.head())}"


async def returned(town: Town) -> str:
    number = await entered(town, COUNTER, "/console/intake", await town.head())
    await asked_for_more(town, number)
    return f"identityCard/complete/{number}"


async def own_application(town: Town) -> str:
    """What a citizen asked for herself."""
    herself = await town.person(await own_nik(town))
    return await town.once("own", lambda: entered(town, Role.CITIZEN, "/console/me/apply", herself))


async def own_slip(town: Town) -> str:
    return f"identityCard/slip/{await own_application(town)}"


async def own_returned(town: Town) -> str:
    number = await own_application(town)
    await asked_for_more(town, number)
    return f"identityCard/complete/{number}"


# ---- oversight and administration ------------------------------------------------------------------------------------


async def breach(town: Town) -> str:
    at, until = ((now() - dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (5, 4))
    answer = await town.sent(
        Role.AUDITOR, "/console/oversight/breaches/new", "/breaches/new", title="Layar loket terlihat dari luar",
        happened="Layar terlihat dari kursi tunggu selama satu jam.", noticedAt=at, beganAt=at,
        endedAt=until,
    )  # fmt: skip
    return answer.url.rpartition("/")[2]


async def finding(town: Town) -> str:
    await (await town.at(Role.OPERATOR)).get(f"/console/citizens/{await citizen(town)}")
    key, (whom,) = new_id(), await put(town, _IDS, [await own_nik(town)])
    await put(town, _FOUND, key, key.hex, whom["id"])
    return await town.listed(Role.AUDITOR, "/console/oversight/findings", "/console/oversight/findings")


async def all_closed(town: Town) -> None:
    """More than an hour passes over whatever was opened in emergencies."""
    await put(town, _LONG_AGO)
    await asyncio.sleep(_KNOWN_SECONDS)


async def client_request(town: Town) -> str:
    """What was asked for as it is where people are real: a sandbox registers at once."""
    key = f"app-{letters()}"
    await put(town, _ASKED, key)
    return key


async def emergency(town: Town) -> str:
    """Somebody opened a record; all are reviewed on one page, and those of before have been."""
    await all_closed(town)
    await put(town, _REVIEWED)
    await town.sent(
        Role.OPERATOR, "/console/emergency", "/console/emergency", nik=town.data["sample"]["other_region_nik"],
        emergency="HEALTH", reason="Rumah sakit menelepon; pasien tidak sadar.",
    )  # fmt: skip
    return ""


async def user(town: Town) -> str:
    """An account that one administrator gives alone."""
    answer = await town.sent(
        Role.ADMINISTRATOR, "/console/admin/users/new", "/users/new", username=f"rina.{letters()}",
        displayName="Rina Contoh", roles="OPERATOR", region="19.01", purposes="CIVIL_REGISTRATION",
        reason="Petugas baru di loket.",
    )  # fmt: skip
    return answer.url.rpartition("/")[2]


async def client(_town: Town) -> str:
    """One that proves itself by a key, as those outside of a demonstration do."""
    return "hospital-frontend"


async def webhook(town: Town) -> str:
    """A subscription of a client whose address answers nobody."""

    async def made() -> str:
        at = "/portal/webhooks/new"
        await town.sent(
            Role.ADMINISTRATOR, at, at, clientId="agency-frontend", purpose="PUBLIC_SERVICE", url=NOBODYS_ADDRESS,
            kinds="citizen.changed\ncitizen.corrected",
        )  # fmt: skip
        return await town.listed(Role.ADMINISTRATOR, "/portal/webhooks", "/portal/webhooks")

    return await town.once("webhook", made)


async def told_webhook(town: Town) -> str:
    """One to which something was told: its client may know the person whose record was put right."""
    made = await webhook(town)
    await town.once("put right", lambda: delivery(town))
    for _ in range(_TOLD_SECONDS):
        page = await (await town.at(Role.ADMINISTRATOR)).get(f"/portal/webhooks/{made}")
        if "Belum ada yang diberitahukan" not in page.text:
            break
        await asyncio.sleep(1)
    return made


async def month(town: Town) -> str:
    """Working days on which more was handed in than today; the figures of today are a minute old at most."""
    await town.at_desk("ISSUED")
    for _ in range(_TOLD_SECONDS):
        if await put(town, "select 1 from office_sum where counted like 'received:%'"):
            break
        await asyncio.sleep(1)
    await put(town, _DAYS)
    return ""


async def agreement(town: Town) -> str:
    return await town.listed(Role.ADMINISTRATOR, "/console/admin/agreements", "/console/admin/agreements")


async def proposal(town: Town) -> str:
    """An account that two people have to give."""
    await town.sent(
        Role.ADMINISTRATOR, "/console/admin/users/new", "/users/new", username=f"hendra.{letters()}",
        displayName="Hendra Contoh", roles="VERIFIER", region="19.01", purposes="CIVIL_REGISTRATION",
        reason="Menggantikan yang pensiun.",
    )  # fmt: skip
    return await town.listed(Role.ADMINISTRATOR, "/console/admin/proposals", "/console/admin/proposals", tries=3)
