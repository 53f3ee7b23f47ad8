"""Moves of form F-1.03 from the form to the record: within the district, to another one, and from another one."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.core.calendar import WIB, local_date
from hub.core.citizen import FamilyCard
from hub.core.codes import FamilyRelationship as R
from hub.core.codes import Sex
from hub.core.delivery import Outlet, Way
from hub.core.notices import LAPSES, OUTLET, TARGET
from hub.core.office_hours import PLAIN_WEEK
from hub.store import Database, PgTargets
from hub.store.bulk import copy_citizens, copy_family_cards
from hub.store.lapses import ENDED, PgLapses
from hub.worker.letters import LetterRounds
from tests.engine.moving import (
    ANI,
    BUDI,
    CARD,
    KABID,
    NEW_CARD,
    REPORTER,
    RIZKI,
    SITI,
    VILLAGES,
    District,
    family,
    home_in,
    line,
)
from tests.fakes.people_of_bangka import TENANT, address, person

LETTER = "SKPWNI/1901/24112026/0001"
FAMILY = """
query F($n: FamilyCardNumber!) {
  familyCard(number: $n) { head { nik } address { line regionCode } members { relationship citizen { nik } } }
}
"""
OFFERED = "{ handOvers(state: OFFERED) { side letterNumber people originCode } }"
MOVED = "query M($nik: NIK!) { citizen(nik: $nik) { moved { regionCode } address { regionCode } } }"
VERIFY = "query V($c: String!) { verifyDocument(code: $c) { status } }"
BUNDLE = "query B($n: String!) { application(trackingNumber: $n) { bundle { key state } } }"
HOME = {"regionCode": VILLAGES[TENANT], "line": "Jl. Baru 7", "rt": "003", "rw": "004"}
THERE = {**HOME, "regionCode": VILLAGES["1902"]}


@pytest.fixture
async def districts(database: str, tmp_path: Path) -> AsyncIterator[tuple[District, District]]:
    # One connection: whoever waited for a second one inside a transaction would wait for ever.
    db = await Database.open(database, max_size=1)
    try:
        await copy_family_cards(db, [FamilyCard(tenant=TENANT, number=CARD, head_nik=BUDI, address=address())])
        await copy_citizens(db, family())
        yield District(db, database, tmp_path / "here"), District(db, database, tmp_path / "there", "1902")
    finally:
        await db.close()


async def on_card(district: District, number: str) -> dict[str, Any]:
    """Head, address, and relation by NIK of a family card."""
    found = (await district.read(FAMILY, n=number))["familyCard"]
    people = {one["citizen"]["nik"]: one["relationship"] for one in found["members"]}
    assert list(people.values()).count("HEAD") == (1 if people else 0), "exactly one head"
    return {"head": (found["head"] or {}).get("nik"), "at": found["address"]["regionCode"], "people": people}


async def test_the_head_moves_to_another_district_with_the_daughter(districts: tuple[District, District]) -> None:
    here, there = districts
    wrong = await here.apply(("family_card",), moveOut=_out(stayers=[]))
    assert [error["path"] for error in wrong] == ["application.moveOut.stayers"]
    assert await here.apply(("family_card",), moveOut=_out()) == []
    panel = await here.to_siak()
    assert panel["Klasifikasi Kepindahan"].startswith("4 ")
    assert panel["Anggota Keluarga yang Tidak Pindah"] == "2 MEMBUAT KK BARU"
    budi, siti, *_ = family()
    here.shows(siti, family_card_number=NEW_CARD, family_relationship=R.HEAD)
    seen = await here.signed(letterNumber=LETTER, familyCardNumber=NEW_CARD)
    assert seen["findings"] == []
    assert await on_card(here, NEW_CARD) == {
        "head": SITI, "at": VILLAGES[TENANT], "people": {SITI: "HEAD", RIZKI: "CHILD"},
    }  # fmt: skip
    assert (await on_card(here, CARD))["people"] == {BUDI: "HEAD", ANI: "CHILD"}
    steps = (await here.read(BUNDLE, n=here.number))["application"]["bundle"]
    assert steps == [{"key": key, "state": "DONE"} for key in ("letter", "family_card", "offer")]
    offered = {"side": "DESTINATION", "letterNumber": LETTER, "people": 2, "originCode": "19.01"}
    assert (await there.read(OFFERED, KABID))["handOvers"] == [offered]

    await arrive(there, budi.full_name or "")
    assert (await there.read(OFFERED, KABID))["handOvers"] == []
    assert await on_card(there, CARD) == {
        "head": BUDI, "at": VILLAGES["1902"], "people": {BUDI: "HEAD", ANI: "CHILD"},
    }  # fmt: skip
    assert (await here.read(MOVED, nik=BUDI))["citizen"] == {"moved": {"regionCode": "19.02"}, "address": None}
    assert (await on_card(here, NEW_CARD))["people"] == {SITI: "HEAD", RIZKI: "CHILD"}


@pytest.mark.parametrize("ending", ["refuseHandOver", pytest.param("cancelHandOver", marks=pytest.mark.long)])
async def test_who_is_not_taken_in_stands_on_the_former_card_again(
    districts: tuple[District, District], ending: str
) -> None:
    """The son moves out alone and heads a card there; the other district refuses, or he does not go after all."""
    here, there = districts
    movers = [line(RIZKI, R.HEAD)]
    assert await here.apply(("family_card",), moveOut=_out(movers=movers, stayers=[])) == []
    await here.to_siak()
    await here.signed(letterNumber=LETTER)
    assert RIZKI not in (await on_card(here, CARD))["people"]
    seen = (await here.read(BUNDLE, n=here.number))["application"]["bundle"]
    assert {"key": "offer", "state": "DONE"} in seen

    side = there if ending == "refuseHandOver" else here
    (offer,) = (await side.read("{ handOvers(state: OFFERED) { id } }", KABID))["handOvers"]
    given = {"idempotencyKey": "e", "handOver": offer["id"], "reason": "Tidak jadi pindah."}
    name = f"{ending[0].upper()}{ending[1:]}Input"
    query = f"mutation ($input: {name}!) {{ {ending}(input: $input) {{ errors {{ message }} }} }}"
    assert (await side.read(query, KABID, input=given))[ending]["errors"] == []
    assert (await on_card(here, CARD))["people"] == {BUDI: "HEAD", SITI: "WIFE", RIZKI: "CHILD", ANI: "CHILD"}
    bundle = "query B($n: String!) { application(trackingNumber: $n) { bundle { key state reason undo } } }"
    steps = (await here.read(bundle, n=here.number))["application"]["bundle"]
    (told,) = [one for one in steps if one["key"] == "offer"]
    assert (told["state"], told["reason"]) == ("UNDONE", "Tidak jadi pindah.")
    assert "SKPWNI tidak berlaku lagi" in told["undo"]
    history = "query H($n: NIK!) { citizen(nik: $n) { history { edges { node { kind reason } } } } }"
    (last, *_) = (await here.read(history, n=RIZKI))["citizen"]["history"]["edges"]
    assert last["node"] == {"kind": "changed", "reason": "Tidak jadi pindah."}


async def moving_alone(here: District) -> str:
    """The son moves out alone and heads a card there; the code of his letter."""
    movers = [line(RIZKI, R.HEAD)]
    assert await here.apply(("family_card",), moveOut=_out(movers=movers, stayers=[])) == []
    await here.to_siak()
    await here.signed(letterNumber=LETTER)
    code: str = await here.database.fetchval("select code from certificate where deed_number = $1", LETTER)
    return code


def letters(here: District, days: int, hour: int = 10) -> LetterRounds:
    """The worker's round, as long after the letter; on a working day, at an hour of the office."""
    first = local_date(here.clock())
    day = first + dt.timedelta(days=1) if days else first
    worked = 0
    while (worked := worked + PLAIN_WEEK.is_working_day(day)) < days:
        day += dt.timedelta(days=1)
    at = dt.datetime.combine(day, dt.time(hour), WIB).astimezone(dt.UTC)
    return LetterRounds(TENANT, PgLapses(here.database), 100, PLAIN_WEEK, lambda: at)


