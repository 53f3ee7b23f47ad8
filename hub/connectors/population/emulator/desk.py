"""The desk: an officer types into the register, which issues NIK, numbers of deeds, family cards and letters.

The hub cannot do this: the register has no documented interface for writing. One tracking number is one entry (a birth,
or a change of people who are there), however often it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any, Final

from aiohttp import web

from hub.connectors.population.emulator.changes import (
    Change,
    area_of,
    card_number,
    changed,
    from_lines,
    parse_change,
)
from hub.connectors.population.emulator.entry import Entry, from_form, parse_entry
from hub.connectors.population.emulator.journal import Journal
from hub.connectors.population.emulator.register import Person, Register
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.exchange.emulation import render

_FIRST_SERIAL: Final = 9001
_LAST_SERIAL: Final = 9999
_TENANT: Final = "1901"
_HOME_AREA: Final = "190101"
_ON_TIME_DAYS: Final = 60

Typed = Mapping[str, Any]
"""A line of the journal: tracking_number, nik, deed_number, family_card_number, letter_number, typed_at, entry, and
`person` or `persons` as the register then holds them."""


class Desk:
    """Issues numbers, keeps what was typed, and puts the child into the register."""

    def __init__(self, register: Register, journal: Journal, clock: Clock) -> None:
        self._register = register
        self._journal = journal
        self._clock = clock
        self._typed: dict[str, Typed] = {}
        for line in journal.lines():
            self._take(line)

    def type_in(self, entry: Entry | Change, *, correct: bool = False) -> tuple[Typed, bool]:
        """(what was issued, whether it is new). Raises ValueError for somebody whom the register does not know.

        The same tracking number again gives the same numbers; with other data that is a LookupError, unless
        `correct`: then the data are corrected and the numbers stay.
        """
        known = self._typed.get(entry.trackingNumber)
        if known is None:
            return (self._change(entry) if isinstance(entry, Change) else self._issue(entry)), True
        if known["entry"] == entry.model_dump(mode="json"):
            return known, False
        if not correct:
            raise LookupError("This tracking number was typed with other data. To correct the entry, use PUT.")
        if isinstance(entry, Change):
            return self._change(entry, known), False
        return self._keep(entry, known["nik"], known["deed_number"]), False

    def effects(self) -> list[dict[str, Any]]:
        """What was typed, in order; `key` is the tracking number."""
        return [
            {
                "key": line["tracking_number"],
                "nik": line["nik"],
                "deedNumber": line["deed_number"],
                "familyCardNumber": line["family_card_number"],
                "letterNumber": line.get("letter_number"),
                "typedAt": line["typed_at"],
            }
            for line in self._typed.values()
        ]

    def _issue(self, entry: Entry) -> Typed:
        mother = self._mother(entry)
        nik, number = self._nik(area_of(mother, _HOME_AREA), entry), self._deed_number(self._birth_deed(entry))
        return self._keep(entry, nik, number)

    def _birth_deed(self, entry: Entry) -> str:
        """`LT` for a birth that is typed in after 60 days, `LU` before."""
        days = (local_date(self._clock()) - entry.child.birthDate).days
        return "LT" if days > _ON_TIME_DAYS else "LU"

    def _change(self, change: Change, before: Typed | None = None) -> Typed:
        """Numbers that a correction needs and had already stay."""
        issued_before = before or {}
        card = issued_before.get("family_card_number") or (self._card(change) if change.newFamilyCard else None)
        deed = issued_before.get("deed_number") or (self._deed_number(change.deed) if change.deed else None)
        letter = issued_before.get("letter_number") or (self._letter() if change.letter else None)
        persons = changed(change, self._register, card)
        return self._write(
            {
                "tracking_number": change.trackingNumber,
                "nik": None,
                "deed_number": deed,
                "family_card_number": card,
                "letter_number": letter,
                "typed_at": self._clock().isoformat(),
                "entry": change.model_dump(mode="json"),
                "persons": persons,
            }
        )

    def _keep(self, entry: Entry, nik: str, deed_number: str) -> Typed:
        person = _child(entry, nik, deed_number, self._mother(entry), self._register.get(entry.fatherNik or ""))
        line = {
            "tracking_number": entry.trackingNumber,
            "nik": nik,
            "deed_number": deed_number,
            "family_card_number": person["family_card_number"],
            "typed_at": self._clock().isoformat(),
            "entry": entry.model_dump(mode="json"),
            "person": person,
        }
        return self._write(line)

    def _write(self, line: Typed) -> Typed:
        self._journal.append(line)
        self._take(line)
        return line

    def _take(self, line: Typed) -> None:
        self._typed[line["tracking_number"]] = line
        self._register.put(line["persons"] if "persons" in line else [line["person"]])

    def _mother(self, entry: Entry) -> Person:
        mother = self._register.get(entry.motherNik)
        if mother is None:
            raise ValueError("NIK ibu tidak ditemukan / the register does not know the mother's NIK (motherNik).")
        return mother

    def _nik(self, area: str, entry: Entry) -> str:
        """Area, birth date with 40 added to the day for a girl, the first serial that nobody has."""
        born = entry.child.birthDate
        day = born.day + (40 if entry.child.sex == "FEMALE" else 0)
        stem = f"{area}{day:02d}{born.month:02d}{born.year % 100:02d}"
        for serial in range(_FIRST_SERIAL, _LAST_SERIAL + 1):
            if self._register.get(f"{stem}{serial}") is None:
                return f"{stem}{serial}"
        raise ValueError("Nomor habis / no serial is left for this area and birth date.")

    def _deed_number(self, kind: str) -> str:
        """`1901-LU-DDMMYYYY-NNNN`: regency, type of deed, day of entry, number of the day."""
        stem = f"{_TENANT}-{kind}-{local_date(self._clock()):%d%m%Y}"
        return f"{stem}-{self._given('deed_number', stem) + 1:04d}"

    def _letter(self) -> str:
        """`SKPWNI/1901/DDMMYYYY/NNNN`: the form of a letter's number is this emulator's own."""
        stem = f"SKPWNI/{_TENANT}/{local_date(self._clock()):%d%m%Y}"
        return f"{stem}/{self._given('letter_number', stem) + 1:04d}"

    def _given(self, number: str, stem: str) -> int:
        return sum((line.get(number) or "").startswith(stem) for line in self._typed.values())

    def _card(self, change: Change) -> str:
        area = area_of(self._register.get(change.persons[0].nik), _HOME_AREA)
        given = frozenset(line["family_card_number"] or "" for line in self._typed.values())
        return card_number(area, local_date(self._clock()), given)


def _child(entry: Entry, nik: str, deed_number: str, mother: Person, father: Person | None) -> dict[str, Any]:
    """The child as the register then holds her: on the mother's family card unless another one is given."""
    return {
        "nik": nik,
        "full_name": entry.child.fullName,
        "sex": entry.child.sex,
        "birth_date": entry.child.birthDate.isoformat(),
        "birth_place": entry.child.birthPlace,
        "blood_type": "UNKNOWN",
        "religion": mother.get("religion"),
        "marital_status": "NEVER_MARRIED",
        "education": "NONE",
        "occupation": "1",
        "citizenship": "INDONESIAN",
        "vital_status": "ALIVE",
        "birth_deed_number": deed_number,
        "address": mother.get("address"),
        "mother": {"full_name": mother.get("full_name"), "nik": entry.motherNik},
        "father": _father(entry, father),
        "family_card_number": entry.familyCardNumber or mother.get("family_card_number"),
        "family_relationship": "CHILD",
    }


