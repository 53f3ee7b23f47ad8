"""Fields of an application: what the applicant is told, what the officer looks at."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from strawberry import Parent

from hub import access
from hub.core.application import TRANSITIONS, Action, ActionKind, Application, Channel, MandateType
from hub.core.bundle import SETTLED_BY_HAND, BundleStep, bundle_of, with_hand_over
from hub.core.burial import Burial
from hub.core.citizen import Citizen
from hub.core.clerks import named_step
from hub.core.definition import ServiceStep, left_to_others
from hub.core.desks import is_bound, roles_at
from hub.core.document import VerificationStatus
from hub.core.hand_over import HandOver
from hub.core.identifiers import global_id
from hub.core.notices import ApplicantNotice, NoticeState, notice_of
from hub.core.service import Facts, Finding, PlanKind, Service, SiakField
from hub.core.treatment_texts import treatment_said
from hub.resolvers import promises
from hub.resolvers.away import is_away
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.family import own_family
from hub.resolvers.holding import another_works
from hub.resolvers.values import Language, text
from hub.resolvers.workflow import papers_of

MUTATIONS: Final[Mapping[ActionKind, str]] = {
    ActionKind.CLAIM: "claimApplication",
    ActionKind.RETURN: "returnApplication",
    ActionKind.RESUBMIT: "resubmitApplication",
    ActionKind.ACCEPT: "acceptApplication",
    ActionKind.VERIFY: "verifyApplication",
    ActionKind.RECORD_SIAK: "recordSiakResult",
    ActionKind.VALIDATE: "validateApplication",
    ActionKind.SIGN: "signApplication",
    ActionKind.HAND_OVER: "handOverApplication",
    ActionKind.REFUSE: "refuseApplication",
    ActionKind.WITHDRAW: "withdrawApplication",
    ActionKind.DELAY: "delayApplication",
    ActionKind.RESUME: "resumeApplication",
    ActionKind.SETTLE_STEP: "settleBundleStep",
    ActionKind.TAKE_OVER: "takeOverApplication",
    ActionKind.PRINT: "printApplication",
    ActionKind.ASSIGN: "assignApplication",
}
"""Actions that are mutations; the read-back (CONFIRM_SIAK) is the worker's."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an application. Media type and size are None when the row is gone."""

    id: uuid.UUID
    kind: str
    label_id: str
    label_en: str
    media_type: str | None
    size: int | None
    url: str
    treatment: str | None = None


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate of an application; `url` is a path of the hub that needs `document:read`."""

    code: str
    title: str
    status: VerificationStatus
    issued_at: dt.datetime
    url: str
    register_number: str | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One step, as the applicant and the officer read it."""

    seq: int
    action: str
    actor: str
    at: dt.datetime
    note: str | None


def application_id(parent: Parent[Application]) -> str:
    return global_id("Application", parent.header.id)


def tracking_number(parent: Parent[Application]) -> str:
    return parent.header.tracking_number


def service_name(parent: Parent[Application]) -> str:
    return parent.header.service


def title(parent: Parent[Application], info: HubInfo, language: Language | None = Language.ID) -> str:
    service = _service(info.context, parent)
    return text(language, service.title_id, service.title_en)


def next_step(parent: Parent[Application], info: HubInfo, language: Language | None = Language.ID) -> str:
    due = promises.of(info.context, parent).due
    return _service(info.context, parent).next_step(parent, (language or Language.ID).value, due)


def submitted_at(parent: Parent[Application]) -> dt.datetime:
    return parent.header.submitted_at


def region_code(parent: Parent[Application]) -> str:
    return parent.header.region_code


def client_id(parent: Parent[Application]) -> str:
    return parent.header.client_id


def channel(parent: Parent[Application]) -> Channel:
    return Channel(parent.channel)


def mandate(parent: Parent[Application]) -> MandateType:
    return MandateType(parent.mandate)


def form(parent: Parent[Application]) -> dict[str, Any]:
    return dict(parent.form)


def further(parent: Parent[Application], info: HubInfo) -> dict[str, Any] | None:
    known = _service(info.context, parent).further(parent.form)
    return None if known is None else dict(known)


