"""What the excerpt of the death deed (kutipan akta kematian) says, in Indonesian with English beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from babel.dates import format_date

from hub.core.application import Application
from hub.core.citizen import FamilyCard, ParentRef
from hub.core.codes import FamilyRelationship
from hub.core.forms.family_card_paper import family_card_paper, members_after
from hub.core.forms.persons import known
from hub.core.forms.siak_lines import siak_result
from hub.core.service import CertificateData, Effects, Facts
from hub.services.death_certificate.effects import effects
from hub.services.death_certificate.family import Bereaved, bereaved
from hub.services.death_certificate.manifest import MANIFEST

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The deed, and the family card of those who are left under a head. Raises Conflict as `effects` does."""
    changed = effects(application, facts, application.header.id)
    card = _card(application, facts, changed)
    return (_deed(application, facts), *((card,) if card else ()))


def _deed(application: Application, facts: Facts) -> CertificateData:
    deceased, number = known(facts, application.form["deceasedNik"]), siak_result(application).deed_number
    assert number
    death = application.form["death"]
    values = {
        "nik": deceased.nik or "",
        "name": (deceased.full_name or "").upper(),
        "birth_place": (deceased.birth_place or "").upper(),
        **_day("birth_date", deceased.birth_date),
        "death_place": death["deathPlace"].upper(),
        **_day("death_date", dt.date.fromisoformat(death["deathDate"])),
        "death_time": death.get("deathTime") or "",
        "father": _name(deceased.father),
        "mother": _name(deceased.mother),
        "citizenship": deceased.citizenship.label_id if deceased.citizenship else "",
        "citizenship_en": deceased.citizenship.label_en if deceased.citizenship else "",
        "tracking_number": application.header.tracking_number,
    }
    return CertificateData(str(TEMPLATE), MANIFEST.title_id, number, values, register="AKM")


def _day(name: str, day: dt.date | None) -> Mapping[str, str]:
    texts = {"": "id", "_en": "en"}
    return {name + end: format_date(day, "d MMMM y", locale=locale) if day else "" for end, locale in texts.items()}


def _name(parent: ParentRef | None) -> str:
    return (parent.full_name or "").upper() if parent else ""


def _card(application: Application, facts: Facts, changed: Effects) -> CertificateData | None:
    """The card as it is now: under its new head with a new number, else the same one without the deceased."""
    family = bereaved(application.form, facts)
    assert family is not None
    card = changed.cards[0] if changed.cards else _same_card(family)
    if card is None:
        return None
    members = members_after((family.deceased, *family.left), changed.changes, card.number)
    return family_card_paper(card, members, application.header.tracking_number)


def _same_card(family: Bereaved) -> FamilyCard | None:
    """None where nobody of age is left: children are on no card by themselves."""
    deceased, number = family.deceased, family.deceased.family_card_number
    if not family.adults or number is None:
        return None
    head = next((one.nik for one in family.left if one.family_relationship is FamilyRelationship.HEAD), None)
    return FamilyCard(tenant=deceased.tenant, number=number, head_nik=head, address=deceased.address)
