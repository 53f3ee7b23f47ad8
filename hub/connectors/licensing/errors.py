"""OSS's answers to the district: `kode` in the body, whatever the status. Its texts stay here; they may name people."""

from __future__ import annotations

from typing import Final

from hub.core.agency_ports import AgencyStatus
from hub.core.errors import BadInput, HubError
from hub.exchange.failures import Reason, unavailable

OK: Final = 200
WRONG: Final = 400
_REASONS: Final = {
    401: Reason.REFUSED,
    403: Reason.REFUSED,
    404: Reason.ERROR_STATUS,
    405: Reason.ERROR_STATUS,
    500: Reason.OUT_OF_SERVICE,
    504: Reason.OUT_OF_SERVICE,
}
"""Data status respon (Lampiran 9): 401 Akses tidak valid, 403 ilegal, 404 and 405 service, 500 and 504 of OSS."""


def error_of(code: int | None, agency: AgencyStatus) -> HubError:
    """The error of a code. 400 means that OSS does not take what was sent, and will not when it comes again."""
    if code == WRONG:
        return BadInput(
            "OSS does not take this: one of the numbers is unknown there or a field is wrong. Compare the ids with the "
            "application in OSS, correct them, and send it anew.",
            details={"agency": agency.name},
        )
    return unavailable(agency, _REASONS.get(code or 0, Reason.UNREADABLE))
