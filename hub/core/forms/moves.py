"""Form F-1.03 (Permendagri 109/2019) against the family card that it names: who moves, who stays, and what that is.

The number of a card follows the head of the family: a family that moves as a whole keeps it, and so does a head who
moves with a part of it. Then those who stay name a new head, and SIAK gives them a new number. Members who move
without the head get a new one, or join a card that is there. So a move needs at most one new number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.citizen import Address, Citizen
from hub.core.codes import CodedEnum, FamilyRelationship, MaritalStatus
from hub.core.errors import BadInput
from hub.core.forms.family_card_paper import stands_on_a_card
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import age
from hub.core.regions import parse_region_code, tenant_of
from hub.core.service import Facts

ADULT: Final = 17
"""Years from which somebody has an identity card, and may be head of a family card (also whoever ever married)."""
VILLAGE_LENGTH: Final = len("19.01.01.1001")
HEAD: Final = FamilyRelationship.HEAD


class MoveClass(CodedEnum):
    """Klasifikasi kepindahan."""

    WITHIN_VILLAGE = ("1", "DALAM SATU DESA/KELURAHAN", "Within a village")
    WITHIN_DISTRICT = ("2", "ANTAR DESA/KELURAHAN DALAM SATU KECAMATAN", "Between villages of a district")
    WITHIN_REGENCY = ("3", "ANTAR KECAMATAN DALAM SATU KABUPATEN/KOTA", "Between districts of a regency")
    WITHIN_PROVINCE = ("4", "ANTAR KABUPATEN/KOTA DALAM SATU PROVINSI", "Between regencies of a province")
    BETWEEN_PROVINCES = ("5", "ANTAR PROVINSI", "Between provinces")


class MoveKind(CodedEnum):
    """Jenis kepindahan."""

    HEAD = ("1", "KEPALA KELUARGA", "Head of family")
    WHOLE = ("2", "KEPALA KELUARGA DAN SELURUH ANGGOTA KELUARGA", "The whole family")
    HEAD_AND_SOME = ("3", "KEPALA KELUARGA DAN SEBAGIAN ANGGOTA KELUARGA", "Head of family and some members")
    MEMBERS = ("4", "ANGGOTA KELUARGA", "Members")


class CardFate(CodedEnum):
    """What becomes of the family card, of those who move and of those who stay."""

    JOINS = ("1", "NUMPANG KK", "Joins another card")
    NEW = ("2", "MEMBUAT KK BARU", "New card")
    KEEPS = ("3", "NOMOR KK TETAP", "Keeps the number")


def movers_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The NIKs of those who move."""
    return tuple(one["nik"] for one in form["movers"])


@dataclass(frozen=True, slots=True)
class Move:
    """Those who move, in the order of the form, and those of the card who stay; `relations` is by NIK, of all whom the
    form gives one."""

    movers: tuple[Citizen, ...]
    stay: tuple[Citizen, ...]
    relations: Mapping[str, FamilyRelationship]
    head_moves: bool

    @property
    def kind(self) -> MoveKind:
        if not self.head_moves:
            return MoveKind.MEMBERS
        if not self.stay:
            return MoveKind.WHOLE
        return MoveKind.HEAD if len(self.movers) == 1 else MoveKind.HEAD_AND_SOME

    @property
    def of_movers(self) -> CardFate:
        """Whoever has no head among them joins a card."""
        if not any(self.relations.get(one.nik or "") is HEAD for one in self.movers):
            return CardFate.JOINS
        return CardFate.KEEPS if self.head_moves or not self.stay else CardFate.NEW

    @property
    def of_stayers(self) -> CardFate | None:
        if not self.stay:
            return None
        return CardFate.NEW if self.head_moves else CardFate.KEEPS

    @property
    def gives_number(self) -> bool:
        """Whether SIAK gives a new number of a family card in a move within the district."""
        return CardFate.NEW in (self.of_movers, self.of_stayers)


def move_of(form: Mapping[str, Any], facts: Facts) -> Move:
    """The move as the record sees it. Whom the card does not hold, or who died, is not among the movers."""
    family = [one for one in facts.families.get(form["familyCardNumber"], ()) if stands_on_a_card(one)]
    named = [line["nik"] for line in form["movers"]]
    by_nik = {one.nik: one for one in family}
    movers = tuple(by_nik[nik] for nik in dict.fromkeys(named) if nik in by_nik)
    return Move(
        movers=movers,
        stay=tuple(one for one in family if one.nik not in named),
        relations=relations(form),
        head_moves=any(one.family_relationship is HEAD for one in movers),
    )


def only_minors_stay(move: Move, today: dt.date) -> bool:
    """Then somebody has to answer for them: a guardian's statement is needed."""
    return bool(move.stay) and not any(is_adult(one, today) for one in move.stay)


def is_adult(person: Citizen, today: dt.date) -> bool:
    """17 or older, or ever married (UU 23/2006 art. 63). Whose birth date is not known counts as an adult."""
    years = age(person.birth_date, today)
    return years is None or years >= ADULT or person.marital_status not in {None, MaritalStatus.NEVER_MARRIED}


def relations(form: Mapping[str, Any]) -> Mapping[str, FamilyRelationship]:
    """By NIK, as the form gives them."""
    lines = (*form["movers"], *form.get("stayers", ()))
    return {line["nik"]: FamilyRelationship[line["relationship"]] for line in lines}


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """NIKs of those who move and of those who stay, as far as the form names them and they can be one."""
    lines = (*form["movers"], *form.get("stayers", ()))
    return tuple(dict.fromkeys(line["nik"] for line in lines if is_nik(line["nik"])))


def places_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """The dotted code of the new home, whose names the rules and papers need; none for what can be no code."""
    code = code_of(form["home"]["regionCode"])
    return (code,) if code else ()


def code_of(given: str) -> str:
    """The dotted region code; empty for what is none."""
    try:
        return parse_region_code(given)
    except BadInput:
        return ""


def home_of(form: Mapping[str, Any], facts: Facts) -> Address:
    """The new home, with the names of its village, district, regency and province as far as they are known."""
    home, code = form["home"], code_of(form["home"]["regionCode"])
    named = facts.places.get(code)
    return Address(
        line=home.get("line"),
        rt=home.get("rt"),
        rw=home.get("rw"),
        village=named.village if named else None,
        district=named.district if named else None,
        regency=named.regency if named else None,
        province=named.province if named else None,
        postal_code=home.get("postalCode"),
        region_code=code,
    )


def class_of(origin: str, destination: str) -> MoveClass:
    """By the dotted codes of both homes; a code that names no village counts as far as it goes."""
    if origin == destination:
        return MoveClass.WITHIN_VILLAGE
    if origin[:8] == destination[:8]:
        return MoveClass.WITHIN_DISTRICT
    if tenant_of(origin) == tenant_of(destination):
        return MoveClass.WITHIN_REGENCY
    return MoveClass.WITHIN_PROVINCE if origin[:2] == destination[:2] else MoveClass.BETWEEN_PROVINCES
