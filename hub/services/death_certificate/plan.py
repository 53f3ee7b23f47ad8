"""The bundle of a death (Permendagri 19/2018: deed, family card, KTP-el of the spouse) and who is to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.forms.annulment import ANNULLED_EN, ANNULLED_ID
from hub.core.service import Facts, PlanKind, PlanStep
from hub.services.death_certificate.family import bereaved

DEED: Final = PlanStep("deed", PlanKind.CERTIFICATE, "Kutipan akta kematian", "Excerpt of the death deed")
RECORD: Final = PlanStep(
    "record",
    PlanKind.RECORD,
    "Data kependudukan almarhum/almarhumah dan keluarga diperbarui",
    "The record of the deceased and of the family is brought up to date",
)
FAMILY_CARD: Final = PlanStep("family_card", PlanKind.CERTIFICATE, "Kartu Keluarga yang baru", "The new family card")
SPOUSE_CARD: Final = PlanStep(
    "spouse_card",
    PlanKind.CARD,
    "KTP-el pasangan dengan status cerai mati dicetak; KTP-el lama ditarik",
    "The spouse's KTP-el with the status widowed is printed; the old one is withdrawn",
    undo_id=f"KTP-el dengan status semula dicetak lagi {ANNULLED_ID}",
    undo_en=f"A KTP-el with the former status is printed {ANNULLED_EN}",
)
GUARDIAN: Final = PlanStep(
    "guardian",
    PlanKind.AGENCY,
    "Dinas Sosial diberi tahu bahwa anak-anak memerlukan wali; mereka lalu masuk Kartu Keluarga walinya",
    "Social welfare is told that the children need a guardian; they then join the guardian's family card",
    agency="welfare",
)
INSURANCE: Final = PlanStep(
    "insurance",
    PlanKind.AGENCY,
    "BPJS Kesehatan diberi tahu, agar kepesertaan dihentikan",
    "BPJS Kesehatan is told, so that the coverage ends",
    agency="insurance",
    undo_id=f"BPJS Kesehatan diberi tahu agar kepesertaan dihidupkan lagi {ANNULLED_ID}",
    undo_en=f"BPJS Kesehatan is told to restore the coverage {ANNULLED_EN}",
)
WELFARE: Final = PlanStep(
    "welfare",
    PlanKind.AGENCY,
    "Dinas Sosial diberi tahu, agar bantuan atas nama almarhum/almarhumah dihentikan dan keluarga didata ulang",
    "Social welfare is told, so that benefits in the name of the deceased end and the family is assessed anew",
    agency="welfare",
    undo_id=f"Dinas Sosial diberi tahu agar bantuan dihidupkan lagi {ANNULLED_ID}",
    undo_en=f"Social welfare is told to restore the benefits {ANNULLED_EN}",
)


def plan(form: Mapping[str, Any], facts: Facts) -> tuple[PlanStep, ...]:
    """The same before and after the signature, which takes the deceased from the card and may renew its number."""
    return tuple(_steps(form, facts))


def _steps(form: Mapping[str, Any], facts: Facts) -> Iterator[PlanStep]:
    family = bereaved(form, facts)
    yield DEED
    yield RECORD
    if form.get("newHeadNik") or (family and family.adults):
        yield FAMILY_CARD
    elif family and family.left:
        yield GUARDIAN
    if form.get("spouseNik"):
        yield SPOUSE_CARD
    yield INSURANCE
    yield WELFARE
