"""Whom a KIA would be of use to: a child for whom none was asked, and one whose card without a photo ends at five."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.citizen import Citizen
from hub.core.forms.persons import ADULT_FROM, BOOKED_BEFORE_DAYS, birthday, ever_married, is_adult, is_living
from hub.core.forms.printed_card import ON_BOTH
from hub.core.forms.sentences import day_said
from hub.core.suggestion import Known, Suggestion
from hub.services.child_card.manifest import MANIFEST, SAY
from hub.services.child_card.rules import EXPIRES_SOON_DAYS, PHOTO_FROM

_AGE: Final = ("birthDate",)


PRINTED: Final = ON_BOTH | {"birth_deed_number", "family_card_number"}
"""What a KIA shows of its owner (Permendagri 2/2016, as the cards are printed)."""


def reprints(child: Citizen, changed: frozenset[str], today: dt.date) -> bool:
    """Whether a KIA that the child has, or may have, no longer says what the record says."""
    return is_living(child) and not is_adult(child, today) and not PRINTED.isdisjoint(changed)


def suggest(known: Known) -> tuple[Suggestion, ...]:
    """Nothing where the next card would be a KTP-el, and nothing for a child who stands on no family card yet."""
    child, born = known.person, known.person.birth_date
    if born is None or child.family_card_number is None or not is_living(child) or ever_married(child):
        return ()
    if (birthday(born, ADULT_FROM) - known.today).days <= BOOKED_BEFORE_DAYS:
        return ()
    fifth, card = birthday(born, PHOTO_FROM), known.asked.get(MANIFEST.name)
    if card is None:
        return (SAY.suggestion(MANIFEST.name, "none_asked", _AGE),)
    if card.issued and card.on < fifth and (fifth - known.today).days <= EXPIRES_SOON_DAYS:
        return (SAY.suggestion(MANIFEST.name, "photo", _AGE, **day_said(fifth)),)
    return ()
