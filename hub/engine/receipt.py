"""No answer without a receipt: what is read here was read by somebody, for a purpose, and the person can see it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

from hub.access import Decision
from hub.audit.receipts import Reading, ReceiptMissing, write_receipt
from hub.core.actor import Actor
from hub.core.errors import HubError
from hub.core.receipt import Subjects
from hub.engine.parts import Whose, parts_of, whose_in
from hub.engine.plan import Plan
from hub.resolvers.context import Context, Hub
from hub.resolvers.subjects import persons_of

NOTHING_TOLD: Final[Mapping[str, str]] = {}


async def leave_receipt(context: Context, plan: Plan) -> None:
    """Durable when it returns; raises ReceiptMissing when it is not, and then the data do not leave.

    A mutation's own receipt was written with its transaction; this one is for what its payload shows, unless the
    transaction wrote that too.
    """
    if not context.hub.receipts.keeps or not (context.subjects or context.applications):
        return
    subjects, named = context.subjects, set[uuid.UUID]()
    if context.applications and plan.shown(context.decision.denied).fields:
        named = await _persons(context)
    subjects = subjects | named
    if subjects <= context.receipted and not context.told:
        return
    batches = tuple(sorted(context.loaders.calls))
    told = {coordinate: category.value for coordinate, category in context.told.items()}
    whose = whose_in(context, named)
    await leave_reading(context.hub, context.actor, plan, context.decision, Subjects.of(subjects), whose, batches, told)


async def leave_reading(
    hub: Hub,
    actor: Actor,
    plan: Plan,
    decision: Decision,
    subjects: Subjects,
    whose: Whose,
    batches: tuple[uuid.UUID, ...] = (),
    told: Mapping[str, str] = NOTHING_TOLD,
) -> None:
    """The same for an answer of which no more is known than whom it is about, and of what besides the plan (field ->
    category) it tells; `whose` says which part of it is about whom."""
    shown = plan.shown(decision.denied)
    if not shown.fields:
        return
    reading = Reading(
        actor=actor,
        purpose=decision.purpose,
        operation=plan.name,
        fields=(*shown.fields, *sorted(told.keys() - set(shown.fields))),
        categories=(*shown.categories, *sorted(set(told.values()) - set(shown.categories))),
        subjects=subjects,
        batches=batches,
        behind_seals=decision.rows.admits_sealed,
        parts=parts_of(plan, decision, whose, told),
    )
    await write_receipt(hub.receipts, hub.clock, reading)


async def _persons(context: Context) -> set[uuid.UUID]:
    """Persons of the record whom the shown applications are about."""
    try:
        return await persons_of(context.hub, context.loaders, context.applications.values(), context.named)
    except HubError as error:
        raise ReceiptMissing from error
