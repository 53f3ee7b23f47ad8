"""What rules ask about persons of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hub.core.citizen import Citizen
from hub.core.errors import Conflict
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
