"""The once-only meter: sums of what each application counted when it was handed in."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.once_only import MeterLine
from hub.store.database import Database

# What was handed in before it was counted is not among the sums: it would look as if nothing had been saved.
_SUMS: Final = """
select month, channel, sum(applications)::int as applications, sum(prefilled)::int as prefilled,
    sum(typed)::int as typed, sum(papers)::int as papers, sum(papers_spared)::int as papers_spared,
    sum(visits_spared)::int as visits_spared
from once_only_month
where tenant = $1 and ($2::text is null or service = $2)
    and month >= date_trunc('month', $3::date)::date and month <= $4::date
group by month, channel order by month, channel
"""


async def lines(
    database: Database, tenant: str, service: str | None, since: dt.date, until: dt.date
) -> list[MeterLine]:
    """Of one service, or of all together: one line for each month of the span, counted in the office's own time, and
    channel in which something came in."""
    return [MeterLine(**dict(row)) for row in await database.fetch(_SUMS, tenant, service, since, until)]
