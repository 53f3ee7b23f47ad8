"""The ceiling: aiohttp, one pool, one hand-written statement a question, bytes through. No graph, no token, no rule.

Run: python -m benchmarks.engine.ceiling PORT   (DATABASE_URL in the environment)
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Any, Final

import asyncpg
import orjson
import uvloop
from aiohttp import web

from hub.core.names import search_key

_SCALARS: Final = """
    'nik', p.nik, 'fullName', p.full_name, 'sex', p.sex, 'birthDate', p.birth_date, 'birthPlace', p.birth_place,
    'religion', p.religion, 'maritalStatus', p.marital_status, 'occupation', p.occupation
"""


def _facet(facet: str, /, **fields: str) -> str:
    """A correlated list of a facet's items, with the contract's names."""
    pairs = ", ".join(f"'{shown}', i -> '{kept}'" for shown, kept in fields.items())
    return f"""coalesce((
        select json_agg(json_build_object({pairs}) order by n)
        from facet_copy f, jsonb_array_elements(f.items) with ordinality as t(i, n)
        where f.tenant = p.tenant and f.person_id = p.id and f.facet = '{facet}'), '[]'::json)"""


_LICENCES: Final = _facet(
    "licences", nib="nib", name="name", kbli="kbli", status="status", issuedOn="issued_on",
)  # fmt: skip
_ENROLMENTS: Final = _facet(
    "enrolments", npsn="npsn", school="school", level="level", status="status", since="since",
)  # fmt: skip
_IMMUNISATIONS: Final = _facet(
    "immunisations", vaccine="vaccine", dose="dose", occurredOn="occurred_on", provider="provider",
)  # fmt: skip
_FAMILY: Final = """(
    select json_build_object('number', c.number, 'members', (
        select json_agg(json_build_object('relationship', m.family_relationship, 'citizen', json_build_object(
            'nik', m.nik, 'fullName', m.full_name, 'sex', m.sex, 'birthDate', m.birth_date))
            order by m.family_relationship <> 'HEAD', m.birth_date, m.id)
        from person m where m.tenant = p.tenant and m.family_card_number = c.number))
    from family_card c where c.tenant = p.tenant and c.number = p.family_card_number)
"""
_EVERYTHING: Final = f"""json_build_object({_SCALARS}, 'familyCard', {_FAMILY}, 'licences', {_LICENCES},
    'enrolments', {_ENROLMENTS}, 'immunisations', {_IMMUNISATIONS})"""
_SCORE: Final = "(5000 * (word_similarity($1, p.name_key) + similarity($1, p.name_key)))::int"

STATEMENTS: Final = {
    "Q1": f"""select json_build_object('data', json_build_object('citizen', (
        select json_build_object({_SCALARS}) from person p where p.tenant = '1901' and p.nik = $1)))::text""",
    "Q2": f"""select json_build_object('data', json_build_object('citizen', (
        select {_EVERYTHING} from person p where p.tenant = '1901' and p.nik = $1)))::text""",
    "Q3": f"""select json_build_object('data', json_build_object('citizens', (
        select json_agg(case when p.id is not null then {_EVERYTHING} end order by w.n)
        from unnest($1::text[]) with ordinality as w(nik, n)
        left join person p on p.tenant = '1901' and p.nik = w.nik)))::text""",
    "Q4": f"""select json_build_object('data', json_build_object('searchCitizens', json_build_object('edges', (
        select coalesce(json_agg(json_build_object('node', node)), '[]'::json) from (
            select json_build_object('nik', p.nik, 'fullName', p.full_name, 'birthDate', p.birth_date) as node
            from person p where p.tenant = '1901' and $1 <% p.name_key
            order by {_SCORE} desc, p.id limit 5) hits))))::text""",
}
_VALUES: Final[dict[str, Callable[[dict[str, Any]], object]]] = {
    "Q1": lambda variables: variables["nik"],
    "Q2": lambda variables: variables["nik"],
    "Q3": lambda variables: variables["niks"],
    "Q4": lambda variables: search_key(variables["search"]["name"]),
}
SEARCH_SETTINGS: Final = {"pg_trgm.word_similarity_threshold": "0.5", "enable_seqscan": "off"}
POOL: Final = web.AppKey("pool", asyncpg.Pool)


async def graphql(request: web.Request) -> web.Response:
    asked = orjson.loads(await request.read())
    name = asked["operationName"]
    async with request.app[POOL].acquire() as connection:
        text = await connection.fetchval(STATEMENTS[name], _VALUES[name](asked["variables"]))
    return web.Response(text=text, content_type="application/json")


async def application() -> web.Application:
    async def keep(_connection: object) -> None:
        """Instead of the driver's reset query, as the hub does it."""

    made = web.Application()
    made[POOL] = await asyncpg.create_pool(
        os.environ["DATABASE_URL"], min_size=1, max_size=10, reset=keep, server_settings=SEARCH_SETTINGS
    )
    made.router.add_post("/graphql", graphql)
    return made


if __name__ == "__main__":
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    web.run_app(application(), host="127.0.0.1", port=int(sys.argv[1]), print=None, loop=loop)
