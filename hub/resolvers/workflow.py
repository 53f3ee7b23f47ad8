"""The one procedure of every step: key, decision, state, append, receipt and reply in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hub.access import Denial, decide_action
from hub.audit.receipts import Reading, Shown, receipt_of
from hub.core.actor import ActorKind
from hub.core.application import Action, ActionKind, Application, check_version, next_state
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.definition import left_to_others
from hub.core.desks import check_free, roles_at
from hub.core.errors import ErrorCode, NotFound
from hub.core.folding import fold
from hub.core.identifiers import parse_tracking_number
from hub.core.receipt import Receipt
from hub.core.service import Facts, Service
from hub.core.writing_ports import Conclusion, WriteRequest, WriteTransaction
from hub.resolvers.away import is_away
from hub.resolvers.context import Context
from hub.resolvers.family import own_family
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, ApplicationOutcome, user_errors
from hub.resolvers.refusal import refusal


class Step(Protocol):
    """What the input of every step names."""

    idempotency_key: str | None
    tracking_number: str
    expected_version: int | None


@dataclass(frozen=True, slots=True)
class Papers:
    """The kinds of papers that were handed in, the channel, which says what rule holds for them, and on which day."""

    kinds: frozenset[str]
    channel: str
    handed_in: dt.date


def papers_of(application: Application) -> Papers:
    """What an application holds."""
    kinds = frozenset(paper["kind"] for paper in application.documents)
    return Papers(kinds, application.channel, local_date(application.header.submitted_at))


@dataclass(frozen=True, slots=True)
class Work:
    """A step under way, inside its transaction. `touched` are persons whom it changed besides those the form names."""

    context: Context
    write: WriteTransaction
    mutation: str
    now: dt.datetime
    touched: set[uuid.UUID] = field(default_factory=set)

    def action(self, seq: int, kind: ActionKind, data: Mapping[str, Any]) -> Action:
        """The action as it will be appended."""
        return action_of(self.context, self.now, seq, kind, data)

    def service_of(self, application: Application) -> Service:
        return self.context.hub.services[application.header.service]

    async def facts(self, service: Service, form: Mapping[str, Any], papers: Papers) -> Facts:
        """What the service's rules may know, read inside the transaction."""
        citizens = await self.citizens(service, form)
        families = await self.write.families(service.cards_of(form, citizens))
        places, region = await self.write.places(service.places_of(form)), self.context.hub.region
        today, handed_in = local_date(self.now), papers.handed_in
        buried = service.burials_of(form)
        burials = await self.write.burials.of_niks(buried) if buried else {}
        return Facts(citizens, papers.kinds, today, families, papers.channel, places, region, handed_in, burials)

    async def citizens(self, service: Service, form: Mapping[str, Any]) -> Mapping[str, Citizen]:
        """The persons of the record whom a form names, by NIK."""
        found = await self.write.citizens(service.niks_of(form))
        self.context.named.update((nik, person.id) for nik, person in found.items())
        return found

    async def conclude(self, application: Application, subjects: tuple[uuid.UUID, ...]) -> Application:
        """The receipt of what was written, and the reply that a repeat gets."""
        receipt, reply = conclusion(self.context, self.mutation, application, subjects, self.now)
        await self.write.receipt(receipt)
        await self.write.reply(reply)
        return application


def action_of(context: Context, now: dt.datetime, seq: int, kind: ActionKind, data: Mapping[str, Any]) -> Action:
    """An action of whoever is asking."""
    return Action(seq, kind, context.actor.subject, context.actor.display_name, now, data)


def conclusion(
    context: Context, mutation: str, application: Application, subjects: tuple[uuid.UUID, ...], now: dt.datetime
) -> Conclusion:
    """The receipt of what a mutation did to an application, and the reply that a repeat gets."""
    written = Shown((f"Mutation.{mutation}",), (Category.APPLICATION.value,))
    receipt = _receipt(context, written, subjects, now, application.on_behalf_of)
    return receipt, {"application": str(application.header.id), "seq": application.version}


def receipt_of_answer(
    context: Context, subjects: tuple[uuid.UUID, ...], now: dt.datetime, on_behalf_of: str | None
) -> Receipt | None:
    """The receipt of what the answer shows of an application about these; None where nothing needs one."""
    shown = context.shown
    if shown is None or not shown.fields or not context.hub.receipts.keeps:
        return None
    return _receipt(context, shown, subjects, now, on_behalf_of)


def _receipt(
    context: Context,
    shown: Shown,
    subjects: tuple[uuid.UUID, ...],
    now: dt.datetime,
    on_behalf_of: str | None,
) -> Receipt:
    reading = Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=shown.fields,
        categories=shown.categories,
        subjects=subjects,
        on_behalf_of=on_behalf_of,
        batches=tuple(sorted(context.loaders.calls)),
        behind_seals=context.decision.rows.admits_sealed,
        sources=context.sources,
    )
    return receipt_of(reading, now)


