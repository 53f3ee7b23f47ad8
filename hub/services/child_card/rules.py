"""What must hold before a KIA can be printed, and what an officer should look at.

Blocking findings refuse the input. Source: Permendagri 2/2016 as reported by Kompas (12 August 2021), not read itself:
below 17 and not married; without a photo below 5, with one from 5 on; valid to the fifth birthday, or to the day
before the seventeenth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.codes_cards import ChildCardReason
from hub.core.forms import fields
from hub.core.forms.papers import one_paper, papers
from hub.core.forms.persons import ADULT_FROM, age, birthday, ever_married, person
from hub.core.service import Facts, Finding
from hub.services.child_card.manifest import SAY

PHOTO_FROM: Final = 5
EXPIRES_SOON_DAYS: Final = 30
_PAPERS: Final[Mapping[ChildCardReason, tuple[str, ...]]] = {
    ChildCardReason.FIRST: (),
    ChildCardReason.LOST: ("police_letter",),
    ChildCardReason.DAMAGED: ("old_card",),
    ChildCardReason.CHANGED: ("old_card",),
}


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first. `facts.today` is the day of the application."""
    found = [*_fields(form, facts.channel), *person(SAY, facts, form["nik"], "nik"), *_papers(form, facts)]
    if (child := facts.citizens.get(form["nik"])) is not None:
        found += _child(child, facts)
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def expires_on(born: dt.date, today: dt.date) -> dt.date:
    """The last day on which the card that is printed today is valid."""
    years = age(born, today)
    assert years is not None
    return birthday(born, PHOTO_FROM) if years < PHOTO_FROM else birthday(born, ADULT_FROM) - dt.timedelta(days=1)


def _fields(form: Mapping[str, Any], channel: str) -> Iterator[Finding]:
    reporter = form["reporter"]
    yield from fields.usable_texts(SAY, form)
    yield from fields.niks(SAY, {"nik": form["nik"], "reporter.nik": reporter["nik"]})
    yield from fields.filled(SAY, {"reporter.fullName": reporter["fullName"]})
    yield from fields.contact(SAY, reporter, channel)


def _papers(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    yield from papers(SAY, facts.document_kinds)
    for kind in _PAPERS[ChildCardReason[form["reason"]]]:
        yield from one_paper(SAY, facts.document_kinds, (kind,))


def _child(child: Citizen, facts: Facts) -> Iterator[Finding]:
    years = age(child.birth_date, facts.today)
    if years is None or child.birth_date is None:
        yield SAY.blocking("birth_date_unknown", "nik")
        return
    if ever_married(child):
        yield SAY.blocking("married", "nik")
    elif years >= ADULT_FROM:
        yield SAY.blocking("too_old", "nik")
    elif (expires_on(child.birth_date, facts.today) - facts.today).days <= EXPIRES_SOON_DAYS:
        yield SAY.warning("expires_soon", "nik")
    if years >= PHOTO_FROM:
        yield from one_paper(SAY, facts.document_kinds, ("photo",))
    if child.family_card_number is None:
        yield SAY.blocking("no_family_card", "nik")
    if child.birth_deed_number is None:
        yield SAY.warning("no_deed", "nik")
