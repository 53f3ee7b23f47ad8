"""When a family card no longer says what the record says of one who stands on it."""

from __future__ import annotations

import datetime as dt

from hub.core.citizen import Citizen
from hub.core.forms.family_card_paper import PRINTED, stands_on_a_card


def reprints(person: Citizen, changed: frozenset[str], _today: dt.date) -> bool:
    """Who leaves a card, or comes onto one, changes it as well."""
    if "family_card_number" in changed:
        return True
    return person.family_card_number is not None and stands_on_a_card(person) and not PRINTED.isdisjoint(changed)
