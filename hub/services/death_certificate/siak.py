"""The transcription into SIAK: what to type, in the order of form F-2.01, and what must come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Citizen, ParentRef
from hub.core.codes import DeathAttester, DeathCause, FamilyRelationship, MaritalStatus
from hub.core.forms import siak_lines
from hub.core.forms.persons import known
from hub.core.forms.siak_lines import coded, siak_result, weekday
from hub.core.service import Facts, ReadBack, SiakField

GIVES: Final = frozenset({"deed_number"})
"""What SIAK issues and an officer captures."""
MAY_GIVE: Final = frozenset({"family_card_number"})
"""Where the card has another head."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel: reporter, witnesses, parents, the death, then what else it changes."""
    form = application.form
    deceased = known(facts, form["deceasedNik"])
    lines = (
        *siak_lines.reporter(form["reporter"], form.get("familyCardNumber")),
        *siak_lines.witnesses(form["witnesses"]),
        *_parent("Ayah", deceased.father),
        *_parent("Ibu", deceased.mother),
        *_death(deceased, form["death"]),
        *_spouse(form, facts),
        *_head(form, facts),
    )
    return siak_lines.as_fields(lines)


def _parent(who: str, parent: ParentRef | None) -> siak_lines.Lines:
    yield f"Nama {who}", (parent.full_name or "").upper() if parent else None
    yield f"NIK {who}", parent.nik if parent else None


def _death(deceased: Citizen, death: Mapping[str, Any]) -> siak_lines.Lines:
    yield "NIK Jenazah", deceased.nik
    yield "Nama Lengkap Jenazah", (deceased.full_name or "").upper()
    yield "Hari dan Tanggal Kematian", weekday(dt.date.fromisoformat(death["deathDate"]))
    yield "Pukul", death.get("deathTime")
    yield "Sebab Kematian", coded(DeathCause[death["cause"]])
    yield "Tempat Kematian", death["deathPlace"].upper()
    yield "Yang Menerangkan", coded(DeathAttester[death["attester"]])


def _spouse(form: Mapping[str, Any], facts: Facts) -> siak_lines.Lines:
    if form.get("spouseNik"):
        spouse = known(facts, form["spouseNik"])
        yield "Pasangan: NIK", spouse.nik
        yield "Pasangan: Nama", (spouse.full_name or "").upper()
        yield "Pasangan: STAT_KWN", coded(MaritalStatus.WIDOWED)


def _head(form: Mapping[str, Any], facts: Facts) -> siak_lines.Lines:
    if form.get("newHeadNik"):
        head = known(facts, form["newHeadNik"])
        yield "Kepala Keluarga Baru: NIK", head.nik
        yield "Kepala Keluarga Baru: Nama", (head.full_name or "").upper()
        yield "Kepala Keluarga Baru: STAT_HBKEL", coded(FamilyRelationship.HEAD)


def siak_reads(application: Application) -> tuple[str, ...]:
    """The deceased, who shall not be found any more, the spouse and the new head."""
    form = application.form
    named = (form["deceasedNik"], form.get("spouseNik"), form.get("newHeadNik"))
    return tuple(dict.fromkeys(nik for nik in named if nik))


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:  # noqa: ARG001  every service is given the facts
    """Attributes (as the graph names them) in which the register differs from what was to be typed.

    The access service shows the living who live here, so that the deceased is **not found** is the confirmation. What
    else an agreement leaves out is not compared. A number that was not captured will not come by waiting.
    """
    form, number = application.form, siak_result(application).family_card_number
    if form.get("newHeadNik") and number is None:
        return ReadBack(("familyCard",))
    found = ["vitalStatus"] if form["deceasedNik"] in register else []
    if form.get("spouseNik"):
        shown = register.get(form["spouseNik"])
        found += _differs("maritalStatus", shown, shown and shown.marital_status, MaritalStatus.WIDOWED)
    if form.get("newHeadNik"):
        shown = register.get(form["newHeadNik"])
        found += _differs("familyCard", shown, shown and shown.family_card_number, number)
        found += _differs("relationship", shown, shown and shown.family_relationship, FamilyRelationship.HEAD)
    return ReadBack(tuple(found), settled=not found)


def _differs(name: str, shown: Citizen | None, value: object, wanted: object) -> list[str]:
    """Somebody whom the register does not show differs too."""
    return [name] if shown is None or value not in {None, wanted} else []
