"""FHIR R4 resources as SATUSEHAT shows them, from the emulator's patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

FHIR: Final = "https://fhir.kemkes.go.id"
NIK: Final = f"{FHIR}/id/nik"
MOTHER_NIK: Final = f"{FHIR}/id/nik-ibu"
IHS: Final = f"{FHIR}/id/ihs-number"
_PROFILE: Final = f"{FHIR}/r4/StructureDefinition"
_MARITAL: Final = {
    "NEVER_MARRIED": ("S", "Never Married"),
    "MARRIED_REGISTERED": ("M", "Married"),
    "MARRIED_UNREGISTERED": ("M", "Married"),
    "DIVORCED_REGISTERED": ("D", "Divorced"),
    "DIVORCED_UNREGISTERED": ("D", "Divorced"),
    "WIDOWED": ("W", "Widowed"),
}


def bundle(resources: Sequence[Mapping[str, Any]], base: str) -> dict[str, Any]:
    """A searchset; `base` is the address of the FHIR service."""
    entries = [{"fullUrl": f"{base}/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return {**found, "entry": entries} if entries else found


def outcome(code: str, text: str) -> dict[str, Any]:
    """An OperationOutcome; the text stands in `issue[].details.text`."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "details": {"text": text}}],
    }


def patient(held: Mapping[str, Any]) -> dict[str, Any]:
    """A Patient; a newborn without a NIK is identified by the mother's."""
    resource: dict[str, Any] = {
        "resourceType": "Patient",
        "id": held["patient_number"],
        "meta": {"profile": [f"{_PROFILE}/Patient"]},
        "identifier": _identifiers(held),
        "active": True,
        "name": [{"use": "official", "text": held["full_name"]}],
        "gender": held["sex"].lower(),
        "birthDate": held["birth_date"],
        "deceasedBoolean": held.get("vital_status") == "DECEASED",
        "multipleBirthInteger": 0,
        "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "id-ID"}]}}],
        "extension": _extensions(held),
    }
    if held.get("address"):
        resource["address"] = [_address(held["address"])]
    if held.get("marital_status"):
        code, display = _MARITAL[held["marital_status"]]
        system = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
        resource["maritalStatus"] = {"coding": [{"system": system, "code": code, "display": display}], "text": display}
    return resource


def immunization(held: Mapping[str, Any], dose: Mapping[str, Any], number: int) -> dict[str, Any]:
    """An Immunization of a patient; `number` tells the patient's doses apart."""
    ihs = held["patient_number"]
    return {
        "resourceType": "Immunization",
        "id": f"{ihs}-{number}",
        "status": "completed",
        "vaccineCode": {
            "coding": [{"system": dose["system"], "code": dose["vaccine_code"], "display": dose["vaccine_name"]}]
        },
        "patient": {"reference": f"Patient/{ihs}", "display": held["full_name"]},
        "occurrenceDateTime": f"{dose['occurred_on']}T09:00:00+07:00",
        "recorded": f"{dose['occurred_on']}T09:05:00+07:00",
        "primarySource": True,
        "lotNumber": dose.get("lot_number"),
        "performer": [{"actor": {"reference": "Organization/10000004", "display": dose.get("performer")}}],
        "protocolApplied": [{"doseNumberPositiveInt": dose["dose_number"]}],
    }


def _identifiers(held: Mapping[str, Any]) -> list[dict[str, Any]]:
    system, value = (NIK, held["nik"]) if held.get("nik") else (MOTHER_NIK, held.get("mother_nik"))
    return [
        {"use": "official", "system": IHS, "value": held["patient_number"]},
        {"use": "official", "system": system, "value": value},
    ]


def _address(address: Mapping[str, Any]) -> dict[str, Any]:
    parts = (address.get("region_code") or "").replace(".", "")
    levels = {"province": parts[:2], "city": parts[:4], "district": parts[:6], "village": parts[:10]}
    codes = {**levels, "rt": address.get("rt"), "rw": address.get("rw")}
    return {
        "use": "home",
        "line": [address.get("line") or "-"],
        "city": address.get("regency") or "-",
        "postalCode": address.get("postal_code") or "-",
        "country": "ID",
        "extension": [
            {
                "url": f"{_PROFILE}/administrativeCode",
                "extension": [{"url": url, "valueCode": code} for url, code in codes.items() if code],
            }
        ],
    }


def _extensions(held: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "url": f"{_PROFILE}/birthPlace",
            "valueAddress": {"city": held.get("birth_place") or "-", "country": "ID"},
        },
        {"url": f"{_PROFILE}/citizenshipStatus", "valueCode": "WNI"},
    ]