async def documents(parent: Parent[Application], info: HubInfo) -> list[Paper]:
    labels = {r.kind: (r.label_id, r.label_en) for r in _service(info.context, parent).requirements}
    scanned = [paper for paper in parent.documents if "document_id" in paper]
    rows = await info.context.loaders.documents.load_many([uuid.UUID(paper["document_id"]) for paper in scanned])
    return [_paper(*pair, labels) for pair in zip(scanned, rows, strict=True)]


def papers_taken(parent: Parent[Application], info: HubInfo, language: Language | None = Language.ID) -> list[str]:
    labels = {r.kind: text(language, r.label_id, r.label_en) for r in _service(info.context, parent).requirements}
    taken = (paper["kind"] for paper in parent.documents if "document_id" not in paper)
    return [labels.get(kind, kind) for kind in taken]


def paper_id(parent: Parent[Paper]) -> str:
    return global_id("Document", parent.id)


def paper_label(parent: Parent[Paper], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def paper_treatment(parent: Parent[Paper], language: Language | None = Language.ID) -> str | None:
    if parent.treatment is None:
        return None
    return treatment_said(parent.treatment, indonesian=language is not Language.EN)


async def findings(parent: Parent[Application], info: HubInfo) -> list[Finding]:
    """None of one that is signed: the record is then as the application wanted it, which the rules did not expect."""
    if parent.certificate_code is not None:
        return []
    service = _service(info.context, parent)
    return list(service.check(parent.form, await facts(info.context, service, parent)))


async def siak_fields(parent: Parent[Application], info: HubInfo) -> list[SiakField]:
    service = _service(info.context, parent)
    return list(service.siak_fields(parent, await facts(info.context, service, parent)))


async def bundle(parent: Parent[Application], info: HubInfo) -> list[BundleStep]:
    service = _service(info.context, parent)
    steps = bundle_of(parent, service.plan(parent.form, await facts(info.context, service, parent)))
    return list(with_hand_over(steps, await _sent(info.context, service, parent)))


async def _sent(context: Context, service: Service, application: Application) -> HandOver | None:
    """The offer to another district that its signature made; once it is signed, by the number of its letter."""
    letter, held = service.letter_of(application), context.hub.hand_overs
    if letter is None or held is None or application.certificate_code is None:
        return None
    return await held.sent(context.hub.tenant, letter)


def step_key(parent: Parent[BundleStep]) -> str:
    return parent.step.key


def step_kind(parent: Parent[BundleStep]) -> PlanKind:
    return parent.step.kind


def step_agency(parent: Parent[BundleStep]) -> str | None:
    return parent.step.agency or None


def step_label(parent: Parent[BundleStep], language: Language | None = Language.ID) -> str:
    return text(language, parent.step.label_id, parent.step.label_en)


def step_undo(parent: Parent[BundleStep], language: Language | None = Language.ID) -> str | None:
    return text(language, parent.step.undo_id, parent.step.undo_en) or None


def timeline(parent: Parent[Application], info: HubInfo) -> list[TimelineItem]:
    reader, office = info.context.actor, info.context.decision.rows.clerks
    return [
        TimelineItem(a.seq, a.kind.value, named_step(a, parent, reader, office), a.at, _note(a)) for a in parent.actions
    ]


async def notices(parent: Parent[Application], info: HubInfo) -> list[ApplicantNotice]:
    return [notice_of(delivery) for delivery in await info.context.loaders.notices.load(parent.header.id)]


async def told_at(parent: Parent[Application], info: HubInfo) -> dt.datetime | None:
    sent = [one.at for one in await notices(parent, info) if one.state is NoticeState.SENT and one.at is not None]
    return max(sent, default=None)


async def certificate(parent: Parent[Application], info: HubInfo) -> CertificateFacts | None:
    return await _certificate(info.context, parent.certificate_code) if parent.certificate_code else None


async def certificates(parent: Parent[Application], info: HubInfo) -> list[CertificateFacts]:
    """The main paper first, as the service gave them."""
    found = await asyncio.gather(*(_certificate(info.context, code) for code in parent.certificate_codes))
    return [one for one in found if one is not None]


async def _certificate(context: Context, code: str) -> CertificateFacts | None:
    found = await context.loaders.issued_papers.load(code)
    if found is None:
        return None
    number = str(found.entry) if found.entry else None
    url = f"/documents/{found.document_id}"
    return CertificateFacts(found.code, found.title, found.status, found.issued_at, url, number)


async def allowed_actions(parent: Parent[Application], info: HubInfo) -> list[str]:
    """Names of the mutations that this viewer may call now, by the same policy as the mutations, and no lease against
    it."""
    context = info.context
    family = await own_family(context)
    absent = parent.state in TRANSITIONS[ActionKind.CLAIM][0] and await is_away(context)
    kinds = access.allowed_actions(context.hub.policies, context.actor, context.purpose, parent, family, absent=absent)
    if ActionKind.SETTLE_STEP in kinds and not any(
        one.step.kind in SETTLED_BY_HAND for one in await bundle(parent, info)
    ):
        kinds = tuple(kind for kind in kinds if kind is not ActionKind.SETTLE_STEP)
    held_up, steps = another_works(context, parent), _steps_of(context, parent)
    roles = roles_at(parent, context.actor.subject, context.actor.roles)
    kinds = tuple(kind for kind in kinds if not left_to_others(steps, kind, roles))
    return [MUTATIONS[kind] for kind in kinds if kind in MUTATIONS and not (held_up and is_bound(kind))]


def _steps_of(context: Context, application: Application) -> tuple[ServiceStep, ...]:
    service = context.hub.services.get(application.header.service)
    return service.definition.steps if service else ()


async def child(parent: Parent[Application], info: HubInfo) -> Citizen | None:
    return await by_id(info.context, uuid.UUID(parent.person_id)) if parent.person_id else None


async def facts(context: Context, service: Service, application: Application) -> Facts:
    """What a service's rules may know when somebody looks at an application: of the record, no agency is asked."""
    niks = service.niks_of(application.form)
    found = await context.loaders.recorded.load_many(niks)
    citizens = {nik: person for nik, person in zip(niks, found, strict=True) if isinstance(person, Citizen)}
    families = await _families(context, service.cards_of(application.form, citizens))
    places = await context.hub.people.places(service.places_of(application.form))
    papers = papers_of(application)
    day, region = papers.handed_in, context.hub.region
    burials = await _burials(context, service, application)
    return Facts(citizens, papers.kinds, day, families, papers.channel, places, region, day, burials)


async def _burials(context: Context, service: Service, application: Application) -> Mapping[str, Burial]:
    niks, held = service.burials_of(application.form), context.hub.burials
    return await held.of_niks(context.hub.tenant, niks) if niks and held is not None else {}


async def _families(context: Context, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
    """Those whom the rules look at, whoever asks: what a rule says must not depend on the reader."""
    found = await context.loaders.recorded_families.load_many(numbers)
    return {number: members for number, members in zip(numbers, found, strict=True) if isinstance(members, tuple)}


def _service(context: Context, application: Application) -> Service:
    return context.hub.services[application.header.service]


def _paper(given: Mapping[str, str], row: Any, labels: Mapping[str, tuple[str, str]]) -> Paper:
    document_id, kind = uuid.UUID(given["document_id"]), given["kind"]
    label_id, label_en = labels.get(kind, (kind, kind))
    return Paper(
        id=document_id,
        kind=kind,
        label_id=label_id,
        label_en=label_en,
        media_type=getattr(row, "media_type", None),
        size=getattr(row, "size", None),
        url=f"/documents/{document_id}",
        treatment=getattr(row, "treatment", None),
    )


def _note(action: Action) -> str | None:
    if action.kind is ActionKind.RETURN:
        return "; ".join(f"{one['what']}: {one['reason']}" for one in action.data["missing"])
    reason = action.data.get("reason")
    if action.kind is ActionKind.TAKE_OVER:
        return f"{action.data['from_name']}: {reason}"
    if action.kind is ActionKind.ASSIGN:
        return f"{action.data['to_name']}: {reason}"
    return str(reason) if reason else None
