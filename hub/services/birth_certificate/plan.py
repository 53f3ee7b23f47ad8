"""The bundle of a birth (Permendagri 19/2018: deed, family card, child card) and who is to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.core.forms.annulment import ANNULLED_EN, ANNULLED_ID
from hub.core.service import Facts, PlanKind, PlanStep
from hub.services.birth_certificate.rules import is_late

DEED: Final = PlanStep("deed", PlanKind.CERTIFICATE, "Kutipan akta kelahiran", "Excerpt of the birth deed")
DECISION: Final = PlanStep(
    "decision",
    PlanKind.CERTIFICATE,
    "Keputusan Kepala Dinas atas laporan yang lewat 60 hari",
    "Decision of the head of the office on a report after 60 days",
)
RECORD: Final = PlanStep(
    "record", PlanKind.RECORD, "Anak masuk dalam data kependudukan", "The child stands in the record"
)
FAMILY_CARD: Final = PlanStep(
    "family_card",
    PlanKind.CERTIFICATE,
    "Kartu Keluarga yang memuat nama anak",
    "The family card with the child's name on it",
)
CHILD_CARD: Final = PlanStep(
    "child_card",
    PlanKind.CARD,
    "Kartu Identitas Anak (KIA) dicetak, tanpa foto",
    "The child's identity card (KIA) is printed, without a photo",
    undo_id=f"KIA ditarik {ANNULLED_ID}",
    undo_en=f"The KIA is withdrawn {ANNULLED_EN}",
)
INSURANCE: Final = PlanStep(
    "insurance",
    PlanKind.AGENCY,
    "BPJS Kesehatan diberi tahu, agar bayi terdaftar sebagai peserta",
    "BPJS Kesehatan is told, so that the newborn is covered",
    agency="insurance",
    undo_id=f"BPJS Kesehatan diberi tahu agar kepesertaan dibatalkan {ANNULLED_ID}",
    undo_en=f"BPJS Kesehatan is told to end the coverage {ANNULLED_EN}",
)
WELFARE: Final = PlanStep(
    "welfare",
    PlanKind.AGENCY,
    "Dinas Sosial diberi tahu bahwa anggota rumah tangga bertambah",
    "Social welfare is told that the household has grown",
    agency="welfare",
    undo_id=f"Dinas Sosial diberi tahu agar anggota itu dihapus dari rumah tangga {ANNULLED_ID}",
    undo_en=f"Social welfare is told to take the member off the household {ANNULLED_EN}",
)
PROTECTION: Final = PlanStep(
    "protection",
    PlanKind.AGENCY,
    "Dinas Sosial diberi tahu, agar anak mendapat pengasuh dan perlindungan",
    "Social welfare is told, so that the child is taken in and protected",
    agency="welfare",
)


def plan(form: Mapping[str, Any], facts: Facts) -> tuple[PlanStep, ...]:
    """By the form and the day of the report, so that it is the same before and after the signature."""
    decision = (DECISION,) if is_late(form["child"], facts.reported) else ()
    card = (FAMILY_CARD,) if form.get("familyCardNumber") else ()
    household = WELFARE if form.get("motherNik") is not None else PROTECTION
    return (*decision, DEED, RECORD, *card, CHILD_CARD, INSURANCE, household)
