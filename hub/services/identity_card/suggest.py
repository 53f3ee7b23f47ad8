"""Whom a KTP-el would be of use to: who turns 17 about now, and who has moved since her last one.

An older card may have been made before this hub was there, so nobody above the window is told that she lacks one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from hub.core.citizen import Citizen
from hub.core.codes import Citizenship
from hub.core.forms.persons import ADULT_FROM, BOOKED_BEFORE_DAYS, birthday, is_adult, is_living
from hub.core.forms.printed_card import ON_BOTH
from hub.core.forms.sentences import day_said
from hub.core.suggestion import Known, Suggestion
from hub.services.identity_card.manifest import MANIFEST, SAY

AFTER_DAYS: Final = 365
_MOVES: Final = ("moveIn", "moveWithin")


PRINTED: Final = ON_BOTH | {"blood_type", "marital_status", "occupation"}
"""What a KTP-el shows of its owner (Perpres 96/2018, as the cards are printed)."""


def reprints(person: Citizen, changed: frozenset[str], today: dt.date) -> bool:
    """Whether a KTP-el that she has, or may have, no longer says what the record says."""
    return is_living(person) and is_adult(person, today) and not PRINTED.isdisjoint(changed)


def suggest(known: Known) -> tuple[Suggestion, ...]:
    """Nothing for who is not alive and Indonesian, or has applied already."""
    if not is_living(known.person) or known.person.citizenship is Citizenship.FOREIGN:
        return ()
    return (*_seventeen(known), *_moved(known))


def _seventeen(known: Known) -> Iterator[Suggestion]:
    born = known.person.birth_date
    if born is None or MANIFEST.name in known.asked:
        return
    on = birthday(born, ADULT_FROM)
    if -BOOKED_BEFORE_DAYS <= (known.today - on).days <= AFTER_DAYS:
        key = "turned_17" if known.today >= on else "turns_17"
        yield SAY.suggestion(MANIFEST.name, key, ("birthDate",), **day_said(on))


def _moved(known: Known) -> Iterator[Suggestion]:
    """A card of before the move shows the former address; who moves as a child has none of these."""
    born = known.person.birth_date
    moves = [known.asked[name].on for name in _MOVES if name in known.asked and known.asked[name].issued]
    if not moves or born is None or max(moves) < birthday(born, ADULT_FROM):
        return
    card = known.asked.get(MANIFEST.name)
    if card is None or card.on < max(moves):
        yield SAY.suggestion(MANIFEST.name, "moved", ("address", "birthDate"))
