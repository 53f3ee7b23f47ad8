"""Which part of an answer is whose: a receipt that names mother and child tells each of them of her own part alone."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hub.audit.receipts import Shown
from hub.core.held import KIN, Answered
from hub.core.receipt import ID_BYTES, Part, Subjects, ids_in
from hub.core.receipt_parts import Places, apart, head_of, parts_in, placed
from hub.engine.plan import ASKED, FAMILY, NAMED, Plan
from hub.resolvers.context import Context

_ONE_OF_KIN: Final = struct.Struct(f"B{ID_BYTES}s")
"""One of the kin: as what, and her id."""
_KIN: Final = tuple(FAMILY[link] for link in KIN)
_NOTHING: Final[Mapping[str, str]] = {}


class Whose(NamedTuple):
    """Whom an answer is about: everybody, and the places among them of those of each part of a plan."""

    everybody: Subjects
    parts: Mapping[str, Places]


NOBODY: Final = Whose(Subjects(b""), {})


def apart_of(plan: Plan, denied: frozenset[str], whose: Whose, told: Mapping[str, str] = _NOTHING) -> bytes:
    """The parts of an answer as its receipt tells them; none where all of it is of everybody whom it names.

    `told` is what besides the plan (field -> category) it tells of those who were asked for.
    """
    if not plan.is_parted:
        return b""
    parts = [
        (places, head)
        for part, places in whose.parts.items()
        if places != [] and (head := _head(plan, denied, part, told))
    ]
    return b"" if all(places is None for places, _ in parts) else apart(parts)


def parts_of(plan: Plan, denied: frozenset[str], whose: Whose, told: Mapping[str, str] = _NOTHING) -> tuple[Part, ...]:
    """The same, each with its persons and names."""
    shown = with_told(plan.shown(denied), told)
    return parts_in(apart_of(plan, denied, whose, told), whose.everybody, shown.fields, shown.categories)


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
    return Whose(*placed({part: {each.bytes for each in found} for part, found in given.items()}))


def whose_found(found: Answered) -> Whose:
    """Of an answer that a statement gave."""
    if not found.kin:
        return Whose(Subjects(found.asked), {ASKED: None})
    kin: dict[int, set[bytes]] = {}
    for kind, one in _ONE_OF_KIN.iter_unpack(found.kin):
        try:
            kin[kind].add(one)
        except KeyError:
            kin[kind] = {one}
    return Whose(*placed({ASKED: ids_in(found.asked)} | {_KIN[kind]: kin[kind] for kind in sorted(kin)}))


def _head(plan: Plan, denied: frozenset[str], part: str, told: Mapping[str, str]) -> bytes:
    if not told:
        return plan.head_of(part, denied)
    own = plan.shown_of(part, denied)
    own = with_told(own, told) if part == ASKED else own
    return head_of(own, with_told(plan.shown(denied), told)) if own.fields else b""
