"""Labels as deployments of the service write them -> codes.

The official labels come from the code lists; here stand the other spellings. The lists of the KTP-el know four marital
statuses: its KAWIN and CERAI HIDUP do not say whether it is registered, so they are no code of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from hub.core.codes import (
    OCCUPATIONS,
    RELIGIONS,
    BloodType,
    CodedEnum,
    CodeEntry,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
)

E = TypeVar("E", bound=CodedEnum)
_NOISE: Final = re.compile(r"[^a-z0-9]+")


def key(label: str) -> str:
    """A label as words without case and punctuation: `S. Muda` is `S.MUDA`, but `I/II` is not `III`."""
    return _NOISE.sub(" ", label.casefold()).strip()


def _enum(members: Iterable[E], **others: str) -> Mapping[str, E]:
    """`others`: member name -> further labels, separated by `|`."""
    by_name = {member.name: member for member in members}
    labels = {key(member.label_id): member for member in by_name.values()}
    return labels | {key(label): by_name[name] for name, more in others.items() for label in more.split("|")}


def _entries(entries: Iterable[CodeEntry], others: Mapping[str, str]) -> Mapping[str, str]:
    """`others`: value -> further labels, separated by `|`."""
    labels = {key(entry.label_id): entry.value for entry in entries}
    return labels | {key(label): value for value, more in others.items() for label in more.split("|")}


SEX: Final = _enum(Sex, MALE="L|PRIA", FEMALE="P|WANITA")
MARITAL: Final = _enum(MaritalStatus, NEVER_MARRIED="BELUM MENIKAH")
RELATIONSHIP: Final = _enum(
    FamilyRelationship, PARENT="ORANG TUA", WIFE="ISTERI", OTHER_RELATIVE="FAMILI", DOMESTIC_WORKER="PEMBANTU RT"
)
EDUCATION: Final = _enum(
    EducationLevel,
    NONE="BELUM SEKOLAH|TIDAK SEKOLAH|TIDAK/BLM SEKOLAH",
    PRIMARY_INCOMPLETE="BELUM TAMAT SD",
    PRIMARY="TAMAT SD|SD/SEDERAJAT",
    LOWER_SECONDARY="SLTP|SMP/SEDERAJAT",
    UPPER_SECONDARY="SLTA|SMA/SEDERAJAT",
    DIPLOMA_3="AKADEMI/DIPLOMA III/SARJANA MUDA|DIPLOMA III",
    BACHELOR="STRATA I|DIPLOMA IV",
)
RELIGION: Final = _entries(
    RELIGIONS,
    {
        "2": "KRISTEN PROTESTAN|PROTESTAN",
        "3": "KATOLIK|KRISTEN KATHOLIK|KRISTEN KATOLIK",
        "5": "BUDDHA",
        "6": "KONGHUCU|KHONG HUCU|KONG HU CU|KHONG HU CU",
        "7": "KEPERCAYAAN TERHADAP TUHAN YME|KEPERCAYAAN TERHADAP TUHAN YANG MAHA ESA|KEPERCAYAAN|LAINNYA",
    },
)
OCCUPATION: Final = _entries(
    OCCUPATIONS,
    {
        "1": "TIDAK BEKERJA|BELUM BEKERJA",
        "5": "PNS|PEGAWAI NEGERI SIPIL (PNS)",
        "6": "TENTARA NASIONAL INDONESIA|TENTARA NASIONAL INDONESIA (TNI)",
        "7": "KEPOLISIAN RI|KEPOLISIAN RI (POLRI)",
    },
)
BLOOD: Final[Mapping[str, BloodType]] = {member.label_id.replace(" ", ""): member for member in BloodType}
"""By the label without spaces: plus and minus count here."""
