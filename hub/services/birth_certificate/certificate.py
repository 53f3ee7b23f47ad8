"""What the excerpt of the birth deed (kutipan akta kelahiran) says, in Indonesian with English beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date

from hub.core.application import Application
from hub.core.calendar import local_date
from hub.core.citizen import FamilyCard
from hub.core.codes import FamilyRelationship, Sex
from hub.core.forms.family_card_paper import family_card_paper, members_after
from hub.core.forms.siak_lines import siak_result
from hub.core.service import CertificateData, Facts, RecordChange
from hub.services.birth_certificate.effects import effects
from hub.services.birth_certificate.manifest import MANIFEST
from hub.services.birth_certificate.rules import MARRIAGE, is_late

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
DECISION: Final = Path(__file__).with_name("decision.typ")
_ORDINALS: Final = (
    ("SATU", "first"),
    ("DUA", "second"),
    ("TIGA", "third"),
    ("EMPAT", "fourth"),
    ("LIMA", "fifth"),
    ("ENAM", "sixth"),
    ("TUJUH", "seventh"),
    ("DELAPAN", "eighth"),
    ("SEMBILAN", "ninth"),
    ("SEPULUH", "tenth"),
    ("SEBELAS", "eleventh"),
    ("DUA BELAS", "twelfth"),
)
_NOT_RECORDED_ID: Final = "yang perkawinannya belum tercatat sesuai dengan peraturan perundang-undangan"
_NOT_RECORDED_EN: Final = "whose marriage is not yet recorded in accordance with the law"


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The deed, the decision that a late report needs, and the family card with the child on it where the record knows
    that card. Raises Conflict as long as SIAK's result or a parent's record is missing."""
    changes = effects(application, facts, application.header.id).changes
    deed, card = _deed(application, changes[0]), _card(application, facts, changes)
    decision = (_decision(application, deed),) if is_late(application.form["child"], facts.reported) else ()
    return (deed, *decision, *((card,) if card else ()))


def _card(application: Application, facts: Facts, changes: Sequence[RecordChange]) -> CertificateData | None:
    """None where nobody heads the card that SIAK names: a card without a head is not printed."""
    number = changes[0].after.family_card_number or ""
    before = [person for members in facts.families.values() for person in members]
    members = members_after(before, changes, number)
    head = next((one for one in members if one.family_relationship is FamilyRelationship.HEAD), None)
    if head is None:
        return None
    card = FamilyCard(tenant=head.tenant, number=number, head_nik=head.nik, address=head.address)
    return family_card_paper(card, members, application.header.tracking_number)


def _deed(application: Application, change: RecordChange) -> CertificateData:
    """The texts of certificate.typ."""
    child, result = change.after, siak_result(application)
    assert child.full_name
    assert child.birth_date
    assert child.sex
    assert result.nik
    assert result.deed_number
    values = {
        "nik": result.nik,
        "name": child.full_name.upper(),
        "birth_place": (child.birth_place or "").upper(),
        **_dates(child.birth_date),
        **_order(application.form["child"]["birthOrder"]),
        **_sex(child.sex),
        "father": (child.father.full_name or "").upper() if child.father else "",
        "mother": (child.mother.full_name or "").upper() if child.mother else "",
        "citizenship": child.citizenship.label_id if child.citizenship else "",
        "citizenship_en": child.citizenship.label_en if child.citizenship else "",
        **_marriage(application),
        "tracking_number": application.header.tracking_number,
    }
    return CertificateData(str(TEMPLATE), MANIFEST.title_id, result.deed_number, values, register="AKL")


def _decision(application: Application, deed: CertificateData) -> CertificateData:
    """What the head of the office decides on a report after 60 days; without it the deed is not signed."""
    reported = local_date(application.header.submitted_at)
    values = {
        **{name: deed.values[name] for name in ("name", "birth_place", "birth_date", "birth_date_en", "mother")},
        "deed_number": deed.deed_number,
        "tracking_number": application.header.tracking_number,
        "reported": format_date(reported, "d MMMM y", locale="id"),
        "reported_en": format_date(reported, "d MMMM y", locale="en"),
    }
    title = "Keputusan Pencatatan Kelahiran Terlambat"
    number = application.header.tracking_number
    return CertificateData(str(DECISION), title, number, values, "decision", register="KPT", needed=True)


def _dates(born: dt.date) -> dict[str, str]:
    return {
        "birth_date": format_date(born, "d MMMM y", locale="id"),
        "birth_date_en": format_date(born, "d MMMM y", locale="en"),
    }


def _order(number: int) -> dict[str, str]:
    """The birth order in words as deeds write it; in figures where a family is larger than the list."""
    if number > len(_ORDINALS):
        return {"order": str(number), "order_en": f"no. {number}"}
    order, order_en = _ORDINALS[number - 1]
    return {"order": order, "order_en": order_en}


def _sex(sex: Sex) -> dict[str, str]:
    return {"sex": sex.label_id, "sex_en": sex.label_en.lower()}


def _marriage(application: Application) -> dict[str, str]:
    """The added words where a statement stood in for the proof of marriage (Permendagri 108/2019)."""
    kinds: set[Any] = {document["kind"] for document in application.documents}
    if not application.form.get("fatherNik") or MARRIAGE in kinds:
        return {"marriage": "", "marriage_en": ""}
    return {"marriage": _NOT_RECORDED_ID, "marriage_en": _NOT_RECORDED_EN}
