"""A service (application type), as its folder declares it. Requirement shown = enforced = documented."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.application import Application
from hub.core.citizen import Citizen


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
    """What the rules may know besides the form: persons of the record by NIK, document kinds, today's date."""

    citizens: Mapping[str, Citizen]
    document_kinds: frozenset[str]
    today: dt.date


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
class CertificateData:
    """What the certificate template prints; `template` is the path of a Typst file, `values` texts by placeholder."""

    template: str
    title: str
    deed_number: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """A service plugin: metadata from service.toml and the pure functions of rules.py and effects.py.

    `input_member` is the member of ApplicationInput (`birth_certificate`), `input_type` gives the strawberry
    input class of types.py (a call, because the worker reads services without the graph), `to_form` turns an instance
    of it into the stored JSON form. `next_step` tells the
    applicant what happens now, in a language (`ID` or `EN`); it is public, so it names no person and repeats no
    free text of an officer.
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
    compare_siak: Callable[[Application, Citizen, Facts], tuple[str, ...]]
    effects: Callable[[Application, Facts, uuid.UUID], tuple[RecordChange, ...]]
    certificate: Callable[[Application, Facts], CertificateData]
    next_step: Callable[[Application, str], str]
