"""Handing an application in, and handing it in again with what was missing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hub.core.application import ActionKind, Application, ApplicationHeader, Channel, MandateType, fold
from hub.core.attributes import camel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.document import Document
from hub.core.errors import BadInput, HubError
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.ports import NewApplication, WriteRequest
from hub.core.regions import within
from hub.core.return_list import still_missing
from hub.core.service import Facts, Finding, Service
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.documents import document_id
from hub.resolvers.family import own_family
from hub.resolvers.outcome import REFUSALS, ApplicationOutcome, Blocked
from hub.resolvers.workflow import (
    Papers,
    Step,
    Work,
    action_of,
    check_may_submit,
    conclusion,
    papers_of,
    perform,
    receipt_of_answer,
    take_step,
)
from hub.telemetry import logger

_log = logger(__name__)


class DocumentRef(Protocol):
    kind: str
    document_id: str


class Submission(Protocol):
    """What `submitApplication` is given; `application` has one member per service, one of which is set."""

    idempotency_key: str | None
    on_behalf_of: str | None
    mandate: MandateType | None
    channel: Channel
    documents: list[DocumentRef]
    application: Any


class Resubmission(Step, Protocol):
    documents: list[DocumentRef] | None
    application: Any


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the input names it."""

    kind: str
    id: uuid.UUID


async def submit(info: HubInfo, given: Submission) -> ApplicationOutcome:
    context = info.context
    check_may_submit(context, await own_family(context))
    known = await _know(context, given)

    async def procedure(work: Work) -> Application:
        service, form = _chosen(context, given.application)
        papers = _papers(given.documents)
        kinds = frozenset(paper.kind for paper in papers)
        new = _new(context, given, await work.facts(service, form, Papers(kinds, given.channel.value)), work.now)
        header, actions = new.application.header, new.application.actions
        await _attach(work, header.id, papers)
        application = await work.write.insert_application(header, actions[0], new.person_ids)
        return await work.conclude(application, new.person_ids)

    async def at_once(request: WriteRequest) -> Application | None:
        return None if known is None else await _at_once(context, request, given, known)

    return await perform(context, "submitApplication", given, given.idempotency_key, procedure, at_once)


async def _at_once(context: Context, request: WriteRequest, given: Submission, facts: Facts) -> Application | None:
    """The same without a transaction of several steps, with what its answer shows receipted too.

    None: nothing was done. What is wrong with the input is told step by step, where a repeat of what was right then
    gets its answer.
    """
    now = context.hub.clock()
    try:
        new = _new(context, given, facts, now)
    except REFUSALS:
        return None
    receipt, reply = conclusion(context, request.mutation, new.application, new.person_ids, now)
    shown = receipt_of_answer(context, new.person_ids, now, new.application.on_behalf_of)
    if not await context.hub.writes.hand_in(request, new, (receipt, shown) if shown else (receipt,), reply):
        return None
    context.named.update((nik, person.id) for nik, person in facts.citizens.items())
    if shown:
        context.receipted.update(new.person_ids)
    return new.application


def _new(context: Context, given: Submission, facts: Facts, now: dt.datetime) -> NewApplication:
    """The application as it will be, by what the record knows. Raises what is wrong with it."""
    service, form = _chosen(context, given.application)
    papers = _papers(given.documents)
    _check(service, form, facts)
    region = service.region_of(form, facts)
    if not region:
        raise BadInput("The place where this is handled cannot be found out. Check the NIKs.", path="application")
    if not within(region, context.hub.region):
        raise BadInput("Another district's office handles this. Apply where the home is.", path="application")
    action = action_of(context, now, 1, ActionKind.SUBMIT, _submitted(given, form, papers))
    persons = tuple(sorted({person.id for person in facts.citizens.values()}))
    application = fold(_header(context, service, region, now), [action])
    return NewApplication(application, [(paper.id, paper.kind) for paper in papers], persons)


async def resubmit(info: HubInfo, given: Resubmission) -> ApplicationOutcome:
    async def again(work: Work, application: Application) -> Mapping[str, Any]:
        service = work.service_of(application)
        corrections = _corrections(work.context, application, given.application)
        papers = _papers(given.documents or [])
        held = papers_of(application)
        form = {**application.form, **corrections}
        brought = frozenset(paper.kind for paper in papers)
        kinds = held.kinds | brought
        _refuse(service, still_missing(service, application, form, brought, corrects=bool(corrections)))
        _check(service, form, await work.facts(service, form, Papers(kinds, held.channel)))
        await _attach(work, application.header.id, papers)
        return {"form": corrections, "documents": _listed(papers)}

    return await take_step(info.context, "resubmitApplication", ActionKind.RESUBMIT, given, again)


