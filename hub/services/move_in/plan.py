"""The bundle of a move from another district: the family card, the record, then cards in place of the old ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.core.forms.family_card_paper import KIND
from hub.core.service import Facts, PlanKind, PlanStep


def plan(_form: Mapping[str, Any], _facts: Facts) -> tuple[PlanStep, ...]:
    """The same for everybody who comes."""
    return (
        PlanStep(KIND, PlanKind.CERTIFICATE, "Kartu Keluarga", "Family card"),
        PlanStep("record", PlanKind.RECORD, "Tercatat sebagai penduduk di sini", "Recorded as a resident here"),
        PlanStep(
            "identity_cards",
            PlanKind.CARD,
            "KTP-el dan KIA baru; kartu dari daerah asal ditarik",
            "New identity cards; those of the former district are withdrawn",
        ),
    )
