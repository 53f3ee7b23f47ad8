"""The steps of the bundle: the card first, then the KTP-el or KIA of everybody on whom something printed changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.codes_cards import FamilyCardCause
from hub.core.forms.family_card_paper import KIND
from hub.core.forms.persons import is_adult
from hub.core.service import Facts, PlanKind, PlanStep
from hub.services.family_card.form import elements, wish

_PRINTED: Final = frozenset(
    {
        "fullName",
        "sex",
        "birthPlace",
        "birthDate",
        "religion",
        "occupation",
        "maritalStatus",
        "citizenship",
        "signature",
    }
)
"""Elements that stand on a KTP-el; on a KIA all of them but occupation and marital status."""
_PAPER: Final = PlanStep(KIND, PlanKind.CERTIFICATE, "Kartu Keluarga", "Family card")
_RECORD: Final = PlanStep(
    "record", PlanKind.RECORD, "Data keluarga diperbarui", "The family's data are brought up to date"
)
_IDENTITY_CARD: Final = PlanStep(
    "identity_card",
    PlanKind.CARD,
    "KTP-el dicetak ulang untuk yang datanya berubah; yang lama ditarik",
    "New KTP-el for those whose data have changed; the old ones are withdrawn",
)
_CHILD_CARD: Final = PlanStep(
    "child_card",
    PlanKind.CARD,
    "KIA dicetak ulang untuk anak yang datanya berubah",
    "New KIA for children whose data have changed",
)


def plan(form: Mapping[str, Any], facts: Facts) -> tuple[PlanStep, ...]:
    """The change on the family card comes first, then the cards (practice of the offices; no article was read)."""
    return (_PAPER, _RECORD, *_cards(form, facts))


def _cards(form: Mapping[str, Any], facts: Facts) -> Iterator[PlanStep]:
    asked = wish(form)
    if asked.cause is FamilyCardCause.NEW_FAMILY:
        yield _IDENTITY_CARD
        return
    touched = [one["nik"] for one in asked.persons if _PRINTED & {name for name, _ in elements(one)}]
    people = [facts.citizens[nik] for nik in touched if nik in facts.citizens]
    if asked.address:
        people += facts.families.get(form["familyCardNumber"], ())
    grown_up = {is_adult(person, facts.today) for person in people}
    if True in grown_up:
        yield _IDENTITY_CARD
    if False in grown_up:
        yield _CHILD_CARD
