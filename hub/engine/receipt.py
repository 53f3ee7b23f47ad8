"""No answer without a receipt: what is read here was read by somebody, for a purpose, and the person can see it."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from hub.access import Decision
from hub.audit.receipts import Reading, ReceiptMissing, heading_of, leave_headed, write_receipt
from hub.core.actor import Actor
from hub.core.errors import HubError
from hub.core.held import Answered
from hub.core.receipt import Subjects
from hub.core.receipt_heading import Headed, Heading
from hub.engine.parts import NOBODY, Whose, apart_of, parts_of, whose_found, whose_in, with_told
from hub.engine.plan import Plan
from hub.loaders.request import Loaders
from hub.resolvers.context import Context, Hub
from hub.resolvers.subjects import persons_of
from hub.telemetry import is_traced


class Beside(NamedTuple):
    """What is known of an answer besides whom it is about: what it tells of that the plan does not (field -> category),
    the ids of shared calls, the agencies that were asked, whose cause it is, and which part of it is about whom."""

    told: Mapping[str, str] = MappingProxyType({})
    batches: tuple[uuid.UUID, ...] = ()
    sources: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    whose: Whose = NOBODY


_NOTHING: Final = Beside()
_MOST_HEADINGS: Final = 16
"""Of one decision, which holds for a document under each name that it is sent with, whichever agencies were asked."""


async def leave_receipt(context: Context, plan: Plan) -> None:
    """Durable when it returns; raises ReceiptMissing when it is not, NotAvailable where something of it was stopped,
    and QuotaExhausted where the agreement has no room for these persons today. Then the data do not leave.

    A mutation's own receipt was written with its transaction; this one is for what its payload shows, unless the
    transaction wrote that too.
    """
    if not (context.subjects or context.applications or context.unnamed):
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
    if whose.everybody:
        calls, sources = tuple(sorted(loaders.calls)), tuple(sorted(loaders.asked))
        await _leave_known(hub, actor, plan, decision, whose, sources, calls)


def leave_whole(hub: Hub, actor: Actor, plan: Plan, decision: Decision, found: Answered) -> Awaitable[None]:
    """The same for an answer that one statement gave."""
    return _leave_known(hub, actor, plan, decision, whose_found(found))


async def _leave_known(
    hub: Hub,
    actor: Actor,
    plan: Plan,
    decision: Decision,
    whose: Whose,
    sources: tuple[str, ...] = (),
    batches: tuple[uuid.UUID, ...] = (),
) -> None:
    """The most frequent way, for nobody in particular and with nothing that the plan does not tell of: what was known
    of the answer before is not looked up again."""
    heading = _heading(actor, plan, decision, sources)
    if heading is None or is_traced():
        beside = Beside(sources=sources, batches=batches, whose=whose)
        await leave_reading(hub, actor, plan, decision, whose.everybody, beside)
        return
    if not heading.fields:
        return
    now, subjects = hub.clock(), whose.everybody
    if not hub.stops.are_none(actor.agreement):
        await hub.stops.check(actor, subjects, heading.categories, parts_of(plan, decision.denied, whose))
    if not hub.quotas.spend_at_once(actor.agreement, len(subjects), now):
        await hub.quotas.spend(actor.agreement, len(subjects))
    if not hub.receipts.keeps:
        return
    apart = apart_of(plan, decision.denied, whose)
    await leave_headed(hub.receipts, Headed(heading, now, subjects, apart, batches))


def _heading(actor: Actor, plan: Plan, decision: Decision, sources: tuple[str, ...]) -> Heading | None:
    """Kept with the decision, which stands for who asks as she stands now."""
    try:
        return decision.headings[plan.name, sources]
    except KeyError:
        if len(decision.headings) >= _MOST_HEADINGS:
            decision.headings.clear()
        heading = decision.headings[plan.name, sources] = heading_of(
            actor,
            decision.purpose,
            plan.name,
            plan.shown(decision.denied),
            sources,
            behind_seals=decision.rows.admits_sealed,
        )
        return heading


async def leave_reading(
    hub: Hub, actor: Actor, plan: Plan, decision: Decision, subjects: Subjects, beside: Beside = _NOTHING
) -> None:
    """The same for an answer of which no more is known than whom it is about."""
    shown = with_told(plan.shown(decision.denied), beside.told)
    if not shown.fields:
        return
    parts = parts_of(plan, decision.denied, beside.whose, beside.told)
    await hub.stops.check(actor, subjects, shown.categories, parts)
    await hub.quotas.spend(actor.agreement, len(subjects))
    if not hub.receipts.keeps:
        return
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
