"""What the social welfare agency signs with: the form of its files and of their statements."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from hub.exchange.emulation import signing
from hub.exchange.emulation.signing import Signer, sign

__all__ = ["KEYS", "SIGNER", "sign", "statement"]

SIGNER: Final = Signer("welfare", "satu-dtsen/1")
KEYS: Final = ("nik", "decile", "programmes")


def statement(period: str, content: bytes, issued_at: dt.datetime, replaces: str | None = None) -> dict[str, Any]:
    """What is said about a file."""
    return signing.statement(SIGNER.form, period, content, issued_at, replaces)
