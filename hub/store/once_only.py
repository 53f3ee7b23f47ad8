"""The once-only meter: sums of what each application counted when it was handed in."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.once_only import MeterLine
from hub.store.database import Database

# What was handed in before it was counted is not among the sums: it would look as if nothing had been saved.
_SUMS: Final = """
select date_trunc('month', a.submitted_at at time zone 'Asia/Jakarta')::date as month, s.data->>'channel' as channel,
    count(*)::int as applications,
    sum((s.data->'once_only'->>'prefilled')::int)::int as prefilled,
    sum((s.data->'once_only'->>'typed')::int)::int as typed,
    sum((s.data->'once_only'->>'papers')::int)::int as papers,
    sum((s.data->'once_only'->>'papers_spared')::int)::int as papers_spared,
    sum((s.data->'once_only'->>'visit_spared')::int)::int as visits_spared
from application a
join application_action s on s.tenant = a.tenant and s.application_id = a.id and s.seq = 1
where a.tenant = $1 and a.service = $2
    and a.submitted_at >= $3::date::timestamp at time zone 'Asia/Jakarta'
    and a.submitted_at < ($4::date + 1)::timestamp at time zone 'Asia/Jakarta'
    and s.data ? 'once_only'
group by month, channel order by month, channel
"""


async def lines(database: Database, tenant: str, service: str, since: dt.date, until: dt.date) -> list[MeterLine]:
    """One line for each month and channel in which something was handed in."""
    return [MeterLine(**dict(row)) for row in await database.fetch(_SUMS, tenant, service, since, until)]
