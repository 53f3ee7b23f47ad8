"""Which changes of an agreement one person makes alone: those after which nobody reads what she did not read before.

What an agreement gives is told here in another way than in the rule: as the set of all that may be read under it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import combinations
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.four_eyes import agreement_needs_two
from hub.core.purpose import Purpose
from hub.core.regions import within

FIELDS: Final = {
    "Citizen.nik": Category.POPULATION, "Citizen.fullName": Category.POPULATION, "FamilyCard.number": Category.FAMILY,
    "Immunisation.vaccine": Category.HEALTH,
}  # fmt: skip
REGIONS: Final = ("19.01", "19.01.01", "19.01.01.1001", "19.01.02")
FIRST: Final = dt.date(2026, 1, 1)
PKS: Final = Agreement(
    "1901", "rsud-2026", "100/PKS/2026", "Rawat jalan", "Dinas Dukcapil", "RSUD",
    ("UU 24/2013", "Permendagri 102/2019"),
    frozenset({Purpose.PUBLIC_SERVICE, Purpose.PLANNING}), frozenset({Category.POPULATION, Category.FAMILY}),
    frozenset({"Citizen.nik", "Citizen.fullName", "FamilyCard.number"}), frozenset({"Citizen.fullName"}), "19.01.01",
    500, FIRST, dt.date(2027, 12, 31), keep_days=30, disclosure_delay_days=10, version=3,
)  # fmt: skip
LESS: Final[dict[str, Any]] = {
    "purposes": frozenset({Purpose.PLANNING}),
    "categories": frozenset({Category.POPULATION}),
    "fields": frozenset({"Citizen.nik", "Citizen.fullName"}),
    "masked": PKS.masked | {"Citizen.nik"},
    "region": "19.01.01.1001",
    "daily_quota": 499,
    "starts_on": dt.date(2026, 1, 2),
    "ends_on": dt.date(2027, 12, 30),
    "keep_days": 0,
    "disclosure_delay_days": 9,
    "active": False,
}
OTHER: Final[dict[str, Any]] = {
    "tenant": "1902",
    "id": "polres-2026",
    "number": "101/PKS/2026",
    "title": "Rawat inap",
    "provider": "Bupati",
    "recipient": "Klinik",
    "legal_basis": ("UU 24/2013",),
}
ATTRIBUTES: Final = sorted(field.name for field in dataclasses.fields(Agreement) if field.name != "version")


def changed(name: str, value: Any, of: Agreement = PKS) -> Agreement:
    return dataclasses.replace(of, **{name: value})


def test_every_attribute_is_looked_at_here() -> None:
    assert sorted({**LESS, **OTHER}) == ATTRIBUTES


@pytest.mark.parametrize("name", sorted(LESS))
def test_less_of_it_needs_one_and_the_same_again_two(name: str) -> None:
    less = changed(name, LESS[name])
    assert not agreement_needs_two(PKS, less)
    assert agreement_needs_two(less, PKS)


@pytest.mark.parametrize("name", sorted(OTHER))
def test_what_the_paper_says_is_another_paper_and_needs_two(name: str) -> None:
    other = changed(name, OTHER[name])
    assert agreement_needs_two(PKS, other)
    assert agreement_needs_two(other, PKS)


def test_a_new_one_needs_two_whatever_it_gives() -> None:
    new = Agreement.new("1901", PKS.id)
    assert agreement_needs_two(new, PKS)
    assert agreement_needs_two(new, dataclasses.replace(new, active=True))
    assert agreement_needs_two(new, new)
    assert agreement_needs_two(changed("version", 0), PKS), "and whatever it seems to have been before"


def test_an_attribute_that_is_added_later_needs_two() -> None:
    later = dataclasses.make_dataclass("Later", [("export", bool, False)], bases=(Agreement,), frozen=True)
    told = {field.name: getattr(PKS, field.name) for field in dataclasses.fields(PKS)}
    assert agreement_needs_two(later(**told), later(**told, export=True))
    assert agreement_needs_two(later(**told, export=True), later(**told))
    assert not agreement_needs_two(later(**told), later(**told))
    assert not agreement_needs_two(later(**told), later(**{**told, "active": False}))
    assert agreement_needs_two(PKS, later(**told, export=True)), "also one that was kept without it"


def test_no_fields_named_are_all_fields() -> None:
    every = changed("fields", frozenset())
    assert agreement_needs_two(PKS, every)
    assert not agreement_needs_two(every, PKS)


def subsets(of: Any) -> st.SearchStrategy[frozenset[Any]]:
    """All of them in a list: drawn at once, where a set is drawn member by member."""
    members = sorted(of)
    return st.sampled_from(
        [frozenset(some) for size in range(len(members) + 1) for some in combinations(members, size)]
    )


DAYS: Final = [FIRST + dt.timedelta(days=days) for days in range(4)]
AGREEMENTS: Final = st.builds(
    dataclasses.replace,
    st.just(PKS),
    purposes=st.sampled_from([PKS.purposes, frozenset({Purpose.PLANNING}), frozenset({Purpose.PUBLIC_SERVICE})]),
    categories=subsets(set(FIELDS.values())),
    fields=subsets(FIELDS),
    masked=subsets(FIELDS),
    region=st.sampled_from(REGIONS),
    daily_quota=st.integers(1, 3),
    starts_on=st.sampled_from(DAYS[:2]),
    ends_on=st.sampled_from(DAYS[1:]),
    keep_days=st.integers(0, 1),
    disclosure_delay_days=st.integers(0, 1),
    active=st.booleans(),
    title=st.sampled_from(("Rawat jalan", "Rawat inap")),
    legal_basis=st.sampled_from((PKS.legal_basis, ("UU 24/2013",))),
)


def reach(agreement: Agreement) -> set[tuple[object, ...]]:
    """Everything that somebody may do under it: read this field of somebody here, for that, on a day, as the so manieth
    on that day; keep it so long; leave its subject so long without a word."""
    if not agreement.active:
        return set()
    shown = [
        (field, shows)
        for field, category in FIELDS.items()
        if category in agreement.categories and (not agreement.fields or field in agreement.fields)
        for shows in ((False,) if field in agreement.masked else (False, True))
    ]
    return {
        (purpose, *one, region, day, count, kept, untold)
        for purpose in agreement.purposes
        for one in shown
        for region in REGIONS
        if within(region, agreement.region)
        for day in DAYS
        if agreement.starts_on <= day <= agreement.ends_on
        for count in range(agreement.daily_quota)
        for kept in range(agreement.keep_days + 1)
        for untold in range(agreement.disclosure_delay_days + 1)
    }


@pytest.mark.parametrize("name", sorted(LESS))
@settings(max_examples=25)
@given(before=AGREEMENTS, other=AGREEMENTS, besides=st.sampled_from([*LESS, "title", "legal_basis"]))
def test_what_one_person_does_alone_gives_nobody_more(
    name: str, before: Agreement, other: Agreement, besides: str
) -> None:
    before = dataclasses.replace(before, active=name != "active" or before.active)
    after = dataclasses.replace(before, **{each: getattr(other, each) for each in (name, besides)})
    if not agreement_needs_two(before, after):
        assert reach(after) <= reach(before)
        assert (after.title, after.legal_basis) == (before.title, before.legal_basis)


@given(AGREEMENTS, st.data())
def test_whoever_takes_away_needs_nobody(before: Agreement, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(LESS)))
    value = getattr(before, name)
    if isinstance(value, frozenset):
        every = frozenset({"masked": FIELDS}.get(name, value))
        part = data.draw(subsets(every)) if every else frozenset[Any]()
        value = value | part if name == "masked" else part or value
    elif name == "region":
        value = data.draw(st.sampled_from([region for region in REGIONS if within(region, value)]))
    elif isinstance(value, dt.date):
        value += dt.timedelta(days=1 if name == "starts_on" else -1)
    else:
        value = type(value)(value // 2)
    assert not agreement_needs_two(before, changed(name, value, before))
