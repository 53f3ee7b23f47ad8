"""What an agreement has to say: every rule, by the field that it names."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Final

import pytest

from hub.core.administration import differences
from hub.core.agreement import Agreement
from hub.core.agreement_rules import check_agreement
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from tests.core.test_agreement_eyes import FIELDS, PKS

GRAPH: Final = {**FIELDS, "User.nik": Category.ACCOUNT, "Objection.person": Category.RIGHTS}
GOOD: Final = dataclasses.replace(PKS, disclosure_delay_days=0)


def refused(**changes: Any) -> BadInput:
    with pytest.raises(BadInput) as caught:
        check_agreement(dataclasses.replace(GOOD, **changes), "19.01", GRAPH)
    return caught.value


def test_a_good_one_is_taken() -> None:
    check_agreement(GOOD, "19.01", GRAPH)
    police = {Purpose.LAW_ENFORCEMENT}
    check_agreement(dataclasses.replace(PKS, purposes=frozenset(police)), "19.01", GRAPH)
    # Somebody takes a field away and leaves its mask: that is no mistake to send her back for.
    check_agreement(dataclasses.replace(GOOD, masked=frozenset({"Immunisation.vaccine"})), "19.01", GRAPH)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"id": "RSUD 2026"}, "agreementId"),
        ({"number": ""}, "number"),
        ({"title": "x"}, "title"),
        ({"title": "Dua\nbaris"}, "title"),
        ({"provider": " Dinas"}, "provider"),
        ({"recipient": "Bapak 1901014101909001"}, "recipient"),
        ({"recipient": "Dinas Dukcapil"}, "recipient"),
        ({"legal_basis": ()}, "legalBasis"),
        ({"legal_basis": ("UU 24/2013", "")}, "legalBasis"),
        ({"purposes": frozenset()}, "purposes"),
        ({"categories": frozenset()}, "categories"),
        ({"categories": frozenset({Category("weather")})}, "categories"),
        ({"categories": frozenset({Category.ACCOUNT})}, "categories"),
        ({"categories": frozenset({Category.RIGHTS})}, "categories"),
        ({"fields": frozenset({"Citizen.shoeSize"})}, "fields"),
        ({"fields": frozenset({"User.nik"})}, "fields"),
        ({"fields": frozenset({"Citizen.nik", "FamilyCard.number", "Immunisation.vaccine"})}, "fields"),
        ({"fields": frozenset({"Citizen.nik"})}, "fields"),
        ({"masked": frozenset({"Citizen.shoeSize"})}, "masked"),
        ({"masked": GOOD.fields}, "masked"),
        ({"region": "19.02"}, "region"),
        ({"region": "19"}, "region"),
        ({"region": "everywhere"}, "region"),
        ({"daily_quota": 0}, "dailyQuota"),
        ({"daily_quota": 10_000_001}, "dailyQuota"),
        ({"keep_days": -1}, "keepDays"),
        ({"keep_days": 4000}, "keepDays"),
        ({"disclosure_delay_days": 1}, "disclosureDelayDays"),
        ({"disclosure_delay_days": 4000, "purposes": frozenset({Purpose.LAW_ENFORCEMENT})}, "disclosureDelayDays"),
        ({"ends_on": dt.date(2025, 12, 31)}, "endsOn"),
        ({"ends_on": dt.date(2032, 1, 1)}, "endsOn"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, Any], path: str) -> None:
    assert refused(**changes).path == path


@pytest.mark.parametrize("purpose", [Purpose.CIVIL_REGISTRATION, Purpose.OWN_DATA, Purpose.OVERSIGHT])
def test_some_purposes_are_nobodys_to_agree_on(purpose: Purpose) -> None:
    error = refused(purposes=frozenset({Purpose.PUBLIC_SERVICE, purpose}))
    assert (error.path, purpose.value in error.message) == ("purposes", True)


def test_whoever_approves_is_shown_every_attribute() -> None:
    """Of agreements, as of whatever else is proposed: what a state says stands among the differences."""
    assert {one.name for one in differences(None, PKS.state())} == set(PKS.state())
    assert PKS.with_state(PKS.state()) == PKS
    blank = Agreement.new("1901", PKS.id)
    assert blank.with_state({**PKS.state(), "active": True}) == dataclasses.replace(PKS, version=0)
