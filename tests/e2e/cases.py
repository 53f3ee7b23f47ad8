"""One application of each service about people of a running demonstration: its form, papers, SIAK entry, and what then
stands in the record, in the register, and with the welfare agency. Each service has people of its own, so that no walk
meets another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.calendar import local_date, now
from hub.sandbox.accounts import VILLAGE
from tests.demo.graph import Frontend
from tests.e2e.desks import Typed

Numbers = Mapping[str, str]
"""What SIAK gave, by the graph's names."""
Record = Mapping[str, Any]
Shown = Mapping[str, Record | None]
"""By NIK: fields of the register's access service; None for whom it does not show."""
Told = Mapping[str, frozenset[str]]
"""By NIK: attributes, as the graph names them, of whose change others are told."""
_CARD: Final = frozenset({"familyCardNumber"})
ELSEWHERE, NEXT_VILLAGE, AWAY = "19.02", "19.01.01.1001", "19.02.01.1001"
_PHONE: Final = "081271000009"
PHONE: Final = "+6281271000009"
"""The same as the gateway of messages is given it."""
PERSON: Final = """
query Person($nik: NIK!) {
  citizen(nik: $nik) {
    nik fullName birthDate vitalStatus maritalStatus birthDeedNumber moved { regionCode }
    address { regionCode line }
    familyCard { number head { nik } members { relationship citizen { nik fullName birthDate birthDeedNumber } } }
  }
}
"""


@dataclass(frozen=True)
class Case:
    """`title` as the list of services has it; `typed` is None where SIAK issues nothing and nothing changes there.
    `gives` are numbers that the officer reads in SIAK without typing; `papers` titles of what is issued; `arrives` is
    somebody whom the register of the whole country knows, elsewhere. Afterwards the register shows `shown`, other
    offices were told `tells` and of nobody else, and `offered` people stand in the letter that another district got."""

    title: str
    form: Mapping[str, Any]
    brings: Sequence[str]
    papers: frozenset[str]
    about: str
    holds: Callable[[Record, Numbers], bool]
    shown: Callable[[Numbers], Shown]
    tells: Callable[[Numbers], Told] = lambda _gave: {}
    typed: Typed | None = None
    gives: Numbers = field(default_factory=dict)
    arrives: Record | None = None
    offered: int = 0


async def person(frontend: Frontend, nik: str) -> Record:
    """Somebody with her family, as a frontend reads her."""
    found: Record = (await frontend.data(PERSON, nik=nik))["citizen"]
    return found


def _reporter(who: Record) -> dict[str, Any]:
    return {"fullName": who["fullName"], "nik": who["nik"], "phone": _PHONE}


def _members(who: Record) -> list[Record]:
    return list(who["familyCard"]["members"])


def _code(region: str) -> dict[str, int]:
    """A village as the register shows where somebody lives."""
    names = ("NO_PROP", "NO_KAB", "NO_KEC", "NO_KEL")
    return {name: int(part) for name, part in zip(names, region.split("."), strict=True)}


def _named(who: Record) -> Shown:
    """Herself, as she was."""
    return {who["nik"]: {"NAMA_LGKP": who["fullName"].upper()}}


def _head(who: Record) -> str:
    nik: str = who["familyCard"]["head"]["nik"]
    return nik


def _lines(who: Record) -> list[dict[str, str]]:
    return [{"nik": one["citizen"]["nik"], "relationship": one["relationship"]} for one in _members(who)]


async def birth(frontend: Frontend, sample: Record) -> Case:
    """A child of the third couple."""
    born = sample["newborn_cases"][2]["application"]["birthCertificate"]
    form = {**born, "reporter": {**born["reporter"], "phone": _PHONE, "email": None}, "witnesses": []}
    return Case(
        "Akta Kelahiran", form, ("birth_statement", "family_card", "marriage_certificate"),
        frozenset({"Akta Kelahiran", "Kartu Keluarga"}), born["motherNik"],
        lambda mother, gave: any(one["citizen"]["nik"] == gave["nik"] for one in _members(mother)),
        lambda gave: {gave["nik"]: {
            "NAMA_LGKP": born["child"]["fullName"].upper(), "NIK_IBU": int(born["motherNik"]),
            "NO_KK": int(born["familyCardNumber"]), "NO_AKTA_LHR": gave["deedNumber"],
        }},
        lambda gave: {gave["nik"]: frozenset({"fullName", "mother", "familyCardNumber", "address"})},
    )  # fmt: skip


