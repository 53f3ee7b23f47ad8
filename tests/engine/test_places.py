"""Where a field first stands in an answer: found in the beginning of its bytes as in all of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import pytest

from hub.access import Decision, Denial
from hub.core.errors import ErrorCode
from hub.core.held import Shape
from hub.core.predicates import NO_ROWS
from hub.core.purpose import Purpose
from hub.engine import places
from hub.engine.compiled import Path, RefusedField, Variant
from hub.engine.lanes import refusals
from hub.engine.places import first_place, first_places, signed

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


def refused(path: Path, *, often: int = 1) -> RefusedField:
    """A refused field as the compiler marks it, whose key stands so often in the operation."""
    return signed(RefusedField(path, [], ""), {str(path[-1]): often}, {("list", None), ("one", "list", None)})


def told(fields: Sequence[RefusedField], answer: Any) -> list[Any]:
    """The places that the answer tells of, asked twice: what was found of one answer is not told of the next."""
    decision = Decision(Purpose.PUBLIC_SERVICE, {"": Denial(ErrorCode.MASKED, "Masked.", "rule", "somebody")}, NO_ROWS)
    variant = Variant(Shape((), has_holes=False), (), (), tuple(fields))
    refusals(variant, b'{"one":{"kbli":null},"list":[{"kbli":null}],"members":[{"kbli":null}]}', decision)
    return [entry["path"] for entry in refusals(variant, orjson.dumps(answer), decision)]


@pytest.mark.parametrize("path", [("one", "kbli"), ("list", None, "kbli"), ("one", "list", None, "kbli")])
def test_a_key_of_its_own_tells_its_place(path: Path) -> None:
    one = refused(path)
    assert one.sign == b'"kbli":'
    below: Any = {"t": 'a "kbli": in a text', "kbli": None}
    for key in reversed(path[:-1]):
        below = [below, below] if key is None else {key: below}
    assert told([one], below) == [first_place(below, path)]
    nothing = {"one": None} if path[0] == "one" else {"list": [], "t": '"kbli":'}
    assert told([one], nothing) == []


@pytest.mark.parametrize(
    ("path", "often"),
    [
        (("one", "kbli"), 2),
        (("list", None, "kbli"), 2),
        (("members", None, "kbli"), 1),
        (("list", None, "list", None, "kbli"), 1),
        (("list", None, "one", "kbli"), 1),
    ],
)
def test_other_answers_are_read_for_it(path: Path, often: int) -> None:
    assert refused(path, often=often).sign == b""


def test_one_field_that_has_to_be_looked_for_is_enough_to_read_the_answer() -> None:
    answer = {"one": {"kbli": None}, "members": [None, {"kbli": None}]}
    fields = [refused(("one", "kbli")), refused(("members", None, "kbli"))]
    assert told(fields, answer) == [["one", "kbli"], ["members", 1, "kbli"]]
    assert told(fields, {**answer, "members": []}) == [["one", "kbli"]]
