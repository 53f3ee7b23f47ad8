"""A service (application type), as its folder declares it. Requirement shown = enforced = documented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Protocol

from hub.core.application import Application
from hub.core.burial import Burial
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.definition import (
    STRICT,
    Condition,
    Confidence,
    EffectText,
    FormField,
    Law,
    Output,
    PaperForm,
    ServiceStep,
    TimeLimit,
    Vital,
    is_remote,
)
from hub.core.document import RegisterEntry
from hub.core.refusal import RefusalReason
from hub.core.suggestion import Known, Suggestion


@dataclass(frozen=True, slots=True)
class Requirement:
    """One paper. `kind` is the document kind; `substitute` a kind accepted in its place (SPTJM), if any.

    `substitute_witnesses` sign the substitute too (two on F-2.03 and F-2.04; 0 where it is signed alone).
    `form_number` is that of an official form (`F-2.03`). A paper that only some forms need says when in
    `condition_id` and `condition_en`; `when` is the same for the rules, where the form alone tells. `online` and
    `counter` say in which form it is handed in there.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    kind: str
    label_id: str
    label_en: str
    required: bool
    substitute: str | None = None
    substitute_witnesses: int = 2
    form_number: str = ""
    condition_id: str = ""
    condition_en: str = ""
    when: Condition | None = None
    online: PaperForm = PaperForm.SCAN
    counter: PaperForm = PaperForm.PHOTOCOPY

    def in_form(self, channel: str) -> PaperForm:
        """How it is handed in on a channel."""
        return self.online if is_remote(channel) else self.counter

    def is_asked(self, form: Mapping[str, Any] | None, channel: str) -> bool:
        """Whether this form needs it, handed in on this channel; where no form is given, whether some form does."""
        if not self.required or self.in_form(channel) is PaperForm.NOT_ASKED:
            return False
        return self.when is None or form is None or self.when.holds(form)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or worth a look. `blocking` findings refuse the input, others are warnings for the officer.

    `path` is dotted and relative to the service's form (`child.birthDate`) or `documents.<kind>`; `message` is
    English, `message_id` the same sentence in Indonesian.
    """

    path: str
    message: str
    blocking: bool
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules may know besides the form: persons of the record by NIK, document kinds, today's date.

    `families` are the members of the family cards that `Service.cards_of` names, by number, the head first; `channel`
    says which rule holds for papers (`ONLINE`, `COUNTER`, `VILLAGE`, `OUTREACH`). `places` are the names of the regions
    that `Service.places_of` names, by dotted code, as an address of which nothing else is known. `office_region`
    (dotted) is where the office works, for what is about nobody who lives anywhere yet. `handed_in` is the day on which
    the application came; None for one that comes now. `burials` are lines of burial books that an officer has found to
    be about those whom `Service.burials_of` names, by NIK.
    """

    citizens: Mapping[str, Citizen]
    document_kinds: frozenset[str]
    today: dt.date
    families: Mapping[str, tuple[Citizen, ...]] = field(default_factory=dict)
    channel: str = "ONLINE"
    places: Mapping[str, Address] = field(default_factory=dict)
    office_region: str = ""
    handed_in: dt.date | None = None
    burials: Mapping[str, Burial] = field(default_factory=dict)

    @property
    def reported(self) -> dt.date:
        """The day to which a limit for reporting is counted: who corrects a form later has not reported later."""
        return self.handed_in or self.today


