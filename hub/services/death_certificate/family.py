"""The family that is left behind, as the record shows it: spouse, who may head the card, and who is what to her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, MaritalStatus, VitalStatus
from hub.core.forms.persons import age
from hub.core.service import Facts

ADULT_YEARS: Final = 17
"""Old enough for a card of one's own; who is or was married is so at any age (Permendagri 108/2019 art. 10(4))."""
MARRIED: Final = frozenset({MaritalStatus.MARRIED_REGISTERED, MaritalStatus.MARRIED_UNREGISTERED})
_R = FamilyRelationship
_SPOUSES: Final = frozenset({_R.HUSBAND, _R.WIFE})
_NOT_RELATED: Final = frozenset({_R.DOMESTIC_WORKER, _R.OTHER})


_SIDES: Final = {_R.PARENT: _R.PARENT_IN_LAW, _R.PARENT_IN_LAW: _R.PARENT}
"""What the parents of both are to the spouse of the old head."""
_BELOW: Final = {_R.CHILD: _R.GRANDCHILD, _R.HUSBAND: _R.CHILD_IN_LAW, _R.WIFE: _R.CHILD_IN_LAW}
"""What children and spouse of the old head are to her or his parent."""


@dataclass(frozen=True, slots=True)
class Bereaved:
    """The deceased and who is left on the card, in its order; `on` is the day of the death."""

    deceased: Citizen
    left: tuple[Citizen, ...]
    on: dt.date

    @property
    def lost_head(self) -> bool:
        """Whether the card has to have another head."""
        return self.deceased.family_relationship is _R.HEAD and bool(self.left)

    @property
    def spouse(self) -> Citizen | None:
        """The husband or wife, where the card shows the deceased in exactly one couple."""
        found = self._beside()
        if len(found) != 1 or not {found[0].marital_status, self.deceased.marital_status} <= MARRIED:
            return None
        return found[0]

    @property
    def adults(self) -> tuple[Citizen, ...]:
        """Who may head the card, the oldest first; workers of the household do not."""
        able = [one for one in self.left if one.family_relationship not in _NOT_RELATED and self._is_adult(one)]
        return tuple(sorted(able, key=lambda one: one.birth_date or dt.date.max))

    @property
    def usual_head(self) -> Citizen | None:
        """Who follows as head: the spouse, else the oldest adult."""
        if self.spouse is not None:
            return self.spouse
        return self.adults[0] if self.adults else None

    def _beside(self) -> list[Citizen]:
        spouses = [one for one in self.left if one.family_relationship in _SPOUSES]
        if self.deceased.family_relationship is _R.HEAD:
            return spouses
        if self.deceased.family_relationship not in _SPOUSES or spouses:
            return []  # a head who has another wife left is no widower
        return [one for one in self.left if one.family_relationship is _R.HEAD]

    def _is_adult(self, person: Citizen) -> bool:
        years = age(person.birth_date, self.on)
        married = person.marital_status not in {None, MaritalStatus.NEVER_MARRIED}
        return married or (years is not None and years >= ADULT_YEARS)


def bereaved(form: Mapping[str, Any], facts: Facts) -> Bereaved | None:
    """The family of the deceased; None when nobody has this NIK."""
    deceased = facts.citizens.get(form["deceasedNik"])
    if deceased is None:
        return None
    members = facts.families.get(deceased.family_card_number or form.get("familyCardNumber") or "", ())
    left = tuple(one for one in members if one.id != deceased.id and one.vital_status is not VitalStatus.DECEASED)
    return Bereaved(deceased, left, dt.date.fromisoformat(form["death"]["deathDate"]))


def cards_of(form: Mapping[str, Any], citizens: Mapping[str, Citizen]) -> tuple[str, ...]:
    """The family card of the deceased: the record's; the form's once she stands on none any more."""
    deceased = citizens.get(form["deceasedNik"])
    number = (deceased.family_card_number if deceased else None) or form.get("familyCardNumber")
    return (number,) if number else ()


def relationship_to(head: Citizen, person: Citizen, former: FamilyRelationship | None) -> FamilyRelationship:
    """What `person` is to a new head who was `former` to the old one. An officer compares it with SIAK's answer.

    Children and parents are known by the NIKs that the record has of parents. Beside a spouse who follows, the
    children of the couple stay children and the parents change sides; of a parent who follows, the
    children are grandchildren; of any other head, who is neither child nor parent is other family.
    """
    now = person.family_relationship or _R.OTHER
    if person.id == head.id:
        return _R.HEAD
    if now in _NOT_RELATED:
        return now
    return _by_parents(head, person) or _turned(former, now)


def _by_parents(head: Citizen, person: Citizen) -> FamilyRelationship | None:
    if head.nik and head.nik in _parents(person):
        return _R.CHILD
    return _R.PARENT if person.nik and person.nik in _parents(head) else None


def _parents(person: Citizen) -> set[str | None]:
    return {parent.nik for parent in (person.mother, person.father) if parent}


def _turned(former: FamilyRelationship | None, now: FamilyRelationship) -> FamilyRelationship:
    if former in _SPOUSES:
        return _SIDES.get(now, now)
    return _BELOW.get(now, _R.OTHER_RELATIVE) if former is _R.PARENT else _R.OTHER_RELATIVE