Procedure = Callable[[Work], Awaitable[Application]]
Payload = Callable[[Work, Application], Awaitable[Mapping[str, Any]]]
Aftermath = Callable[[Work, Application], Awaitable[None]]
AtOnce = Callable[[WriteRequest], Awaitable[Application | None]]


async def perform(
    context: Context,
    mutation: str,
    given: Any,
    idempotency_key: str | None,
    procedure: Procedure,
    at_once: AtOnce | None = None,
) -> ApplicationOutcome:
    """Runs `procedure` behind the idempotency key; what is wrong with the input comes back in `errors`.

    A repeat gets the application as the first answer showed it. A refusal by policy is raised. `at_once` does the same
    without a transaction of several steps; what it gives None for, it left undone.
    """
    try:
        request = WriteRequest(
            actor=context.actor,
            purpose=context.purpose,
            mutation=mutation,
            key=key_of(context, idempotency_key),
            body_hash=body_hash(mutation, given),
        )
        application = await at_once(request) if at_once else None
        if application is None:
            application = await _step_by_step(context, request, procedure)
    except REFUSALS as error:
        return ApplicationOutcome(None, user_errors(error, context.decision.rows.untold))
    context.saw_application(application)
    return ApplicationOutcome(application)


async def _step_by_step(context: Context, request: WriteRequest, procedure: Procedure) -> Application:
    hub = context.hub
    async with hub.writes.begin(request) as write:
        replay = write.replay
        done = None if replay is not None else await procedure(Work(context, write, request.mutation, hub.clock()))
    return done or await _replayed(context, replay or {})


async def take_step(
    context: Context,
    mutation: str,
    kind: ActionKind,
    given: Step,
    payload: Payload,
    aftermath: Aftermath | None = None,
) -> ApplicationOutcome:
    """A step of an application that exists. `payload` gives the action's data, `aftermath` follows the append."""
    # Read before the transaction begins: inside, a second connection of the pool could be waited for by everybody.
    family = await own_family(context)
    absent = kind is ActionKind.CLAIM and await is_away(context)

    async def procedure(work: Work) -> Application:
        application = await locked(work, given.tracking_number)
        _check_allowed(context, kind, application, family, absent=absent)
        check_free(application, kind, context.actor.subject, work.now)
        check_version(application, given.expected_version)
        next_state(application, kind)
        data = await payload(work, application)
        after = await work.write.append(application, work.action(application.version + 1, kind, data))
        if aftermath is not None:
            await aftermath(work, after)
        return await work.conclude(after, await subjects_of(work, after))

    return await perform(context, mutation, given, given.idempotency_key, procedure)


STEPS_RULE: Final = "service:steps"


def check_may_submit(context: Context, family: frozenset[str]) -> None:
    """Raises what policy refuses before an application exists."""
    _check_allowed(context, ActionKind.SUBMIT, None, family)


async def nothing(_work: Work, _application: Application) -> Mapping[str, Any]:
    """The payload of a step that carries no data."""
    return {}


def _check_allowed(
    context: Context,
    kind: ActionKind,
    application: Application | None,
    family: frozenset[str],
    *,
    absent: bool = False,
) -> None:
    policies, now = context.hub.policies, context.hub.clock()
    denial = decide_action(policies, context.actor, context.purpose, kind, application, family, now, absent=absent)
    denial = denial or _left_to_others(context, kind, application)
    if denial is not None:
        raise refusal(denial)


def _left_to_others(context: Context, kind: ActionKind, application: Application | None) -> Denial | None:
    """What the service's own steps refuse to an officer whom policies would let."""
    actor = context.actor
    service = context.hub.services.get(application.header.service) if application else None
    if service is None or application is None or actor.kind is not ActorKind.USER:
        return None
    roles = roles_at(application, actor.subject, actor.roles)
    if not left_to_others(service.definition.steps, kind, roles):
        return None
    return Denial(ErrorCode.FORBIDDEN, "This service leaves the step to other roles.", STEPS_RULE, "the office's head")


async def locked(work: Work, tracking_number: str) -> Application:
    """The application, which nobody else changes until the transaction ends. Raises NotFound."""
    number = parse_tracking_number(tracking_number, path="trackingNumber")
    application = await work.write.application(number)
    if application is None:
        raise NotFound(
            "There is no application with this tracking number. Check it on the receipt.", path="trackingNumber"
        )
    return application


async def subjects_of(work: Work, application: Application) -> tuple[uuid.UUID, ...]:
    """The persons whom the application is about, for the receipt."""
    service = work.service_of(application)
    persons = await work.citizens(service, application.form)
    ids = {person.id for person in persons.values()} | work.touched
    if application.person_id:
        ids.add(uuid.UUID(application.person_id))
    return tuple(sorted(ids))


async def _replayed(context: Context, reply: Mapping[str, Any]) -> Application:
    """The application as it was right after the step that this key did."""
    hub, key = context.hub, uuid.UUID(reply["application"])
    found = await hub.applications.by_ids(hub.tenant, [key])
    now = found[key]
    return fold(now.header, now.actions[: reply["seq"]])
