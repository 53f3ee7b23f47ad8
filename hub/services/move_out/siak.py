"""The transcription of a move to another district into SIAK (form F-1.03), and what must come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.core.forms import move_siak as shared
from hub.core.forms.move_effects import siak_result
from hub.core.forms.moves import HEAD, CardFate, home_of, move_of
from hub.core.service import Facts, ReadBack, SiakField

GIVES: Final = frozenset({"letter_number"})
"""The letter of removal (SKPWNI)."""
MAY_GIVE: Final = frozenset({"family_card_number"})
"""Only where a new number is needed; `compare_siak` asks for it then."""


def letter_of(application: Application) -> str | None:
    """The number that SIAK gave the letter, once it was captured."""
    return application.siak_result.letter_number if application.siak_result else None


def siak_fields(application: Application, facts: Facts) -> tuple[SiakField, ...]:
    """The lines of the SIAK panel, in the order of the form."""
    form = application.form
    move, home = move_of(form, facts), home_of(form, facts)
    before = next((one.address for one in move.movers), None)
    return shared.lines_of(
        shared.applicant(form, form["familyCardNumber"], "SURAT KETERANGAN PINDAH"),
        shared.address(before, "Asal"),
        shared.address(home, "Pindah"),
        shared.move_itself(form, before.region_code if before else "", home, move),
        shared.people(shared.named(move.movers, move), "Yang Pindah"),
        shared.people(shared.named(move.stay, move), "Yang Tidak Pindah"),
    )


def siak_reads(application: Application) -> tuple[str, ...]:
    """Those who move, whom the register shall not show here any more, and the new head of those who stay."""
    return (*_movers(application), *_new_head(application))


def compare_siak(application: Application, register: Mapping[str, Citizen], facts: Facts) -> ReadBack:
    """In what the register differs; `familyCard` also where the number that it gave was not captured."""
    move, result = move_of(application.form, facts), siak_result(application)
    is_new = move.of_stayers is CardFate.NEW
    if is_new and result.family_card_number is None:
        return ReadBack(("familyCard",))
    new = {"familyCard": result.family_card_number, "familyRelationship": HEAD}
    here = {nik: new for nik in _new_head(application) if is_new}
    return shared.read_back(register, here, gone=_movers(application))


def _movers(application: Application) -> tuple[str, ...]:
    return tuple(line["nik"] for line in application.form["movers"])


def _new_head(application: Application) -> tuple[str, ...]:
    return tuple(line["nik"] for line in application.form["stayers"] if line["relationship"] == HEAD.name)