async def test_a_letter_that_is_not_used_in_its_time_lapses(districts: tuple[District, District]) -> None:
    here, there = districts
    outlet = Outlet(way=Way.TRANSCRIBE, kinds=frozenset({"citizen.move-ended"}))
    await PgTargets(here.database, TENANT).declare({"population": outlet, TARGET: OUTLET}, here.clock())
    code = await moving_alone(here)
    assert (await here.read(VERIFY, c=code))["verifyDocument"]["status"] == "ACTIVE"
    assert await letters(here, 100).round() == 0, "its last day"
    assert await letters(here, 101, hour=21).round() == 0, "nobody is told at night"
    due = letters(here, 101)
    assert sum(await asyncio.gather(due.round(), due.round(), due.round())) == 1
    assert await letters(here, 102).round() == 0

    assert (await on_card(here, CARD))["people"] == {BUDI: "HEAD", SITI: "WIFE", RIZKI: "CHILD", ANI: "CHILD"}
    bundle = "query B($n: String!) { application(trackingNumber: $n) { bundle { key state reason } } }"
    steps = {one["key"]: one for one in (await here.read(bundle, n=here.number))["application"]["bundle"]}
    assert [steps[key]["state"] for key in ("letter", "offer")] == ["LAPSED", "LAPSED"]
    assert "100 hari kerja" in steps["offer"]["reason"]
    assert (await here.read(VERIFY, c=code))["verifyDocument"]["status"] == "VOID"
    for side in (here, there):
        (ended,) = (await side.read("{ handOvers(state: LAPSED) { letterNumber } }", KABID))["handOvers"]
        assert ended["letterNumber"] == LETTER
    told = await here.database.fetch(
        "select target, kind from delivery where kind in ($1, $2) order by 1", LAPSES, ENDED
    )
    assert [tuple(row) for row in told] == [("notices", LAPSES), ("population", ENDED)]


