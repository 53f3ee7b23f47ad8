"""What a resolver may reach: the hub's ports, and everything that belongs to one request."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Protocol, TypeAlias

from strawberry import Info

from hub.access import Decision, Denial, Policies
from hub.audit.quotas import DailyQuotas
from hub.audit.receipts import Shown
from hub.audit.stops import StoppedProcessing
from hub.core.absence import Absences
from hub.core.account_ports import Accounts
from hub.core.actor import Actor
from hub.core.agency_ports import AgencyStatus, AgencyWatch, FacetSource, PopulationAgency
from hub.core.application import Application
from hub.core.appointments import Appointments
from hub.core.attributes import Category
from hub.core.burials import Burials
from hub.core.calendar import now
from hub.core.callers import Callers
from hub.core.citizen import Citizen
from hub.core.codes import CodeEntry
from hub.core.discrepancies import Discrepancies
from hub.core.discrepancy import Marks
from hub.core.document import Document
from hub.core.duplicates import Duplicates
from hub.core.errors import ErrorCode
from hub.core.facet import Facet
from hub.core.figures import Figures
from hub.core.guessing import Guesses
from hub.core.hand_over import HandOvers
from hub.core.held import HeldData, Link
from hub.core.notices import NoticeLog
from hub.core.objections import Objections
from hub.core.office_setting import AsDeclared, KnownSettings
from hub.core.outbox import Deliveries
from hub.core.oversight_ports import Oversight
from hub.core.past import Past
from hub.core.ports import (
    Applications,
    CertificateMaker,
    Certificates,
    Clock,
    DocumentRows,
    FacetCopies,
    People,
    Receipts,
)
from hub.core.promise_run import Promises
from hub.core.purpose import Purpose
from hub.core.receipt_log import ReceiptLog
from hub.core.recording_session import TakenSessions
from hub.core.service import Service
from hub.core.tickets import Tickets
from hub.core.token_keys import TokenKeys
from hub.core.trusted import TrustedDocuments
from hub.core.versions import Versions
from hub.core.webhook import Webhooks
from hub.core.writing_ports import Writes
from hub.identity.words import OneTimeWords
from hub.loaders.keeper import Keeper
from hub.loaders.notebook import Notebook
from hub.loaders.request import Loaders, Sources
from hub.loaders.sharing import NOTHING_SHARED, SharedSources
from hub.loaders.unknown import UnknownNiks


class Uploads(Protocol):
    """Papers on their way in, and certificates on their way into the store."""

    async def create(self, actor: Actor, kind: str, media_type: str, size: int) -> Document:
        """Announces a paper; raises BadInput for a kind, media type or size that is not taken."""
        ...

    async def deposit(self, actor: Actor, kind: str, pdf: bytes, owner: str, client_id: str) -> Document:
        """Stores the bytes of a PDF that the hub made; the row is left to the caller's transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Administration:
    """What administrators keep. `token_keys` None: the hub has no authorization server of its own."""

    accounts: Accounts
    words: OneTimeWords
    token_keys: TokenKeys | None = None


@dataclass(frozen=True)
class Hub:
    """The ports and plugins of one running hub. `region` is the dotted code of its tenant.

    `sources` are facets that a connector reads, by the facet's name; `keepers` are for those of them whose answers are
    kept, `shared` for those whose calls requests share; `unknown` are NIKs that the population agency does not know;
    `documents` are the rows about papers.
    """

    tenant: str
    region: str
    people: People
    past: Past
    facet_copies: FacetCopies
    applications: Applications
    writes: Writes
    receipts: Receipts
    certificates: Certificates
    documents: DocumentRows
    uploads: Uploads
    population: PopulationAgency
    sources: Mapping[str, FacetSource]
    facets: Mapping[str, Facet[Any]]
    services: Mapping[str, Service]
    policies: Policies
    maker: CertificateMaker
    agencies: tuple[AgencyStatus, ...]
    clock: Clock
    guesses: Guesses
    outbox: Deliveries
    public_url: str
    office_name: str = "Dinas Kependudukan dan Pencatatan Sipil"
    sandbox: bool = False
    """Whether all people here are invented, so that anybody may sign a client up."""
    callers: Callers = field(default_factory=Callers)
    """How often those came who sign clients up."""
    held: HeldData | None = None
    """The record by compiled statements; without it every answer is put together by the resolvers."""
    shared: SharedSources = NOTHING_SHARED
    code_lists: Mapping[str, tuple[CodeEntry, ...]] = field(default_factory=dict)
    """Code lists of the agencies, by name, beside those of the registry."""
    watches: Mapping[str, AgencyWatch] = field(default_factory=dict)
    """How each agency that is asked live fares, by its name."""
    keepers: Mapping[str, Keeper] = field(default_factory=dict)
    unknown: UnknownNiks | None = None
    hand_overs: HandOvers | None = None
    """Moves between districts; without it none are known."""
    discrepancies: Discrepancies | None = None
    objections: Objections | None = None
    burials: Burials | None = None
    sessions: TakenSessions | None = None
    tickets: Tickets | None = None
    appointments: Appointments | None = None
    absences: Absences | None = None
    """Who of the office is away; without it nobody is known to be."""
    receipt_log: ReceiptLog | None = None
    versions: Versions | None = None
    """How far persons and applications are, for those who wait for a change; without it nobody can."""
    notices: NoticeLog | None = None
    """What applicants were told; without it nothing is known of that."""
    claim_marks: Marks | None = None
    notebook: Notebook | None = None
    """What agencies say of persons on the side, on its way to be compared with the record."""
    duplicates: Duplicates | None = None
    """Pairs that may be one person; without it none are known."""
    quotas: DailyQuotas = field(default_factory=lambda: DailyQuotas(None, now))
    """Persons of a day under each agreement; unless given, nobody counts."""
    stops: StoppedProcessing = field(default_factory=lambda: StoppedProcessing(None, now))
    """What upheld objections keep from being given out; unless given, none is known."""
    administration: Administration | None = None
    """Users, clients and keys; without it none are known."""
    webhooks: Webhooks | None = None
    """What clients subscribed to; without it nothing is known of that."""
    settings: KnownSettings = field(default_factory=AsDeclared)
    """What the office has set of its services and counters; unless given, nothing."""
    promises: Promises = field(default_factory=Promises)
    """When the office works, and what became of earlier promises; without its calendar no holiday is known."""
    figures: Figures | None = None
    """The office's sums and what people think of it; without them nobody counts."""
    trusted: TrustedDocuments | None = None
    """Documents that clients register; without it none can."""
    oversight: Oversight | None = None
    """Findings, emergency accesses and breaches; without it none are known."""

    @cached_property
    def loaders_sources(self) -> Sources:
        """The ports that loaders read from."""
        return Sources(
            tenant=self.tenant,
            people=self.people,
            population=self.population,
            facet_copies=self.facet_copies,
            facets=self.facets,
            live=self.sources,
            documents=self.documents,
            certificates=self.certificates,
            shared=self.shared,
            keepers=self.keepers,
            unknown=self.unknown,
            past=self.past,
            notices=self.notices,
            quotas=self.quotas,
        )


