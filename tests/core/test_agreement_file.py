"""The written form of an agreement: read strictly, and every mistake names its key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hub.core.agreement_file import read_agreement
from hub.core.agreement_rules import check_agreement
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from tests.fakes.world import schema

FOLDER = Path(__file__).parents[2] / "policies" / "agreements"
GOOD = """
id = "rsud-2026"
number = "470/07/PKS/2026"
title = "Lapor lahir"
legal_basis = ["UU 24/2013 pasal 79 ayat (2)"]
purposes = ["PUBLIC_SERVICE"]
categories = ["population"]
fields = ["Citizen.fullName"]
region = "19.01"
daily_quota = 1_000
starts_on = 2026-01-01
ends_on = 2028-12-31
keep_days = 30

[parties]
provider = "Dinas Contoh"
recipient = "RSUD Contoh"
"""


def test_what_stands_there_is_read() -> None:
    found = read_agreement(GOOD, "1901")
    assert (found.tenant, found.id, found.number, found.daily_quota) == ("1901", "rsud-2026", "470/07/PKS/2026", 1000)
    assert (found.provider, found.recipient) == ("Dinas Contoh", "RSUD Contoh")
    assert found.purposes == {Purpose.PUBLIC_SERVICE}
    assert found.categories == {Category.POPULATION}
    assert (found.fields, found.masked) == (frozenset({"Citizen.fullName"}), frozenset())
    assert (found.starts_on, found.ends_on) == (dt.date(2026, 1, 1), dt.date(2028, 12, 31))
    assert (found.keep_days, found.disclosure_delay_days, found.active) == (30, 0, True)


@pytest.mark.parametrize(
    ("written", "instead", "path"),
    [
        ('id = "rsud-2026"', "id = ", ""),
        ('id = "rsud-2026"\n', "", "id"),
        ("keep_days = 30\n", "", "keep_days"),
        ("[parties]", "quota = 5\n[parties]", "quota"),
        ('recipient = "RSUD Contoh"', "", "parties.recipient"),
        ('recipient = "RSUD Contoh"', 'recipient = " "', "parties.recipient"),
        ('recipient = "RSUD Contoh"', 'recipient = "RSUD"\nthird = "x"', "parties.third"),
        ('title = "Lapor lahir"', "title = 5", "title"),
        ('legal_basis = ["UU 24/2013 pasal 79 ayat (2)"]', "legal_basis = []", "legal_basis"),
        ('legal_basis = ["UU 24/2013 pasal 79 ayat (2)"]', 'legal_basis = [" "]', "legal_basis"),
        ('legal_basis = ["UU 24/2013 pasal 79 ayat (2)"]', 'legal_basis = "UU"', "legal_basis"),
        ('purposes = ["PUBLIC_SERVICE"]', 'purposes = ["CURIOSITY"]', "purposes"),
        ('purposes = ["PUBLIC_SERVICE"]', "purposes = []", "purposes"),
        ('categories = ["population"]', 'categories = ["Population!"]', "categories"),
        ('categories = ["population"]', 'categories = ["population", "population"]', "categories"),
        ('fields = ["Citizen.fullName"]', "fields = [5]", "fields"),
        ("daily_quota = 1_000", "daily_quota = 0", "daily_quota"),
        ("daily_quota = 1_000", "daily_quota = true", "daily_quota"),
        ("daily_quota = 1_000", "daily_quota = 10.5", "daily_quota"),
        ("keep_days = 30", "keep_days = -1", "keep_days"),
        ("starts_on = 2026-01-01", 'starts_on = "2026-01-01"', "starts_on"),
        ("starts_on = 2026-01-01", "starts_on = 2026-01-01T00:00:00Z", "starts_on"),
        ("ends_on = 2028-12-31", "ends_on = 2025-12-31", "ends_on"),
        ("ends_on = 2028-12-31", "ends_on = 2028-02-30", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_key(written: str, instead: str, path: str) -> None:
    assert written in GOOD
    with pytest.raises(BadInput) as refused:
        read_agreement(GOOD.replace(written, instead, 1), "1901")
    assert refused.value.path == path
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_the_demonstrations_agreements_are_in_order(name: str) -> None:
    """Each as its own file under its id, and about fields that the graph has."""
    agreement = read_agreement((FOLDER / name).read_text(encoding="utf-8"), "1901")
    assert name == f"{agreement.id}.toml"
    check_agreement(agreement, "19.01", {one.coordinate: one.category for one in schema().shared})
