"""Pages of what is in one of some states, in the order of ids, however much is in other states."""

from __future__ import annotations

from collections.abc import Sequence

from hub.store.columns import LED_TO


def in_states(table: str, states: str, terms: Sequence[str], order: str, limit: str) -> str:
    """The `from` of such a page: rows `d` of `table` in one of `states` (a placeholder), the first `limit` of them.

    `terms` narrow the rows `d`; `order` is asc or desc. Of each state the first ones are read by the table's index
    (tenant, state, id); the planner, which does not know the states, would walk through all rows by their ids instead.
    """
    narrowed = " and ".join(["d.tenant = $1", "d.state = s.state", *terms])
    return (
        f"from (select distinct unnest({states}) as state) s cross join lateral ("
        f" select d.* from {table} d where {narrowed} order by d.id {order} limit {limit}"
        f") d order by d.id {order} limit {limit}"
    )


def about_somebody(condition: str) -> str:
    """The condition that the person `p` whom a row `d` leads to is one whom `condition` admits."""
    # Without `offset 0` the planner may join, and read the persons of all rows before it takes the first of them.
    row = f"{LED_TO} where q.tenant = d.tenant and q.id = d.person_id"
    return f"exists (select from {row} and {condition} offset 0)"
