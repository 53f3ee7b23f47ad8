"""What rules ask about persons of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from hub.core.citizen import Citizen
from hub.core.codes import MaritalStatus, VitalStatus
from hub.core.errors import Conflict
from hub.core.forms.fields import is_nik
from hub.core.forms.sentences import Sentences
from hub.core.identifiers import nik_warnings
from hub.core.service import Facts, Finding


def age(born: dt.date | None, on: dt.date) -> int | None:
    """Completed years on a day; None when the birth date is not known."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def nik_differs(say: Sentences, person: Citizen, path: str) -> Iterator[Finding]:
    """A NIK that disagrees with birth date or sex is valid and worth a look (Permendagri 108/2019 art. 15(3))."""
    if person.nik and nik_warnings(person.nik, person.birth_date, person.sex, person.birth_date_precision):
        yield say.warning("nik_differs", path)


def known(facts: Facts, nik: str) -> Citizen:
    """The person's record. Raises Conflict when it is gone, which the rules have excluded at submission."""
    person = facts.citizens.get(nik)
    if person is None:
        raise Conflict("A record that this form names cannot be found any more. Load it again and check the NIKs.")
    return person


ADULT_FROM: Final = 17
"""Years from which somebody has a KTP-el of her own; who is or was married has one earlier (UU 24/2013 art. 63)."""

BOOKED_BEFORE_DAYS: Final = 60
"""How long before the seventeenth birthday the session for the first KTP-el can be booked."""


def ever_married(person: Citizen) -> bool:
    """Whether the record has her as married now or before; what is not known counts as never."""
    return person.marital_status not in {None, MaritalStatus.NEVER_MARRIED}


def is_adult(person: Citizen, on: dt.date) -> bool:
    """17 years old or ever married, on a day. Who has no birth date in the record is taken for adult."""
    years = age(person.birth_date, on)
    return years is None or years >= ADULT_FROM or ever_married(person)


def is_living(person: Citizen) -> bool:
    """Whether nothing says that somebody has died or gone; what is not known counts as alive."""
    return person.vital_status in {None, VitalStatus.ALIVE} and person.moved is None


def birthday(born: dt.date, years: int) -> dt.date:
    """The day on which somebody completes so many years; of one born on 29 February, 1 March of a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 3, 1)


def person(say: Sentences, facts: Facts, nik: str, path: str) -> Iterator[Finding]:
    """Somebody whom a form names stands in the record and is alive. What is no NIK is said elsewhere."""
    found = facts.citizens.get(nik)
    if found is None:
        if is_nik(nik):
            yield say.blocking("person_unknown", path)
    elif found.vital_status is VitalStatus.DECEASED:
        yield say.blocking("person_not_alive", path)
    else:
        yield from nik_differs(say, found, path)
