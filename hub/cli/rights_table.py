"""What `hub policy explain` prints: one line for each field, and under it what stands in the way and whom to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.access import validity_of
from hub.core.actor import Actor
from hub.engine.rights import FieldRight, OperationRights


def agreement_of(actor: Actor, at: dt.datetime) -> Mapping[str, Any] | None:
    """The agreement that somebody acts under, and how it stands; None where there is none."""
    agreement, validity = actor.agreement, validity_of(actor, at)
    if agreement is None or validity is None:
        return None
    return {
        "id": agreement.id,
        "number": agreement.number,
        "state": validity.name,
        "endsOn": agreement.ends_on.isoformat(),
        "dailyQuota": agreement.daily_quota,
    }


def lines_of(actor: Actor, told: Sequence[OperationRights], at: dt.datetime) -> Iterator[str]:
    """As a person reads it."""
    yield f"for         {actor.display_name} ({actor.kind.value}; {', '.join(sorted(actor.roles)) or 'no role'})"
    paper = agreement_of(actor, at)
    if paper is not None:
        yield f"agreement   {paper['number']} ({paper['id']}), {paper['state']}, until {paper['endsOn']}"
    for operation in told:
        yield ""
        yield from _operation(operation)


def _operation(told: OperationRights) -> Iterator[str]:
    yield f"{told.kind} {told.operation}"
    if told.refused:
        yield f"  refused     {told.refused}"
        return
    yield f"  purpose     {told.purpose}"
    yield f"  persons     {told.rows}"
    width = max((len(one.field) for one in told.fields), default=0)
    for one in told.fields:
        yield from _field(one, width)


def _field(one: FieldRight, width: int) -> Iterator[str]:
    yield f"  {one.outcome.value:<10}  {one.field:<{width}}  {one.rule}".rstrip()
    if one.why:
        yield f"  {'':<10}    {one.why}"
    if one.ask:
        yield f"  {'':<10}    Ask: {one.ask}"
