from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import Info
from strawberry.federation.schema import FederationAny

from hub.core.attributes import Category
from hub.core.held import Found, Origin, Way
from hub.resolvers import absences as r_absences
from hub.resolvers import accesses as r_accesses
from hub.resolvers import applications as r_applications
from hub.resolvers import burials as r_burials
from hub.resolvers import catalogue as r_catalogue
from hub.resolvers import citizens as r_citizens
from hub.resolvers import dashboard as r_dashboard
from hub.resolvers import deliveries as r_deliveries
from hub.resolvers import discrepancies as r_discrepancies
from hub.resolvers import documents as r_documents
from hub.resolvers import duplicates as r_duplicates
from hub.resolvers import family as r_family
from hub.resolvers import hand_overs as r_hand_overs
from hub.resolvers import nodes as r_nodes
from hub.resolvers import objections as r_objections
from hub.resolvers import once_only as r_once_only
from hub.resolvers import receipt_log as r_receipt_log
from hub.resolvers import regions as r_regions
from hub.resolvers import ripples as r_ripples
from hub.resolvers import scoreboard as r_scoreboard
from hub.resolvers import sessions as r_sessions
from hub.resolvers import viewer as r_viewer
from hub.schema.access import Access
from hub.schema.administration import AdministrationQuery
from hub.schema.agency import Agency
from hub.schema.application import Application
from hub.schema.appointing import AppointingQuery
from hub.schema.burial_report import BurialReport
from hub.schema.citizen import Citizen
from hub.schema.citizen_match import CitizenMatch
from hub.schema.code_entry import CodeEntry
from hub.schema.connection import Connection
from hub.schema.correction_preview import CorrectionPreview
from hub.schema.counter import CounterQuery
from hub.schema.dashboard import Dashboard
from hub.schema.declare import BY_IDENTITY, PUBLIC, field
from hub.schema.delivery import Delivery
from hub.schema.discrepancy import Discrepancy
from hub.schema.document_verification import DocumentVerification
from hub.schema.duplicate_candidate import DuplicateCandidate
from hub.schema.entity import Entity
from hub.schema.family_card import FamilyCard
from hub.schema.hand_over import HandOver
from hub.schema.inputs.access_filter import AccessFilter
from hub.schema.inputs.application_filter import ApplicationFilter
from hub.schema.inputs.burials import BurialFilter
from hub.schema.inputs.citizen_claim import CitizenClaim
from hub.schema.inputs.citizen_search import CitizenSearch
from hub.schema.inputs.correction_preview import CorrectionPreviewInput
from hub.schema.inputs.delivery_filter import DeliveryFilter
from hub.schema.inputs.discrepancy_filter import DiscrepancyFilter
from hub.schema.inputs.duplicates import DuplicateFilter
from hub.schema.inputs.objections import ObjectionFilter
from hub.schema.node import Node
from hub.schema.objection import Objection
from hub.schema.officer import Officer
from hub.schema.once_only_line import OnceOnlyLine
from hub.schema.oversight import OversightQuery
from hub.schema.promise_alarms import PromiseAlarms
from hub.schema.queue_glance import QueueGlance
from hub.schema.receipt_log import ReceiptLog
from hub.schema.recording_session import RecordingSession
from hub.schema.region import Region
from hub.schema.residence import Residence
from hub.schema.satisfaction import Satisfaction
from hub.schema.scoreboard import ScoreboardRow
from hub.schema.service import Service
from hub.schema.service_sdl import ServiceSdl
from hub.schema.viewer import Viewer
from hub.schema.webhook import WebhookQuery

_POPULATION = Category.POPULATION


def _sdl(info: Info) -> ServiceSdl:
    return ServiceSdl(sdl=info.schema.as_str())


