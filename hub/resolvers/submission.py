"""Handing an application in, and handing it in again with what was missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hub.core.actor import Role
from hub.core.application import ActionKind, Application, ApplicationHeader, Channel, MandateType
from hub.core.attributes import camel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.definition import is_remote
from hub.core.document import Document
from hub.core.errors import BadInput, HubError
from hub.core.folding import fold
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.office_setting import OfficeSettings, ServiceSetting, check_open
from hub.core.once_only import niks_behind, saved
from hub.core.promise import PROMISED
from hub.core.regions import within
from hub.core.return_list import still_missing
from hub.core.service import Facts, Finding, Service
from hub.core.writing_ports import NewApplication, WriteRequest
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.documents import document_id
from hub.resolvers.family import own_family
from hub.resolvers.outcome import REFUSALS, ApplicationOutcome, Blocked
from hub.resolvers.sessions import book
from hub.resolvers.values import Language
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
    document_id: str | None


class Submission(Protocol):
    """What `submitApplication` is given; `application` has one member per service, one of which is set."""

    idempotency_key: str | None
    on_behalf_of: str | None
    mandate: MandateType | None
    channel: Channel
    documents: list[DocumentRef]
    prefilled: list[str]
    notice_language: Language
    application: Any


class Resubmission(Step, Protocol):
    documents: list[DocumentRef] | None
    application: Any


@dataclass(frozen=True, slots=True)
class Known:
    """What the record holds of whom a form names, by NIK; `facts` None where the rules have to look step by step."""

    record: Mapping[str, Citizen]
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as the input names it; `id` None where somebody took the paper itself."""

    kind: str
    id: uuid.UUID | None


async def submit(info: HubInfo, given: Submission) -> ApplicationOutcome:
    context = info.context
    check_may_submit(context, await own_family(context))
    known, settings = await _know(context, given), await context.hub.settings.now()

    async def procedure(work: Work) -> Application:
        service, form = _chosen(context, given.application)
        papers = _papers(context, given.documents, given.channel.value)
        kinds = frozenset(paper.kind for paper in papers)
        brought = Papers(kinds, given.channel.value, local_date(work.now))
        facts = await work.facts(service, form, brought)
        setting = settings.of(service.name)
        new = _new(context, given, {**known.record, **facts.citizens}, facts, setting, work.now)
        header, actions = new.application.header, new.application.actions
        await book(work, service, form, header.id)
        await _attach(work, header.id, papers)
        application = await work.write.insert_application(header, actions[0], new.person_ids)
        return await work.conclude(application, new.person_ids)

    async def at_once(request: WriteRequest) -> Application | None:
        return None if known.facts is None else await _at_once(context, request, given, known, known.facts, settings)

    return await perform(context, "submitApplication", given, given.idempotency_key, procedure, at_once)


async def _at_once(
    context: Context, request: WriteRequest, given: Submission, known: Known, facts: Facts, settings: OfficeSettings
) -> Application | None:
    """The same without a transaction of several steps, with what its answer shows receipted too.

    None: nothing was done. What is wrong with the input is told step by step, where a repeat of what was right then
    gets its answer.
    """
    now = context.hub.clock()
    try:
        setting = settings.of(_chosen(context, given.application)[0].name)
        new = _new(context, given, known.record, facts, setting, now)
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


def _new(
    context: Context,
    given: Submission,
    record: Mapping[str, Citizen],
    facts: Facts,
    setting: ServiceSetting,
    now: dt.datetime,
) -> NewApplication:
    """The application as it will be, by what the record knows. Raises what is wrong with it.

    Every new application comes through here, so here the office's setting holds: whether it takes one, and what it
    promises."""
    service, form = _chosen(context, given.application)
    check_open(setting, local_date(now))
    papers = _papers(context, given.documents, given.channel.value)
    _check(service, form, facts)
    region = service.region_of(form, facts)
    if not region:
        raise BadInput("The place where this is handled cannot be found out. Check the NIKs.", path="application")
    if not within(region, context.hub.region):
        raise BadInput("Another district's office handles this. Apply where the home is.", path="application")
    said = _submitted(service, given, form, papers, record) | _promised(service, setting)
    action = action_of(context, now, 1, ActionKind.SUBMIT, said)
    persons = tuple(sorted({person.id for person in facts.citizens.values()}))
    application = fold(_header(context, service, region, now), [action])
    return NewApplication(application, [(one.id, one.kind) for one in papers if one.id], persons)


