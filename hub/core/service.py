"""A service (application type), as its folder declares it. Requirement shown = enforced = documented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Citizen, FamilyCard


@dataclass(frozen=True, slots=True)
class Requirement:
    """One paper. `kind` is the document kind; `substitute` a kind accepted in its place (SPTJM), if any."""

    kind: str
    label_id: str
    label_en: str
    required: bool
    substitute: str | None = None


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
    says which rule holds for papers (`ONLINE`, `COUNTER`, `VILLAGE`, `OUTREACH`).
    """

    citizens: Mapping[str, Citizen]
    document_kinds: frozenset[str]
    today: dt.date
    families: Mapping[str, tuple[Citizen, ...]] = field(default_factory=dict)
    channel: str = "ONLINE"


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
class Effects:
    """What a signed application changes: persons, and family cards as they shall be (new, or another head or address).

    The first change is of the person whom the application is about.
    """

    changes: tuple[RecordChange, ...]
    cards: tuple[FamilyCard, ...] = ()


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
    one of the same kind whichever service made it. `lines` are rows of a table, for what has one line a person.
    """

    template: str
    title: str
    deed_number: str
    values: Mapping[str, str]
    kind: str = "deed"
    about: str = ""
    lines: tuple[Mapping[str, str], ...] = ()


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

    key: str
    kind: PlanKind
    label_id: str
    label_en: str
    agency: str = ""
    undo_id: str = ""
    undo_en: str = ""


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
    `certificates` gives the main paper first; `plan` the steps of the bundle that this form has.
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
    next_step: Callable[[Application, str], str]
    cards_of: Callable[[Mapping[str, Any], Mapping[str, Citizen]], tuple[str, ...]] = lambda _form, _citizens: ()
    plan: Callable[[Mapping[str, Any], Facts], tuple[PlanStep, ...]] = lambda _form, _facts: ()
