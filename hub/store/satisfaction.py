"""What people think of the service: sums alone, which are told when five have come together."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Final

from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.core.satisfaction import ELEMENTS, TOGETHER, Answers, Rating, Taken
from hub.store.database import Connection, Database
from hub.store.failures import mapped

_COLUMNS: Final = ", ".join(ELEMENTS)
_MARK: Final = """
    insert into satisfaction_mark (tenant, application_id, key_hash) values ($1, $2, $3) on conflict do nothing
    returning true
"""
_BY_KEY: Final = "select key_hash = $3 from satisfaction_mark where tenant = $1 and application_id = $2"
_ANSWERED: Final = "select exists (select from satisfaction_mark where tenant = $1 and application_id = $2)"
_WAIT: Final = f"""
    insert into satisfaction_waiting as w (tenant, service, region_code, answers, words, {_COLUMNS})
    values ($1, $2, $3, 1, $4, {", ".join(f"${number}" for number in range(5, 14))})
    on conflict (tenant, service, region_code) do update set answers = w.answers + 1,
        words = w.words || excluded.words, {", ".join(f"{name} = w.{name} + excluded.{name}" for name in ELEMENTS)}
    returning answers
"""
_TELL: Final = f"""
    with enough as (
        delete from satisfaction_waiting where tenant = $1 and service = $2 and region_code = $3 returning *
    ), said as (
        insert into satisfaction_words (tenant, month, service, words)
        select e.tenant, $4, e.service, line from enough e cross join lateral unnest(e.words) line order by random()
    )
    insert into satisfaction_sum as m (tenant, month, service, region_code, answers, {_COLUMNS})
    select tenant, $4, service, region_code, answers, {_COLUMNS} from enough
    on conflict (tenant, month, service, region_code) do update set answers = m.answers + excluded.answers,
        {", ".join(f"{name} = m.{name} + excluded.{name}" for name in ELEMENTS)}
"""
_TOLD: Final = f"""
    select service, sum(answers)::int as answers, {", ".join(f"sum({name})::int as {name}" for name in ELEMENTS)}
    from satisfaction_sum
    where tenant = $1 and month >= date_trunc('month', $2::date::timestamp)::date and month <= $3
        and ($4::text is null or region_code = $4 or starts_with(region_code, $4 || '.'))
    group by service order by service
"""
_WORDS: Final = """
    select words from satisfaction_words
    where tenant = $1 and month >= date_trunc('month', $2::date::timestamp)::date and month <= $3
        and ($4::text is null or service = $4) order by id limit 100
"""


class PgSurveys:
    """Implements `hub.core.satisfaction.Surveys`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def give(
        self, tenant: str, application_id: uuid.UUID, key: str, service: str, district: str, rating: Rating
    ) -> Taken:
        # The key alone, hashed: what was answered stands nowhere beside the application.
        mark = (tenant, application_id, hashlib.sha256(key.encode()).digest())
        with mapped():
            async with self._database.acquired() as connection, connection.transaction():
                if await connection.fetchval(_MARK, *mark):
                    await self._add(connection, (tenant, service, district), rating)
                    return Taken.TAKEN
                return Taken.REPEATED if await connection.fetchval(_BY_KEY, *mark) else Taken.BEFORE

    async def _add(self, connection: Connection, cell: tuple[str, str, str], rating: Rating) -> None:
        words = [rating.words] if rating.words else []
        if await connection.fetchval(_WAIT, *cell, words, *rating.scores) >= TOGETHER:
            await connection.execute(_TELL, *cell, local_date(self._clock()).replace(day=1))

    async def answered(self, tenant: str, application_id: uuid.UUID) -> bool:
        return bool(await self._database.fetchval(_ANSWERED, tenant, application_id))

    async def told(self, tenant: str, since: dt.date, until: dt.date, region: str | None) -> Sequence[Answers]:
        rows = await self._database.fetch(_TOLD, tenant, since, until, region)
        return [Answers(row["service"], row["answers"], tuple(row[name] for name in ELEMENTS)) for row in rows]

    async def words(self, tenant: str, since: dt.date, until: dt.date, service: str | None) -> Sequence[str]:
        return [row["words"] for row in await self._database.fetch(_WORDS, tenant, since, until, service)]
