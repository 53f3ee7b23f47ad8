"""The matrix of rights as it is answered: every way to every field, for every reader, on every lane."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

import pytest

from hub.core.actor import Actor
from hub.engine import Answer
from tests.access.matrix import FIELDS, READERS, may
from tests.lanes.test_authorization import MATRIX, operation, owner, places
from tests.lanes.test_executor import HEAD
from tests.lanes.twins import Twins
from tests.schema.test_matrix import PATHS, at, furnished

REFUSED: Final = {"FORBIDDEN", "UNAUTHENTICATED", "AGREEMENT_EXPIRED", "MASKED", "INSUFFICIENT_AUTHENTICATION"}
MUTATIONS: Final = sorted(at for at in FIELDS if at.startswith("Mutation."))


def reader_of(name: str, nik: str) -> Actor:
    actor = READERS[name][1]
    return dataclasses.replace(actor, nik=nik) if name == "citizen" else actor


def allowed(reader: str, way: tuple[str, ...]) -> bool:
    """Whether the table lets the reader read every step of a way; what is read by its identity asks for the id."""
    steps = ["Citizen.id" if way[:end] == ("node",) else owner(way[:end]) for end in range(1, len(way) + 1)]
    return all(step not in FIELDS or may(reader, step) for step in steps)


def refusals(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """(code, path without places in lists) of every refusal."""
    for error in answer.payload.get("errors", []):
        if error["extensions"]["code"] in REFUSED:
            yield error["extensions"]["code"], [step for step in error.get("path", []) if isinstance(step, str)]


def check(answer: Answer, reader: str, way: tuple[str, ...]) -> None:
    told = list(refusals(answer))
    if allowed(reader, way):
        assert told == [], (way, told)
        return
    assert told, way
    assert all(value is None for value in places(answer.payload.get("data"), way)), way


SHORT: Final = [(at, way) for at, way in MATRIX if way[0] == "citizen" and len(way) <= 2]
"""The fields of a person, the first time that each is met."""


@pytest.mark.parametrize("reader", READERS)
async def test_a_persons_fields_are_answered_as_the_table_says(twins: Twins, reader: str) -> None:
    """All of them in one operation: what is refused leaves the others, on every lane."""
    actor = reader_of(reader, HEAD)
    scalars = [way[1] for _, way in SHORT if len(way) == 2 and "{" not in operation(way).partition("__typename ")[2]]
    assert len(scalars) > 15
    answer = await twins.compare(f'{{ citizen(nik: "{HEAD}") {{ {" ".join(scalars)} }} }}', {}, actor)
    for name in scalars:
        if not allowed(reader, ("citizen", name)):
            assert all(value is None for value in places(answer.payload.get("data"), ("citizen", name)))
    paths = [path for _, path in refusals(answer)]
    shown = [name for name in scalars if allowed(reader, ("citizen", name))]
    assert not any(path == ["citizen", name] for path in paths for name in shown)
    assert bool(paths) == (len(shown) < len(scalars))


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
async def test_every_way_to_every_field_on_every_lane(twins: Twins, reader: str) -> None:
    actor = reader_of(reader, HEAD)
    for _, way in MATRIX:
        check(await twins.compare(operation(way), {}, actor), reader, way)


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
async def test_every_mutation_is_refused_whom_the_table_does_not_name(reader: str) -> None:
    """With nothing done. What those may do whom it names depends on the person or file too: policies/*_test.toml."""
    for coordinate in MUTATIONS:
        query, _, path = PATHS.operation(coordinate)
        w = furnished()
        answer = await w.ask(query, actor=READERS[reader][1], key="k")
        told = [code for code, where in refusals(answer) if where in ([], list(path))]
        if not may(reader, coordinate):
            assert told, coordinate
            assert answer.payload.get("data") is None or at(answer, path) is None
            assert [a.version for a in w.record.tables.applications.values()] == [1], coordinate
