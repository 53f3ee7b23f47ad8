"""Parts of a receipt told by places: what is told is read again as it was, and one thing is told in one way."""

from __future__ import annotations

import uuid

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.errors import BadInput
from hub.core.receipt import Part, Subjects
from hub.core.receipt_parts import apart, head_of, parts_in, placed, told

IDS = sorted(uuid.UUID(int=number << 80 | number) for number in range(1, 6))
NAMES = ("Citizen.nik", "Citizen.fullName", "FamilyCard.number", "1")
SOME_NAMES = st.lists(st.sampled_from((*NAMES, "Citizen.sex", "null")), max_size=5).map(tuple)
SOME_IDS = st.lists(st.sampled_from(IDS), max_size=6).map(tuple)
PARTS = st.lists(st.builds(Part, subjects=SOME_IDS, fields=SOME_NAMES, categories=SOME_NAMES), max_size=4).map(tuple)


@settings(max_examples=150, deadline=None)
@given(parts=PARTS, everybody=SOME_IDS)
def test_parts_are_read_as_they_were_told(parts: tuple[Part, ...], everybody: tuple[uuid.UUID, ...]) -> None:
    """In their order, with whoever and whatever the receipt does not name elsewhere."""
    people = Subjects.of(everybody)
    whole = Part(people, NAMES, NAMES[:2])
    said = told(parts, people, whole)
    read = parts_in(said, people, whole.fields, whole.categories)
    assert [(tuple(one.subjects), one.fields, one.categories) for one in read] == [
        (tuple(one.subjects), one.fields, one.categories) for one in parts
    ]
    assert told(read, people, whole) == said
    assert read == parts_in(said.decode(), people, whole.fields, whole.categories)


@pytest.mark.parametrize(("asked", "kin"), [((), ()), ((3,), ()), ((3, 1), (2,)), ((2, 1), (3, 1, 2)), ((), (1,))])
def test_those_of_parts_are_put_in_order_together(asked: tuple[int, ...], kin: tuple[int, ...]) -> None:
    given = {name: {IDS[at].bytes for at in places} for name, places in (("asked", asked), ("kin", kin))}
    everybody, parts = placed(given)
    assert list(everybody) == [IDS[at] for at in sorted({*asked, *kin})]
    persons = {name: everybody if at is None else [everybody[place - 1] for place in at] for name, at in parts.items()}
    assert {name: list(found) for name, found in persons.items()} == {
        "asked": [IDS[at] for at in sorted(asked)],
        "kin": [IDS[at] for at in sorted(kin)],
    }
    assert all(found is None for found in parts.values() if found == list(range(1, len(everybody) + 1)))


def test_a_part_with_a_head_is_told_as_the_same_part_of_a_whole_receipt() -> None:
    whole, own = Part(Subjects.of(IDS), NAMES, ("family", "population")), Part((), NAMES[1:2], ("population",))
    said = apart([([2, 4], head_of(own, whole)), (None, head_of(whole, whole))])
    given = (Part(Subjects.of([IDS[1], IDS[3]]), own.fields, own.categories), whole)
    assert said == told(given, Subjects.of(IDS), whole)
    assert orjson.loads(said) == [[[2, 4], [2], [2]], [None, [1, 2, 3, 4], [1, 2]]]


def test_what_no_text_can_hold_is_refused() -> None:
    with pytest.raises(BadInput, match="cannot be stored"):
        told((Part(IDS, ("\ud800",), ()),), Subjects.of(IDS), Part(IDS, NAMES, ()))
