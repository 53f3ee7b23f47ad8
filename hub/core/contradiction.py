"""When an agency's word about a person contradicts the record: attribute by attribute, on texts. Pure.

Both sides are texts as `Comparable.text` writes them: names as they are spelt, dates in ISO 8601 as far as they are
known (`1950`, `1950-07`, `1950-07-01`), codes by name. What is not known on one side is no contradiction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.names import same_name, search_key

Claims = Mapping[str, str]
"""What somebody says of a person, by attribute of the record; what is not said is left out."""
_MASK: Final = "*"
_NO_SIGN: Final = re.compile(r"[\W_]+")
_DAY: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
_PARTS: Final = {DatePrecision.YEAR: 1, DatePrecision.MONTH: 2, DatePrecision.DAY: 3}
_ALL_PARTS: Final = 3
_FAMILY_CARD: Final = re.compile(r"[0-9]{16}", re.ASCII)
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Comparable:
    """An attribute that is compared.

    `text` is its value in the record, `form` one form of all spellings that mean the same, `put` a person with another
    value (ValueError for a text that is none); None where one text does not make the value.
    """

    text: Callable[[Citizen], str | None]
    form: Callable[[str], str]
    agree: Callable[[str, str], bool]
    put: Callable[[Citizen, str], Citizen] | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One attribute on which the two sides differ."""

    attribute: str
    recorded: str
    claimed: str


def contradictions(person: Citizen, claims: Claims) -> tuple[Contradiction, ...]:
    """Where the claims contradict the record, in the order of the claims; other claims are passed over."""
    found = []
    for attribute, claimed in claims.items():
        recorded = recorded_value(person, attribute)
        if recorded is not None and contradicts(attribute, recorded, claimed):
            found.append(Contradiction(attribute, recorded, claimed))
    return tuple(found)


def contradicts(attribute: str, recorded: str | None, claimed: str | None) -> bool:
    """Whether the two texts cannot both be true. A text that is masked (`Y**** C*****`) or empty says nothing."""
    if attribute not in COMPARED or _says_nothing(recorded) or _says_nothing(claimed):
        return False
    assert recorded is not None
    assert claimed is not None
    return not COMPARED[attribute].agree(recorded, claimed)


def recorded_value(person: Citizen, attribute: str) -> str | None:
    """The record's value as a text; None where it has none."""
    compared = COMPARED.get(attribute)
    return compared.text(person) if compared else None


def form_of(attribute: str, text: str) -> str:
    """One form of all spellings of a value: two texts with one form are the same claim."""
    return COMPARED[attribute].form(text)


def claims_of(person: Citizen) -> Claims:
    """Everything that a register says of a person whom it shows whole."""
    said = {name: compared.text(person) for name, compared in COMPARED.items()}
    return {name: text for name, text in said.items() if text}


def claims(**said: str | Enum | dt.date | None) -> Claims:
    """Claims out of what an agency's answer holds, by attribute; empty texts and None are left out."""
    texts = {name: _text(value) for name, value in said.items()}
    return {name: text for name, text in texts.items() if not _says_nothing(text)}


def with_value(person: Citizen, attribute: str, text: str) -> Citizen:
    """The person with another value of the attribute. Raises ValueError for a text that is no value of it."""
    put = COMPARED[attribute].put
    if put is None or _says_nothing(text):
        raise ValueError(f"{attribute} cannot be set by this text")
    return put(person, text.strip())


def _text(value: str | Enum | dt.date | None) -> str:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, dt.date):
        return value.isoformat()
    return " ".join((value or "").split())[:_LONGEST]


def _says_nothing(text: str | None) -> bool:
    return text is None or not text.strip() or _MASK in text


# ---- kinds of attributes -------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Letters and digits alone: `Pangkal Pinang` is `PANGKALPINANG`."""
    return _NO_SIGN.sub("", text.casefold())


def _name_form(text: str) -> str:
    return search_key(text).replace(" ", "") or _plain(text)


def _same_name(one: str, other: str) -> bool:
    return same_name(one, other) or _plain(one) == _plain(other)


