"""Codes of the forms for family cards, identity cards and children's cards (form F-1.02).

The boxes of F-1.02 were not seen in print: where its order is not known the codes are the hub's own.
"""

from __future__ import annotations

from typing import Final

from hub.core.codes import CodedEnum


class FamilyCardCause(CodedEnum):
    """Why a family card is issued."""

    NEW_FAMILY = ("1", "MEMBENTUK KELUARGA BARU", "New family")
    CHANGE_OF_HEAD = ("2", "PENGGANTIAN KEPALA KELUARGA", "Change of the head of family")
    SPLIT = ("3", "PISAH KK DALAM SATU ALAMAT", "Split at one address")
    CHANGE_OF_ELEMENTS = ("4", "PERUBAHAN ELEMEN DATA", "Change of data elements")
    REPRINT = ("5", "HILANG ATAU RUSAK", "Lost or damaged")


class CardLoss(CodedEnum):
    """Why a card is printed again."""

    LOST = ("1", "HILANG", "Lost")
    DAMAGED = ("2", "RUSAK", "Damaged")


class IdentityCardReason(CodedEnum):
    """Why an identity card (KTP-el) is printed."""

    FIRST = ("1", "BARU", "First card")
    LOST = ("2", "HILANG", "Lost")
    DAMAGED = ("3", "RUSAK", "Damaged")
    CHANGED = ("4", "PERUBAHAN DATA", "Data have changed")
    MOVED = ("5", "PINDAH DATANG", "Moved here")


class ChildCardReason(CodedEnum):
    """Why a child's identity card (KIA) is printed."""

    FIRST = ("1", "BARU", "First card")
    LOST = ("2", "HILANG", "Lost")
    DAMAGED = ("3", "RUSAK", "Damaged")
    CHANGED = ("4", "PERUBAHAN DATA", "Data have changed, or the child has turned five")


class SessionPlace(CodedEnum):
    """Where biometrics are recorded."""

    OFFICE = ("1", "KANTOR DINAS", "At the office")
    OUTREACH = ("2", "JEMPUT BOLA", "At home or in the village, by a visiting team")


class SessionSlot(CodedEnum):
    """When on that day; local time of the office."""

    EIGHT = ("1", "08.00-09.30", "8.00 to 9.30")
    HALF_PAST_NINE = ("2", "09.30-11.00", "9.30 to 11.00")
    ELEVEN = ("3", "11.00-12.00", "11.00 to 12.00")
    HALF_PAST_ONE = ("4", "13.30-15.00", "13.30 to 15.00")


CARD_LISTS: Final[tuple[type[CodedEnum], ...]] = (
    CardLoss,
    IdentityCardReason,
    ChildCardReason,
    SessionPlace,
    SessionSlot,
)
"""Those that a form of the graph names."""
