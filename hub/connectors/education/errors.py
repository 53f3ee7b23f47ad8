"""Dapodik's errors, which come as text in the body of an answer with status 200."""

from __future__ import annotations

from typing import Final

from hub.core.errors import SourceUnavailable
from hub.exchange.client import Reply
from hub.exchange.failures import Reason, unavailable

_REFUSALS: Final = (
    "access denied - you are not authorized to access this page",
    "parameter npsn harap diisi",
    "sekolah tidak ditemukan",
)
"""A token that is not accepted, and a school number that the installation does not know: an operator has to act."""
_LONGEST: Final = 4096


def error_of(reply: Reply) -> SourceUnavailable:
    """The error for an answer without rows. Case and spaces do not count, and the text may stand in markup."""
    return unavailable(reply.manifest, Reason.REFUSED if _is_refusal(reply.body) else Reason.UNREADABLE)


def _is_refusal(body: bytes) -> bool:
    text = " ".join(body[:_LONGEST].decode("utf-8", "replace").casefold().split())
    return len(body) <= _LONGEST and any(refusal in text for refusal in _REFUSALS)
