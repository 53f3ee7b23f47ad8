"""Which NIK a person has: SIAK gives it, for life; where papers disagree the KTP-el prevails (PP 40/2019 art. 33)."""

from __future__ import annotations

import dataclasses
from typing import Final

from hub.core.citizen import Citizen
from hub.core.correction import own_warnings
from hub.core.errors import BadInput, Conflict
from hub.core.evidence import SourceKind

SHOWS_A_NIK: Final = frozenset({SourceKind.SIAK, SourceKind.KTP_EL, SourceKind.FAMILY_CARD, SourceKind.BIRTH_DEED})
"""Papers and registers from which a NIK may be entered."""


def with_nik(person: Citizen, nik: str) -> Citizen:
    """The person with this NIK, and with the warnings that it gives rise to."""
    named = dataclasses.replace(person, nik=nik)
    return dataclasses.replace(named, warnings=own_warnings(named))


def check_assignment(person: Citizen, held_from: SourceKind | None, nik: str, paper: SourceKind) -> None:
    """Raises what keeps this NIK, as this paper shows it, from becoming the person's.

    `held_from` is the paper that her present NIK was entered from, None where nobody knows. Raises BadInput for a
    paper that shows no NIK, and Conflict where a paper that prevails shows another one.
    """
    if paper not in SHOWS_A_NIK:
        raise BadInput(
            "A NIK is entered from SIAK or from a paper that shows it: KTP-el, family card, birth deed. Name that one.",
            path="source.kind",
        )
    if person.nik in {None, nik}:
        return
    if held_from is SourceKind.KTP_EL and paper is SourceKind.KTP_EL:
        raise Conflict(
            "The record has another NIK from a KTP-el of this person. Two KTP-el with two NIKs are settled by the"
            " ministry's comparison of biometrics; report the case there.",
            path="nik",
        )
    if held_from is SourceKind.KTP_EL:
        raise Conflict(
            "The record has another NIK from the KTP-el of this person, which prevails (PP 40/2019 art. 33). Have this"
            " paper corrected.",
            path="nik",
        )
    if paper is not SourceKind.KTP_EL:
        raise Conflict(
            "The record has another NIK of this person, and only her KTP-el prevails over it (PP 40/2019 art. 33). Ask"
            " for the KTP-el.",
            path="nik",
        )
