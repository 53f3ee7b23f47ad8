"""A person's discrepancies, by one statement and by resolvers: the same values, pages and cursors."""

from __future__ import annotations

from typing import Final

import pytest

from hub.store import cursors
from tests.fakes.actors import EVERYTHING, agency
from tests.lanes.twins import Twins
from tests.lanes.village import DISCREPANCIES, NIKS

ALL: Final = """id attribute source contested claim recorded state version openedAt dueAt overdue ruling reason
    decidedBy decidedAt"""
QUERY: Final = f"""query Q($n: [NIK!]!, $first: Int, $after: String) {{ citizens(niks: $n) {{ nik
    discrepancies(first: $first, after: $after) {{ edges {{ cursor node {{ {ALL} }} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"""


@pytest.mark.parametrize("after", [None, cursors.encode("discrepancies", DISCREPANCIES[1][1])])
@pytest.mark.parametrize("first", [None, 1, 2, 100])
async def test_they_are_answered_alike(twins: Twins, first: int | None, after: str | None) -> None:
    answer = await twins.compare(QUERY, {"n": list(NIKS[:3]), "first": first, "after": after}, EVERYTHING)
    assert (answer.lane, answer.payload.get("errors")) == ("E", None)
    if (first, after) == (None, None):
        edges = answer.payload["data"]["citizens"][0]["discrepancies"]["edges"]
        shown = [(each["node"]["attribute"], each["node"]["state"]) for each in edges]
        assert shown == [("birthDeedNumber", "OPEN"), ("birthDate", "DECIDED"), ("fullName", "OPEN")]


async def test_sentences_and_whom_it_is_about_are_the_resolvers(twins: Twins) -> None:
    query = "query Q($n: NIK!) { citizen(nik: $n) { discrepancies { edges { node { explanation person { nik } } } } } }"
    answer = await twins.compare(query, {"n": NIKS[0]}, EVERYTHING)
    (first, *_) = answer.payload["data"]["citizen"]["discrepancies"]["edges"]
    assert first["node"]["person"] == {"nik": NIKS[0]}
    assert "nomor akta kelahiran" in first["node"]["explanation"]


async def test_without_the_scope_they_are_refused_alike(twins: Twins) -> None:
    answer = await twins.compare(QUERY, {"n": [NIKS[0]]}, agency("citizen:read"))
    assert answer.payload["data"]["citizens"][0]["discrepancies"] is None
