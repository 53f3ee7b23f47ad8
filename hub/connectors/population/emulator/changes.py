"""What the officer types about people who are in the register: a death, a move, another family card, a new element."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hub.connectors.population.emulator.entry import Nik, said
from hub.connectors.population.emulator.register import Person, Register

NEW: Final = "NEW"
"""Stands for the number of the family card that the register issues with this entry."""
_CHANGEABLE: Final = frozenset(
    {
        "full_name", "sex", "birth_date", "birth_place", "blood_type", "religion", "marital_status", "education",
        "occupation", "citizenship", "vital_status", "address", "mother", "father", "family_card_number",
        "family_relationship",
    }
)  # fmt: skip


class PersonChange(BaseModel):
    """One person: `set` holds attributes of the register by name, with the values they have afterwards."""

    model_config = ConfigDict(extra="forbid")

    nik: Nik
    set: dict[str, Any]


class Change(BaseModel):
    """One entry. `deed` is the type of deed that is registered with it (KM: a death), `newFamilyCard` and `letter` say
    whether the register issues a family card or a letter of removal (SKPWNI)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    trackingNumber: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")]  # noqa: N815 - the name in the JSON
    kind: Literal["change"]
    deed: Literal["KM", "KW", "CR"] | None = None
    newFamilyCard: bool = False  # noqa: N815 - the name in the JSON
    letter: bool = False
    persons: Annotated[list[PersonChange], Field(min_length=1, max_length=50)]


def parse_change(values: Any) -> Change:
    """The entry; raises ValueError naming what has to be corrected."""
    try:
        change = Change.model_validate(values)
    except ValidationError as error:
        raise said(error) from None
    odd = sorted({name for person in change.persons for name in person.set} - _CHANGEABLE)
    if odd:
        raise ValueError(f"Perbaiki / correct: the register has no attribute {', '.join(odd)}.")
    return change


def changed(change: Change, register: Register, family_card_number: str | None) -> list[dict[str, Any]]:
    """The persons as the register then holds them. Raises ValueError for one whom it does not know."""
    people = []
    for one in change.persons:
        held = register.get(one.nik)
        if held is None:
            raise ValueError("NIK tidak ditemukan / the register does not know a NIK of this entry.")
        people.append({**held, **{name: _value(value, family_card_number) for name, value in one.set.items()}})
    return people


def _value(value: Any, family_card_number: str | None) -> Any:
    if value != NEW:
        return value
    if family_card_number is None:
        raise ValueError("Tandai KK baru / mark that a new family card is issued, or type its number.")
    return family_card_number


def card_number(area: str, day: dt.date, given: frozenset[str]) -> str:
    """Area, day of entry, the first serial that this desk has not given."""
    stem = f"{area}{day:%d%m%y}"
    for serial in range(9001, 10_000):
        number = f"{stem}{serial}"
        if number not in given:
            return number
    raise ValueError("Nomor habis / no serial is left for this area and day.")


def area_of(person: Person | None, otherwise: str) -> str:
    """The six digits of where somebody lives."""
    area = (((person or {}).get("address") or {}).get("region_code") or "").replace(".", "")[:6]
    return area if len(area) == 6 else otherwise


def from_lines(form: dict[str, Any]) -> dict[str, Any]:
    """The fields of the HTML form as an entry: each line of `changes` is `NIK attribute=value`, of an address
    `NIK address.region_code=value`."""
    persons: dict[str, dict[str, Any]] = {}
    for line in str(form.get("changes", "")).splitlines():
        nik, _, rest = line.strip().partition(" ")
        name, _, value = rest.partition("=")
        if nik:
            _note(persons.setdefault(nik, {}), name.strip(), value.strip())
    return {
        "trackingNumber": form.get("trackingNumber", ""),
        "kind": "change",
        "deed": form.get("deed") or None,
        "newFamilyCard": form.get("newFamilyCard") == "yes",
        "letter": form.get("letter") == "yes",
        "persons": [{"nik": nik, "set": values} for nik, values in persons.items()],
    }


def _note(person: dict[str, Any], name: str, value: str) -> None:
    """A part of something that has parts is named behind a dot; what is said of it takes the place of all of it."""
    whole, _, part = name.partition(".")
    if part:
        person.setdefault(whole, {})[part] = value
    else:
        person[whole] = value
