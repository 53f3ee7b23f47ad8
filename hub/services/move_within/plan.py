"""The bundle of a move within the district: the family card, the record, then new cards for everybody who moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.core.forms.family_card_paper import KIND
from hub.core.service import Facts, PlanKind, PlanStep


def plan(_form: Mapping[str, Any], _facts: Facts) -> tuple[PlanStep, ...]:
    """The same for everybody who moves within the district."""
    return (
        PlanStep(KIND, PlanKind.CERTIFICATE, "Kartu Keluarga", "Family card"),
        PlanStep("record", PlanKind.RECORD, "Tercatat dalam data penduduk", "Recorded in the population data"),
        PlanStep(
            "identity_cards",
            PlanKind.CARD,
            "KTP-el dan KIA dengan alamat baru; kartu lama ditarik",
            "Identity cards with the new address; the old ones are withdrawn",
        ),
    )
