"""When two texts about a person contradict each other: a table, and properties over made-up values."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import MaritalStatus, Sex
from hub.core.contradiction import (
    COMPARED,
    claims,
    claims_of,
    contradictions,
    contradicts,
    form_of,
    recorded_value,
    with_value,
)
from hub.core.discrepancy import Course, Decision, Discrepancy, DiscrepancyState, Marks, Ruling, Said, course

NOW = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
PERSON = uuid.UUID(int=1)
SITI = Citizen(
    tenant="1901",
    id=PERSON,
    nik="1901015503909001",
    full_name="Siti Nurhaliza Contoh",
    sex=Sex.FEMALE,
    birth_date=dt.date(1990, 3, 15),
    birth_place="PANGKALPINANG",
    marital_status=MaritalStatus.MARRIED_REGISTERED,
    address=Address("Jl. Contoh 1", None, None, None, None, None, None, None, "19.01.01.1001"),
    mother=ParentRef("Fatimah", None),
)


@pytest.mark.parametrize(
    ("attribute", "recorded", "claimed", "expected"),
    [
        ("full_name", "Muhammad Yusuf", "M. JUSUF", False),
        ("full_name", "Achmad Djoenaedi", "Ahmad Junaedi", False),
        ("full_name", "H. Ma'ruf, S.Pd.", "MARUF", False),
        ("full_name", "Nur Hayati", "NURHAYATI", False),
        ("full_name", "Siti Contoh", "Sari Contoh", True),
        ("full_name", "Siti Contoh", "S*** C*****", False),
        ("full_name", "李小龍", "李小龍", False),
        ("full_name", "Siti Contoh", "", False),
        ("full_name", None, "Siti Contoh", False),
        ("full_name", "Siti Contoh", None, False),
        ("birth_date", "1990-03-15", "1990-03-15", False),
        ("birth_date", "1990-03-15", "1990", False),
        ("birth_date", "1990", "1990-03-15", False),
        ("birth_date", "1990-03-15", "1990-03", False),
        ("birth_date", "1990-03-15", "1991", True),
        ("birth_date", "1990-03-15", "1990-03-16", True),
        ("sex", "FEMALE", "FEMALE", False),
        ("sex", "FEMALE", "MALE", True),
        ("mother", "Fatimah", "FATIMA", False),
        ("mother", "Fatimah", "Aminah", True),
        ("birth_place", "PANGKALPINANG", "Pangkal Pinang", False),
        ("birth_place", "PANGKALPINANG", "Sungailiat", True),
        ("address", "19.01.01.1001", "19.01", False),
        ("address", "19.01.01.1001", "19.01.03.2003", True),
        ("shoe_size", "42", "43", False),
    ],
)
def test_what_contradicts(attribute: str, recorded: str | None, claimed: str | None, expected: bool) -> None:
    assert contradicts(attribute, recorded, claimed) is expected


def test_only_what_is_said_and_recorded_is_compared() -> None:
    said = claims(full_name="SITI NURHALIZA CONTOH", birth_date=dt.date(1991, 3, 15), sex=Sex.MALE, father="Budi")
    assert [each.attribute for each in contradictions(SITI, said)] == ["birth_date", "sex"]


def test_claims_leave_out_what_says_nothing() -> None:
    assert claims(full_name=" Y**** C*****", birth_date=None, sex=None, mother="  ") == {}


def test_a_register_that_shows_the_same_person_contradicts_nothing() -> None:
    assert contradictions(SITI, claims_of(SITI)) == ()
    assert {"full_name", "sex", "birth_date", "address", "mother", "marital_status"} <= claims_of(SITI).keys()


@pytest.mark.parametrize("attribute", sorted(COMPARED))
def test_an_attribute_takes_the_value_that_it_shows(attribute: str) -> None:
    value = recorded_value(SITI, attribute)
    if value is None or COMPARED[attribute].put is None:
        return
    assert with_value(SITI, attribute, value) == SITI


@pytest.mark.parametrize(
    ("attribute", "text"),
    [("birth_date", "1990-13"), ("birth_date", "15-03-1990"), ("sex", "P"), ("address", "19.01"), ("full_name", "  ")],
)
def test_a_text_that_is_no_value_is_not_put(attribute: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        with_value(SITI, attribute, text)


def test_a_birth_date_known_in_part_is_said_and_put_as_far_as_it_is_known() -> None:
    old = with_value(SITI, "birth_date", "1950")
    assert (old.birth_date, old.birth_date_precision) == (dt.date(1950, 1, 1), DatePrecision.YEAR)
    assert recorded_value(old, "birth_date") == "1950"
    assert contradictions(old, claims(birth_date=dt.date(1950, 7, 1))) == ()
    assert recorded_value(with_value(SITI, "birth_date", "1950-07"), "birth_date") == "1950-07"


TEXTS = st.text(min_size=1, max_size=30)


@given(st.sampled_from(sorted(COMPARED)), TEXTS, TEXTS)
def test_contradicting_is_symmetric_and_nothing_contradicts_itself(attribute: str, one: str, other: str) -> None:
    assert contradicts(attribute, one, other) == contradicts(attribute, other, one)
    assert not contradicts(attribute, one, one)


@given(st.sampled_from(["full_name", "birth_place", "sex", "mother", "occupation"]), TEXTS, TEXTS)
def test_texts_of_one_form_do_not_contradict(attribute: str, one: str, other: str) -> None:
    if form_of(attribute, one) == form_of(attribute, other):
        assert not contradicts(attribute, one, other)


@given(st.dates(), st.integers(1, 3), st.integers(1, 3))
def test_a_day_known_less_precisely_is_no_contradiction(day: dt.date, one: int, other: int) -> None:
    parts = day.isoformat().split("-")
    assert not contradicts("birth_date", "-".join(parts[:one]), "-".join(parts[:other]))


# ---- what follows from a sighting ----------------------------------------------------------------------------------


def known(state: DiscrepancyState, claim: str, recorded: str, *, decided: str | None = None) -> Discrepancy:
    decision = Decision(Ruling.RECORD_STANDS, "Akta", "siti", "Siti", NOW, decided) if decided is not None else None
    return Discrepancy(
        tenant="1901", id=uuid.uuid4(), person_id=PERSON, attribute="birth_date", source="insurance", claim=claim,
        mark=claim, recorded=recorded, state=state, version=1, opened_at=NOW, changed_at=NOW, decision=decision,
    )  # fmt: skip


OPEN, DECIDED, WITHDRAWN = DiscrepancyState.OPEN, DiscrepancyState.DECIDED, DiscrepancyState.WITHDRAWN
HERE, THERE, ELSEWHERE = "1990-03-15", "1990-03-16", "1990-03-17"


@pytest.mark.parametrize(
    ("recorded", "claim", "before", "expected"),
    [
        (HERE, THERE, [], Course.OPEN),
        (HERE, HERE, [], Course.NOTHING),
        (None, THERE, [], Course.NOTHING),
        (HERE, THERE, [known(OPEN, THERE, HERE)], Course.NOTHING),
        (HERE, ELSEWHERE, [known(OPEN, THERE, HERE)], Course.CHANGE),
        (ELSEWHERE, THERE, [known(OPEN, THERE, HERE)], Course.CHANGE),
        (HERE, HERE, [known(OPEN, THERE, HERE)], Course.WITHDRAW),
        (HERE, THERE, [known(WITHDRAWN, THERE, HERE)], Course.OPEN),
        (HERE, THERE, [known(DECIDED, THERE, HERE, decided=HERE)], Course.NOTHING),
        (HERE, ELSEWHERE, [known(DECIDED, THERE, HERE, decided=HERE)], Course.OPEN),
        (ELSEWHERE, THERE, [known(DECIDED, THERE, HERE, decided=HERE)], Course.OPEN),
        # Both were wrong: the agency still says what was decided against.
        (ELSEWHERE, THERE, [known(DECIDED, THERE, HERE, decided=ELSEWHERE)], Course.NOTHING),
        # It went back to what was decided before.
        (HERE, THERE, [known(DECIDED, THERE, HERE, decided=HERE), known(OPEN, ELSEWHERE, HERE)], Course.WITHDRAW),
    ],
)
def test_what_follows(recorded: str | None, claim: str, before: list[Discrepancy], expected: Course) -> None:
    assert course("birth_date", recorded, claim, claim, before) is expected
    assert course("birth_date", recorded, claim, claim, before[::-1]) is expected


@given(st.lists(st.tuples(st.sampled_from([HERE, THERE, ELSEWHERE]), st.sampled_from([HERE, THERE, ELSEWHERE]))))
def test_never_more_than_one_is_open_and_saying_it_again_changes_nothing(seen: Sequence[tuple[str, str]]) -> None:
    rows: list[Discrepancy] = []
    for recorded, claim in seen:
        rows = after(rows, recorded, claim)
        assert len([each for each in rows if each.state is OPEN]) == (recorded != claim)
        assert course("birth_date", recorded, claim, claim, rows) is Course.NOTHING


def after(rows: list[Discrepancy], recorded: str, claim: str) -> list[Discrepancy]:
    """The rows as the store leaves them."""
    taken = course("birth_date", recorded, claim, claim, rows)
    closed = [each for each in rows if each.state is not OPEN]
    opened = [each for each in rows if each.state is OPEN]
    if taken in {Course.OPEN, Course.CHANGE}:
        return [*closed, known(OPEN, claim, recorded)]
    return [*closed, *(known(WITHDRAWN, each.claim or "", "") for each in opened)] if taken is Course.WITHDRAW else rows


# ---- marks ---------------------------------------------------------------------------------------------------------


def test_a_claim_that_may_not_be_kept_leaves_a_hash_that_differs_by_person_and_key() -> None:
    marks, said = Marks(b"k" * 32), Said(PERSON, "health", {"birth_date": THERE}, keeps=False)
    mark = marks.of(said, "birth_date")
    assert THERE not in mark
    assert mark == marks.of(said, "birth_date")
    other = Said(uuid.UUID(int=2), "health", said.claims, keeps=False)
    assert len({mark, marks.of(other, "birth_date"), Marks(b"l" * 32).of(said, "birth_date")}) == 3


def test_whether_a_text_is_what_was_said_is_told_without_keeping_it() -> None:
    marks = Marks(b"k" * 32)
    for keeps in (True, False):
        said = Said(PERSON, "health", {"full_name": "Muhammad Yusuf"}, keeps)
        row = known(OPEN, "", "")
        mine = Discrepancy(
            tenant="1901", id=row.id, person_id=PERSON, attribute="full_name", source="health", claim=None,
            mark=marks.of(said, "full_name"), recorded=None, state=OPEN, version=1, opened_at=NOW, changed_at=NOW,
        )  # fmt: skip
        assert marks.fits(mine, "M. Jusuf")
        assert not marks.fits(mine, "Budi")