def _father(entry: Entry, father: Person | None) -> dict[str, Any] | None:
    if entry.fatherNik is None:
        return None
    return {"full_name": father.get("full_name") if father else None, "nik": entry.fatherNik}


def issued(line: Typed) -> dict[str, Any]:
    """What the officer reads from the screen."""
    return {
        "trackingNumber": line["tracking_number"],
        "nik": line["nik"],
        "deedNumber": line["deed_number"],
        "familyCardNumber": line["family_card_number"],
        "letterNumber": line.get("letter_number"),
    }


def add_desk(application: web.Application, desk: Desk) -> None:
    """Adds the desk (form, JSON) and the list of what it typed."""

    async def form(request: web.Request) -> web.Response:
        return _form_page(application, request.path, {})

    async def post(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            return await _typed(request, desk, correct=False)
        values = {name: str(value) for name, value in (await request.post()).items()}
        try:
            typed = parse_change(from_lines(values)) if _changes(request.path) else parse_entry(from_form(values))
            line, _new = desk.type_in(typed)
        except (ValueError, LookupError) as error:
            return _form_page(application, request.path, values, error=str(error))
        return render(application, "issued.html", issued=issued(line), base=request.path)

    async def put(request: web.Request) -> web.Response:
        return await _typed(request, desk, correct=True)

    async def effects(_request: web.Request) -> web.Response:
        return web.json_response({"effects": desk.effects()})

    for path in ("/admin/desk", "/admin/desk/changes"):
        application.router.add_get(path, form)
        application.router.add_post(path, post)
    application.router.add_put("/admin/desk", put)
    application.router.add_get("/admin/effects", effects)


def _changes(path: str) -> bool:
    return path.endswith("/changes")


def _form_page(application: web.Application, path: str, values: Mapping[str, str], error: str = "") -> web.Response:
    page = "changes.html" if _changes(path) else "desk.html"
    return render(application, page, status=422 if error else 200, values=values, error=error)


async def _typed(request: web.Request, desk: Desk, *, correct: bool) -> web.Response:
    try:
        given = await request.json()
        is_change = isinstance(given, dict) and given.get("kind") == "change"
        line, new = desk.type_in(parse_change(given) if is_change else parse_entry(given), correct=correct)
    except (JSONDecodeError, UnicodeDecodeError):
        return web.json_response({"error": "Send a JSON object; the connector's README has its form."}, status=400)
    except LookupError as error:
        return web.json_response({"error": str(error)}, status=409)
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=422)
    return web.json_response(issued(line), status=201 if new else 200)
