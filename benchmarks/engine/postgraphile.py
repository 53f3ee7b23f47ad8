"""PostGraphile 5: its own names, brought to the contract's answers by views, comments and aliases."""

from __future__ import annotations

import asyncio
from typing import Final

from benchmarks.engine.contract import SCALARS
from benchmarks.engine.node import PEERS
from benchmarks.engine.stage import Running, Stage
from hub.store import Database

_EVERYTHING: Final = (
    SCALARS + " familyCard { number members(orderBy: PLACE_ASC)"
    " { relationship citizen { nik fullName sex birthDate } } }"
    " licences(orderBy: N_ASC) { nib name kbli status issuedOn }"
    " enrolments(orderBy: N_ASC) { npsn school level status since }"
    " immunisations(orderBy: N_ASC) { vaccine dose occurredOn provider }"
)
TEXTS: Final = {
    "Q1": f"query Q1($nik: String!) {{ citizen: citizenByNik(nik: $nik) {{ {SCALARS} }} }}",
    "Q2": f"query Q2($nik: String!) {{ citizen: citizenByNik(nik: $nik) {{ {_EVERYTHING} }} }}",
    "Q3": f"query Q3($niks: [String!]!) {{ citizens: citizensByNiksList(niks: $niks) {{ {_EVERYTHING} }} }}",
    "Q4": (
        "query Q4($name: String!) "
        "{ searchCitizens(name: $name, first: 5) { edges { node { nik fullName birthDate } } } }"
    ),
}


def start(stage: Stage) -> Running:
    """Makes its views in the record's database, then starts it."""
    asyncio.run(_views(stage.database_url))
    return Running(stage.start_node("PostGraphile", "postgraphile.mjs"))


async def _views(url: str) -> None:
    database = await Database.open(url, max_size=1)
    try:
        await database.execute((PEERS / "postgraphile.sql").read_text(encoding="utf-8"))
    finally:
        await database.close()
