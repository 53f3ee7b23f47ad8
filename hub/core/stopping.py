"""What a decision on an objection stops: all of it, the part that is named, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Collection

from hub.core.errors import BadInput
from hub.core.objection import Objection, ObjectionOutcome, Stop
from hub.core.receipt import Access


def whole(one: Objection, access: Access | None) -> Stop | None:
    """What ends if she is right: the use of a category under any agreement, or what was read under the agreement of
    that reading (`access`). What the office reads by itself rests on the law that makes it keep the register, and goes
    on."""
    if one.receipt_id is None:
        return Stop("", (one.category,))
    if access is None or access.basis is None or not access.categories:
        return None
    return Stop(access.basis.id, access.categories)


def decided(stoppable: Stop | None, outcome: ObjectionOutcome, named: Collection[str]) -> Stop | None:
    """What ends of what could. Raises BadInput where it is upheld in part and no part is named, or where one is named
    and it is not."""
    if outcome is not ObjectionOutcome.PARTLY_UPHELD:
        if named:
            raise BadInput("Only what is PARTLY_UPHELD names what stops. Leave `stops` away.", path="stops")
        return stoppable if outcome is ObjectionOutcome.UPHELD else None
    if stoppable is None and not named:
        return None
    part = stoppable.part(named) if stoppable else None
    if part is None:
        raise BadInput(_no_part(stoppable), path="stops")
    return part


def _no_part(stoppable: Stop | None) -> str:
    kinds = stoppable.categories if stoppable else ()
    if len(kinds) > 1:
        return f"Name in `stops` some of these, and not all: {', '.join(kinds)}. If all of it stops, it is UPHELD."
    if kinds:
        return f"Of {kinds[0]} alone there is no part: decide UPHELD or DISMISSED, and say in the reason what is done."
    return "Nothing is given out that could stop: leave `stops` away, and say in the reason what is done."
