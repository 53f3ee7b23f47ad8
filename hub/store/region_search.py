"""Regions looked up by name, for whoever has to write a code."""

from __future__ import annotations

from typing import Final

from hub.core.regions import RegionSearch
from hub.store.database import Database

_CODES: Final = r"""
    select r.code from region r
    where r.valid_until is null and r.name ilike $1 and ($2::int is null or length(r.code) = $2)
        and (not $6 or starts_with(r.code, $4)) and ($3 = '%%' or exists (
        select 1 from region above
        where above.valid_until is null and above.name ilike $3
            and above.code in (left(r.code, 2), left(r.code, 5), left(r.code, 8)) and above.code <> r.code
    ))
    order by length(r.name), starts_with(r.code, $4) desc, r.code limit $5
"""
"""The shortest name first: of those that hold a text, the text itself."""
_CODE: Final = """
    select code from region
    where valid_until is null and code = $1 and ($2::int is null or length(code) = $2)
        and (not $4 or starts_with(code, $3))
"""


async def codes(database: Database, wanted: RegionSearch) -> list[str]:
    """The codes of what is looked for, in the order in which they are shown."""
    length = wanted.level.length if wanted.level else None
    if wanted.code:
        rows = await database.fetch(_CODE, wanted.code, length, wanted.near, wanted.only_near)
    else:
        given = (_holding(wanted.name), length, _holding(wanted.inside), wanted.near, wanted.most, wanted.only_near)
        rows = await database.fetch(_CODES, *given)
    return [row["code"] for row in rows]


def _holding(text: str) -> str:
    """The pattern of what holds this text, in which nothing is a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
