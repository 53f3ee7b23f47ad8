"""What can go wrong with an agency, as the hub's errors: a sentence each, no address, no answer, no person."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hub.core.agency_ports import AgencyStatus
from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable


class Reason(StrEnum):
    """Why an agency could not be used; stands in `details.reason`."""

    UNREACHABLE = "UNREACHABLE"
    TIMEOUT = "TIMEOUT"
    BUSY = "BUSY"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"
    ERROR_STATUS = "ERROR_STATUS"
    UNREADABLE = "UNREADABLE"
    TOO_LARGE = "TOO_LARGE"
    REFUSED = "REFUSED"
    STOPPING = "STOPPING"
    RESTING = "RESTING"


_SENTENCES: Final = {
    Reason.UNREACHABLE: (
        "cannot be reached. Nothing is lost; try again in a few minutes.",
        "tidak dapat dihubungi. Tidak ada data yang hilang; silakan coba lagi beberapa menit lagi.",
    ),
    Reason.TIMEOUT: (
        "did not answer in time. Nothing is lost; try again in a few minutes.",
        "belum menjawab. Tidak ada data yang hilang; silakan coba lagi beberapa menit lagi.",
    ),
    Reason.BUSY: (
        "is busy with other questions of the hub. Try again in a moment.",
        "sedang melayani pertanyaan lain. Silakan coba lagi sebentar lagi.",
    ),
    Reason.OUT_OF_SERVICE: (
        "says that it cannot answer now. Nothing is lost; try again in a few minutes.",
        "sedang tidak dapat melayani. Tidak ada data yang hilang; silakan coba lagi beberapa menit lagi.",
    ),
    Reason.ERROR_STATUS: (
        "answered with an error. Try again in a few minutes; if it stays, tell the agency.",
        "sedang mengalami gangguan. Silakan coba lagi; bila tetap terjadi, beri tahu instansinya.",
    ),
    Reason.UNREADABLE: (
        "gave an answer that the hub cannot read. If it stays, an administrator must look at the connector.",
        "memberi jawaban yang tidak dapat dibaca. Bila tetap terjadi, administrator perlu memeriksanya.",
    ),
    Reason.TOO_LARGE: (
        "gave an answer larger than the hub accepts. An administrator must look at the connector.",
        "memberi jawaban yang terlalu besar. Administrator perlu memeriksanya.",
    ),
    Reason.REFUSED: (
        "refused the hub's own account. An administrator must check the connector's account and address.",
        "menolak akun hub ini. Administrator perlu memeriksa akun dan alamatnya.",
    ),
    Reason.STOPPING: (
        "was not asked, because the hub is being restarted. Nothing is lost; try again in a moment.",
        "belum dihubungi karena hub sedang dimulai ulang. Silakan coba lagi sebentar lagi.",
    ),
    Reason.RESTING: (
        "was not asked, because it did not answer the questions before. Nothing is lost; try again in a minute.",
        "belum dihubungi karena tidak menjawab pertanyaan sebelumnya. Data tidak hilang; silakan coba sebentar lagi.",
    ),
}
_OF_A_KEY: Final = frozenset({Reason.ERROR_STATUS, Reason.UNREADABLE, Reason.TOO_LARGE})


def unavailable(agency: AgencyStatus, reason: Reason) -> SourceUnavailable:
    """The error for an agency that could not be used; `details`: agency, reason, message_id (Indonesian)."""
    english, indonesian = _SENTENCES[reason]
    return SourceUnavailable(
        f"{agency.title_en} {english}",
        details={"agency": agency.name, "reason": reason.value, "message_id": f"{agency.title_id} {indonesian}"},
    )


def quota_exhausted(agency: AgencyStatus) -> QuotaExhausted:
    """The error for a daily quota that is used up; an application that was taken in is kept."""
    return QuotaExhausted(
        f"{agency.title_en}: the checks allowed for today are used up. What you entered is kept; try again tomorrow.",
        details={
            "agency": agency.name,
            "message_id": "Pemeriksaan data hari ini penuh; permohonan Anda tetap tersimpan. Silakan coba lagi besok.",
        },
    )


class ShareExhausted(QuotaExhausted):
    """One client's part is used up, which is no news about the agency to anybody else."""


def share_exhausted(agency: AgencyStatus) -> ShareExhausted:
    """The error for a client that has had its part of the daily quota, or when only the counters' part is left."""
    return ShareExhausted(
        f"{agency.title_en}: the checks that your service may make today are used up; what is left is kept for people "
        "at the counter. Try again tomorrow, or ask the office's administrator for a larger share.",
        details={
            "agency": agency.name,
            "message_id": "Jatah pemeriksaan data layanan ini untuk hari ini sudah habis; sisanya untuk warga di "
            "loket. Silakan coba lagi besok.",
        },
    )


def too_many(agency: AgencyStatus) -> QuotaExhausted:
    """The error for an agency that takes no more questions just now (HTTP 429)."""
    return QuotaExhausted(
        f"{agency.title_en} takes no more questions at this time. What you entered is kept; try again later.",
        details={
            "agency": agency.name,
            "message_id": f"{agency.title_id} sedang penuh; permohonan Anda tetap tersimpan. Silakan coba lagi nanti.",
        },
    )


def may_be_of_one_key(error: Exception) -> bool:
    """Whether a call for several keys may have failed because of one of them, so that asking for fewer can help.

    It cannot where the agency was not reached, has no time, or refuses the hub or its quota.
    """
    if isinstance(error, SourceUnavailable):
        return error.details.get("reason") in _OF_A_KEY
    return not isinstance(error, OSError | HubError)