async def resubmit(info: HubInfo, given: Resubmission) -> ApplicationOutcome:
    async def again(work: Work, application: Application) -> Mapping[str, Any]:
        service = work.service_of(application)
        corrections = _corrections(work.context, application, given.application)
        held = papers_of(application)
        papers = _papers(work.context, given.documents or [], held.channel)
        form = {**application.form, **corrections}
        brought = frozenset(paper.kind for paper in papers)
        kinds = held.kinds | brought
        _refuse(service, still_missing(service, application, form, brought, corrects=bool(corrections)))
        _check(service, form, await work.facts(service, form, dataclasses.replace(held, kinds=kinds)))
        await book(work, service, form, application.header.id)
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


async def _know(context: Context, given: Submission) -> Known:
    """What the rules may know, where the record has everybody whom the form names.

    Others are read into it from the population agency, before the rules look at them. An agency that is out does not
    stop the counter: the rules then decide on what the record knows.
    """
    service, form = _chosen(context, given.application)
    niks = service.niks_of(form)
    asked = list(dict.fromkeys([*niks, *niks_behind(service, form, given.prefilled)]))
    answers = await context.loaders.everybody.load_at_once(asked)
    record = {nik: one for nik, one in zip(asked, answers, strict=True) if isinstance(one, Citizen)}
    held = {nik: record[nik] for nik in niks if nik in record}
    if len(held) == len(set(niks)):
        return Known(record, await _facts(context, given, service, form, held))
    found = await context.loaders.unsealed.load_many(nik for nik in dict.fromkeys(niks) if nik not in held)
    failed = [answer for answer in found if not isinstance(answer, Citizen | None)]
    if failed:
        codes = sorted({one.code.value if isinstance(one, HubError) else type(one).__name__ for one in failed})
        _log.warning("Persons of an application were not read.", extra={"count": len(failed), "codes": codes})
    return Known(record)


async def _facts(
    context: Context, given: Submission, service: Service, form: Mapping[str, Any], held: Mapping[str, Citizen]
) -> Facts | None:
    """None where names of places, burial books or places in sessions are needed: they are read step by step."""
    if service.places_of(form) or service.burials_of(form) or service.session_of(form):
        return None
    # Who moved away is none of those whom a service may be about.
    citizens = {nik: person for nik, person in held.items() if person.moved_to is None}
    families = await _families(context, service.cards_of(form, citizens))
    kinds = frozenset(paper.kind for paper in given.documents)
    today, region = local_date(context.hub.clock()), context.hub.region
    return Facts(citizens, kinds, today, families, given.channel.value, office_region=region)


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


def _submitted(
    service: Service,
    given: Submission,
    form: Mapping[str, Any],
    papers: Sequence[Paper],
    record: Mapping[str, Citizen],
) -> dict[str, Any]:
    return {
        "form": form,
        "documents": _listed(papers),
        "channel": given.channel.value,
        "on_behalf_of": given.on_behalf_of,
        "mandate": (given.mandate or MandateType.SELF).value,
        "notice_language": given.notice_language.value,
        "once_only": saved(service, form, given.channel.value, given.prefilled, record).stored(),
    }


def _promised(service: Service, setting: ServiceSetting) -> dict[str, int]:
    """What the office promises, where that is less than the law gives; it stays whatever the office sets later."""
    hours = setting.promise(service.max_hours)
    return {PROMISED: hours} if hours < service.max_hours else {}


def _listed(papers: Sequence[Paper]) -> list[dict[str, str]]:
    return [{"kind": one.kind, **({"document_id": str(one.id)} if one.id else {})} for one in papers]


def _papers(context: Context, given: Sequence[DocumentRef], channel: str) -> list[Paper]:
    numbered = enumerate(given)
    return [Paper(one.kind, _upload(context, one, channel, f"documents.{n}.documentId")) for n, one in numbered]


def _upload(context: Context, given: DocumentRef, channel: str, path: str) -> uuid.UUID | None:
    """The upload, or None for a paper that was taken by somebody who stood before whoever brought it."""
    if given.document_id:
        return document_id(given.document_id, path=path)
    if is_remote(channel) or Role.HELPER not in context.actor.roles:
        raise BadInput("Upload a scan of this paper; only a helper who was handed it takes it on paper.", path=path)
    return None


async def _attach(work: Work, application_id: uuid.UUID, papers: Sequence[Paper]) -> None:
    uploaded = {number: one.id for number, one in enumerate(papers) if one.id}
    bound = await work.write.attach_documents(application_id, list(uploaded.values()))
    for number, document in zip(uploaded, bound, strict=True):
        _check_kind(papers[number], document, f"documents.{number}.kind")


def _check_kind(paper: Paper, document: Document, path: str) -> None:
    if paper.kind != document.kind:
        raise BadInput(f"This upload was announced as `{document.kind}`. Name it so, or upload it anew.", path=path)