async def death(frontend: Frontend, sample: Record) -> Case:
    """A husband who headed the card; his wife heads it afterwards, under another number."""
    couple = sample["newborn_cases"][4]
    wife = await person(frontend, couple["mother_nik"])
    gone, day = couple["father_nik"], local_date(now()) - dt.timedelta(days=2)
    form = {
        "deceasedNik": gone,
        "spouseNik": wife["nik"],
        "newHeadNik": wife["nik"],
        "death": {
            "deathDate": day.isoformat(), "deathTime": "04:30", "deathPlace": "Sungailiat",
            "burialDate": day.isoformat(), "cause": "ILLNESS", "attester": "DOCTOR", "circumstance": "ORDINARY",
        },
        "reporter": {**_reporter(wife), "relation": "HEIR"},
    }  # fmt: skip
    left = [one["citizen"]["nik"] for one in _members(wife) if one["citizen"]["nik"] != gone]
    lines = [f"{gone} vital_status=DECEASED", f"{wife['nik']} marital_status=WIDOWED"]
    lines += [f"{wife['nik']} family_relationship=HEAD", *(f"{nik} family_card_number=NEW" for nik in left)]
    return Case(
        "Akta Kematian", form, ("death_statement", "family_card"),
        frozenset({"Akta Kematian", "Kartu Keluarga"}), wife["nik"],
        lambda she, gave: she["familyCard"]["number"] == gave["familyCardNumber"] and _head(she) == she["nik"],
        lambda gave: {gone: None, wife["nik"]: {
            "STATUS_KAWIN": "CERAI MATI", "STAT_HBKEL": "KEPALA KELUARGA", "NO_KK": int(gave["familyCardNumber"]),
        }},
        lambda _gave: {**dict.fromkeys(left, _CARD), gone: frozenset({"vitalStatus"}),
                       wife["nik"]: _CARD | {"maritalStatus", "familyRelationship"}},
        Typed(lines, deed="KM", new_card=True),
    )  # fmt: skip


async def family_card(frontend: Frontend, sample: Record) -> Case:
    """A damaged card that is printed again: its number stays."""
    who = await person(frontend, sample["niks"][10])
    head = await person(frontend, _head(who))
    number = head["familyCard"]["number"]
    form = {
        "cause": {"reprint": {"headNik": head["nik"], "reason": "DAMAGED"}},
        "familyCardNumber": number,
        "reporter": _reporter(head),
    }
    return Case(
        "Kartu Keluarga", form, ("damaged_card",), frozenset({"Kartu Keluarga"}), head["nik"],
        lambda after, gave: after["familyCard"]["number"] == gave["familyCardNumber"],
        lambda _gave: {head["nik"]: {"NO_KK": int(number)}},
        gives={"familyCardNumber": number},
    )  # fmt: skip


async def identity_card(frontend: Frontend, sample: Record) -> Case:
    """A citizen's own card that is damaged."""
    who = await person(frontend, sample["niks"][0])
    form = {"nik": who["nik"], "reason": "DAMAGED", "reporter": _reporter(who)}
    return Case(
        "KTP-el", form, ("family_card", "old_card"), frozenset({"Tanda Pengambilan KTP-el"}), who["nik"],
        lambda after, _gave: after["fullName"] == who["fullName"],
        lambda _gave: _named(who),
    )  # fmt: skip


async def child_card(frontend: Frontend, sample: Record) -> Case:
    """The first card of a child with a deed."""
    child, head = await _a_child(frontend, sample)
    form = {"nik": child["nik"], "reason": "FIRST", "reporter": _reporter(head)}
    brings = ("birth_certificate", "family_card", "parent_identity", "photo")
    return Case(
        "Kartu Identitas Anak", form, brings, frozenset({"Tanda Pengambilan KIA"}), child["nik"],
        lambda after, _gave: after["fullName"] == child["fullName"],
        lambda _gave: _named(child),
    )  # fmt: skip


async def _a_child(frontend: Frontend, sample: Record) -> tuple[Record, Record]:
    """(a child between six and sixteen who has a deed, the head of the family)."""
    today = local_date(now())
    first, last = (today.replace(year=today.year - years, day=1).isoformat() for years in (16, 6))
    for nik in sample["niks"][20:]:
        who = await person(frontend, nik)
        for one in _members(who) if who["familyCard"] else ():
            child = one["citizen"]
            if one["relationship"] == "CHILD" and first < child["birthDate"] < last and child["birthDeedNumber"]:
                return child, await person(frontend, _head(who))
    raise AssertionError("No child of the demonstration can have a card.")


