"""The transcription of a move within the district into SIAK (form F-1.03), and what must come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.forms import move_siak as shared
from hub.core.forms.move_effects import siak_result
from hub.core.forms.moves import HEAD, CardFate, code_of, home_of, move_of
from hub.core.service import Facts, ReadBack, SiakField
from hub.services.move_within.effects import number_of_movers

GIVES: Final[frozenset[str]] = frozenset()
"""Nothing that every move has."""
MAY_GIVE: Final = frozenset({"family_card_number"})
"""Only where a new number is needed; `compare_siak` asks for it then."""


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel, in the order of the form."""
    form = application.form
    move, home = move_of(form, facts), home_of(form, facts)
    before = next((one.address for one in move.movers), None)
    return shared.lines_of(
        shared.applicant(form, form["familyCardNumber"], "PINDAH DALAM KABUPATEN/KOTA"),
        shared.address(before, "Asal"),
        shared.address(home, "Pindah"),
        shared.move_itself(form, before.region_code if before else "", home, move),
        [("Nomor KK yang Ditumpangi", form.get("joinsCardNumber"))],
        shared.people(shared.named(move.movers, move), "Yang Pindah"),
        shared.people(shared.named(move.stay, move), "Yang Tidak Pindah"),
    )


def siak_reads(application: Application) -> tuple[str, ...]:
    """Those who move, and the new head of those who stay."""
    form = application.form
    heads = [line["nik"] for line in form["stayers"] if line["relationship"] == HEAD.name]
    return tuple(dict.fromkeys([*(line["nik"] for line in form["movers"]), *heads]))


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:
    """In what the register differs; `familyCard` also where the number that it gave was not captured."""
    form, move, result = application.form, move_of(application.form, facts), siak_result(application)
    if move.gives_number and result.family_card_number is None:
        return ReadBack(("familyCard",))
    number, home = number_of_movers(application, move), code_of(form["home"]["regionCode"])
    here: dict[str, Mapping[str, object]] = {
        line["nik"]: {"address": home, "familyCard": number, "familyRelationship": move.relations[line["nik"]]}
        for line in form["movers"]
    }
    if move.of_stayers is CardFate.NEW:
        new = {"familyCard": result.family_card_number, "familyRelationship": HEAD}
        here |= {nik: new for nik in siak_reads(application) if nik not in here}
    return shared.read_back(register, here)
