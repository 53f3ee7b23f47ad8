"""FHIR -> the facet: completed immunisations only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from fhir.resources.R4B.immunization import Immunization as FhirImmunization
from fhir.resources.R4B.patient import Patient

from hub.connectors.health.facet import Immunisation
from hub.core.calendar import local_date
from hub.core.codes import Sex
from hub.core.contradiction import Claims, claims
from hub.core.regions import dotted

_COMPLETED = "completed"
_SEX = {"male": Sex.MALE, "female": Sex.FEMALE}
_OFFICIAL = ("official", "usual", None)
_VILLAGE_DIGITS = 10


def immunisations(resources: Iterable[FhirImmunization]) -> tuple[Immunisation, ...]:
    """The completed ones, earliest first. What was not done or entered in error is left out."""
    done = [_immunisation(each) for each in resources if each.status == _COMPLETED]
    return tuple(sorted(done, key=lambda each: (each.occurred_on or dt.date.max, each.vaccine or "", each.dose or 0)))


def said(patient: Patient) -> Claims:
    """What the agency says of the person herself. Names come masked (`Y**** C*****`) to who may not know them."""
    return claims(
        full_name=_name(patient),
        birth_date=_birth_date(patient.birthDate),
        sex=_SEX.get(str(patient.gender)),
        address=_region(patient),
    )


def _name(patient: Patient) -> str | None:
    named = [(each.use, each.text) for each in patient.name or () if each.text]
    return next((text for use in _OFFICIAL for known, text in named if known == use), None)


def _birth_date(value: object) -> str | None:
    """A day; FHIR lets a date be a year or a month as well, which its model gives as text."""
    return value.isoformat() if isinstance(value, dt.date) else None if value is None else str(value)


def _region(patient: Patient) -> str | None:
    """The village of the home, by its code of the Ministry of Home Affairs."""
    for address in patient.address or ():
        parts = [part for each in address.extension or () for part in each.extension or ()]
        code = next((str(part.valueCode) for part in parts if part.url == "village" and part.valueCode), "")
        if len(code) == _VILLAGE_DIGITS and code.isdigit():
            return dotted(code)
    return None


def _immunisation(resource: FhirImmunization) -> Immunisation:
    return Immunisation(
        vaccine=_vaccine(resource),
        dose=_dose(resource),
        occurred_on=_day(resource.occurrenceDateTime),
        provider=_provider(resource),
    )


def _vaccine(resource: FhirImmunization) -> str | None:
    codes = [coding.code for coding in resource.vaccineCode.coding or () if coding.code]
    return str(codes[0]) if codes else resource.vaccineCode.text


def _dose(resource: FhirImmunization) -> int | None:
    for protocol in resource.protocolApplied or ():
        text = str(protocol.doseNumberPositiveInt or protocol.doseNumberString or "")
        if text.isascii() and text.isdigit():
            return int(text)
    return None


def _day(occurred: dt.date | dt.datetime | None) -> dt.date | None:
    """The day in Indonesian time: an evening in UTC is the next day there."""
    if isinstance(occurred, dt.datetime):
        return local_date(occurred) if occurred.tzinfo else occurred.date()
    return occurred


def _provider(resource: FhirImmunization) -> str | None:
    """The organisation that gave it, or the place; never the name of a health worker."""
    for performer in resource.performer or ():
        actor = performer.actor
        if actor.display and (actor.reference or "").startswith("Organization/"):
            return str(actor.display)
    return str(resource.location.display) if resource.location and resource.location.display else None
