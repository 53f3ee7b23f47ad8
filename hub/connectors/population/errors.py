"""The access service's errors, which come as data in `content[0].RESPON` with status 200."""

from __future__ import annotations

from typing import Final

from hub.core.agency_ports import AgencyStatus
from hub.core.errors import HubError
from hub.exchange.failures import Reason, quota_exhausted, unavailable

_NOT_FOUND: Final = "data tidak ditemukan"
_QUOTA: Final = "kuota akses hari ini telah habis"
_REFUSALS: Final = frozenset({"ip address tidak sesuai", "ip client tidak terdaftar", "login gagal"})


def is_not_found(respon: str) -> bool:
    """Whether the text says that nobody has this NIK."""
    return _folded(respon) == _NOT_FOUND


def error_of(respon: str, agency: AgencyStatus) -> HubError:
    """The error for any other text. Case and spaces vary between deployments and do not count."""
    text = _folded(respon)
    if text == _QUOTA:
        return quota_exhausted(agency)
    return unavailable(agency, Reason.REFUSED if text in _REFUSALS else Reason.UNREADABLE)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
