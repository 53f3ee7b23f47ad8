"""The patients that the emulator holds, one JSON object each.

Keys: nik (null for a newborn), patient_number (IHS), full_name, sex, birth_date, birth_place, vital_status,
marital_status, mother_nik, address as in the population agency's file, and `immunisations` [{system, vaccine_code,
vaccine_name, dose_number, occurred_on, lot_number, performer}].
"""

from __future__ import annotations

import itertools
import mmap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

_NEEDED: Final = ("patient_number", "full_name", "sex", "birth_date")

Patient = Mapping[str, Any]


class Patients:
    """Patients by IHS number, NIK, or (newborns without one) the mother's NIK; the file is mapped into memory."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._file: bytes | mmap.mmap = (
                mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""
            )
        self._places: dict[int, int] = {}
        self._by_nik: dict[int, int] = {}
        self._newborns: defaultdict[str, list[int]] = defaultdict(list)
        self._added: dict[int, Patient] = {}
        for place in _places(self._file):
            patient = self._read(place)
            self._index(patient)
            self._places[_ihs(patient["patient_number"])] = place

    def __len__(self) -> int:
        return len(self._places.keys() | self._added.keys())

    def get(self, key: str) -> Patient | None:
        """The patient with this NIK, or with this IHS number."""
        if key.startswith("P"):
            return self._of(_ihs(key))
        return self._of(self._by_nik.get(int(key))) if key.isascii() and key.isdigit() else None

    def newborns(self, mother_nik: str) -> list[Patient]:
        """Patients without a NIK whose mother has this one."""
        found = [self._of(ihs) for ihs in self._newborns.get(mother_nik, [])]
        return [patient for patient in found if patient is not None]

    def first(self, count: int) -> list[Patient]:
        """Some patients, those who were added last first."""
        seeded = (self._read(place) for ihs, place in self._places.items() if ihs not in self._added)
        return list(itertools.islice(itertools.chain(reversed(self._added.values()), seeded), count))

    def put(self, items: Iterable[Patient]) -> None:
        """Adds or replaces patients; raises ValueError for one that lacks an attribute, and then takes none."""
        taken = list(items)
        for patient in taken:
            if not all(patient.get(name) for name in _NEEDED) or not _is_ihs(patient["patient_number"]):
                raise ValueError(f"A patient needs an IHS number (P and 11 digits) and: {', '.join(_NEEDED)}.")
        for patient in taken:
            self._index(patient)
            self._added[_ihs(patient["patient_number"])] = patient

    def _of(self, ihs: int | None) -> Patient | None:
        if ihs is None:
            return None
        place = self._places.get(ihs)
        return self._added.get(ihs) or (None if place is None else self._read(place))

    def _index(self, patient: Patient) -> None:
        ihs = _ihs(patient["patient_number"])
        if patient.get("nik"):
            self._by_nik[int(patient["nik"])] = ihs
        elif patient.get("mother_nik") and ihs not in self._newborns[patient["mother_nik"]]:
            self._newborns[patient["mother_nik"]].append(ihs)

    def _read(self, place: int) -> Patient:
        end = self._file.find(b"\n", place)
        patient: Patient = orjson.loads(self._file[place : end if end >= 0 else len(self._file)])
        return patient


def _places(file: bytes | mmap.mmap) -> Iterator[int]:
    at = 0
    while at < len(file):
        end = file.find(b"\n", at)
        end = len(file) if end < 0 else end
        if end > at:
            yield at
        at = end + 1


def _is_ihs(number: object) -> bool:
    return isinstance(number, str) and len(number) == 12 and number[0] == "P" and number[1:].isdigit()


def _ihs(number: str) -> int:
    """`P02478375538` as a number: hundreds of thousands of them take less room so."""
    return int(number[1:]) if _is_ihs(number) else -1
