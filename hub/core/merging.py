"""Two persons of the record who are one: what the one that stays gets, and how a merge is taken back.

The survivor keeps her id. She gets what she lacks from the duplicate, and of what both have what the clerk chose. Of
two NIKs the one on the KTP-el prevails (PP 40/2019 art. 33); the other still leads to her. Taking a merge back gives
both persons what they had, but what was changed on the survivor since stays as it was changed.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hub.core.citizen import Citizen
from hub.core.errors import BadInput
from hub.core.facet import Facet

_KEPT: Final = frozenset(
    {"tenant", "id", "version", "as_of", "warnings", "nik"}
    | {"sealed", "sealed_until", "moved_to", "moved_at", "former_region"}
)
CHOOSABLE: Final = tuple(f.name for f in dataclasses.fields(Citizen) if f.name not in _KEPT)
"""Attributes of Citizen that can be taken from the duplicate."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that stands. Both persons as they are now; `by` is the subject who made it, `merge_id` its own id."""

    merge_id: uuid.UUID
    survivor: Citizen
    duplicate: Citizen
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge will make: the survivor with what she gets, and the NIK that the duplicate's row keeps."""

    before: Citizen
    duplicate: Citizen
    after: Citizen
    other_nik: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy of a facet as it is stored: `items` as plain JSON."""

    items: Sequence[Mapping[str, Any]] = field(repr=False)
    as_of: dt.datetime | None = None


class Merges(Protocol):
    """What a transaction does about persons who are one."""

    async def merge(self, merging: Merging, facets: Mapping[str, Facet[Any]], reason: str) -> Merge:
        """Both rows, their events, the facets' copies: the duplicate's numbers lead to the survivor from now on."""
        ...

    async def standing(self, person_id: uuid.UUID) -> Merge | None:
        """The latest merge into this person that was not taken back; both persons are locked."""
        ...

    async def undo(self, merge: Merge, reason: str) -> Merge:
        """Both persons as they were, but for what was changed since. Raises Conflict where that cannot be."""
        ...

    async def dismiss(self, one: uuid.UUID, other: uuid.UUID, reason: str) -> bool:
        """Says that they are two persons; False when they are no open candidates."""
        ...


def merging(survivor: Citizen, duplicate: Citizen, chosen: Iterable[str], nik_on_card: str | None) -> Merging:
    """What becomes of both. `chosen` are attributes that the survivor takes from the duplicate.

    Raises BadInput for two records of one row, for an attribute that cannot be chosen, and when both have a NIK and it
    is not said which one prevails.
    """
    if survivor.id == duplicate.id:
        raise BadInput("These two numbers lead to one person already.", path="duplicate")
    if survivor.moved or duplicate.moved:
        raise BadInput(
            "One of them moved to another district, which keeps her record now. Ask there.", path="duplicate"
        )
    names = frozenset(chosen)
    strange = sorted(names - frozenset(CHOOSABLE))
    if strange:
        raise BadInput(f"`{strange[0]}` cannot be taken from the duplicate.", path="takeFromDuplicate")
    taken = {
        name: getattr(duplicate, name)
        for name in CHOOSABLE
        if getattr(duplicate, name) is not None and (name in names or getattr(survivor, name) is None)
    }
    nik, other = _niks(survivor.nik, duplicate.nik, nik_on_card)
    sealed, until = _seal(survivor, duplicate)
    after = dataclasses.replace(
        survivor, **taken, nik=nik, sealed=sealed, sealed_until=until, version=survivor.version + 1
    )
    return Merging(survivor, duplicate, after, other)


def _seal(survivor: Citizen, duplicate: Citizen) -> tuple[bool, dt.datetime | None]:
    """Whoever of the two is sealed, the survivor is: until the later end, or without one."""
    ends = [one.sealed_until for one in (survivor, duplicate) if one.sealed]
    known = [end for end in ends if end is not None]
    return bool(ends), max(known) if known and len(known) == len(ends) else None


def _niks(survivor: str | None, duplicate: str | None, on_card: str | None) -> tuple[str | None, str | None]:
    """(the survivor's NIK, the one that only leads to her)."""
    if survivor is None or duplicate is None:
        if on_card not in {None, survivor or duplicate}:
            raise BadInput("Neither person has this NIK. Correct the NIK first.", path="nikOnKtpEl")
        return survivor or duplicate, None
    if on_card is None:
        raise BadInput("Both persons have a NIK. Say which one stands on the KTP-el: it prevails.", path="nikOnKtpEl")
    if on_card not in {survivor, duplicate}:
        raise BadInput("Neither person has this NIK. Correct the NIK first.", path="nikOnKtpEl")
    return on_card, duplicate if on_card == survivor else survivor


def united(survivor: Copied, duplicate: Copied, *, many: bool, key: Sequence[str] = ()) -> Copied:
    """The copy of a facet that the survivor has afterwards.

    Of a list every item of both, once; of items that agree in `key`, and of facets with one item, the newer copy's.
    """
    older, newer = sorted((duplicate, survivor), key=_age)
    if not many:
        return newer if newer.items else older
    items = list(newer.items)
    known = {_key(item, key) for item in items}
    items += [item for item in older.items if _key(item, key) not in known]
    return Copied(items, newer.as_of)


def _age(copy: Copied) -> dt.datetime:
    return copy.as_of or dt.datetime.min.replace(tzinfo=dt.UTC)


def _key(item: Mapping[str, Any], key: Sequence[str]) -> str:
    return repr([item.get(name) for name in key] if key else sorted(item.items()))


def gone_back(
    now: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], groups: Iterable[Sequence[str]]
) -> dict[str, Any]:
    """The values that go back when a merge is taken back, by column.

    `before` and `after` are the survivor's around the merge. Columns of one group are one attribute: it goes back when
    it is now what the merge made it, and stays when somebody changed it since.
    """
    back: dict[str, Any] = {}
    for group in groups:
        of = [tuple(state.get(column) for column in group) for state in (now, before, after)]
        if of[0] == of[2] != of[1]:
            back.update(zip(group, of[1], strict=True))
    return back
