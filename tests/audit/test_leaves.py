"""What is marked, and what a leaf says: every column, of which no two receipts have the same; and what a copy tells."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audit.leaves import BadCopy, Copy, Leaves, about, canonical, everything
from hub.audit.marks import Marks, Stored, message
from hub.audit.merkle import NotProven
from hub.core.errors import BadInput
from hub.core.receipt import Part, Receipt, Subjects

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
IDS = st.uuids(version=4)
TIMES = st.datetimes(min_value=dt.datetime(2020, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001 - the zone is drawn beside it
MANY = st.lists(TEXTS, max_size=3).map(tuple)
PARTS = st.builds(Part, subjects=st.lists(IDS, max_size=2).map(tuple), fields=MANY, categories=MANY)
RECEIPTS = st.builds(
    Receipt, tenant=TEXTS, id=IDS, at=TIMES, actor=TEXTS, actor_name=TEXTS, client_id=TEXTS,
    on_behalf_of=st.none() | TEXTS, purpose=TEXTS, operation=TEXTS, fields=MANY, categories=MANY,
    subjects=st.lists(IDS, max_size=3).map(tuple), batches=st.lists(IDS, max_size=2).map(tuple), agreement=TEXTS,
    sources=MANY, hidden_until=st.none() | TIMES, roles=MANY,
    parts=st.lists(PARTS, max_size=2).map(tuple),
)  # fmt: skip
STORED = st.builds(Stored, receipt=RECEIPTS, sealed=st.booleans(), mark=st.none() | st.binary(min_size=32, max_size=32))
FEW = settings(max_examples=40, deadline=None)
LEAVES = Leaves(b"s" * 32)
MARKS = Marks(b"m" * 32)
NOT_OF_THE_ROW = {"behind_seals", "mark", "mark_if_sealed"}


def same(one: Stored, other: Stored) -> bool:
    """Whether their rows are equal."""
    rows = [dataclasses.replace(each.receipt, subjects=Subjects.of(each.receipt.subjects)) for each in (one, other)]
    return rows[0] == rows[1] and one.sealed == other.sealed


@FEW
@given(one=STORED, other=STORED)
def test_two_receipts_have_one_message_or_leaf_only_if_they_are_equal(one: Stored, other: Stored) -> None:
    messages = [message(each.receipt, sealed=each.sealed) for each in (one, other)]
    assert (messages[0] == messages[1]) == same(one, other)
    is_one_leaf = LEAVES.hash_of(one) == LEAVES.hash_of(other)
    assert not is_one_leaf or (one.mark == other.mark and _unordered(one.receipt) == _unordered(other.receipt))


@FEW
@given(stored=STORED, data=st.data())
def test_a_change_of_any_column_changes_message_and_leaf(stored: Stored, data: st.DataObject) -> None:
    names = [each.name for each in dataclasses.fields(Receipt) if each.name not in NOT_OF_THE_ROW]
    other = data.draw(RECEIPTS)
    for name in names:
        altered = dataclasses.replace(stored.receipt, **{name: getattr(other, name)})
        changed = dataclasses.replace(stored, receipt=altered)
        if same(changed, stored):
            continue
        assert message(changed.receipt, sealed=stored.sealed) != message(stored.receipt, sealed=stored.sealed), name
        if _unordered(changed.receipt) != _unordered(stored.receipt):
            assert LEAVES.hash_of(changed) != LEAVES.hash_of(stored), name
    flipped = dataclasses.replace(stored, sealed=not stored.sealed)
    assert message(flipped.receipt, sealed=flipped.sealed) != message(stored.receipt, sealed=stored.sealed)
    assert LEAVES.hash_of(flipped) != LEAVES.hash_of(stored)
    assert LEAVES.hash_of(dataclasses.replace(stored, mark=b"x" * 32)) != LEAVES.hash_of(stored)


def _unordered(receipt: Receipt) -> Receipt:
    """Without the order of the lists of which a leaf says none; it is marked all the same."""
    return dataclasses.replace(
        receipt,
        batches=tuple(sorted(receipt.batches)),
        fields=tuple(sorted(receipt.fields)),
        categories=tuple(sorted(receipt.categories)),
        subjects=Subjects.of(receipt.subjects),
    )


@FEW
@given(receipt=RECEIPTS, sealed=st.booleans())
def test_a_mark_holds_for_its_receipt_alone(receipt: Receipt, *, sealed: bool) -> None:
    mark = MARKS.of(receipt, sealed=sealed)
    assert MARKS.holds(Stored(receipt, sealed, mark))
    assert not MARKS.holds(Stored(receipt, not sealed, mark))
    assert not MARKS.holds(Stored(receipt, sealed, None))
    assert not MARKS.holds(Stored(dataclasses.replace(receipt, operation=receipt.operation + "x"), sealed, mark))
    assert not Marks(b"n" * 32).holds(Stored(receipt, sealed, mark))
    assert Marks(b"n" * 32, [b"m" * 32]).holds(Stored(receipt, sealed, mark))


@FEW
@given(STORED)
def test_a_leaf_is_canonical_json(stored: Stored) -> None:
    """RFC 8785, as another writer of JSON has it: names in order, nothing between, few characters escaped."""
    document = LEAVES.document(stored)
    expected = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical(document) == expected
    assert canonical(orjson.loads(expected)) == expected


@FEW
@given(STORED)
def test_a_copy_is_checked_against_the_leaf_and_tells_no_more_than_it_opens(stored: Stored) -> None:
    leaf = LEAVES.hash_of(stored)
    subjects = sorted(set(stored.receipt.subjects))
    for person in subjects:
        own = LEAVES.copy(stored, about([person]))
        assert Copy.read(own.text).leaf == leaf
        assert [each["id"] for each in own.values("subjects")] == [str(person)]
        assert not any(str(other) in own.text for other in subjects if other != person)
    whole = Copy.read(LEAVES.copy(stored, everything).text)
    assert whole.leaf == leaf
    assert sorted(each["id"] for each in whole.values("subjects")) == [str(each) for each in subjects]
    assert whole.values("actor") == (stored.receipt.actor,)
    assert whole.values("sealed") == (stored.sealed,)


def example() -> Stored:
    person = uuid.UUID("01935d2a-0000-7000-8000-000000000001")
    receipt = Receipt(
        "1901", uuid.UUID(int=7), dt.datetime(2026, 11, 26, tzinfo=dt.UTC), "user-1", "Petugas Contoh", "console",
        "1901011501859001", "CIVIL_REGISTRATION", "Look", ("Citizen.fullName",), ("population",), (person,),
    )  # fmt: skip
    return Stored(receipt, sealed=False, mark=MARKS.of(receipt, sealed=False))


def test_the_leaf_of_a_known_receipt_stays_what_it_was() -> None:
    """A leaf of another form would make every proof that somebody keeps worthless: then there is a new version."""
    assert LEAVES.hash_of(example()).hex() == "1a6d1605f0570d9fbe1dd8930ad2e1b7ec6067677ad5dea800a33c9c0b0dcdb2"
    assert (
        MARKS.of(example().receipt, sealed=False).hex()
        == "f8238319b12ae37a6e631c218b3cbbbd79a33e7c5487ac45413eaa7713437f66"
    )


def test_a_copy_for_a_subject_shows_her_own_part_and_neither_who_read_nor_whom_she_acted_for() -> None:
    other = uuid.UUID("01935d2a-0000-7000-8000-000000000002")
    (own,) = example().receipt.subjects
    parts = (Part((own, other), ("A.b",), ("population",)), Part((other,), ("A.c",), ("health",)))
    shared = dataclasses.replace(example().receipt, subjects=(own, other), fields=("A.b", "A.c"), parts=parts)
    copy = LEAVES.copy(dataclasses.replace(example(), receipt=shared), about([own]))
    assert copy.values("subjects") == ({"id": str(own), "fields": ["A.b"], "categories": ["population"]},)
    assert not any(secret in copy.text for secret in ("1901011501859001", "user-1", "Petugas Contoh", "A.c", "health"))
    assert "CIVIL_REGISTRATION" in copy.text
    whole = LEAVES.copy(example(), about([own])).values("subjects")
    assert whole == ({"id": str(own), "fields": ["Citizen.fullName"], "categories": ["population"]},)


@pytest.mark.parametrize("bad", ["", "[]", "{}", '{"receipt": 1, "opened": []}', '{"receipt": {}, "opened": [1]}'])
def test_a_text_that_is_no_copy(bad: str) -> None:
    with pytest.raises(BadCopy):
        Copy.read(bad)


@pytest.mark.parametrize(("name", "value"), [("subjects", "x"), ("actor", "x"), ("operation", "Look"), (["a"], 1)])
def test_a_copy_that_opens_what_the_receipt_does_not_hold(name: Any, value: Any) -> None:
    copy = LEAVES.copy(example(), everything)
    given_text = orjson.dumps({"receipt": copy.document, "opened": [*copy.opened, ["00", name, value]]})
    with pytest.raises(NotProven):
        Copy.read(given_text)


def test_a_receipt_that_no_text_can_hold_is_refused() -> None:
    with pytest.raises(BadInput):
        MARKS.of(dataclasses.replace(example().receipt, actor_name="\ud800"), sealed=False)
