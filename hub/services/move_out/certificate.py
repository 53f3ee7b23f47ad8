"""The papers of a move to another district: the letter of removal (SKPWNI), and the family card of those who stay."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.dates import format_date

from hub.core.application import Application
from hub.core.bundle import LETTER
from hub.core.citizen import Address, Citizen
from hub.core.codes import MoveReason
from hub.core.document import LETTERS
from hub.core.forms.move_effects import new_number, printed, siak_result, unchanged
from hub.core.forms.moves import CardFate, Move, class_of, home_of
from hub.core.service import CertificateData, Facts
from hub.services.move_out.effects import effects, letter_number

TEMPLATE: Final = Path(__file__).with_name("letter.typ")
_NONE: Final = "-"


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The letter first. Raises what `effects` raises."""
    done = effects(application, facts, uuid.UUID(int=0))
    form, move = application.form, unchanged(application.form, facts)
    papers = [_letter(application, facts, move, [change.after for change in done.changes[: len(move.movers)]])]
    if move.of_stayers is CardFate.NEW:
        papers.append(printed(application, facts, done, new_number(siak_result(application))))
    elif move.of_stayers is CardFate.KEEPS:
        papers.append(printed(application, facts, done, form["familyCardNumber"]))
    return tuple(papers)


def _letter(application: Application, facts: Facts, move: Move, going: list[Citizen]) -> CertificateData:
    form, home = application.form, home_of(application.form, facts)
    before, reason = move.movers[0].address, MoveReason[form["reason"]]
    kind = class_of(before.region_code if before else "", home.region_code)
    values = {
        "family_card": form["familyCardNumber"],
        "applicant": form["reporter"]["fullName"].upper(),
        "applicant_nik": form["reporter"]["nik"],
        "reason": reason.label_id,
        "reason_en": reason.label_en,
        "class": kind.label_id,
        "class_en": kind.label_en,
        "origin": _line(before),
        "destination": _line(home),
        "count": str(len(going)),
        "tracking_number": application.header.tracking_number,
    }
    title = "Surat Keterangan Pindah WNI"
    lines = tuple(_rows(going))
    return CertificateData(
        str(TEMPLATE), title, letter_number(application), values, LETTER, "", lines, register=LETTERS
    )


def _line(home: Address | None) -> str:
    """An address in one line, village and district by name; what has no name by its code."""
    if home is None:
        return _NONE
    parts = [home.line or ""]
    if home.rt or home.rw:
        parts.append(f"RT {home.rt or _NONE} RW {home.rw or _NONE}")
    parts += [home.village or home.region_code]
    parts += [f"Kec. {home.district}"] if home.district else []
    parts += [name for name in (home.regency, home.province, home.postal_code) if name]
    return ", ".join(part for part in parts if part).upper()


def _rows(going: list[Citizen]) -> Iterator[Mapping[str, str]]:
    for number, one in enumerate(going, start=1):
        yield {
            "number": str(number),
            "nik": one.nik or _NONE,
            "name": (one.full_name or _NONE).upper(),
            "birth_date": format_date(one.birth_date, "dd-MM-y", locale="id") if one.birth_date else _NONE,
            "relationship": one.family_relationship.label_id if one.family_relationship else _NONE,
        }
