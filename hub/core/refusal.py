"""Why an application is refused: a code of a closed list, with a sentence that everybody reads. Pure.

The officer's own words stand beside it. Which codes a service may be refused by is in its service.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from hub.core.application import ActionKind, Application


class RefusalReason(Enum):
    """The codes of a refusal."""

    OTHER_OFFICE = "OTHER_OFFICE"
    NO_MANDATE = "NO_MANDATE"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    CONDITION_NOT_MET = "CONDITION_NOT_MET"
    COURT_DECISION_NEEDED = "COURT_DECISION_NEEDED"
    PAPER_NOT_VALID = "PAPER_NOT_VALID"
    DATA_DISAGREE = "DATA_DISAGREE"
    NOT_COMPLETED = "NOT_COMPLETED"
    OTHER = "OTHER"
    """What the officer says in words; also of refusals from before there were codes."""


_R: Final = RefusalReason
SENTENCES: Final[Mapping[RefusalReason, tuple[str, str]]] = {
    _R.OTHER_OFFICE: (
        "Permohonan ini ditangani kantor lain.",
        "Another office handles this application.",
    ),
    _R.NO_MANDATE: (
        "Pemohon belum dapat mewakili orang yang dimohonkan.",
        "The applicant cannot act for the person concerned yet.",
    ),
    _R.ALREADY_REGISTERED: (
        "Yang dimohonkan sudah tercatat atau sudah diterbitkan.",
        "What is applied for is registered or issued already.",
    ),
    _R.CONDITION_NOT_MET: (
        "Syarat dalam peraturan belum terpenuhi.",
        "A condition of the rules is not met yet.",
    ),
    _R.COURT_DECISION_NEEDED: (
        "Diperlukan penetapan pengadilan lebih dahulu.",
        "A decision of a court is needed first.",
    ),
    _R.PAPER_NOT_VALID: (
        "Ada surat yang tidak berlaku atau tidak sesuai dengan aslinya.",
        "A paper is not valid, or is not like its original.",
    ),
    _R.DATA_DISAGREE: (
        "Isi surat dan data kependudukan berbeda, dan belum dapat dicocokkan.",
        "The papers and the population data differ, and could not be brought together yet.",
    ),
    _R.NOT_COMPLETED: (
        "Yang kami minta belum kami terima.",
        "What was asked for has not reached us.",
    ),
    _R.OTHER: (
        "Alasannya dijelaskan petugas.",
        "The officer explains the reason.",
    ),
}
"""What the applicant reads, Indonesian and English."""
RIGHT_TO_OBJECT: Final = (
    (
        "Bila tidak setuju, Anda berhak mengajukan keberatan secara tertulis kepada kantor Dinas, atau mendaftar lagi. "
        "Keduanya gratis, dan petugas membantu Anda."
    ),
    (
        "If you do not agree, you may object in writing to our office, or apply again. Both are free of charge, and an "
        "officer helps you."
    ),
)


def refusal_of(application: Application) -> RefusalReason | None:
    """Why it was refused; None where it was not."""
    last = application.actions[-1]
    if last.kind is not ActionKind.REFUSE:
        return None
    return RefusalReason(last.data.get("code") or RefusalReason.OTHER.value)
