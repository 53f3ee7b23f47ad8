"""Ids of version 7 are ordered by time, so a time is a place among them."""

from __future__ import annotations

import datetime as dt
import uuid


def first_id(at: dt.datetime) -> uuid.UUID:
    """The smallest id that is made at this time or later (RFC 9562 section 5.7)."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)
