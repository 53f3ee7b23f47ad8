"""Handing an application in, and handing it in again with what was missing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hub.core.application import ActionKind, Application, ApplicationHeader, Channel, MandateType
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.document import Document
from hub.core.errors import BadInput, HubError
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.service import Facts, Service
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.documents import document_id
from hub.resolvers.family import own_family
from hub.resolvers.outcome import ApplicationOutcome, Blocked
from hub.resolvers.workflow import Step, Work, check_may_submit, perform, take_step
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
    family = await own_family(context)

    async def procedure(work: Work) -> Application:
        check_may_submit(context, family)
        service, form = _chosen(context, given.application)
        papers = _papers(given.documents)
        facts = await work.facts(service, form, frozenset(paper.kind for paper in papers))
        _check(service, form, facts)
        region = service.region_of(form, facts)
        if not region:
            raise BadInput("The place where this is handled cannot be found out. Check the NIKs.", path="application")
        header = _header(work, service, region)
        await _attach(work, header.id, papers)
        action = work.action(1, ActionKind.SUBMIT, _submitted(given, form, papers))
        persons = tuple(sorted({person.id for person in facts.citizens.values()}))
        application = await work.write.insert_application(header, action, persons)
        return await work.conclude(application, persons)

    check_may_submit(context, family)
    await _know(context, given.application)
    return await perform(context, "submitApplication", given, given.idempotency_key, procedure)


async def resubmit(info: HubInfo, given: Resubmission) -> ApplicationOutcome:
    async def again(work: Work, application: Application) -> Mapping[str, Any]:
        service = work.service_of(application)
        corrections = _corrections(work.context, application, given.application)
        papers = _papers(given.documents or [])
        kinds = {paper.kind for paper in papers} | {paper["kind"] for paper in application.documents}
        form = {**application.form, **corrections}
        _check(service, form, await work.facts(service, form, frozenset(kinds)))
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
    blocking = tuple(finding for finding in service.check(form, facts) if finding.blocking)
    if blocking:
        raise Blocked(blocking, f"application.{camel(service.input_member)}")


async def _know(context: Context, given: Any) -> None:
    """Reads persons that only the population agency knows into the record, before the rules look at them.

    An agency that is out does not stop the counter: the rules then decide on what the record knows.
    """
    service, form = _chosen(context, given)
    found = await context.loaders.unsealed.load_many(service.niks_of(form))
    failed = [answer for answer in found if not isinstance(answer, Citizen | None)]
    if failed:
        codes = sorted({one.code.value if isinstance(one, HubError) else type(one).__name__ for one in failed})
        _log.warning("Persons of an application were not read.", extra={"count": len(failed), "codes": codes})


def _header(work: Work, service: Service, region: str) -> ApplicationHeader:
    context = work.context
    return ApplicationHeader(
        tenant=context.hub.tenant,
        id=new_id(),
        tracking_number=new_tracking_number(service.prefix),
        service=service.name,
        region_code=region,
        client_id=context.actor.client_id,
        submitted_at=work.now,
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
