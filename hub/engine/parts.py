"""Which part of an answer is whose: a receipt that names mother and child tells each of them of her own part alone."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from hub.access import Decision
from hub.audit.receipts import Shown
from hub.core.held import KIN, Answered, Link
from hub.core.receipt import Part, Subjects
from hub.engine.plan import ASKED, FAMILY, NAMED, Plan
from hub.resolvers.context import Context

_KIN: Final = struct.Struct("B16s")
"""One of the kin: as what, and her id."""
Whose = Mapping[str, Subjects]
"""Subjects by the part of a plan that they stand in."""


def parts_of(plan: Plan, decision: Decision, whose: Whose, told: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of an answer; none where all of it is of everybody whom it names.

    `told` is what besides the plan (field -> category) it tells of those who were asked for.
    """
    if not plan.is_parted:
        return ()
    parts = [_part(plan, decision, part, found, told if part == ASKED else {}) for part, found in whose.items()]
    kept = tuple(part for part in parts if part.subjects and part.fields)
    alike = all(part.subjects == kept[0].subjects for part in kept)
    return () if alike and (not kept or kept[0].subjects == everybody_of(whose)) else kept


def everybody_of(whose: Whose) -> Subjects:
    """Those of all parts together."""
    return Subjects(b"".join([found.joined for found in whose.values()]))


def with_told(shown: Shown, told: Mapping[str, str]) -> Shown:
    """What is shown, and what besides (field -> category) is told of somebody."""
    if not told:
        return shown
    return Shown(
        (*shown.fields, *sorted(told.keys() - set(shown.fields))),
        (*shown.categories, *sorted(set(told.values()) - set(shown.categories))),
    )


def whose_in(context: Context, named: Iterable[uuid.UUID]) -> Whose:
    """Of an answer that resolvers gave; `named` are persons whom its applications name."""
    kin = {FAMILY[link]: found for link, found in context.kin.items()}
    asked = context.asked | context.subjects.difference(*kin.values())
    return {part: Subjects.of(found) for part, found in ({ASKED: asked} | kin | {NAMED: named}).items()}


def whose_found(found: Answered) -> Whose:
    """Of an answer that a statement gave."""
    return {ASKED: Subjects(found.asked), **{FAMILY[link]: ids for link, ids in _kin(found.kin)}}


def _part(plan: Plan, decision: Decision, part: str, found: Subjects, told: Mapping[str, str]) -> Part:
    shown = with_told(plan.shown_of(part, decision.denied), told)
    return Part(found, shown.fields, shown.categories)


def _kin(joined: bytes) -> Iterable[tuple[Link, Subjects]]:
    found: dict[int, list[bytes]] = {}
    for number, person in _KIN.iter_unpack(joined):
        found.setdefault(number, []).append(person)
    return [(KIN[number], Subjects(b"".join(found[number]))) for number in sorted(found)]