async def test_a_letter_that_was_used_does_not_lapse(districts: tuple[District, District]) -> None:
    here, there = districts
    await moving_alone(here)
    (offer,) = (await there.read("{ handOvers(state: OFFERED) { id } }", KABID))["handOvers"]
    given = {"idempotencyKey": "r", "handOver": offer["id"], "address": {"regionCode": VILLAGES["1902"]}}
    query = "mutation ($input: ReceiveCitizenInput!) { receiveCitizen(input: $input) { errors { message } } }"
    assert (await there.read(query, KABID, input=given))["receiveCitizen"]["errors"] == []
    assert await letters(here, 300).round() == 0
    assert RIZKI not in (await on_card(here, CARD))["people"]


async def test_a_letter_of_a_move_that_is_called_off_is_void(districts: tuple[District, District]) -> None:
    here, _ = districts
    code = await moving_alone(here)
    (offer,) = (await here.read("{ handOvers(state: OFFERED) { id } }", KABID))["handOvers"]
    given = {"idempotencyKey": "c", "handOver": offer["id"], "reason": "Tidak jadi pindah."}
    query = "mutation ($input: CancelHandOverInput!) { cancelHandOver(input: $input) { errors { message } } }"
    assert (await here.read(query, KABID, input=given))["cancelHandOver"]["errors"] == []
    assert (await here.read(VERIFY, c=code))["verifyDocument"]["status"] == "VOID"


async def arrive(there: District, name: str) -> None:
    """With the letter, at the office of the new home."""
    papers = ("skpwni", "identity_cards", "owner_statement")
    movers = [{**line(BUDI, R.HEAD), "fullName": name}, {**line(ANI, R.CHILD), "fullName": "Ani Contoh"}]
    assert await there.apply(papers, moveIn=_in(movers, keepsCardNumber=CARD)) == []
    panel = await there.to_siak()
    assert panel["Nomor SKPWNI"] == LETTER
    budi, _, _, ani = family()
    for one in (budi, ani):
        there.shows(one, address=home_in("1902"))
    seen = await there.signed()
    assert seen["citizen"]["nik"] == BUDI


async def test_a_family_that_moves_within_the_district_keeps_its_number(districts: tuple[District, District]) -> None:
    here, _ = districts
    movers = [line(BUDI, R.HEAD), line(SITI, R.WIFE), line(RIZKI, R.CHILD), line(ANI, R.CHILD)]
    home = {**HOME, "regionCode": "19.01.01.1002"}
    form = {"familyCardNumber": CARD, "reason": "HOUSING", "movers": movers, "home": home, "housing": "OWN"}
    assert await here.apply(("family_card",), moveWithin={**form, "reporter": REPORTER}) == []
    await here.to_siak()
    for one in family():
        here.shows(one, address=address("19.01.01.1002"))
    seen = await here.signed()
    assert seen["certificate"]["status"] == "ACTIVE"
    card = await on_card(here, CARD)
    assert (card["head"], card["at"], set(card["people"])) == (BUDI, "19.01.01.1002", {BUDI, SITI, RIZKI, ANI})


async def test_who_comes_with_a_letter_of_a_district_that_hands_nobody_over(
    districts: tuple[District, District],
) -> None:
    _, there = districts
    nik = "7171014505909005"
    movers = [{**line(nik, R.HEAD), "fullName": "Maria Contoh"}]
    assert await there.apply(
        ("skpwni", "identity_cards", "owner_statement"), moveIn=_in(movers, originRegionCode="71.71")
    ) == []  # fmt: skip
    await there.to_siak()
    number = "1902012411269007"
    maria = person("Maria Contoh", nik=nik, sex=Sex.FEMALE, birth_date=dt.date(1990, 5, 5), address=home_in("1902"))
    there.shows(maria, family_card_number=number, family_relationship=R.HEAD)
    seen = await there.signed(familyCardNumber=number)
    assert seen["citizen"] == {"fullName": "Maria Contoh", "nik": nik}
    assert await on_card(there, number) == {"head": nik, "at": VILLAGES["1902"], "people": {nik: "HEAD"}}


def _out(**changed: Any) -> dict[str, Any]:
    return {
        "familyCardNumber": CARD,
        "reason": "WORK",
        "movers": [line(BUDI, R.HEAD), line(ANI, R.CHILD)],
        "stayers": [line(SITI, R.HEAD), line(RIZKI, R.CHILD)],
        "home": THERE,
        "reporter": REPORTER,
        **changed,
    }


def _in(movers: list[Any], **changed: Any) -> dict[str, Any]:
    return {
        "letterNumber": LETTER,
        "originRegionCode": "19.01",
        "reason": "WORK",
        "movers": movers,
        "home": THERE,
        "housing": "RENTED",
        "reporter": REPORTER,
        **changed,
    }