@dataclass(frozen=True, slots=True)
class SiakField:
    """One line of the SIAK panel: label as SIAK shows it, value to type."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """An effect on the record: the person as it shall be. `before` None means a new person."""

    before: Citizen | None
    after: Citizen


@dataclass(frozen=True, slots=True)
class Departure:
    """Persons whom another district is to take over, by which letter of removal (SKPWNI).

    `region_code` is the dotted code of the new home, at least its regency or city. They stay in this district's record
    until the other one receives them.
    """

    people: tuple[uuid.UUID, ...]
    region_code: str
    letter_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Persons who come from another district by a letter of removal (SKPWNI), and where they live now.

    `origin` is the tenant that wrote the letter; `family_card_number` None where nobody gave one yet.
    """

    niks: tuple[str, ...]
    origin: str
    letter_number: str
    address: Address
    family_card_number: str | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What a signed application changes: persons, and family cards as they shall be (new, or another head or address).

    The first change is of the person whom the application is about. Where nothing of anybody changes, because only a
    card is printed, `about` is that person. `departures` are offered to another district in the same transaction, after
    the changes.
    """

    changes: tuple[RecordChange, ...]
    cards: tuple[FamilyCard, ...] = ()
    about: Citizen | None = None
    departures: tuple[Departure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the register shows after an officer typed into it: attributes that differ, as the graph names them.

    While it is not `settled` the register is asked again, until it shows what was typed or the wait is over; then the
    differences stand.
    """

    differences: tuple[str, ...] = ()
    settled: bool = True


@dataclass(frozen=True, slots=True)
class CertificateData:
    """What a certificate's template prints; `template` is the path of a Typst file, `values` texts by placeholder.

    `kind` tells the papers of one application apart (`deed`, `family_card`). An earlier one of the same service and
    kind about the same person is superseded; where `about` says what it is about instead (the number of a family card),
    one of the same kind whichever service made it, and so are those about what it `replaces`. `lines` are rows of a
    table, for what has one line a person. `register` is the short name of the hub's register (`AKL`) in which it gets
    the number `entry` when it is issued. One that is `needed` holds the others up: without it nothing is signed.
    """

    template: str
    title: str
    deed_number: str
    values: Mapping[str, str]
    kind: str = "deed"
    about: str = ""
    lines: tuple[Mapping[str, str], ...] = ()
    replaces: tuple[str, ...] = ()
    register: str = "LAIN"
    entry: RegisterEntry | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """When somebody comes to the office to have biometrics recorded; `slot` is the name of a SessionSlot."""

    day: dt.date
    slot: str


