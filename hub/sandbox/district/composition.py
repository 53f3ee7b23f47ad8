"""Who lives together: heads, spouses, children, grandparents, single parents, people alone."""

from __future__ import annotations

import datetime as dt
import random
from typing import Final

from hub.core.codes import FamilyRelationship as Shdk
from hub.core.codes import MaritalStatus, Sex, VitalStatus
from hub.sandbox.district.calendar import REFERENCE_DAY, birth_date, later
from hub.sandbox.district.draft import Draft
from hub.sandbox.district.weighted import Weighted

COUPLE: Final = "couple"
WIDOW: Final = "widow"
DIVORCED_MOTHER: Final = "divorced mother"
SINGLE_FATHER: Final = "single father"
ALONE: Final = "alone"

_KINDS: Final = Weighted(((COUPLE, 80.0), (WIDOW, 6.0), (DIVORCED_MOTHER, 4.0), (SINGLE_FATHER, 3.0), (ALONE, 7.0)))
_HEAD_AGES: Final = Weighted(
    (((21, 29), 14.0), ((30, 39), 27.0), ((40, 49), 25.0), ((50, 59), 18.0), ((60, 69), 11.0), ((70, 90), 5.0))
)
_PARENT_AGES: Final = Weighted((((23, 29), 15.0), ((30, 39), 35.0), ((40, 49), 30.0), ((50, 62), 20.0)))
_CHILDREN: Final = Weighted(((0, 6.0), (1, 20.0), (2, 40.0), (3, 23.0), (4, 8.0), (5, 3.0)))
_MARRIED: Final = Weighted(((MaritalStatus.MARRIED_REGISTERED, 94.0), (MaritalStatus.MARRIED_UNREGISTERED, 6.0)))
_DIVORCED: Final = Weighted(((MaritalStatus.DIVORCED_REGISTERED, 80.0), (MaritalStatus.DIVORCED_UNREGISTERED, 20.0)))
_LAST_BIRTH_AGE: Final = 42
_OLDEST: Final = 98


def compose(rng: random.Random, kind: str | None = None) -> list[Draft]:
    """A household: the head first, then spouse, children and elders, then those who are no longer on the card."""
    build = _BUILDERS[kind or _KINDS.pick(rng)]
    members = build(rng)
    if rng.random() < 0.11:
        members += _grandparent(rng, members)
    return sorted(members, key=lambda draft: not draft.lives_here)


def young_couple(rng: random.Random) -> list[Draft]:
    """Registered as married, the wife of 22 to 30 years, one small child: soon parents again."""
    wife_age = rng.randint(22, 30)
    husband, wife = _couple(rng, wife_age + rng.randint(0, 4), wife_age)
    for spouse in (husband, wife):
        spouse.marital = MaritalStatus.MARRIED_REGISTERED
    first = Draft(
        sex=_sex(rng),
        birth_date=birth_date(rng, rng.randint(2, 3)),
        relationship=Shdk.CHILD,
        mother=wife,
        father=husband,
    )
    return [husband, wife, first]


def grown_family(rng: random.Random) -> list[Draft]:
    """A couple of about fifty with a grown son, who comes last."""
    head, wife = _couple(rng, 50, 47)
    son = Draft(sex=Sex.MALE, birth_date=birth_date(rng, 24), relationship=Shdk.CHILD, mother=wife, father=head)
    return [head, wife, son]


def _couple(rng: random.Random, husband_age: int, wife_age: int) -> tuple[Draft, Draft]:
    marital = _MARRIED.pick(rng)
    head = Draft(sex=Sex.MALE, birth_date=birth_date(rng, husband_age), relationship=Shdk.HEAD, marital=marital)
    wife = Draft(sex=Sex.FEMALE, birth_date=birth_date(rng, wife_age), relationship=Shdk.WIFE, marital=marital)
    return head, wife


def _family(rng: random.Random) -> list[Draft]:
    age = rng.randint(*_HEAD_AGES.pick(rng))
    head, wife = _couple(rng, age, max(19, min(age - 3 + rng.randint(-4, 3), 85)))
    return [head, wife, *_children(rng, wife, head)]


