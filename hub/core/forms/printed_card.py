"""What services have in common that end in a card printed at the office (KTP-el, KIA). Pure.

They change nothing in the record, so they are about one person; the head of office signs the note with which the card
is fetched. The card itself is printed from SIAK and is no file of the hub's.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from hub.core.application import Application
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.codes import CodedEnum
from hub.core.forms.fields import is_nik
from hub.core.forms.persons import known
from hub.core.service import CertificateData, Effects, Facts, PlanKind, PlanStep, ReadBack, SiakField
from hub.core.siak import differences, transcription

NOTE: Final = PlanStep("collection_note", PlanKind.CERTIFICATE, "Tanda pengambilan kartu", "Note to fetch the card")
OLD_CARD: Final = PlanStep(
    "old_card", PlanKind.CARD, "Kartu lama ditarik dan dimusnahkan", "The old card is withdrawn and destroyed"
)
TEMPLATE: Final = Path(__file__).parents[2] / "documents" / "collection_note.typ"
_PRINTED: Final = (
    "full_name", "sex", "birth_place", "birth_date", "birth_deed_number", "blood_type", "religion", "marital_status",
    "occupation", "family_card_number", "address", "citizenship",
)  # fmt: skip
"""What stands on one of the two cards, in no order."""
_NONE: Final = "-"


ON_BOTH: Final = frozenset({"full_name", "sex", "birth_place", "birth_date", "religion", "address", "citizenship"})
"""What both cards show of their owner, besides the NIK."""


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose card it is, then who applies; only those that can be a NIK."""
    return tuple(dict.fromkeys(nik for nik in (form["nik"], form["reporter"]["nik"]) if is_nik(nik)))


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    """Where the person lives; empty when that is not known."""
    person = facts.citizens.get(form["nik"])
    return person.region_code if person else ""


def effects(application: Application, facts: Facts, _person_id: uuid.UUID) -> Effects:
    """Nothing changes; the application is about the person whose card it is."""
    return Effects((), about=known(facts, application.form["nik"]))


def siak_lines(
    application: Application, facts: Facts, reason: CodedEnum, further: Iterable[tuple[str, str]] = ()
) -> tuple[SiakField, ...]:
    """The SIAK panel: what is asked for, the person as the card will show her, and who is to be reached."""
    form, person = application.form, known(facts, application.form["nik"])
    asked = SiakField("JENIS PERMOHONAN", f"{reason.code} {reason.label_id}")
    more = (SiakField(label, value) for label, value in further)
    return (asked, *transcription(person, _PRINTED), *more, SiakField("TELP", form["reporter"].get("phone") or _NONE))


def siak_reads(application: Application) -> tuple[str, ...]:
    """The person whose card it is."""
    return (application.form["nik"],)


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:
    """The card is printed from the register: where that shows something else than the record, it is settled first."""
    shown = register.get(application.form["nik"])
    if shown is None:
        return ReadBack(("nik",), settled=False)
    found = differences(known(facts, application.form["nik"]), shown, _PRINTED) or ()
    return ReadBack(tuple("familyCard" if name == "family_card_number" else camel(name) for name in found))


def note(application: Application, facts: Facts, card: tuple[str, str], values: Mapping[str, str]) -> CertificateData:
    """The note to fetch a card; `card` is its name in both languages, `values` what else the template prints."""
    person = known(facts, application.form["nik"])
    name, translation = card
    printed = {
        "card": name,
        "card_en": translation,
        "name": (person.full_name or "").upper(),
        "nik": person.nik or "",
        "expiry": "",
        "expiry_en": "",
        **values,
    }
    number = application.header.tracking_number
    return CertificateData(str(TEMPLATE), f"Tanda Pengambilan {name}", number, printed, NOTE.key, register="TP")
