"""No answer without a receipt: what is read here was read by somebody, for a purpose, and the person can see it."""

from __future__ import annotations

import uuid
from typing import Any

from hub.audit.receipts import Reading, ReceiptMissing, write_receipt
from hub.core.citizen import Citizen
from hub.engine.plan import Plan
from hub.resolvers.context import Context


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
    hub, shown = context.hub, context.applications.values()
    ids = {uuid.UUID(application.person_id) for application in shown if application.person_id}
    niks = {nik for one in shown for nik in hub.services[one.header.service].niks_of(one.form)}
    found = await context.loaders.recorded.load_many(sorted(niks))
    failed = [answer for answer in found if isinstance(answer, BaseException)]
    if failed:
        raise ReceiptMissing from failed[0]
    return ids | {person.id for person in found if isinstance(person, Citizen)}
