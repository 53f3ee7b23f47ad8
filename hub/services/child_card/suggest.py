"""Whom a KIA would be of use to: a child for whom none was asked, and one whose card without a photo ends at five."""

from __future__ import annotations

from typing import Final

from hub.core.forms.persons import ADULT_FROM, BOOKED_BEFORE_DAYS, birthday, ever_married, is_living
from hub.core.forms.sentences import day_said
from hub.core.suggestion import Known, Suggestion
from hub.services.child_card.manifest import MANIFEST, SAY
from hub.services.child_card.rules import EXPIRES_SOON_DAYS, PHOTO_FROM

_AGE: Final = ("birthDate",)


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
