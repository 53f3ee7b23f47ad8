"""The SIAK panel, the note to fetch the card, and the steps of the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from babel.dates import format_date

from hub.core.application import Application
from hub.core.codes_cards import ChildCardReason
from hub.core.forms.persons import known
from hub.core.forms.printed_card import NOTE, OLD_CARD, note, siak_lines
from hub.core.service import CertificateData, Facts, PlanKind, PlanStep, SiakField
from hub.services.child_card.rules import expires_on

GIVES: Final[frozenset[str]] = frozenset()
"""SIAK issues no number here: that the card may be printed is what the officer says with the entry."""
_CARD: Final = PlanStep(
    "child_card",
    PlanKind.CARD,
    "KIA dicetak dan diserahkan",
    "The KIA is printed and handed over",
    undo_id="Kartu yang salah cetak ditarik, dimusnahkan, dan dicetak ulang",
    undo_en="A card with a mistake is withdrawn, destroyed and printed again",
)
_RETURNED: Final = frozenset({ChildCardReason.DAMAGED, ChildCardReason.CHANGED})


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel, the last day of the card at the end."""
    born = known(facts, application.form["nik"]).birth_date
    last = ((("BERLAKU SAMPAI", f"{expires_on(born, facts.today):%d-%m-%Y}"),)) if born else ()
    return siak_lines(application, facts, ChildCardReason[application.form["reason"]], last)


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The note to fetch the card, with the card's last day."""
    reason = ChildCardReason[application.form["reason"]]
    said = {"reason": reason.label_id, "reason_en": reason.label_en}
    if born := known(facts, application.form["nik"]).birth_date:
        last = expires_on(born, facts.today)
        said |= {
            "expiry": format_date(last, "d MMMM y", locale="id"),
            "expiry_en": format_date(last, "d MMMM y", locale="en"),
        }
    return (note(application, facts, ("KIA", "child's identity card"), said),)


def plan(form: Mapping[str, Any], _facts: Facts) -> tuple[PlanStep, ...]:
    """The note, the card, and what becomes of the old one."""
    returned = ChildCardReason[form["reason"]] in _RETURNED
    return (NOTE, _CARD, OLD_CARD) if returned else (NOTE, _CARD)