async def move_within(frontend: Frontend, sample: Record) -> Case:
    """A whole family into a house of its own in another village; its card keeps the number."""
    who = await person(frontend, sample["newborn_cases"][5]["mother_nik"])
    head = await person(frontend, _head(who))
    there = NEXT_VILLAGE if head["address"]["regionCode"] != NEXT_VILLAGE else VILLAGE
    form = {
        "familyCardNumber": head["familyCard"]["number"], "reason": "HOUSING", "movers": _lines(head), "stayers": [],
        "home": {"regionCode": there, "line": "Jl. Baru Contoh 7", "rt": "003", "rw": "004"}, "housing": "OWN",
        "reporter": _reporter(head),
    }  # fmt: skip
    lines = [f"{one['nik']} address.region_code={there}" for one in _lines(head)]
    return Case(
        "Pindah Dalam", form, ("family_card", "identity_cards"), frozenset({"Kartu Keluarga"}), head["nik"],
        lambda after, _gave: after["address"]["regionCode"] == there,
        lambda _gave: {one["nik"]: _code(there) for one in _lines(head)},
        lambda _gave: {one["nik"]: frozenset({"address"}) for one in _lines(head)}, Typed(lines),
    )  # fmt: skip


async def move_out(frontend: Frontend, sample: Record) -> Case:
    """A whole family to another regency: it is offered there, and stays in sight until it is received."""
    who = await person(frontend, sample["newborn_cases"][3]["mother_nik"])
    head = await person(frontend, _head(who))
    form = {
        "familyCardNumber": head["familyCard"]["number"], "reason": "WORK", "movers": _lines(head), "stayers": [],
        "home": {"regionCode": ELSEWHERE, "line": "Jl. Seberang Contoh 3"}, "reporter": _reporter(head),
    }  # fmt: skip
    lines = [f"{one['nik']} vital_status=MOVED" for one in _lines(head)]
    return Case(
        "Pindah Keluar", form, ("family_card", "identity_cards"), frozenset({"Surat Keterangan Pindah"}), head["nik"],
        lambda after, _gave: after["nik"] == head["nik"], lambda _gave: {one["nik"]: None for one in _lines(head)},
        lambda _gave: {one["nik"]: frozenset() for one in _lines(head)},
        Typed(lines, letter=True), offered=len(lines),
    )  # fmt: skip


async def move_in(_frontend: Frontend, _sample: Record) -> Case:
    """Somebody from another regency, alone, by the letter that she brings."""
    nik, name = "1902014606919002", "Pendatang Contoh"
    form = {
        "letterNumber": "SKPWNI/1902/20112026/0042", "originRegionCode": ELSEWHERE, "reason": "WORK",
        "movers": [{"nik": nik, "fullName": name, "relationship": "HEAD"}],
        "home": {"regionCode": VILLAGE, "line": "Jl. Baru Contoh 9", "rt": "001", "rw": "002"}, "housing": "OWN",
        "reporter": {"fullName": name, "nik": nik, "phone": _PHONE},
    }  # fmt: skip
    lines = [
        f"{nik} {said}" for said in (f"address.region_code={VILLAGE}", "family_card_number=NEW", "vital_status=ALIVE")
    ]
    arrives = {
        "nik": nik, "full_name": name, "sex": "FEMALE", "birth_date": "1991-06-06", "birth_place": "TANJUNG PANDAN",
        "marital_status": "NEVER_MARRIED", "family_relationship": "HEAD", "address": {"region_code": AWAY},
        "vital_status": "MOVED",
    }  # fmt: skip
    return Case(
        "Pindah Datang", form, ("skpwni", "identity_cards"), frozenset({"Kartu Keluarga"}), nik,
        lambda after, gave: after["familyCard"]["number"] == gave["familyCardNumber"],
        lambda gave: {nik: {"NO_KK": int(gave["familyCardNumber"]), **_code(VILLAGE)}},
        # The register gave her with her card, when what was typed was read back; the form says where in the village.
        lambda _gave: {nik: frozenset({"address"})}, Typed(lines, new_card=True), arrives=arrives,
    )  # fmt: skip
