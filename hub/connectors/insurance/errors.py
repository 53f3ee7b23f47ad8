"""What BPJS Kesehatan says in `metaData`, with status 200. Its texts stay here: they may name the member."""

from __future__ import annotations

from typing import Final

from hub.core.agency_ports import AgencyStatus
from hub.core.errors import HubError
from hub.exchange.failures import Reason, unavailable

OK: Final = "200"
_NOBODY: Final = ("tidak terdaftar", "tidak ditemukan")
_REFUSED: Final = frozenset({"401", "403"})


def is_nobody(code: str, message: str) -> bool:
    """Whether nobody with this number is a member. The code of it (201) says other things too, so the words decide."""
    return code != OK and any(words in message.casefold() for words in _NOBODY)


def error_of(code: str, agency: AgencyStatus) -> HubError:
    """The error of any other code."""
    return unavailable(agency, Reason.REFUSED if code in _REFUSED else Reason.ERROR_STATUS)
