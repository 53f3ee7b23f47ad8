"""Searching persons by name: which names are alike, and what terms may be."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.errors import BadInput
from hub.core.names import search_key

# Words are alike when they share half of the term's trigrams: one wrong letter in a name of six or more passes. The
# planner takes comparing names for as cheap as comparing numbers and would read the whole table.
SETTINGS: Final = """
    select set_config('pg_trgm.word_similarity_threshold', '0.5', true), set_config('enable_seqscan', 'off', true)
"""
SCORE: Final = "(5000 * (word_similarity({term}, {key}) + similarity({term}, {key})))::int"
"""How alike a name is, from 0 to 10,000."""
BORN: Final = (
    "({row}.birth_date = {day}"
    " or ({row}.birth_date_precision = 'YEAR' and extract(year from {row}.birth_date) = extract(year from {day}))"
    " or ({row}.birth_date_precision = 'MONTH'"
    " and to_char({row}.birth_date, 'YYYYMM') = to_char({day}::timestamp, 'YYYYMM')))"
)
"""Whether a person can be born on a day: the same as `hub.core.birth_dates.same_birth_date`."""
_SHORTEST, _LONGEST = 2, 200
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def search_term(name: str, path: str = "search.name") -> str:
    """A name as the search keys are written. Raises BadInput for one without letters."""
    key = search_key(name) if len(name) <= _LONGEST else ""
    if len(key) < _SHORTEST:
        raise BadInput("Give at least two letters of a name, in Latin script and without titles.", path=path)
    return key


def year_begin(year: int) -> dt.date:
    """The first day of a year. Raises BadInput for a year in which nobody was born."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadInput("Give the year of birth with four digits, such as 1987.", path="search.birthYear")
    return dt.date(year, 1, 1)
