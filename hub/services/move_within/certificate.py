"""The papers of a move within the district: the family card of those who move, and that of those who stay."""

from __future__ import annotations

import uuid

from hub.core.application import Application
from hub.core.forms.move_effects import new_number, printed, siak_result, unchanged
from hub.core.forms.moves import CardFate
from hub.core.service import CertificateData, Facts
from hub.services.move_within.effects import effects, number_of_movers


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The card of those who move first. Raises what `effects` raises."""
    done = effects(application, facts, uuid.UUID(int=0))
    move = unchanged(application.form, facts)
    numbers = [number_of_movers(application, move)]
    if move.of_stayers is CardFate.NEW:
        numbers.append(new_number(siak_result(application)))
    elif move.of_stayers is CardFate.KEEPS:
        numbers.append(application.form["familyCardNumber"])
    return tuple(printed(application, facts, done, number) for number in numbers)
