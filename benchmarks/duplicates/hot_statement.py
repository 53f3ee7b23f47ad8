"""What it costs the commonest statement, `citizen` by NIK in one statement, that persons can have been merged.

Both statements run in turn on one connection, so that only their ratio counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import asyncpg

MERGED = ".merged_into is null and "


def without(statement: str) -> str:
    """The statement as it would be if nobody were ever merged."""
    at, text = statement.find(MERGED), statement
    while at >= 0:
        begin = text.rfind("(", 0, at)
        text = text[: begin + 1] + text[at + len(MERGED) :]
        at = text.find(MERGED)
    return text


async def ratio(connection: asyncpg.Connection[asyncpg.Record], statement: str, values: Sequence[object]) -> float:
    """Time with the condition by time without it, the median of many rounds."""
    ours, plain = [await connection.prepare(text) for text in (statement, without(statement))]
    found = []
    for _ in range(200):
        spent = []
        for prepared in (ours, plain):
            began = time.perf_counter()
            for _ in range(20):
                await prepared.fetchrow(*values)
            spent.append(time.perf_counter() - began)
        found.append(spent[0] / spent[1])
    return statistics.median(found)
