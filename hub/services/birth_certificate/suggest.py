"""Whom a birth certificate would be of use to: a child whose deed is not in the record."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.citizen import Citizen
from hub.core.forms.persons import age, is_living
from hub.core.suggestion import Known, Suggestion
from hub.services.birth_certificate.manifest import MANIFEST, SAY

CHILD_UNTIL: Final = 18
"""Years: those of a child in law (UU 35/2014 art. 1). Among adults, old deeds are too often not in the record."""


PRINTED: Final = frozenset({"full_name", "sex", "birth_date", "birth_place", "mother", "father"})
"""What stands in the deed; a correction of it becomes a marginal note there (UU 23/2006 art. 71)."""


def reprints(person: Citizen, changed: frozenset[str], _today: dt.date) -> bool:
    """Whether her deed no longer says what the record says. Of one who has none in the record nothing is known."""
    return person.birth_deed_number is not None and not PRINTED.isdisjoint(changed)


def suggest(known: Known) -> tuple[Suggestion, ...]:
    """A number may be missing where a deed is there: the reason says so."""
    years = age(known.person.birth_date, known.today)
    if years is None or years >= CHILD_UNTIL or not is_living(known.person):
        return ()
    if known.person.birth_deed_number is not None:
        return ()
    return (SAY.suggestion(MANIFEST.name, "no_deed", ("birthDeedNumber", "birthDate")),)