def _widow(rng: random.Random) -> list[Draft]:
    age = rng.randint(*_PARENT_AGES.pick(rng)) + 8
    head = Draft(sex=Sex.FEMALE, birth_date=birth_date(rng, age), relationship=Shdk.HEAD, marital=MaritalStatus.WIDOWED)
    late = Draft(
        sex=Sex.MALE,
        birth_date=birth_date(rng, min(age + rng.randint(0, 8), 85)),
        relationship=None,
        marital=MaritalStatus.MARRIED_REGISTERED,
        vital=VitalStatus.DECEASED,
    )
    return [head, *_children(rng, head, late), late]


def _divorced_mother(rng: random.Random) -> list[Draft]:
    head = Draft(
        sex=Sex.FEMALE,
        birth_date=birth_date(rng, rng.randint(*_PARENT_AGES.pick(rng))),
        relationship=Shdk.HEAD,
        marital=_DIVORCED.pick(rng),
    )
    return [head, *_children(rng, head, None)]


def _single_father(rng: random.Random) -> list[Draft]:
    age = rng.randint(*_PARENT_AGES.pick(rng)) + 2
    marital = MaritalStatus.WIDOWED if rng.random() < 0.6 else _DIVORCED.pick(rng)
    head = Draft(sex=Sex.MALE, birth_date=birth_date(rng, age), relationship=Shdk.HEAD, marital=marital)
    mother = Draft(sex=Sex.FEMALE, birth_date=birth_date(rng, age - 2), relationship=None)
    children = _children(rng, mother, head)
    for child in children:
        # She stands on a card elsewhere: the children's record has only her name.
        child.mother = None
    return [head, *children]


def _alone(rng: random.Random) -> list[Draft]:
    old = rng.random() < 0.6
    marital = MaritalStatus.WIDOWED if old else MaritalStatus.NEVER_MARRIED
    age = rng.randint(58, 92) if old else rng.randint(20, 40)
    return [Draft(sex=_sex(rng), birth_date=birth_date(rng, age), relationship=Shdk.HEAD, marital=marital)]


_BUILDERS: Final = {
    COUPLE: _family,
    WIDOW: _widow,
    DIVORCED_MOTHER: _divorced_mother,
    SINGLE_FATHER: _single_father,
    ALONE: _alone,
}


def _children(rng: random.Random, mother: Draft, father: Draft | None) -> list[Draft]:
    """Children who still live at home, the eldest first."""
    children: list[Draft] = []
    born = later(mother.birth_date, int((19 + rng.random() * 9) * 365.25))
    for _ in range(_CHILDREN.pick(rng)):
        if born >= REFERENCE_DAY or (born - mother.birth_date).days > _LAST_BIRTH_AGE * 365.25:
            break
        children += _siblings(rng, mother, father, born)
        born = later(born, int((1.6 + rng.random() * 4) * 365.25))
    return [child for child in children if _stays(rng, child)]


def _siblings(rng: random.Random, mother: Draft, father: Draft | None, born: dt.date) -> list[Draft]:
    twins = 2 if rng.random() < 0.012 else 1
    return [
        Draft(sex=_sex(rng), birth_date=born, relationship=Shdk.CHILD, mother=mother, father=father)
        for _ in range(twins)
    ]


def _stays(rng: random.Random, child: Draft) -> bool:
    """Whether the child is still in the register here; a few who are stand there as moved away."""
    if rng.random() < _stays_at_home(child):
        return True
    if rng.random() < 0.03:
        child.relationship, child.vital = None, VitalStatus.MOVED
        return True
    return False


def _stays_at_home(child: Draft) -> float:
    return 1.0 if child.age < 19 else 0.6 if child.age < 25 else 0.18


def _grandparent(rng: random.Random, members: list[Draft]) -> list[Draft]:
    """A widowed parent of the head, or of the spouse."""
    child = rng.choice([draft for draft in members if draft.relationship in {Shdk.HEAD, Shdk.WIFE}])
    age = child.age + rng.randint(20, 32)
    if age > _OLDEST:
        return []
    sex = Sex.FEMALE if rng.random() < 0.7 else Sex.MALE
    elder = Draft(
        sex=sex,
        birth_date=birth_date(rng, age),
        relationship=Shdk.PARENT if child.relationship is Shdk.HEAD else Shdk.PARENT_IN_LAW,
        marital=MaritalStatus.WIDOWED,
    )
    if sex is Sex.FEMALE:
        child.mother = elder
    else:
        child.father = elder
    return [elder]


def _sex(rng: random.Random) -> Sex:
    return Sex.MALE if rng.random() < 0.515 else Sex.FEMALE
