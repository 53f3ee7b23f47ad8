from __future__ import annotations

import datetime as dt

import strawberry

from hub.core import application as core
from hub.core.application import ApplicationState, Channel, MandateType, SiakStatus
from hub.core.attributes import Category
from hub.resolvers import application_fields as r
from hub.resolvers import holding
from hub.resolvers import missing as m
from hub.resolvers import prints as r_prints
from hub.resolvers import promises as r_promises
from hub.resolvers import refused as r_refused
from hub.resolvers import satisfaction as r_satisfaction
from hub.resolvers.regions import of_application
from hub.schema.application_document import ApplicationDocument
from hub.schema.application_notice import ApplicationNotice
from hub.schema.assignment import Assignment
from hub.schema.bundle_step import BundleStep
from hub.schema.certificate_info import CertificateInfo
from hub.schema.declare import PUBLIC, field
from hub.schema.finding import Finding
from hub.schema.later import CITIZEN
from hub.schema.missing import Missing
from hub.schema.node import Node
from hub.schema.paper_print import PaperPrint
from hub.schema.refusal import Refusal
from hub.schema.region import Region
from hub.schema.scalars import JSON
from hub.schema.service_promise import ServicePromise
from hub.schema.siak_field import SiakField
from hub.schema.siak_result import SiakResult
from hub.schema.stands_for import StandsFor
from hub.schema.take_over import TakeOver
from hub.schema.timeline_entry import TimelineEntry
from hub.schema.worked_on import WorkedOn

_SCOPE, _CATEGORY = "application:read", Category.APPLICATION


@strawberry.type(description="An application. Without a token only the public fields answer.")
class Application(StandsFor, Node):
    stands_for = core.Application

    id: strawberry.ID = field(scope=_SCOPE, category=_CATEGORY, resolver=r.application_id)
    tracking_number: str = field(scope=PUBLIC, resolver=r.tracking_number)
    service: str = field(scope=PUBLIC, resolver=r.service_name)
    title: str = field(scope=PUBLIC, resolver=r.title, description="Title of the service.")
    state: ApplicationState = field(scope=PUBLIC)
    next_step: str = field(scope=PUBLIC, resolver=r.next_step, description="What happens now, told to the applicant.")
    version: int | None = field(
        scope=_SCOPE, category=_CATEGORY, description="Give it as `expectedVersion` with the next step."
    )
    submitted_at: dt.datetime | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.submitted_at)
    region_code: str | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.region_code, description="Where it is handled."
    )
    region: Region | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=of_application, description="The same by its names of today."
    )
    channel: Channel | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.channel)
    mandate: MandateType | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.mandate)
    on_behalf_of: str | None = field(scope=_SCOPE, category=_CATEGORY)
    assignee: str | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=holding.assignee, description="Who claimed it, or was given it."
    )
    assignee_name: str | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=holding.assignee_name,
        description="The name of the officer who goes on with it; the office's for whoever is not of it.",
    )
    worked_on: WorkedOn | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=holding.worked_on, description="Who works on it at this moment."
    )
    taken_over: TakeOver | None = field(
        scope=_SCOPE, category=_CATEGORY, description="The last time that a colleague took it over."
    )
    assigned: Assignment | None = field(
        scope=_SCOPE, category=_CATEGORY, description="The last time that somebody who leads gave it to an officer."
    )
    client_id: str | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.client_id, description="The client that handed it in."
    )
    form: JSON | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.form, description="The form as stored.")
    further: JSON | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r.further,
        description="The form of another application that this one calls for, as far as it is known: that of a twin.",
    )
    documents: list[ApplicationDocument] | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.documents)
    papers_taken: list[str] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r.papers_taken,
        description="Papers that somebody took on paper, so that there is no scan: their names.",
    )
    missing: list[Missing] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=m.missing, description="What the applicant has to bring now."
    )
    findings: list[Finding] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.findings, description="What the rules say now, for the officer."
    )
    siak_status: SiakStatus | None = field(scope=_SCOPE, category=_CATEGORY)
    siak_fields: list[SiakField] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.siak_fields, description="The data in SIAK's field order."
    )
    siak_result: SiakResult | None = field(scope=_SCOPE, category=_CATEGORY)
    differences: list[str] | None = field(
        scope=_SCOPE, category=_CATEGORY, description="Attributes in which the register differs after a read-back."
    )
    due_at: dt.datetime | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r_promises.due_at,
        description="When it has to be answered, by the office's hours; null where no clock runs.",
    )
    promise: ServicePromise = field(
        scope=PUBLIC, resolver=r_promises.promise, description="Until when the office has promised to answer it."
    )
    reason: str | None = field(scope=_SCOPE, category=_CATEGORY)
    refusal: Refusal | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r_refused.refusal, description="Why it was refused, by the list."
    )
    bundle: list[BundleStep] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.bundle, description="All that this application sets going."
    )
    timeline: list[TimelineEntry] | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.timeline)
    notices: list[ApplicationNotice] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.notices, description="What the applicant was told, by which way."
    )
    rateable: bool = field(
        scope=PUBLIC,
        resolver=r_satisfaction.rateable,
        description="Whether it is finished, and nobody has said yet what she thinks of the service (`rateService`).",
    )
    told_at: dt.datetime | None = field(
        scope=PUBLIC, resolver=r.told_at, description="When the applicant was last sent a message about it."
    )
    allowed_actions: list[str] | None = field(
        scope=_SCOPE,
        category=_CATEGORY,
        resolver=r.allowed_actions,
        description="Mutations that this viewer may call now, decided by the same policy.",
    )
    certificate: CertificateInfo | None = field(scope=_SCOPE, category=_CATEGORY, resolver=r.certificate)
    certificates: list[CertificateInfo] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r.certificates, description="All that it led to, the main one first."
    )
    prints: list[PaperPrint] | None = field(
        scope=_SCOPE, category=_CATEGORY, resolver=r_prints.prints, description="When its papers were printed."
    )
    citizen = field(
        scope="citizen:read",
        category=Category.POPULATION,
        graphql_type=CITIZEN,
        resolver=r.child,
        description="The person, once in the record.",
    )
