"""The transcription of a move from another district into SIAK (form F-1.03), and what must come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship
from hub.core.forms import move_siak as shared
from hub.core.forms.move_effects import siak_result
from hub.core.forms.moves import code_of, home_of, niks_of, relations
from hub.core.service import Facts, ReadBack, SiakField
from hub.services.move_in.effects import is_new, number_of_movers

GIVES: Final[frozenset[str]] = frozenset()
"""Nothing that every move has."""
MAY_GIVE: Final = frozenset({"family_card_number"})
"""Only where a new number is needed; `compare_siak` asks for it then."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel, in the order of the form."""
    form, home = application.form, home_of(application.form, facts)
    return shared.lines_of(
        shared.applicant(form, form.get("keepsCardNumber"), "PINDAH DATANG"),
        [("Nomor SKPWNI", form["letterNumber"]), ("Kode Wilayah Asal", form["originRegionCode"])],
        shared.address(home, "Pindah"),
        shared.move_itself(form, code_of(form["originRegionCode"]), home),
        [("Nomor KK yang Ditumpangi", form.get("joinsCardNumber"))],
        shared.people(_movers(form), "Yang Datang"),
    )


def siak_reads(application: Application) -> tuple[str, ...]:
    """Those who came."""
    return niks_of(application.form)


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:  # noqa: ARG001  every service is given the facts
    """In what the register differs; `familyCard` also where the number that it gave was not captured."""
    form, result = application.form, siak_result(application)
    if is_new(form) and result.family_card_number is None:
        return ReadBack(("familyCard",))
    number, home = number_of_movers(application), code_of(form["home"]["regionCode"])
    here: dict[str, Mapping[str, object]] = {
        nik: {
            "fullName": shared.letters(name),
            "address": home,
            "familyCard": number,
            "familyRelationship": relation,
        }
        for nik, name, relation in _movers(form)
    }
    return shared.read_back(register, here)


def _movers(form: Mapping[str, Any]) -> Iterator[tuple[str, str, FamilyRelationship]]:
    relation = relations(form)
    for line in form["movers"]:
        yield line["nik"], line["fullName"], relation[line["nik"]]
