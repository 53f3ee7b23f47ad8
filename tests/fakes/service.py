"""A service made for tests: a certificate for a child, with one rule and one paper."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

import strawberry

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.definition import FormField
from hub.core.service import (
    CertificateData,
    Definition,
    Effects,
    Facts,
    Finding,
    PlanKind,
    PlanStep,
    ReadBack,
    RecordChange,
    Requirement,
    Service,
    SiakField,
)


@strawberry.input(description="A form with two fields.")
class TestCertificateInput:
    __test__ = False

    child_name: str
    mother_nik: str


def to_form(given: TestCertificateInput) -> dict[str, Any]:
    return {"childName": given.child_name, "motherNik": given.mother_nik}


def niks_of(form: Mapping[str, Any]) -> tuple[str, ...]:
    return (form["motherNik"],)


def region_of(form: Mapping[str, Any], facts: Facts) -> str:
    mother = facts.citizens.get(form["motherNik"])
    return mother.region_code if mother else ""


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    found = []
    if form["motherNik"] not in facts.citizens:
        found.append(Finding("motherNik", "The mother is not known. Check her NIK.", blocking=True))
    if "birth_statement" not in facts.document_kinds:
        found.append(Finding("documents.birth_statement", "The birth statement is missing. Upload it.", blocking=True))
    if len(form["childName"]) < 3:
        found.append(Finding("childName", "Short names are worth a look.", blocking=False))
    return tuple(found)


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    mother = facts.citizens.get(application.form["motherNik"])
    return (
        SiakField("NAMA", application.form["childName"]),
        SiakField("NAMA IBU", (mother and mother.full_name) or ""),
    )


def effects(application: Application, facts: Facts, person_id: uuid.UUID) -> Effects:
    mother = facts.citizens[application.form["motherNik"]]
    assert application.siak_result is not None
    child = Citizen(
        tenant=application.header.tenant,
        id=person_id,
        nik=application.siak_result.nik,
        full_name=application.form["childName"],
        birth_deed_number=application.siak_result.deed_number,
        address=mother.address,
        family_card_number=mother.family_card_number,
    )
    return Effects((RecordChange(None, child),))


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    assert application.siak_result is not None
    assert application.siak_result.deed_number is not None
    values = {"name": application.form["childName"]}
    return (CertificateData("test.typ", "Akta contoh", application.siak_result.deed_number, values),)


PLAN = (
    PlanStep("deed", PlanKind.CERTIFICATE, "Akta contoh", "Test certificate"),
    PlanStep("record", PlanKind.RECORD, "Data anak", "The child's record"),
    PlanStep("card", PlanKind.CARD, "Kartu contoh", "A card"),
    PlanStep("coverage", PlanKind.AGENCY, "Jaminan contoh", "Coverage", "insurance", "Dicabut", "Taken back"),
)


def siak_reads(application: Application) -> tuple[str, ...]:
    assert application.siak_result is not None
    return (application.siak_result.nik or "",)


def compare_siak(application: Application, register: Mapping[str, Citizen], _facts: Facts) -> ReadBack:
    return ReadBack() if siak_reads(application)[0] in register else ReadBack(("nik",), settled=False)


SERVICE = Service(
    name="testCertificate",
    prefix="TC",
    title_id="Akta Contoh",
    title_en="Test certificate",
    description_id="Contoh.",
    description_en="A test.",
    legal_basis="-",
    fee="GRATIS",
    max_hours=24,
    requirements=(
        Requirement("birth_statement", "Surat lahir", "Birth statement", required=True, substitute="photo"),
        Requirement("photo", "Foto", "Photo", required=False),
    ),
    definition=Definition(fields=(FormField("childName", "Nama anak", "Name of the child"),)),
    input_member="test_certificate",
    input_type=lambda: TestCertificateInput,
    to_form=to_form,
    niks_of=niks_of,
    region_of=region_of,
    check=check,
    siak_fields=siak_fields,
    siak_gives=frozenset({"nik", "deed_number"}),
    siak_reads=siak_reads,
    compare_siak=compare_siak,
    effects=effects,
    certificates=certificates,
    plan=lambda _form, _facts: PLAN,
    next_step=lambda application, language, _due=None: f"{language}: {application.state.value}",
)
OTHER_SERVICE = dataclasses.replace(SERVICE, name="otherCertificate", prefix="OC", input_member="other_certificate")