def _chosen(context: Context, given: Any) -> tuple[Service, dict[str, Any]]:
    """The service whose member is set, and the stored form."""
    for service in context.hub.services.values():
        chosen = member(given, service.input_member)
        if chosen is not None:
            return service, service.to_form(chosen)
    raise BadInput("Fill in the form of one service.", path="application")


def member(given: Any, name: str) -> Any:
    """The value of a member of ApplicationInput, None when another one is set."""
    value = getattr(given, name, None)
    return getattr(value, "value", value) if value is not None else None


def _corrections(context: Context, application: Application, given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    service, form = _chosen(context, given)
    if service.name != application.header.service:
        raise BadInput("These corrections belong to another service.", path="application")
    return form


def _check(service: Service, form: Mapping[str, Any], facts: Facts) -> None:
    _refuse(service, service.check(form, facts))


def _refuse(service: Service, findings: Iterable[Finding]) -> None:
    """Raises Blocked with those that keep it from being taken."""
    blocking = tuple(finding for finding in findings if finding.blocking)
    if blocking:
        raise Blocked(blocking, f"application.{camel(service.input_member)}")


async def _know(context: Context, given: Submission) -> Facts | None:
    """What the rules may know, where the record has everybody whom the form names.

    Others are read into it from the population agency, before the rules look at them. An agency that is out does not
    stop the counter: the rules then decide on what the record knows.
    """
    service, form = _chosen(context, given.application)
    niks = dict.fromkeys(service.niks_of(form))
    answers = await context.loaders.everybody.load_at_once(list(niks))
    held = {nik: one for nik, one in zip(niks, answers, strict=True) if isinstance(one, Citizen)}
    if len(held) == len(niks):
        # Who moved away is none of those whom a service may be about.
        citizens = {nik: person for nik, person in held.items() if person.moved_to is None}
        if service.places_of(form):
            return None  # names of places are read step by step
        families = await _families(context, service.cards_of(form, citizens))
        kinds = frozenset(paper.kind for paper in given.documents)
        today, region = local_date(context.hub.clock()), context.hub.region
        return Facts(citizens, kinds, today, families, given.channel.value, office_region=region)
    found = await context.loaders.unsealed.load_many(nik for nik in niks if nik not in held)
    failed = [answer for answer in found if not isinstance(answer, Citizen | None)]
    if failed:
        codes = sorted({one.code.value if isinstance(one, HubError) else type(one).__name__ for one in failed})
        _log.warning("Persons of an application were not read.", extra={"count": len(failed), "codes": codes})
    return None


async def _families(context: Context, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
    """Everybody on these cards: rules decide on them, nothing of them is shown."""
    found = await context.loaders.everybody_of_families.load_many(numbers)
    families = {number: members for number, members in zip(numbers, found, strict=True) if isinstance(members, tuple)}
    return {number: tuple(one for one in members if one.moved_to is None) for number, members in families.items()}


def _header(context: Context, service: Service, region: str, now: dt.datetime) -> ApplicationHeader:
    return ApplicationHeader(
        tenant=context.hub.tenant,
        id=new_id(),
        tracking_number=new_tracking_number(service.prefix),
        service=service.name,
        region_code=region,
        client_id=context.actor.client_id,
        submitted_at=now,
    )


def _submitted(given: Submission, form: Mapping[str, Any], papers: Sequence[Paper]) -> dict[str, Any]:
    return {
        "form": form,
        "documents": _listed(papers),
        "channel": given.channel.value,
        "on_behalf_of": given.on_behalf_of,
        "mandate": (given.mandate or MandateType.SELF).value,
    }


def _listed(papers: Sequence[Paper]) -> list[dict[str, str]]:
    return [{"kind": paper.kind, "document_id": str(paper.id)} for paper in papers]


def _papers(given: Sequence[DocumentRef]) -> list[Paper]:
    numbered = enumerate(given)
    return [Paper(one.kind, document_id(one.document_id, path=f"documents.{n}.documentId")) for n, one in numbered]


async def _attach(work: Work, application_id: uuid.UUID, papers: Sequence[Paper]) -> None:
    bound = await work.write.attach_documents(application_id, [paper.id for paper in papers])
    for number, (paper, document) in enumerate(zip(papers, bound, strict=True)):
        _check_kind(paper, document, f"documents.{number}.kind")


def _check_kind(paper: Paper, document: Document, path: str) -> None:
    if paper.kind != document.kind:
        raise BadInput(f"This upload was announced as `{document.kind}`. Name it so, or upload it anew.", path=path)
