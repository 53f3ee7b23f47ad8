"""What the statement says, in Indonesian with English beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from examples.service.occupation_change.effects import effects, siak_result
from examples.service.occupation_change.manifest import MANIFEST
from hub.core.application import Application
from hub.core.codes import code_list
from hub.core.service import CertificateData, Facts

TEMPLATE: Final = Path(__file__).with_name("certificate.typ")


def certificates(application: Application, facts: Facts) -> tuple[CertificateData, ...]:
    """The texts of certificate.typ. Raises Conflict as long as SIAK's result or the applicant's record is missing."""
    (change,) = effects(application, facts, application.header.id).changes
    person, number = change.after, siak_result(application).letter_number or ""
    labels = {entry.value: (entry.label_id, entry.label_en) for entry in code_list("Occupation") or ()}
    occupation, occupation_en = labels.get(person.occupation or "", ("", ""))
    values = {
        "nik": person.nik or "",
        "name": (person.full_name or "").upper(),
        "occupation": occupation,
        "occupation_en": occupation_en,
        "tracking_number": application.header.tracking_number,
    }
    return (CertificateData(str(TEMPLATE), MANIFEST.title_id, number, values, kind="letter"),)
