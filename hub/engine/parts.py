"""Which part of an answer is whose: a receipt that names mother and child tells each of them of her own part alone."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final

from hub.access import Decision
from hub.core.held import KIN, Answered, Link
from hub.core.receipt import Part, Subjects
from hub.engine.plan import ASKED, FAMILY, NAMED, Plan
from hub.resolvers.context import Context

_ID: Final = 16
Whose = Mapping[str, Collection[uuid.UUID]]
"""Subjects by the part of a plan that they stand in."""


def parts_of(plan: Plan, decision: Decision, whose: Whose, told: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of an answer; none where all of it is of everybody whom it names.

    `told` is what besides the plan (field -> category) it tells of those who were asked for.
    """
    if not plan.is_parted:
        return ()
    parts = [_part(plan, decision, part, found, told if part == ASKED else {}) for part, found in whose.items()]
    kept = tuple(part for part in parts if part.subjects and part.fields)
    everybody = Subjects.of({one for found in whose.values() for one in found})
    return () if all(part.subjects == everybody for part in kept) else kept


def whose_in(context: Context, named: Collection[uuid.UUID]) -> Whose:
    """Of an answer that resolvers gave; `named` are persons whom its applications name."""
    kin = {FAMILY[link]: found for link, found in context.kin.items()}
    noted = context.subjects.difference(*kin.values())
    return {ASKED: context.asked | noted, **kin, NAMED: named}


def whose_found(plan: Plan, found: Answered) -> Whose:
    """Of an answer that a statement gave."""
    if not plan.is_parted:
        return {}
    asked, kin = _told_apart(found)
    return {ASKED: asked, **{FAMILY[link]: ids for link, ids in kin.items()}}


def note_parts(context: Context, found: Answered) -> None:
    """The same noted, for what agencies will still say of them."""
    asked, kin = _told_apart(found)
    context.asked.update(asked)
    for link, ids in kin.items():
        context.kin.setdefault(link, set()).update(ids)


def _told_apart(found: Answered) -> tuple[list[uuid.UUID], Mapping[Link, list[uuid.UUID]]]:
    """Those who were asked for, who are in it more often than as somebody's family; and these."""
    kin, asked = _kin(found.kin), Counter(_ids(found.subjects))
    for ids in kin.values():
        asked.subtract(ids)
    return [one for one, often in asked.items() if often > 0], kin


def _part(plan: Plan, decision: Decision, part: str, found: Collection[uuid.UUID], told: Mapping[str, str]) -> Part:
    shown = plan.shown_of(part, decision.denied)
    return Part(
        Subjects.of(found),
        (*shown.fields, *sorted(told.keys() - set(shown.fields))),
        (*shown.categories, *sorted(set(told.values()) - set(shown.categories))),
    )


def _kin(joined: bytes) -> Mapping[Link, list[uuid.UUID]]:
    found: dict[Link, list[uuid.UUID]] = {}
    for at in range(0, len(joined), _ID + 1):
        found.setdefault(KIN[joined[at]], []).append(uuid.UUID(bytes=joined[at + 1 : at + 1 + _ID]))
    return found


def _ids(joined: bytes) -> list[uuid.UUID]:
    return [uuid.UUID(bytes=joined[at : at + _ID]) for at in range(0, len(joined), _ID)]
