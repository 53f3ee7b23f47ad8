"""Where the record has its attributes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RecordSource:
    """What a change rests on: the agency whose word it is, the paper that says so, and the moment of which it is said.

    `agency` None: the owner of the attributes that changed. `document_kind` is a word such as `birth_deed` or `ktp_el`;
    a number stands only with its kind. `as_of` is UTC; None where nobody said.
    """

    agency: str | None = None
    document_kind: str | None = None
    document_number: str | None = field(default=None, repr=False)
    as_of: dt.datetime | None = None


UNSTATED = RecordSource()
"""A change whose source nobody named."""
