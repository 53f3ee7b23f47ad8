"""Why a row of an extract is not taken. The report names the code, the column and this sentence, never a value."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The name is the code in the report; the value says what to do."""

    FIELDS = "The row has more or fewer fields than the header. Look for a delimiter that is not quoted."
    MALFORMED = "The row cannot be read as CSV. Look at its quotation marks and line ends."
    NIK = "This is no NIK: 16 digits, of which digits 7 to 12 are a birth date. Correct it in the register."
    NIK_TWICE = "An earlier row has this NIK too, and that one was looked at. Settle in the register which holds."
    NAME = "The name is empty, too long or cannot be printed. Complete it in the register."
    DATE = "This is no date in the form of the file's other dates, or one that cannot be. Correct it."
    CODE = "This code is not in the official list. Correct it in the register."
    TEXT = "The text is too long or cannot be printed. Correct it in the register."
    FAMILY_CARD = "A family card number has exactly 16 digits. Correct it in the register."
    REGION = "NO_PROP, NO_KAB, NO_KEC and NO_KEL are no region code together. Correct them in the register."
    OTHER_REGION = "The person lives in another district. Ask that district, or say --other-regions."
    HELD_ELSEWHERE = "Another district's record holds this NIK. That district has to hand the person over."
    NEWER_HELD = "The record holds something newer than this extract. Import a later extract."


class Warned(Enum):
    """What is counted about rows that are taken."""

    NIK_BIRTH_DATE = "NIK_BIRTH_DATE"
    NIK_SEX = "NIK_SEX"
    PARENT_NIK = "PARENT_NIK"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    CARD_WITHOUT_HEAD = "CARD_WITHOUT_HEAD"


WARNINGS = {
    Warned.NIK_BIRTH_DATE: "persons whose NIK names another birth date (they are taken)",
    Warned.NIK_SEX: "persons whose NIK names another sex (they are taken)",
    Warned.PARENT_NIK: "NIKs of parents that are none (left out; the person is taken)",
    Warned.UNKNOWN_REGION: "persons in a village that the region table does not know (they are taken)",
    Warned.CARD_WITHOUT_HEAD: "family cards without a head of family in this file (they are made)",
}
"""What each count means."""