@strawberry.type
class Query(AdministrationQuery, OversightQuery, CounterQuery, AppointingQuery, WebhookQuery):
    node: Node | None = field(
        scope=BY_IDENTITY,
        resolver=r_nodes.node,
        arguments={"node_id": ("id", strawberry.ID)},
        description="Any object by its global id.",
        held=Found(Way.NODE, Origin.PERSON, "id", "Citizen"),
    )
    viewer: Viewer | None = field(scope=PUBLIC, resolver=r_viewer.viewer, description="Null without a token.")
    citizen: Citizen | None = field(
        scope="citizen:read",
        category=_POPULATION,
        resolver=r_citizens.citizen,
        description=(
            "One person; null when there is none that this reader may see. With `asOf` as the record had her then, by "
            "the NIK of then or of now: null before her first event. What the record keeps of now only is an error."
        ),
        held=Found(Way.CITIZEN, Origin.PERSON, "nik"),
    )
    citizen_by_birth_deed: Citizen | None = field(
        scope="citizen:read",
        category=_POPULATION,
        resolver=r_citizens.citizen_by_birth_deed,
        description=(
            "The person of a birth deed (akta kelahiran), by its number as the record has it; null when there is none "
            "that this reader may see, and where several persons have it."
        ),
    )
    citizens: list[Citizen | None] | None = field(
        scope="citizen:read",
        category=_POPULATION,
        resolver=r_citizens.citizens,
        description="In the order of `niks`, at most 100.",
        held=Found(Way.CITIZENS, Origin.PERSON, "niks"),
    )
    search_citizens: Connection[Citizen] | None = field(
        scope="citizen:search",
        category=_POPULATION,
        resolver=r_citizens.search,
        arguments={"given": ("search", CitizenSearch)},
        description="Persons whose name is alike, the most alike first.",
        held=Found(Way.SEARCH, Origin.PERSON, "search"),
    )
    match_citizen: CitizenMatch | None = field(
        scope="citizen:match",
        category=_POPULATION,
        resolver=r_citizens.match,
        arguments={"claim": ("claim", CitizenClaim)},
        description="Whether each element of a claim is true; shows no data.",
    )
    family_card: FamilyCard | None = field(
        scope="family:read",
        category=Category.FAMILY,
        resolver=r_family.family_card,
        held=Found(Way.FAMILY_CARD, Origin.FAMILY_CARD, "number"),
    )
    hand_overs: list[HandOver] | None = field(
        scope="citizen:hand_over",
        category=_POPULATION,
        resolver=r_hand_overs.hand_overs,
        description="Moves from and to this district, the latest first, at most 100.",
    )
    residence: Residence | None = field(
        scope="citizen:hand_over",
        category=_POPULATION,
        resolver=r_hand_overs.residence,
        description="Which district's record holds a NIK; null when none does.",
    )
    receipt_log: ReceiptLog | None = field(scope=PUBLIC, resolver=r_receipt_log.receipt_log)
    scoreboard: list[ScoreboardRow] = field(
        scope=PUBLIC,
        resolver=r_scoreboard.scoreboard,
        description="How each service fared by month, newest first.",
    )
    satisfaction: list[Satisfaction] = field(
        scope=PUBLIC,
        resolver=r_dashboard.told_by_all,
        description="What people think of each service, of the last `months`; none of whom fewer than five answered.",
    )
    dashboard: Dashboard | None = field(
        scope="dashboard:read",
        resolver=r_dashboard.dashboard,
        description="The office's figures, of the reader's own region or a part of it.",
        arguments={"since": ("from", dt.date)},
    )
    services: list[Service] = field(scope=PUBLIC, resolver=r_catalogue.services)
    once_only_meter: list[OnceOnlyLine] | None = field(
        scope=PUBLIC,
        resolver=r_once_only.meter,
        description="What applications of a service did not have to ask; lines of fewer than five are left out.",
        arguments={"since": ("from", dt.date)},
    )
    regions: list[Region] | None = field(
        scope=PUBLIC,
        resolver=r_regions.regions,
        description="Regions whose name holds a text, or whose code it is; `inside`: a part of the name of what they "
        "lie in; without `level` of any; `here`: of this hub's regency or city alone.",
    )
    code_list: list[CodeEntry] | None = field(
        scope=PUBLIC, resolver=r_catalogue.codes, description="By name, e.g. `Sex` or `Occupation`; null for another."
    )
    application: Application | None = field(
        scope=PUBLIC,
        resolver=r_applications.application,
        description="By tracking number. Without a token only the public fields answer.",
    )
    applications: Connection[Application] | None = field(
        scope="application:read",
        category=Category.APPLICATION,
        resolver=r_applications.applications,
        arguments={"given": ("filter", ApplicationFilter | None)},
        description="Those that this reader may see, the newest first; behind `after`, or the last before `before`.",
    )
    queue_glance: QueueGlance | None = field(
        scope="application:read",
        category=Category.APPLICATION,
        resolver=r_applications.queue_glance,
        arguments={"given": ("filter", ApplicationFilter | None)},
        description="How many `applications` would list, and a mark of that page. Nobody's data are read for it; "
        "where `about` names somebody, the receipt names whom the list would.",
    )
    team: list[Officer] | None = field(
        scope=("application:process", "application:verify", "application:validate", "application:sign"),
        category=Category.APPLICATION,
        resolver=r_absences.team,
        description="Who of the office holds what in the reader's region, and who is away.",
    )
    promise_alarms: PromiseAlarms | None = field(
        scope=("application:verify", "application:validate", "application:sign"),
        category=Category.APPLICATION,
        resolver=r_applications.promise_alarms,
        arguments={"given": ("filter", ApplicationFilter | None)},
        description="How many applications in the reader's sight are nearly due, and how many are past it.",
    )
    duplicate_candidates: Connection[DuplicateCandidate] | None = field(
        scope="citizen:merge",
        category=_POPULATION,
        resolver=r_duplicates.candidates,
        arguments={"given": ("filter", DuplicateFilter | None)},
        description="Persons who may stand twice in the record, the likeliest pair first.",
    )
    correction_preview: CorrectionPreview | None = field(
        scope="citizen:correct",
        category=_POPULATION,
        resolver=r_ripples.preview,
        arguments={"given": ("input", CorrectionPreviewInput)},
        description="What a correction would change and draw after it; nothing is stored but who looked.",
    )
    discrepancies: Connection[Discrepancy] | None = field(
        scope=("citizen:contest", "discrepancy:decide"),
        category=_POPULATION,
        resolver=r_discrepancies.discrepancies,
        arguments={"given": ("filter", DiscrepancyFilter | None)},
        description="Those of persons whom this reader sees, the longest open first.",
    )
    accesses: Connection[Access] | None = field(
        scope="audit:read",
        category=Category.ACCESS,
        resolver=r_accesses.overseen,
        arguments={"chosen": ("filter", AccessFilter | None)},
        description="Who read a person's data, for the auditor: also what the person is not told of yet.",
    )
    objections: Connection[Objection] | None = field(
        scope="objection:decide",
        category=Category.RIGHTS,
        resolver=r_objections.objections,
        arguments={"given": ("filter", ObjectionFilter | None)},
        description="Those of persons whom this reader sees, the next to be due first.",
    )
    burial_reports: Connection[BurialReport] | None = field(
        scope="burial:settle",
        category=Category.APPLICATION,
        resolver=r_burials.reports,
        arguments={"given": ("filter", BurialFilter | None)},
        description="What burial books of villages in this reader's region say, the longest waiting first.",
    )
    recording_sessions: list[RecordingSession] = field(
        scope=PUBLIC,
        resolver=r_sessions.next_sessions,
        description="The next sessions at the office that have room to record biometrics, or with `includeFull` all "
        "of the next five working days, today among them; none where nobody counts.",
    )
    verify_document: DocumentVerification = field(
        scope=PUBLIC, resolver=r_documents.verify_document, description="By the code on a certificate."
    )
    agencies: list[Agency] | None = field(scope="agency:read", resolver=r_catalogue.agencies)
    deliveries: Connection[Delivery] | None = field(
        scope="delivery:read",
        resolver=r_deliveries.deliveries,
        arguments={"given": ("filter", DeliveryFilter | None)},
        description="What the record tells others, the newest first.",
    )
    work_items: Connection[Delivery] | None = field(
        scope="delivery:transcribe",
        category=_POPULATION,
        resolver=r_deliveries.work_items,
        description="What waits for a person: to be typed, or to be found out. The oldest first.",
    )
    entities: list[Entity | None] = field(
        scope="citizen:read",
        category=_POPULATION,
        resolver=r_citizens.entities,
        arguments={"representations": ("representations", list[FederationAny])},
        name="_entities",
        description="For federation gateways.",
        held=Found(Way.ENTITIES, Origin.PERSON, "representations", "Citizen"),
    )
    service_sdl: ServiceSdl = field(
        scope="agency:read", resolver=_sdl, name="_service", description="For federation gateways."
    )
