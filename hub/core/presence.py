"""Whom a clerk may give what is kept about somebody: herself, or a parent of a child who has no identity card yet."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.citizen import Citizen
from hub.core.codes import MaritalStatus
from hub.core.errors import BadInput

OF_AGE: Final = 17
"""From then on somebody has an identity card of her own (UU 24/2013 art. 63), and asks for herself."""


def check_presence(person: Citizen, parent: Citizen | None, on: dt.date) -> None:
    """Raises BadInput where neither she nor a parent of hers on the same family card is there.

    UU 27/2022 art. 25 gives the parents a say in what is done with a child's data. Not every parent: one whom the
    child's record does not name, or who lives on another card, needs a guardian's papers, which the hub cannot judge.
    """
    if _is_child(person, on):
        if parent is None or not _is_parent(person, parent):
            raise BadInput(
                "This is a child below 17. Name the parent who is there: one whom the child's record names and who"
                " stands on the same family card.",
                path="parentNik",
            )
    elif parent is not None:
        raise BadInput("Whoever is 17 or married asks for herself. Leave the parent out.", path="parentNik")


def _is_child(person: Citizen, on: dt.date) -> bool:
    if person.birth_date is None or person.marital_status not in {None, MaritalStatus.NEVER_MARRIED}:
        return False
    born = person.birth_date
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < OF_AGE


def _is_parent(child: Citizen, parent: Citizen) -> bool:
    named = {each.nik for each in (child.mother, child.father) if each is not None and each.nik is not None}
    same_card = child.family_card_number is not None and child.family_card_number == parent.family_card_number
    return parent.nik in named and same_card
