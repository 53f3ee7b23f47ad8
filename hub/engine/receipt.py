"""No answer without a receipt: what is read here was read by somebody, for a purpose, and the person can see it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from hub.access import Decision
from hub.audit.receipts import Reading, ReceiptMissing, write_receipt
from hub.core.actor import Actor
from hub.core.errors import HubError
from hub.core.receipt import Subjects
from hub.engine.parts import NOBODY, Whose, parts_of, whose_in, with_told
from hub.engine.plan import Plan
from hub.loaders.request import Loaders
from hub.resolvers.context import Context, Hub
from hub.resolvers.subjects import persons_of


class Beside(NamedTuple):
    """What is known of an answer besides whom it is about: what it tells of that the plan does not (field -> category),
    the ids of shared calls, the agencies that were asked, whose cause it is, and which part of it is about whom."""

    told: Mapping[str, str] = MappingProxyType({})
    batches: tuple[uuid.UUID, ...] = ()
    sources: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    whose: Whose = NOBODY


_NOTHING: Final = Beside()


async def leave_receipt(context: Context, plan: Plan) -> None:
    """Durable when it returns; raises ReceiptMissing when it is not, NotAvailable where something of it was stopped,
    and QuotaExhausted where the agreement has no room for these persons today. Then the data do not leave.

    A mutation's own receipt was written with its transaction; this one is for what its payload shows, unless the
    transaction wrote that too.
    """
    if not context.hub.receipts.keeps or not (context.subjects or context.applications or context.unnamed):
        return
    subjects, named = context.subjects, set[uuid.UUID]()
    if context.applications and plan.shown(context.decision.denied).fields:
        named = await _persons(context)
    subjects = subjects | named
    if subjects <= context.receipted and not (context.told or context.unnamed):
        await context.hub.stops.check(context.actor, subjects, plan.shown(context.decision.denied).categories)
        await context.hub.quotas.spend(context.actor.agreement, len(subjects))
        return
    beside = Beside(
        told={coordinate: category.value for coordinate, category in context.told.items()},
        batches=tuple(sorted(context.loaders.calls)),
        sources=context.sources,
        on_behalf_of=context.on_behalf_of,
        whose=whose_in(context, named),
    )
    await leave_reading(context.hub, context.actor, plan, context.decision, Subjects.of(subjects), beside)


async def leave_found(hub: Hub, actor: Actor, plan: Plan, decision: Decision, loaders: Loaders, whose: Whose) -> None:
    """The same for an answer of which a statement said whom it is about, and agencies the rest."""
    if not (hub.receipts.keeps and whose.everybody):
        return
    beside = Beside(batches=tuple(sorted(loaders.calls)), sources=tuple(sorted(loaders.asked)), whose=whose)
    await leave_reading(hub, actor, plan, decision, whose.everybody, beside)


async def leave_reading(
    hub: Hub, actor: Actor, plan: Plan, decision: Decision, subjects: Subjects, beside: Beside = _NOTHING
) -> None:
    """The same for an answer of which no more is known than whom it is about."""
    shown = with_told(plan.shown(decision.denied), beside.told)
    if not shown.fields:
        return
    parts = parts_of(plan, decision, beside.whose, beside.told)
    await hub.stops.check(actor, subjects, shown.categories, parts)
    await hub.quotas.spend(actor.agreement, len(subjects))
    reading = Reading(
        actor=actor,
        purpose=decision.purpose,
        operation=plan.name,
        fields=shown.fields,
        categories=shown.categories,
        subjects=subjects,
        on_behalf_of=beside.on_behalf_of,
        batches=beside.batches,
        behind_seals=decision.rows.admits_sealed,
        sources=beside.sources,
        parts=parts,
    )
    await write_receipt(hub.receipts, hub.clock, reading)


async def _persons(context: Context) -> set[uuid.UUID]:
    """Persons of the record whom the shown applications are about."""
    try:
        return await persons_of(context.hub, context.loaders, context.applications.values(), context.named)
    except HubError as error:
        raise ReceiptMissing from error
