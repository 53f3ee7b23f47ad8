"""Where a field first stands in an answer: found in the beginning of its bytes as in all of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from hub.engine import places
from hub.engine.places import first_place, first_places

KEYS = ("a", "b", "kbli")
PATHS = [
    ("list", None, "a"),
    ("list", None, "a", None, "kbli"),
    ("list", None, "b", "a"),
    ("list", None, "b", "a", None, "kbli"),
    ("list",),
    ("other", "b"),
]


def answers(seed: int) -> Iterator[dict[str, Any]]:
    """Answers with the shapes of `PATHS`, of all lengths, with texts that look like JSON and take several bytes."""
    rng = random.Random(seed)  # noqa: S311  the same answers each time

    def items() -> list[Any]:
        return [{"kbli": None} for _ in range(rng.choice([0, 0, 1, 3]))]

    def one() -> Any:
        if rng.random() < 0.3:
            return None
        below = rng.choice([None, {"a": None}, {"a": items()}])
        return {"t": rng.choice(["x", '","kbli":null', "é" * rng.randrange(9000)]), "a": items(), "b": below}

    for length in (0, 1, 2, 5, 30):
        yield {"list": [one() for _ in range(length)], "other": one()}


def written(answer: Any) -> bytes:
    """As PostgreSQL writes it, with a line for each item."""
    return orjson.dumps(answer).replace(b"},{", b"}, \n {")


def expected(answer: Any) -> list[Any]:
    return [first_place(answer, path) for path in PATHS]


@pytest.mark.parametrize("seed", range(40))
def test_the_beginning_tells_what_all_of_it_tells(seed: int) -> None:
    for answer in answers(seed):
        assert first_places(written(answer), PATHS) == expected(answer)


def test_a_long_list_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    person = {"a": [{"kbli": None}], "b": {"a": [{"kbli": None}]}}
    answer: dict[str, Any] = {"list": [None, *[person] * 400]}
    paths = PATHS[:4]
    monkeypatch.delattr(places, "orjson")
    assert first_places(written(answer), paths) == [first_place(answer, path) for path in paths]


def test_the_only_mention_may_be_the_last_item() -> None:
    answer: dict[str, Any] = {"list": [{"a": [], "b": None}] * 400 + [{"a": [{"kbli": None}], "b": None}]}
    assert first_places(written(answer), PATHS[1:2]) == [["list", 400, "a", 0, "kbli"]]
