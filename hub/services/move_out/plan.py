"""The bundle of a move to another district: the letter, the card of those who stay, the offer of the record.

KTP-el and KIA stay with those who move: they are withdrawn where they arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.bundle import LETTER, OFFER
from hub.core.forms.family_card_paper import KIND
from hub.core.forms.moves import move_of
from hub.core.service import Facts, PlanKind, PlanStep

_UNREAD_ID: Final = "(perlu dikonfirmasi)"
_UNREAD_EN: Final = "(to be confirmed)"


def plan(form: Mapping[str, Any], facts: Facts) -> tuple[PlanStep, ...]:
    """With a family card where somebody stays."""
    return tuple(_steps(form, facts))


def _steps(form: Mapping[str, Any], facts: Facts) -> Iterator[PlanStep]:
    yield PlanStep(LETTER, PlanKind.CERTIFICATE, "Surat Keterangan Pindah (SKPWNI)", "Letter of removal (SKPWNI)")
    # Once it is signed, those who stay may have another number: then the form names them.
    if form["stayers"] or move_of(form, facts).stay:
        yield PlanStep(KIND, PlanKind.CERTIFICATE, "Kartu Keluarga bagi yang tinggal", "Family card of those who stay")
    yield PlanStep(
        OFFER,
        PlanKind.RECORD,
        "Data ditawarkan kepada kabupaten/kota tujuan",
        "Record offered to the new regency or city",
        undo_id=f"Yang pindah tercatat lagi pada Kartu Keluarga semula; SKPWNI tidak berlaku lagi {_UNREAD_ID}",
        undo_en=f"Those who move stand on their former family card again; the letter is void {_UNREAD_EN}",
    )
