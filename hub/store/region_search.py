"""Regions looked up by name, for whoever has to write a code."""

from __future__ import annotations

from typing import Final

from hub.core.regions import RegionSearch
from hub.store.database import Database

_CODES: Final = r"""
    select r.code from region r
    where r.valid_until is null and r.name ilike $1 and length(r.code) = $2 and ($3 = '%%' or exists (
        select 1 from region above
        where above.valid_until is null and above.name ilike $3
            and above.code in (left(r.code, 2), left(r.code, 5), left(r.code, 8)) and above.code <> r.code
    ))
    order by length(r.name), starts_with(r.code, $4) desc, r.code limit $5
"""
"""The shortest name first: of those that hold a text, the text itself."""


async def codes(database: Database, wanted: RegionSearch) -> list[str]:
    """The codes of what is looked for, in the order in which they are shown."""
    name, inside = _holding(wanted.name), _holding(wanted.inside)
    rows = await database.fetch(_CODES, name, wanted.level.length, inside, wanted.near, wanted.most)
    return [row["code"] for row in rows]


def _holding(text: str) -> str:
    """The pattern of what holds this text, in which nothing is a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