class PlanKind(Enum):
    """What a step of a bundle is: a paper the hub makes, a change of the record, a card that is printed at the office,
    or an agency that is to know."""

    CERTIFICATE = "CERTIFICATE"
    RECORD = "RECORD"
    CARD = "CARD"
    AGENCY = "AGENCY"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """A step of a bundle, as the applicant sees it; `key` names it within the service.

    `agency` is the connector that is told, for AGENCY. `undo_id` and `undo_en` say what is done when the step has to be
    taken back, where the law allows that; empty where it does not.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    key: str
    kind: PlanKind
    label_id: str
    label_en: str
    agency: str = ""
    undo_id: str = ""
    undo_en: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Services that the law lets one application set going ("layanan terintegrasi"), by the name that it gives them.

    `steps` are all that there can be; which of them an application has is said by `Service.plan`.
    """

    __pydantic_config__: ClassVar[Mapping[str, Any]] = STRICT
    name_id: str
    name_en: str
    source: str
    confidence: Confidence
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What service.toml says of a service besides its title and papers. All of it is public.

    `refusals` are the codes by which it may be refused; all of them where the file names none. `vital` is the event
    that it registers, for the statistics.
    """

    laws: tuple[Law, ...] = ()
    fields: tuple[FormField, ...] = ()
    steps: tuple[ServiceStep, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    outputs: tuple[Output, ...] = ()
    bundle: Bundle | None = None
    effects: tuple[EffectText, ...] = ()
    refusals: tuple[RefusalReason, ...] = tuple(RefusalReason)
    vital: Vital | None = None


class NextStep(Protocol):
    """What happens now, told in a language to the applicant; `due` is what the promise runs to, where one runs."""

    def __call__(self, application: Application, language: str, due: dt.datetime | None = None, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Service:
    """A service plugin: metadata from service.toml and the pure functions of rules.py and effects.py.

    `input_member` is the member of ApplicationInput (`birth_certificate`), `input_type` gives the strawberry
    input class of types.py (a call, because the worker reads services without the graph), `to_form` turns an instance
    of it into the stored JSON form. `next_step` tells the
    applicant what happens now, in a language (`ID` or `EN`); it is public, so it names no person and repeats no
    free text of an officer.

    `cards_of` names the family cards whose members the rules look at, from the form and the persons it names.
    `siak_gives` are the attributes of SiakResult that an officer has to capture; `siak_reads` the NIKs under which the
    register is read back, `compare_siak` what it says of them (by NIK; one that it does not show is missing).
    `certificates` gives the main paper first; `plan` the steps of the bundle that this form has. `siak_may_give` are
    attributes of SiakResult that there are only sometimes, `definition` is what else service.toml declares.

    `places_of` names the regions whose names the rules and papers need. `arrivals` are those who come from another
    district: whom that one offers is received when the application is signed, anybody else enters the record as soon as
    the register is read back.

    `subjects_of` gives the NIKs of those whom a form is about, not of who reports or bears witness; `suggest` whether
    this service would be of use to somebody, from her record alone. `reprints` says whether a paper that this service
    gives shows something else when these attributes of a person, as she then is, have changed today. `burials_of` gives
    the NIKs of those whose burial may have been reported: when it is signed, what waits for them is settled.
    `letter_of` is the letter of removal by which its signature offers people to another district, `letter_lasts` the
    working days in which that has to be used. `session_of` is the session at the office that a form asks a place in.
    `further` is the form of another application that this one calls for, as far as it is known.
    """

    name: str
    prefix: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str
    legal_basis: str
    fee: str
    max_hours: int
    requirements: tuple[Requirement, ...]
    input_member: str
    input_type: Callable[[], type]
    to_form: Callable[[Any], dict[str, Any]]
    niks_of: Callable[[Mapping[str, Any]], tuple[str, ...]]
    region_of: Callable[[Mapping[str, Any], Facts], str]
    check: Callable[[Mapping[str, Any], Facts], tuple[Finding, ...]]
    siak_fields: Callable[[Application, Facts], tuple[SiakField, ...]]
    siak_gives: frozenset[str]
    siak_reads: Callable[[Application], tuple[str, ...]]
    compare_siak: Callable[[Application, Mapping[str, Citizen], Facts], ReadBack]
    effects: Callable[[Application, Facts, uuid.UUID], Effects]
    certificates: Callable[[Application, Facts], tuple[CertificateData, ...]]
    next_step: NextStep
    cards_of: Callable[[Mapping[str, Any], Mapping[str, Citizen]], tuple[str, ...]] = lambda _form, _citizens: ()
    plan: Callable[[Mapping[str, Any], Facts], tuple[PlanStep, ...]] = lambda _form, _facts: ()
    siak_may_give: frozenset[str] = frozenset()
    definition: Definition = Definition()
    places_of: Callable[[Mapping[str, Any]], tuple[str, ...]] = lambda _form: ()
    arrivals: Callable[[Application], Arrivals | None] = lambda _application: None
    subjects_of: Callable[[Mapping[str, Any]], tuple[str, ...]] = lambda form: (form["nik"],) if "nik" in form else ()
    reprints: Callable[[Citizen, frozenset[str], dt.date], bool] = lambda _person, _changed, _today: False
    burials_of: Callable[[Mapping[str, Any]], tuple[str, ...]] = lambda _form: ()
    session_of: Callable[[Mapping[str, Any]], Session | None] = lambda _form: None
    letter_lasts: int | None = None
    letter_of: Callable[[Application], str | None] = lambda _application: None
    further: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] = lambda _form: None
    suggest: Callable[[Known], tuple[Suggestion, ...]] = lambda _known: ()
