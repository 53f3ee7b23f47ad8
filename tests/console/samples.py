"""Invented people and an application of theirs, in the shape of the published contract. DATA CONTOH."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.core.identifiers import global_id
from hub.core.promise_texts import limit_in_words

NOW = dt.datetime(2026, 11, 24, 3, 12, tzinfo=dt.UTC)
NUMBER = "AL-7K3M-Q9TD"
MOTHER, FATHER, REPORTER = "1901014507909001", "1901012203889002", "1901012203889002"
WITNESS = "1901011105809003"
FAMILY_CARD = "1901010101209001"
CHILD_NIK = "1901016011269004"


def person(nik: str, name: str, sex: str, born: str, serial: int) -> dict[str, Any]:
    """A row of the record."""
    return {
        "__typename": "Citizen",
        "id": global_id("Citizen", f"0197f2c0-0000-7000-8000-{serial:012d}"),
        "nik": nik,
        "fullName": name,
        "sex": sex,
        "birthDate": dt.date.fromisoformat(born),
        "birthPlace": "SUNGAILIAT",
        "bloodType": "O",
        "religion": "1",
        "maritalStatus": "MARRIED_REGISTERED",
        "education": "UPPER_SECONDARY",
        "occupation": "1",
        "citizenship": "INDONESIAN",
        "vitalStatus": "ALIVE",
        "birthDeedNumber": None,
        "version": 3,
        "warnings": [],
        "mother": {"fullName": "ROHANI (DATA CONTOH)", "nik": None},
        "father": None,
        "address": {
            "line": "JL. MELATI NO. 9",
            "rt": "002",
            "rw": "001",
            "village": "SRIMENANTI",
            "district": "SUNGAI LIAT",
            "regency": "BANGKA",
            "province": "KEPULAUAN BANGKA BELITUNG",
            "postalCode": "33211",
            "regionCode": "19.01.01.1007",
        },
        "applications": {"edges": []},
        "accesses": {"edges": []},
        "history": {
            "edges": [
                {
                    "cursor": "1",
                    "node": {
                        "version": 3,
                        "at": NOW - dt.timedelta(days=90),
                        "kind": "changed",
                        "actor": "Sari Contoh",
                        "purpose": "CIVIL_REGISTRATION",
                        "trackingNumber": None,
                        "changed": ["address"],
                    },
                }
            ]
        },
        "sources": [
            {"agency": "population", "state": "FRESH", "asOf": NOW},
            {"agency": "health", "state": "CACHED", "asOf": NOW - dt.timedelta(days=2)},
            {"agency": "education", "state": "UNAVAILABLE", "asOf": None},
        ],
        "immunisations": [
            {"vaccine": "BCG", "dose": "1", "occurredOn": dt.date(2026, 11, 21), "provider": "Puskesmas"}
        ],
    }


PERSONS: dict[str, dict[str, Any]] = {
    MOTHER: person(MOTHER, "DEWI LESTARI (DATA CONTOH)", "FEMALE", "1990-07-05", 1),
    FATHER: person(FATHER, "MUHAMMAD RIDWAN (DATA CONTOH)", "MALE", "1988-03-22", 2),
    WITNESS: person(WITNESS, "SUPARMAN (DATA CONTOH)", "MALE", "1980-05-11", 3),
}
_CARD = {
    "number": FAMILY_CARD,
    "head": PERSONS[FATHER],
    "members": [
        {"relationship": "HEAD", "citizen": PERSONS[FATHER]},
        {"relationship": "WIFE", "citizen": PERSONS[MOTHER]},
    ],
}
PERSONS[MOTHER]["familyCard"] = PERSONS[FATHER]["familyCard"] = _CARD
PERSONS[WITNESS]["familyCard"] = None

FORM: dict[str, Any] = {
    "child": {
        "fullName": "AISYAH PUTRI RIDWAN",
        "sex": "FEMALE",
        "birthDate": "2026-11-20",
        "birthTime": "07:30",
        "birthPlace": "BANGKA",
        "placeKind": "HOSPITAL",
        "birthKind": "SINGLE",
        "birthOrder": 2,
        "attendant": "MIDWIFE",
        "weightGrams": 3200,
        "lengthCm": 49.0,
    },
    "motherNik": MOTHER,
    "fatherNik": FATHER,
    "familyCardNumber": FAMILY_CARD,
    "reporter": {"fullName": "Ridwan", "nik": REPORTER, "phone": "081234567890", "email": None},
    "witnesses": [
        {"fullName": "Suparman (data contoh)", "nik": WITNESS},
        {"fullName": "Aminah", "nik": "1901015505809099"},
    ],
}

_PAPERS = {
    "birth_statement": (
        "Surat keterangan kelahiran dari rumah sakit, puskesmas, bidan, atau kepala desa",
        "Birth statement by the hospital, health centre, midwife or head of village",
        "sptjm_birth",
    ),
    "marriage_certificate": (
        "Buku nikah atau akta perkawinan orang tua",
        "Marriage certificate of the parents",
        "sptjm_marriage",
    ),
    "family_card": ("Kartu Keluarga", "Family card", None),
    "sptjm_birth": (
        "Surat pernyataan tanggung jawab kebenaran data kelahiran (F-2.03)",
        "Statement for the birth data (F-2.03)",
        None,
    ),
    "sptjm_marriage": (
        "Surat pernyataan tanggung jawab sebagai pasangan suami istri (F-2.04)",
        "Statement of marriage (F-2.04)",
        None,
    ),
}


def by_language(indonesian: Any, english: Any) -> Any:
    """A text in the language that the query names."""
    return lambda _info, language="ID": english if "EN" in str(language) else indonesian


SERVICES: list[dict[str, Any]] = [
    {
        "name": "birthCertificate",
        "title": by_language("Akta Kelahiran", "Birth certificate"),
        "description": by_language(
            "Pencatatan kelahiran anak. Laporkan paling lambat 60 hari sejak anak lahir; yang terlambat tetap dicatat.",
            "Registration of a child's birth. Report within 60 days; later it is still registered.",
        ),
        "legalBasis": "UU 23/2006 jo. UU 24/2013 Pasal 27 dan 32",
        "fee": "GRATIS",
        "timeLimit": by_language(*limit_in_words(24)),
        "maxHours": 24,
        "promisedHours": 24,
        "setting": {
            "open": True,
            "closedFrom": None,
            "closedUntil": None,
            "why": by_language("", ""),
            "instead": by_language("", ""),
            "promisedHours": None,
            "numbers": True,
            "appointments": True,
            "version": 0,
        },
        "requirements": [
            {
                "kind": kind,
                "label": by_language(*labels[:2]),
                "required": not kind.startswith("sptjm"),
                "substitute": labels[2],
                "substituteWitnesses": 2 if labels[2] else None,
                "condition": by_language("bila nama ayah ikut dicatat", "if the father is to be named")
                if kind == "marriage_certificate"
                else None,
            }
            for kind, labels in _PAPERS.items()
        ],
        "formFields": [
            {
                "path": "reporter.phone",
                "label": by_language("Telepon pelapor", "Phone of whoever reports"),
                "required": False,
                "person": None,
                "shows": [],
                "prefilledFrom": None,
                "prefill": None,
            },
        ],
        "refusals": [
            {"code": "DATA_DISAGREE", "sentence": by_language("Isi surat dan data berbeda.", "The papers differ.")},
            {"code": "OTHER", "sentence": by_language("Alasannya dijelaskan petugas.", "The officer explains.")},
        ],
        "siakGives": ["deedNumber", "nik"],
        "siakMayGive": ["familyCardNumber"],
        "effects": by_language(["Anak masuk dalam data penduduk."], ["The child enters the record."]),
    }
]


def paper(kind: str, media_type: str, serial: int) -> dict[str, Any]:
    """An uploaded paper."""
    key = f"0197f2c0-0000-7000-9000-{serial:012d}"
    return {
        "id": global_id("Document", key),
        "kind": kind,
        "label": by_language(*_PAPERS[kind][:2]),
        "mediaType": media_type,
        "size": 183_000,
        "url": f"/documents/{key}",
    }


def step(seq: int, action: str, actor: str, hours_ago: float, note: str | None = None) -> dict[str, Any]:
    """An entry of the timeline."""
    return {"seq": seq, "action": action, "actor": actor, "at": NOW - dt.timedelta(hours=hours_ago), "note": note}


def promise(**changes: Any) -> dict[str, Any]:
    """The clock of an application; it does not run yet."""
    return {
        "state": "NOT_STARTED",
        "dueAt": None,
        "predictedAt": None,
        "calendarKnown": True,
        "startedAt": None,
        "workingMinutesLeft": None,
        "pauses": [],
        **changes,
    }


def application(**changes: Any) -> dict[str, Any]:
    """An application in review, complete in every field that the pages ask for."""
    return {
        "__typename": "Application",
        "id": global_id("Application", "0197f2c0-0000-7000-a000-000000000001"),
        "trackingNumber": NUMBER,
        "title": by_language("Akta Kelahiran", "Birth certificate"),
        "service": "birthCertificate",
        "state": "IN_REVIEW",
        "nextStep": by_language(
            f"Surat-surat untuk permohonan {NUMBER} sedang diperiksa petugas. Anda tidak perlu melakukan apa-apa dulu.",
            f"An officer is checking the papers of application {NUMBER}. You need not do anything now.",
        ),
        "version": 2,
        "submittedAt": NOW - dt.timedelta(hours=26),
        "promise": promise(),
        "rateable": False,
        "regionCode": "19.01.01.1007",
        "region": {"code": "19.01.01.1007", "name": "Srimenanti", "district": "Sungailiat"},
        "channel": "VILLAGE",
        "mandate": "FAMILY",
        "onBehalfOf": None,
        "assignee": "user-operator",
        "assigneeName": "Sari Contoh",
        "workedOn": None,
        "takenOver": None,
        "assigned": None,
        "clientId": "desa",
        "form": FORM,
        "documents": [paper("birth_statement", "image/png", 1), paper("family_card", "application/pdf", 2)],
        "missing": [],
        "findings": [
            {
                "path": "documents.marriage_certificate",
                "message": "This paper is missing: marriage certificate.",
                "messageId": "Surat ini belum ada: buku nikah atau akta perkawinan.",
                "blocking": True,
            },
            {
                "path": "familyCardNumber",
                "message": "Make sure which card the child joins.",
                "messageId": "Pastikan anak masuk Kartu Keluarga yang mana.",
                "blocking": False,
            },
        ],
        "siakStatus": "NONE",
        "siakFields": [
            {"label": "NAMA LENGKAP ANAK", "value": "AISYAH PUTRI RIDWAN"},
            {"label": "JENIS KELAMIN", "value": "PEREMPUAN"},
            {"label": "TEMPAT LAHIR", "value": "BANGKA"},
            {"label": "TANGGAL LAHIR", "value": "20-11-2026"},
            {"label": "PUKUL", "value": "07:30"},
            {"label": "NIK IBU", "value": MOTHER},
            {"label": "NIK AYAH", "value": FATHER},
            {"label": "NOMOR KK", "value": FAMILY_CARD},
            {"label": "CATATAN", "value": ""},
        ],
        "siakResult": None,
        "differences": [],
        "reason": None,
        "refusal": None,
        "timeline": [step(1, "submit", "Kantor Desa Srimenanti", 26), step(2, "claim", "Sari Contoh", 1)],
        "allowedActions": ["returnApplication", "acceptApplication", "delayApplication"],
        "certificate": None,
        "certificates": [],
        "bundle": [],
        "citizen": None,
        **changes,
    }


SIAK_RESULT = {
    "nik": CHILD_NIK,
    "deedNumber": "1901-LU-24112026-0001",
    "familyCardNumber": None,
    "letterNumber": None,
}


def bundle_step(key: str, kind: str, state: str = "WAITING", **changes: Any) -> dict[str, Any]:
    """A step of a bundle."""
    label = by_language(f"Langkah {key}", f"Step {key}")
    return {
        "key": key,
        "kind": kind,
        "label": label,
        "state": state,
        "at": None,
        "reason": None,
        "undo": None,
        **changes,
    }


def meter_line(month: str, applications: int, channel: str = "COUNTER") -> dict[str, Any]:
    """A line of the once-only meter, in which each application has two answers of the record and ten of its own."""
    return {
        "month": dt.date.fromisoformat(month), "channel": channel, "applications": applications,
        "prefilled": 2 * applications, "typed": 10 * applications, "papers": 2 * applications,
        "papersSpared": applications, "visitsSpared": 0,
    }  # fmt: skip


def session_lines() -> list[dict[str, Any]]:
    """Sessions for recording biometrics, of today and tomorrow; the first is full."""
    slots = {"EIGHT": "08.00-09.30", "HALF_PAST_NINE": "09.30-11.00"}
    return [
        {"date": day, "slot": slot, "time": time, "free": 0 if n == 0 else 5, "taken": 9 if n == 0 else 3}
        for n, (day, slot, time) in enumerate(
            (NOW.date() + dt.timedelta(days=days), *one) for days in range(2) for one in slots.items()
        )
    ]
