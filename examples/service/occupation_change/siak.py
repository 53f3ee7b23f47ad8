"""The transcription into SIAK: what to type, in the order of its form, and what must come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.codes import code_list
from hub.core.forms.persons import known
from hub.core.service import Facts, ReadBack, SiakField

GIVES: Final = frozenset({"letter_number"})
"""What SIAK issues and an officer captures."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel. Values are in capitals as SIAK keeps them."""
    form = application.form
    person = known(facts, form["applicantNik"])
    entry = next((one for one in code_list("Occupation") or () if one.value == form["occupation"]), None)
    return (
        SiakField("NIK", form["applicantNik"]),
        SiakField("Nama Lengkap", (person.full_name or "").upper()),
        SiakField("Pekerjaan", f"{entry.official_code} {entry.label_id}" if entry else form["occupation"]),
        SiakField("Nomor HP", form["reporter"].get("phone") or "-"),
    )


def siak_reads(application: Application) -> tuple[str, ...]:
    """The applicant's NIK."""
    return (application.form["applicantNik"],)


def compare_siak(application: Application, register: Mapping[str, Citizen], _facts: Facts) -> ReadBack:
    """Attributes (as the graph names them) in which the register differs from the form."""
    registered = register.get(application.form["applicantNik"])
    if registered is None:
        return ReadBack(("nik",), settled=False)
    if registered.occupation and registered.occupation != application.form["occupation"]:
        return ReadBack(("occupation",))
    return ReadBack()
