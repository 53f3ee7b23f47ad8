"""Who works on a case at the moment, seen by all who may see the case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lease:
    """An officer (subject and name) works on a case since then, and nobody else takes a step of it until then (UTC).

    It ends by itself: whoever reads it asks whether it still `holds`.
    """

    holder: str
    holder_name: str
    since: dt.datetime
    until: dt.datetime

    def holds(self, now: dt.datetime) -> bool:
        return now < self.until
