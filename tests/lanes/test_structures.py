"""A document that is answered by what was read for others like it, against graphql-core that reads it whole."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from hub.core.actor import Actor
from hub.engine import Answer, GraphQLRequest
from tests.lanes.rewording import reworded, with_aliases
from tests.lanes.test_differential import operations
from tests.lanes.test_executor import CASES, FAMILY_ONLY, FULL, ONE
from tests.lanes.twins import Twins
from tests.lanes.village import CARDS


async def ask_again(
    twins: Twins, text: str, variables: Mapping[str, Any], actor: Actor, chance: random.Random
) -> tuple[Answer, bool]:
    """The answer to the second of two documents that say the same, and whether it was answered by their structure."""
    engine = twins.compiling.engine
    engine.read(GraphQLRequest(reworded(text, chance), dict(variables)))
    last = reworded(text, chance)
    answer = await twins.compare(last, variables, actor)
    document = engine._documents.held(last)
    return answer, document is not None and bool(document.like)


async def test_cases_in_other_words_are_answered_alike(twins: Twins) -> None:
    chance, lanes = random.Random(44), Counter[str]()  # noqa: S311  repeatable, no secret
    for name in sorted(name for name, case in CASES.items() if case.lane != "C"):
        case = CASES[name]
        twins.be_faulty(faulty=case.faulty)
        text = with_aliases(case.query, chance)
        answer, was_like = await ask_again(twins, text, case.variables, case.actor, chance)
        lanes[answer.lane if was_like else "read"] += 1
    assert lanes["E"] > 40, lanes
    assert lanes["D"] > 10, lanes


@pytest.mark.timeout(1700)
@pytest.mark.parametrize(("count", "seed"), [(24, 1944), pytest.param(3000, 1945, marks=pytest.mark.long)])
async def test_random_documents_in_other_words_are_answered_alike(twins: Twins, count: int, seed: int) -> None:
    chance, lanes = random.Random(seed), Counter[str]()  # noqa: S311  repeatable, no secret
    for number, (operation, reader) in enumerate(operations(count, seed)):
        twins.be_faulty(faulty=number % 2 == 1)
        answer, was_like = await ask_again(twins, operation.text, operation.variables, reader, chance)
        lanes[answer.lane if was_like else "read"] += 1
    assert lanes["E"] > count / 4, lanes
    assert lanes["D"] > count / 25, lanes


async def test_errors_tell_the_places_of_the_document_that_asked(twins: Twins) -> None:
    told = []
    for card, between in (("a", ""), ("bb", " # x"), ("a_long_name", "\n\n # two lines\r\n   ")):
        below = "{ members { p: citizen { d: birthDate } } }"
        text = f"query($c: FamilyCardNumber!) {{ {between}\n{card}: familyCard(number: $c) {below} }}"
        answer = await twins.compare(text, {"c": CARDS[0]}, FAMILY_ONLY)
        (error,) = answer.payload["errors"]
        told.append((error["path"], error["locations"]))
    assert told == [
        (["a", "members", 0, "p", "d"], [{"line": 2, "column": 52}]),
        (["bb", "members", 0, "p", "d"], [{"line": 2, "column": 53}]),
        (["a_long_name", "members", 0, "p", "d"], [{"line": 5, "column": 62}]),
    ]


async def test_a_document_like_others_is_answered_by_resolvers_where_they_have_to(twins: Twins) -> None:
    """Its own text is parsed then; values that cannot be used are told of with its own places."""
    for alias in ("a", "b", "long"):
        text = f"query($n: NIK!) {{ {alias}: citizen(nik: $n) {{ nik }} }}"
        answer = await twins.compare(text, {"n": "x"}, FULL)
        assert answer.status == 400
        good = await twins.compare(text, ONE, FULL)
        assert good.payload["data"].keys() == {alias}
