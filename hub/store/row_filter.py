"""The one place where a RowFilter becomes SQL."""

from __future__ import annotations

from collections.abc import Callable

from hub.core.predicates import NOT_SEALED, OWN_DATA, PREDICATES, REGION_SUBTREE, RowFilter
from hub.core.regions import is_region

NOTHING = "false"
Placeholder = Callable[[], str]


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
    # The template compares by LIKE: a region must not carry its wildcards.
    if not rows.is_usable:
        return NOTHING
    return condition(
        rows.names,
        alias,
        lambda: parameters.add(rows.region, "text"),
        lambda: parameters.add(rows.nik, "text"),
        lambda: parameters.add(list(rows.opened), "uuid[]"),
    )


def condition(names: tuple[str, ...], alias: str, region: Placeholder, nik: Placeholder, opened: Placeholder) -> str:
    """The same for predicates whose values are bound later; `region`, `nik` and `opened` are called where one is named.

    Whoever was merged is not shown herself: her keys lead to the person who is (`columns.LED_TO`).
    """
    terms = [_term(PREDICATES[name].sql, alias, region, nik, opened) for name in names]
    return f"({alias}.merged_into is null and coalesce({' and '.join(terms)}, false))" if terms else NOTHING


def parent_sealed(names: tuple[str, ...], alias: str, parent: str) -> str:
    """The condition that the `mother` or `father` of a row is sealed and must not be named to a reader of these rows.

    Only a parent whose NIK is known can be known to be sealed; it may be that of a record merged into hers.
    """
    if NOT_SEALED.name not in names and OWN_DATA.name not in names:
        return NOTHING
    named = f"s.tenant = {alias}.tenant and s.nik = {alias}.{parent}_nik"
    return (
        f"(exists (select from person s where {named} and s.sealed)"
        " or exists (select from person s join person o on o.tenant = s.tenant and o.id = s.merged_into"
        f" where {named} and s.merged_into is not null and o.sealed))"
    )


def application_sealed(alias: str, key: str | None = None) -> str:
    """The condition that an application of this alias, or with this key, names somebody sealed."""
    # Without `offset 0` the planner may put the answer for all applications together before it looks at the first.
    # Nearly nobody is sealed or merged: who is neither is not in the small index of those who are.
    return (
        "exists (select from application_person c join person q on q.tenant = c.tenant and q.id = c.person_id"
        " and (q.sealed or q.merged_into is not null)"
        f" where c.tenant = {alias}.tenant and c.application_id = {key or f'{alias}.id'} and (q.merged_into is null"
        " or exists (select from person s where s.tenant = q.tenant and s.id = q.merged_into and s.sealed)) offset 0)"
    )


def in_region(region: str, alias: str, parameters: Parameters) -> str:
    """The condition that a row of `alias` lies in the subtree of a region; what is no region contains nothing."""
    if not is_region(region):
        return NOTHING
    return _term(REGION_SUBTREE.sql, alias, lambda: parameters.add(region, "text"), _unnamed, _unnamed)


def _term(template: str, alias: str, region: Placeholder, nik: Placeholder, opened: Placeholder) -> str:
    values = {"p": alias}
    if "{region}" in template:
        values["region"] = region()
    if "{nik}" in template:
        values["nik"] = nik()
    if "{opened}" in template:
        values["opened"] = opened()
    return template.format_map(values)


def _unnamed() -> str:
    raise AssertionError("a region's condition names nobody")