NOT_DECIDED: Final = Denial(
    ErrorCode.FORBIDDEN,
    "This field was not decided on before the operation ran, so it is refused.",
    "default-deny",
    "Tell the hub's operator; the operation has to go through the hub's engine.",
)


@dataclass(slots=True)
class Context:
    """One request. `decided` are the coordinates (`Citizen.nik`) that access decided on: any other is refused.

    `subjects` are the persons whose data the answer holds; `applications` those that the answer shows. `named` are
    persons by NIK whom a mutation found for its rules: the receipt of its answer need not look for them again.
    """

    hub: Hub
    actor: Actor
    purpose: Purpose
    decision: Decision
    loaders: Loaders
    decided: frozenset[str]
    operation: str = ""
    idempotency_key: str | None = None
    subjects: set[uuid.UUID] = field(default_factory=set)
    kin: dict[Link, set[uuid.UUID]] = field(default_factory=dict)
    """Those of them who stand there as somebody's family."""
    asked: set[uuid.UUID] = field(default_factory=set)
    """Those of them whom the reader asked for; whoever is neither asked for nor kin was noted by her id alone."""
    applications: dict[uuid.UUID, Application] = field(default_factory=dict)
    unnamed: bool = False
    """Whether the answer is about somebody whom the record cannot name: its receipt is left all the same."""
    told: dict[str, Category] = field(default_factory=dict)
    """Attributes that the operation does not select and the answer tells of all the same, by coordinate: for the
    receipt."""
    named: dict[str, uuid.UUID] = field(default_factory=dict)
    shown: Shown | None = None
    """What the answer of a single mutation shows: its transaction may write the receipt of that too."""
    receipted: set[uuid.UUID] = field(default_factory=set)
    """Persons of whom it did."""

    def denial(self, coordinate: str) -> Denial | None:
        """Why a field may not be answered, or None when it may."""
        if coordinate not in self.decided:
            return NOT_DECIDED
        return self.decision.denials.get(coordinate)

    def allows(self, coordinate: str) -> bool:
        """Whether a field of this operation may be answered."""
        return self.denial(coordinate) is None

    def saw(self, citizens: Iterable[Citizen]) -> None:
        """Notes persons whose data leave, for the receipt."""
        ids = {citizen.id for citizen in citizens}
        self.subjects |= ids
        self.asked |= ids

    def saw_kin(self, link: Link, citizens: Iterable[Citizen]) -> None:
        """Notes persons who stand in the answer as the family of somebody: what is told of them is another part."""
        ids = {citizen.id for citizen in citizens}
        self.subjects |= ids
        self.kin.setdefault(link, set()).update(ids)

    def saw_somebody(self, person_id: uuid.UUID | None) -> None:
        """Notes whom the answer is about; None for somebody whom the record cannot name."""
        if person_id is None:
            self.unnamed = True
        else:
            self.subjects.add(person_id)

    def tells(self, coordinate: str, category: Category) -> None:
        """Notes an attribute that the answer tells of by its name."""
        self.told[coordinate] = category

    def saw_application(self, application: Application) -> None:
        """Notes an application whose content leaves; the receipt names the persons it is about."""
        self.applications[application.header.id] = application

    @property
    def on_behalf_of(self) -> str | None:
        """Who is represented in all applications that the answer shows; None where they are not one person's."""
        represented = {one.on_behalf_of for one in self.applications.values()}
        return represented.pop() if len(represented) == 1 else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The agencies that were asked for the answer, for its receipt."""
        return tuple(sorted(self.loaders.asked))


HubInfo: TypeAlias = Info[Context, None]
