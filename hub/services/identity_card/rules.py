"""What must hold before a KTP-el can be printed, and what an officer should look at.

Blocking findings refuse the input. Sources: UU 24/2013 art. 63 (17 years old, or is or was married), Perpres 96/2018,
form F-1.02. Whether the fingerprints are somebody else's already is SIAK's to say: the hub holds no biometrics.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from babel.dates import format_date

from hub.core.citizen import Citizen
from hub.core.codes import Citizenship
from hub.core.codes_cards import IdentityCardReason, SessionPlace
from hub.core.forms import fields
from hub.core.forms.papers import one_paper, papers
from hub.core.forms.persons import ADULT_FROM, BOOKED_BEFORE_DAYS, birthday, is_adult, person
from hub.core.service import Facts, Finding
from hub.services.identity_card.manifest import SAY

_SATURDAY: Final = 5
_PAPERS: Final[Mapping[IdentityCardReason, tuple[str, ...]]] = {
    IdentityCardReason.FIRST: (),
    IdentityCardReason.LOST: ("police_letter",),
    IdentityCardReason.DAMAGED: ("old_card",),
    IdentityCardReason.CHANGED: ("old_card",),
    IdentityCardReason.MOVED: ("move_letter", "old_card"),
}


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the application."""
    found = [
        *_fields(form, facts.channel),
        *person(SAY, facts, form["nik"], "nik"),
        *_papers(form, facts),
        *_session(form, facts),
    ]
    if (whose := facts.citizens.get(form["nik"])) is not None:
        found += _person(form, whose, facts)
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _fields(form: Mapping[str, Any], channel: str) -> Iterator[Finding]:
    reporter = form["reporter"]
    yield from fields.usable_texts(SAY, form)
    yield from fields.niks(SAY, {"nik": form["nik"], "reporter.nik": reporter["nik"]})
    yield from fields.filled(SAY, {"reporter.fullName": reporter["fullName"]})
    yield from fields.contact(SAY, reporter, channel)


def _papers(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    yield from papers(SAY, facts.document_kinds)
    for kind in _PAPERS[IdentityCardReason[form["reason"]]]:
        yield from one_paper(SAY, facts.document_kinds, (kind,))


def _session(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    session = form.get("session")
    if session is None:
        if form["reason"] == IdentityCardReason.FIRST.name:
            yield SAY.blocking("session_needed", "session")
        return
    day = dt.date.fromisoformat(session["date"])
    if not 0 < (day - facts.today).days <= BOOKED_BEFORE_DAYS:
        yield SAY.blocking("session_date", "session.date", days=str(BOOKED_BEFORE_DAYS))
    elif session["place"] == SessionPlace.OFFICE.name and day.weekday() >= _SATURDAY:
        yield SAY.blocking("session_weekend", "session.date")


def _person(form: Mapping[str, Any], whose: Citizen, facts: Facts) -> Iterator[Finding]:
    if not is_adult(whose, _day(form, facts)):
        assert whose.birth_date
        yield SAY.blocking("too_young", "nik", day=_said(birthday(whose.birth_date, ADULT_FROM)))
    if whose.family_card_number is None:
        yield SAY.blocking("no_family_card", "nik")
    if whose.citizenship is Citizenship.FOREIGN:
        yield SAY.warning("foreigner", "nik")
    if form["reason"] == IdentityCardReason.CHANGED.name:
        yield SAY.warning("family_card_first", "reason")


def _day(form: Mapping[str, Any], facts: Facts) -> dt.date:
    """On which she has to be old enough: a first card may be booked shortly before."""
    session = form.get("session")
    if session is None or form["reason"] != IdentityCardReason.FIRST.name:
        return facts.today
    return dt.date.fromisoformat(session["date"])


def _said(day: dt.date) -> str:
    return format_date(day, "dd-MM-y")
