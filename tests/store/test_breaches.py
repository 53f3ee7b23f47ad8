"""How the receipts of a breach are found."""

from __future__ import annotations

import datetime as dt

import orjson

from hub.core.breach import Through
from hub.store import Database
from hub.store.breaches import affected_by
from tests.store.samples import NOW, TENANT
from tests.store.watched import sequential

_MANY = """
    insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories, subjects)
    select $1, md5(n::text)::uuid, now(), 'a', 'a', 'leaky', 'PLANNING', 'o', '{}', '{}', decode(md5(n::text), 'hex')
    from generate_series(1, 5000) n
"""
_AS_IF_LARGE = {
    "parallel_setup_cost": "0",
    "parallel_tuple_cost": "0",
    "min_parallel_table_scan_size": "0",
    "enable_bitmapscan": "off",
}
"""With these the planner does with thousands of receipts what it does with a hundred thousand."""


async def test_receipts_of_another_time_are_not_read(db: Database) -> None:
    """Not even where the planner would put several processes to it, as it does with those of a large district."""
    text, values = affected_by(TENANT, Through(NOW, NOW + dt.timedelta(hours=1), client_id="leaky"))
    await db.execute(_MANY, TENANT)
    await db.execute("analyze receipt")
    async with db.transaction() as connection:
        for setting, value in _AS_IF_LARGE.items():
            await connection.execute(f"set local {setting} = {value}")
        await connection.execute("set local plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare affected as {text}")
        anything = ", ".join(["null"] * len(values))
        plan = await connection.fetchval(f"explain (format json) execute affected({anything})")
        await connection.execute("deallocate affected")
    assert "receipt" not in set(sequential(orjson.loads(plan)[0]["Plan"]))
