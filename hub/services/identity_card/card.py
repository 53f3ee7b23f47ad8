"""The SIAK panel, the note to fetch the card, and the steps of the bundle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.codes_cards import IdentityCardReason, SessionPlace, SessionSlot
from hub.core.forms.printed_card import NOTE, OLD_CARD, note, siak_lines
from hub.core.service import CertificateData, Facts, PlanKind, PlanStep, Session, SiakField

GIVES: Final[frozenset[str]] = frozenset()
"""SIAK issues no number here: that the card may be printed is what the officer says with the entry."""
_CARD: Final = PlanStep(
    "identity_card",
    PlanKind.CARD,
    "KTP-el dicetak dan diserahkan",
    "The KTP-el is printed and handed over",
    undo_id="Kartu yang salah cetak ditarik, dimusnahkan, dan dicetak ulang",
    undo_en="A card with a mistake is withdrawn, destroyed and printed again",
)
_RETURNED: Final = frozenset({IdentityCardReason.DAMAGED, IdentityCardReason.CHANGED, IdentityCardReason.MOVED})


def session_of(form: Mapping[str, Any]) -> Session | None:
    """The session at the office that she books; a visiting team comes when it comes."""
    session = form.get("session")
    if session is None or session["place"] != SessionPlace.OFFICE.name:
        return None
    return Session(dt.date.fromisoformat(session["date"]), session["slot"])


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel, the session of a recording last."""
    reason = IdentityCardReason[application.form["reason"]]
    return siak_lines(application, facts, reason, _session(application.form.get("session")))


def _session(session: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    if session is not None:
        day = dt.date.fromisoformat(session["date"])
        yield "TEMPAT PEREKAMAN", SessionPlace[session["place"]].label_id
        yield "JADWAL PEREKAMAN", f"{day:%d-%m-%Y} {SessionSlot[session['slot']].label_id}"


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The note to fetch the card."""
    reason = IdentityCardReason[application.form["reason"]]
    said = {"reason": reason.label_id, "reason_en": reason.label_en}
    return (note(application, facts, ("KTP-el", "identity card"), said),)


def plan(form: Mapping[str, Any], _facts: Facts) -> tuple[PlanStep, ...]:
    """The note, the card, and what becomes of the old one."""
    returned = IdentityCardReason[form["reason"]] in _RETURNED
    return (NOTE, _CARD, OLD_CARD) if returned else (NOTE, _CARD)
