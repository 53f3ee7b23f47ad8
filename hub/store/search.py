"""Searching persons by name: the statement of both lanes, which names are alike, and what terms may be.

The database's function `name_candidates` (migration 0016) finds whom it is worth looking at, some hundreds of persons
however frequent a name is; here they are narrowed by what the reader may see, and ranked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from hub.core.errors import BadInput
from hub.core.names import search_key
from hub.core.regions import parse_region_code

SETTINGS: Final = (
    "set local pg_trgm.word_similarity_threshold = 0.5; set local pg_trgm.similarity_threshold = 0.3;"
    " set local enable_seqscan = off"
)
"""How alike words must be. A planner takes comparing names for as cheap as comparing numbers and would read tables."""
TERMS: Final = {
    "name": "text",
    "birth_date": "date",
    "from": "date",
    "until": "date",
    "mother": "text",
    "region": "text",
}
"""Values of a search, with their types in the database."""
_SCORE: Final = "(5000 * (word_similarity({term}, q.name_key) + similarity({term}, q.name_key)))::int"
"""How alike a name is, from 0 to 10,000."""
_ALIKE: Final = "word_similarity({term}, {key}) >= 0.5"
"""A name shares half of the term's trigrams: one wrong letter in a name of six or more passes."""
_BORN: Final = (
    "({row}.birth_date = {day}"
    " or ({row}.birth_date_precision = 'YEAR' and extract(year from {row}.birth_date) = extract(year from {day}))"
    " or ({row}.birth_date_precision = 'MONTH'"
    " and to_char({row}.birth_date, 'YYYYMM') = to_char({day}::timestamp, 'YYYYMM')))"
)
"""Whether a person can be born on a day: the same as `hub.core.birth_dates.same_birth_date`."""
_SHORTEST, _LONGEST = 2, 200
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def matching(terms: Mapping[str, str], tenant: str, admitted: str, named_mother: str, sight: str | None) -> str:
    """A statement that gives persons, each with a `score`, by the placeholders of TERMS and of the tenant.

    `admitted` is the condition of the row filter on the alias `q`, `sight` the placeholder of its region if any.
    `named_mother` is the condition that the reader may be told of a person's mother: else she is not to be guessed.
    A term that is null does not narrow.
    """
    name, day, mother, region = terms["name"], terms["birth_date"], terms["mother"], terms["region"]
    # The smaller one of two regions, of which one contains the other; where none does, the conditions admit nobody.
    root = f"case when {region} is null or starts_with({sight}, {region} || '.') then {sight} else {region} end"
    candidates = (
        f"name_candidates({tenant}, {name}, {root if sight else region},"
        # Of some people only the year of birth is known: a day narrows to its year here.
        f" coalesce(date_trunc('year', {day}::timestamp)::date, {terms['from']}),"
        f" coalesce((date_trunc('year', {day}::timestamp) + interval '1 year')::date, {terms['until']}), {mother})"
    )
    return (
        f"select q.*, {_SCORE.format(term=name)} as score from (select distinct id from {candidates} f(id)) f"
        # One look for each of them: nothing else is to be read instead, however few people there are.
        f" cross join lateral (select p.* from person p where p.tenant = {tenant} and p.id = f.id offset 0) q"
        f" where {_ALIKE.format(term=name, key='q.name_key')} and {admitted}"
        f" and ({day} is null or {_BORN.format(row='q', day=day)})"
        f" and ({terms['from']} is null or (q.birth_date >= {terms['from']} and q.birth_date < {terms['until']}))"
        f" and ({mother} is null or ({_ALIKE.format(term=mother, key='q.mother_key')} and {named_mother}))"
        f" and ({region} is null or q.region_code = {region} or q.region_code like {region} || '.%')"
    )


def terms_of(search: Mapping[str, Any]) -> dict[str, object]:
    """The terms of a search (by the graph's names) as values of the statement. Raises BadInput."""
    year, mother, region = search.get("birthYear"), search.get("motherName"), search.get("regionCode")
    return {
        "name": search_term(search["name"]),
        "birth_date": search.get("birthDate"),
        "from": year_begin(year) if year is not None else None,
        "until": year_begin(year + 1) if year is not None else None,
        "mother": search_term(mother, "search.motherName") if mother is not None else None,
        "region": parse_region_code(region, path="search.regionCode") if region is not None else None,
    }


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
