"""No answer without a receipt: what is read here was read by somebody, for a purpose, and the person can see it."""

from __future__ import annotations

import uuid
from typing import Any

from hub.audit.receipts import Reading, ReceiptMissing, write_receipt
from hub.core.errors import HubError
from hub.engine.plan import Plan
from hub.resolvers.context import Context
from hub.resolvers.subjects import persons_of


async def leave_receipt(context: Context, plan: Plan, data: Any) -> None:
    """Durable when it returns; raises ReceiptMissing when it is not, and then the data do not leave.

    A mutation's own receipt was written with its transaction; this one is for what its payload shows.
    """
    fields = answered(context, plan)
    if data is None or not fields or not (context.subjects or context.applications):
        return
    categories = {requirement.category for at, requirement in plan.fields.items() if at in fields}
    reading = Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=plan.name,
        fields=fields,
        categories=tuple(sorted(category.value for category in categories if category)),
        subjects=tuple(sorted(context.subjects | await _persons(context))),
        batches=tuple(sorted(context.loaders.calls)),
    )
    await write_receipt(context.hub.receipts, context.hub.clock, reading)


def answered(context: Context, plan: Plan) -> tuple[str, ...]:
    """Coordinates of personal data that this operation was allowed to read."""
    return tuple(
        at
        for at, requirement in plan.fields.items()
        if requirement.category is not None and not at.startswith("Mutation.") and context.allows(at)
    )


async def _persons(context: Context) -> set[uuid.UUID]:
    """Persons of the record whom the shown applications are about."""
    try:
        return await persons_of(context.hub, context.loaders, context.applications.values())
    except HubError as error:
        raise ReceiptMissing from error
