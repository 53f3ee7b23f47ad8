"""The one place where a RowFilter becomes SQL."""

from __future__ import annotations

from hub.core.errors import BadInput
from hub.core.predicates import PREDICATES, REGION_SUBTREE, RowFilter
from hub.core.regions import parse_region_code

NOTHING = "false"


class Parameters:
    """The values of a statement, in the order of their numbers."""

    def __init__(self, *values: object) -> None:
        self.values: list[object] = list(values)

    def add(self, value: object, type_: str) -> str:
        """The placeholder of a value, with its PostgreSQL type so that it is known even where nothing else tells."""
        self.values.append(value)
        return f"${len(self.values)}::{type_}"


def admitted(rows: RowFilter, alias: str, parameters: Parameters) -> str:
    """An SQL condition on the person table `alias` that is true for exactly the rows that `rows.admits`, never null."""
    terms = [_term(name, rows, alias, parameters) for name in rows.names]
    return f"coalesce({' and '.join(terms)}, false)" if terms else NOTHING


def in_region(region: str, alias: str, parameters: Parameters) -> str:
    """The condition that a row of `alias` lies in the subtree of a region; what is no region contains nothing."""
    return _term(REGION_SUBTREE.name, RowFilter((), region), alias, parameters)


def _term(name: str, rows: RowFilter, alias: str, parameters: Parameters) -> str:
    template = PREDICATES[name].sql
    values = {"p": alias}
    if "{region}" in template:
        # The template compares by LIKE: a region must not carry its wildcards.
        if not _is_region(rows.region):
            return NOTHING
        values["region"] = parameters.add(rows.region, "text")
    if "{nik}" in template:
        values["nik"] = parameters.add(rows.nik, "text")
    return template.format_map(values)


def _is_region(code: str) -> bool:
    try:
        return parse_region_code(code) == code
    except BadInput:
        return False
