"""What the agencies know, as files for their emulators: one JSON object a line, everybody of the district.

`emulators/population.jsonl`: attributes of `hub.core.citizen.Citizen` by name; enums by member name, dates in ISO form,
`address` {line, rt, rw, village, district, regency, province, postal_code, region_code}, `mother` and `father`
{full_name, nik} or null. `emulators/health.jsonl`: nik, patient_number (IHS), full_name, sex, birth_date, vital_status,
marital_status, mother_nik, birth_place, address, and `immunisations` [{system, vaccine_code, vaccine_name,
dose_number, occurred_on, lot_number, performer}]. `emulators/licensing.jsonl` and `emulators/insurance.jsonl`: nik,
full_name, birth_date, vital_status of those who have something there, and `licences` or `health_coverage`, items by the
attribute names of the facet. `emulators/education.jsonl`: those whom a school lists now, with nik,
nisn, full_name, sex, birth_date, birth_place, mother_name, vital_status and `enrolments` [{npsn, school, level,
since}]. `emulators/welfare.jsonl`: those whom the socio-economic register ranks, with nik, decile, programmes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from hub.core.citizen import Address, Citizen
from hub.sandbox.district import Household, Person

FOLDER: Final = "emulators"
_ONE_IN: Final = 20
_ANOTHER_NAME: Final = "Lestari"

# Of the hub and its record alone; an agency knows none of it.
_NOT_OF_THE_AGENCY: Final = frozenset({"tenant", "id", "version", "sealed", "as_of", "warnings"})
_CITIZEN: Final = tuple(f.name for f in dataclasses.fields(Citizen) if f.name not in _NOT_OF_THE_AGENCY)
_ADDRESS: Final = tuple(f.name for f in dataclasses.fields(Address))


class AgencyFiles:
    """Open files by agency; `add` appends a household to each, as far as the agency knows its people."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files

    def add(self, household: Household) -> None:
        for person in household.persons:
            for agency, file in self._files.items():
                line = LINES[agency](person)
                if line is not None:
                    file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


@contextmanager
def writing(state_dir: Path) -> Iterator[AgencyFiles]:
    """Files that take their names when the block ends without an error; a broken one never stands in their place."""
    folder = state_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        yield AgencyFiles(
            {agency: stack.enter_context((folder / f"{name_of(agency)}.part").open("wb")) for agency in LINES}
        )
    for agency in LINES:
        name = name_of(agency)
        os.replace(folder / f"{name}.part", folder / name)  # noqa: PTH105 - says what it does: in one step


def exist(state_dir: Path) -> bool:
    return all((state_dir / FOLDER / name_of(agency)).exists() for agency in LINES)


def name_of(agency: str) -> str:
    """The file that an agency's emulator reads."""
    return f"{agency}.jsonl"


def differing(agency: str, nik: str | None) -> bool:
    """Whether the agency has something else about this person than the register: one in twenty, always the same ones.

    Typing slips at a counter; without them nobody would see what becomes of a contradiction.
    """
    return nik is not None and zlib.crc32(f"{agency}:{nik}".encode()) % _ONE_IN == 0


def _birth_date(agency: str, citizen: Citizen) -> dt.date | None:
    """A day later where the agency differs."""
    slip = citizen.birth_date is not None and differing(agency, citizen.nik)
    return citizen.birth_date + dt.timedelta(days=1) if citizen.birth_date and slip else citizen.birth_date


def _mother_name(agency: str, citizen: Citizen) -> str | None:
    """With another name behind it where the agency differs."""
    name = citizen.mother.full_name if citizen.mother else None
    return f"{name} {_ANOTHER_NAME}" if name and differing(agency, citizen.nik) else name


def population_line(person: Person) -> dict[str, Any]:
    """A person of the population agency's file."""
    return {name: _plain(getattr(person.citizen, name)) for name in _CITIZEN}


def health_line(person: Person) -> Mapping[str, Any]:
    """A person of the health agency's file."""
    citizen = person.citizen
    return {
        "nik": citizen.nik,
        "patient_number": person.patient_number,
        "full_name": citizen.full_name,
        "sex": _plain(citizen.sex),
        "birth_date": citizen.birth_date,
        "birth_place": citizen.birth_place,
        "vital_status": _plain(citizen.vital_status),
        "marital_status": _plain(citizen.marital_status),
        "mother_nik": citizen.mother.nik if citizen.mother else None,
        "address": _plain(citizen.address),
        "immunisations": person.immunisations,
    }


def education_line(person: Person) -> Mapping[str, Any] | None:
    """A person of the schools' file; None for whom no school lists now."""
    citizen = person.citizen
    listed = [each for each in person.facets.get("enrolments", ()) if each["status"] == "ACTIVE"]
    if not listed:
        return None
    return {
        "nik": citizen.nik,
        "nisn": listed[0]["nisn"],
        "full_name": citizen.full_name,
        "sex": _plain(citizen.sex),
        "birth_date": citizen.birth_date,
        "birth_place": citizen.birth_place,
        "mother_name": _mother_name("education", citizen),
        "vital_status": _plain(citizen.vital_status),
        "enrolments": [{name: each[name] for name in ("npsn", "school", "level", "since")} for each in listed],
    }


def welfare_line(person: Person) -> Mapping[str, Any] | None:
    """A person of the socio-economic register's file; None for whom it does not rank."""
    for item in person.facets.get("welfare", ()):
        return {"nik": person.nik, "decile": item["decile"], "programmes": item["programmes"]}
    return None


def facet_line(agency: str, facet: str, person: Person) -> Mapping[str, Any] | None:
    """A person of an agency that knows one facet; None for somebody of whom it knows nothing."""
    items, citizen = person.facets.get(facet), person.citizen
    if not items or not citizen.nik:
        return None
    return {
        "nik": citizen.nik,
        "full_name": citizen.full_name,
        "birth_date": _birth_date(agency, citizen),
        "vital_status": _plain(citizen.vital_status),
        facet: items,
    }


LINES: Final[Mapping[str, Callable[[Person], Mapping[str, Any] | None]]] = {
    "population": population_line,
    "health": health_line,
    "licensing": partial(facet_line, "licensing", "licences"),
    "insurance": partial(facet_line, "insurance", "health_coverage"),
    "education": education_line,
    "welfare": welfare_line,
}
"""What each agency's file says of a person."""


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, Address):
        return {name: getattr(value, name) for name in _ADDRESS}
    # orjson writes dates in ISO form, and the dataclass of a parent as an object.
    return value