def _same_day(one: str, other: str) -> bool:
    """As far as both are known: a year agrees with each of its days."""
    return all(a == b for a, b in zip(one.split("-"), other.split("-"), strict=False))


def _within(one: str, other: str) -> bool:
    """One region's code is the other's or lies in it."""
    return all(a == b for a, b in zip(one.split("."), other.split("."), strict=False))


def _of_form(compared_form: Callable[[str], str]) -> Callable[[str, str], bool]:
    return lambda one, other: compared_form(one) == compared_form(other)


def _replaced(attribute: str, read: Callable[[str], Any]) -> Callable[[Citizen, str], Citizen]:
    def put(person: Citizen, text: str) -> Citizen:
        return dataclasses.replace(person, **{attribute: read(text)})

    return put


def _written(attribute: str) -> Comparable:
    """A text, whatever its signs and capitals."""
    return Comparable(lambda person: getattr(person, attribute), _plain, _of_form(_plain), _replaced(attribute, str))


def _coded(attribute: str, codes: type[Enum]) -> Comparable:
    def read(text: str) -> Enum:
        if text not in codes.__members__:
            raise ValueError(f"{attribute} has no such code")
        return codes[text]

    def text(person: Citizen) -> str | None:
        value = getattr(person, attribute)
        return value.name if value is not None else None

    return Comparable(text, str.upper, _of_form(str.upper), _replaced(attribute, read))


def _parent(attribute: str) -> Comparable:
    def text(person: Citizen) -> str | None:
        parent: ParentRef | None = getattr(person, attribute)
        return parent.full_name if parent else None

    def put(person: Citizen, name: str) -> Citizen:
        known: ParentRef | None = getattr(person, attribute)
        nik = known.nik if known else None
        return dataclasses.replace(person, **{attribute: ParentRef(name, nik)})  # type: ignore[arg-type]  # by its name

    return Comparable(text, _name_form, _same_name, put)


def _birth_date(person: Citizen) -> str | None:
    """As far as it is known."""
    if person.birth_date is None:
        return None
    parts = _PARTS[person.birth_date_precision]
    return "-".join(person.birth_date.isoformat().split("-")[:parts])


def _with_birth_date(person: Citizen, text: str) -> Citizen:
    """A year or a month is filled up with the first day, and says that no more is known."""
    if not _DAY.fullmatch(text):
        raise ValueError("no day")
    parts = text.split("-")
    day = dt.date.fromisoformat("-".join([*parts, "01", "01"][:_ALL_PARTS]))
    precision = next(each for each, known in _PARTS.items() if known == len(parts))
    return dataclasses.replace(person, birth_date=day, birth_date_precision=precision)


def _card_number(text: str) -> str:
    if not _FAMILY_CARD.fullmatch(text):
        raise ValueError("no number of a family card")
    return text


def _region(person: Citizen) -> str | None:
    return person.region_code or None


COMPARED: Final[Mapping[str, Comparable]] = {
    "full_name": Comparable(
        lambda person: person.full_name, _name_form, _same_name, _replaced("full_name", lambda text: text)
    ),
    "sex": _coded("sex", Sex),
    "birth_date": Comparable(_birth_date, str, _same_day, _with_birth_date),
    "birth_place": _written("birth_place"),
    "blood_type": _coded("blood_type", BloodType),
    "religion": _written("religion"),
    "marital_status": _coded("marital_status", MaritalStatus),
    "education": _coded("education", EducationLevel),
    "occupation": _written("occupation"),
    "citizenship": _coded("citizenship", Citizenship),
    "vital_status": _coded("vital_status", VitalStatus),
    "birth_deed_number": _written("birth_deed_number"),
    "address": Comparable(_region, str, _within, None),
    "mother": _parent("mother"),
    "father": _parent("father"),
    "family_card_number": Comparable(
        lambda person: person.family_card_number,
        _plain,
        _of_form(_plain),
        _replaced("family_card_number", _card_number),
    ),
    "family_relationship": _coded("family_relationship", FamilyRelationship),
}
"""By attribute of Citizen. A NIK is not among them: the question was put by it, and it has rules of its own. Of an
address its region is compared, as far as both sides name one; the line is written in too many ways."""
