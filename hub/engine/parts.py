"""Which part of an answer is whose: a receipt that names mother and child tells each of them of her own part alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hub.access import Decision
from hub.audit.receipts import Shown
from hub.core.held import KIN, Answered, Link
from hub.core.receipt import ID_BYTES, Part, Subjects
from hub.engine.plan import ASKED, FAMILY, NAMED, Plan
from hub.resolvers.context import Context

_KIN_BYTES: Final = 17
"""One of the kin: as what, and her id."""


class Whose(NamedTuple):
    """Whom an answer is about: everybody, and subjects by the part of a plan that they stand in."""

    everybody: Subjects
    parts: Mapping[str, Subjects]


NOBODY: Final = Whose(Subjects(b""), {})


def parts_of(plan: Plan, decision: Decision, whose: Whose, told: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of an answer; none where all of it is of everybody whom it names.

    `told` is what besides the plan (field -> category) it tells of those who were asked for.
    """
    if not plan.is_parted:
        return ()
    parts = [_part(plan, decision, part, found, told if part == ASKED else {}) for part, found in whose.parts.items()]
    kept = tuple(part for part in parts if part.subjects and part.fields)
    alike = all(part.subjects == kept[0].subjects for part in kept)
    return () if alike and (not kept or kept[0].subjects == whose.everybody) else kept


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
    given = {ASKED: asked} | kin | {NAMED: named}
    return Whose(*Subjects.apart({part: b"".join(each.bytes for each in found) for part, found in given.items()}))


def whose_found(found: Answered) -> Whose:
    """Of an answer that a statement gave."""
    if not found.kin:
        asked = Subjects(found.asked)
        return Whose(asked, {ASKED: asked})
    return Whose(*Subjects.apart({ASKED: found.asked, **{FAMILY[link]: ids for link, ids in _kin(found.kin)}}))


def _part(plan: Plan, decision: Decision, part: str, found: Subjects, told: Mapping[str, str]) -> Part:
    shown = with_told(plan.shown_of(part, decision.denied), told)
    return Part(found, shown.fields, shown.categories)


def _kin(joined: bytes) -> Iterable[tuple[Link, bytes]]:
    """The ids of each kind of kin, one after the other as they came."""
    kinds = joined[::_KIN_BYTES]
    ids = bytearray(joined)
    del ids[::_KIN_BYTES]
    if kinds.count(kinds[0]) == len(kinds):
        return [(KIN[kinds[0]], bytes(ids))]
    pieces = [bytes(ids[at : at + ID_BYTES]) for at in range(0, len(ids), ID_BYTES)]
    return [
        (KIN[number], b"".join([each for kind, each in zip(kinds, pieces, strict=True) if kind == number]))
        for number in sorted(set(kinds))
    ]
