"""What a client may do that acts for itself: what its agreement says, and only while that is in force."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from hub.access import (
    FieldNeed,
    Policies,
    decide,
    decide_action,
    decide_recording,
    may_read_application,
    purpose_of,
    untold,
)
from hub.connectors.licensing.facet import FACETS
from hub.core.actor import Actor, ActorKind, Role, pushing
from hub.core.agreement import Agreement
from hub.core.application import ActionKind
from hub.core.attributes import Category
from hub.core.errors import ErrorCode, Forbidden
from hub.core.predicates import NO_ROWS
from hub.core.purpose import Purpose
from tests.access.asking import AT, application, client, user
from tests.fakes.agreements import agreement

SERVICE = Purpose.PUBLIC_SERVICE
SEX = FieldNeed("Citizen.sex", "citizen:read", Category.POPULATION)
NAME = FieldNeed("Citizen.fullName", "citizen:read", Category.POPULATION)
DOSE = FieldNeed("Immunisation.dose", "health:read", Category.HEALTH)
PUBLIC = FieldNeed("Service.name", None, None)
AGENCIES = FieldNeed("Query.agencies", "agency:read", None)
READS = ("citizen:read", "health:read")


def reader(*scopes: str, **terms: object) -> Actor:
    return client("frontend", *(scopes or READS), agreement=agreement(**terms))


def codes(policies: Policies, actor: Actor, *needs: FieldNeed, at: dt.datetime = AT) -> dict[str, tuple[str, str]]:
    """Code and rule of what is refused; every refusal says whom to ask."""
    denials = decide(policies, actor, SERVICE, needs or (SEX, NAME, DOSE, PUBLIC), at).denials
    assert all(denial.ask and denial.message.endswith(".") for denial in denials.values())
    return {coordinate: (denial.code.value, denial.rule) for coordinate, denial in denials.items()}


def test_without_an_agreement_it_reads_no_personal_data(policies: Policies) -> None:
    nobody = client("frontend", *READS, "agency:read", agreement=None)
    refused = ("FORBIDDEN", "agreement")
    assert codes(policies, nobody) == {
        "Citizen.sex": refused,
        "Citizen.fullName": refused,
        "Immunisation.dose": refused,
    }
    assert codes(policies, nobody, AGENCIES, PUBLIC) == {}
    assert decide(policies, nobody, SERVICE, [SEX], AT).rows == NO_ROWS


def test_an_agreement_of_another_district_is_none(policies: Policies) -> None:
    assert codes(policies, reader(tenant="1902"), SEX) == {"Citizen.sex": ("FORBIDDEN", "agreement")}


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"starts_on": dt.date(2026, 11, 25)}, "holds from 2026-11-25 on"),
        ({"ends_on": dt.date(2026, 11, 23)}, "ended on 2026-11-23"),
        ({"active": False}, "was revoked"),
    ],
    ids=["not begun", "ended", "revoked"],
)
def test_one_that_is_not_in_force_opens_nothing(policies: Policies, terms: dict[str, object], says: str) -> None:
    """AT is 24 November, ten in the morning at the office."""
    actor = reader(**terms)
    decision = decide(policies, actor, SERVICE, [SEX, DOSE, PUBLIC], AT)
    assert {denial.code for denial in decision.denials.values()} == {ErrorCode.AGREEMENT_EXPIRED}
    assert set(decision.denials) == {"Citizen.sex", "Immunisation.dose"}
    assert all(says in denial.message and "470/1/PKS/2026" in denial.message for denial in decision.denials.values())
    assert decision.rows == NO_ROWS


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2026-11-22T16:59:59", False),
        ("2026-11-22T17:00:00", True),
        ("2026-11-24T16:59:59", True),
        ("2026-11-24T17:00:00", False),
    ],
)
def test_its_first_and_its_last_day_are_the_offices(policies: Policies, moment: str, holds: bool) -> None:
    """A day begins at 17:00 UTC of the day before."""
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    actor = reader(starts_on=dt.date(2026, 11, 23), ends_on=dt.date(2026, 11, 24))
    assert (codes(policies, actor, SEX, at=at) == {}) is holds


def test_it_opens_the_categories_that_it_names(policies: Policies) -> None:
    assert codes(policies, reader(categories=frozenset({Category.POPULATION}))) == {
        "Immunisation.dose": ("FORBIDDEN", "reading-own")
    }


def test_a_category_of_an_agency_that_is_gone_closes_nothing_else(policies: Policies) -> None:
    assert codes(policies, reader(categories=frozenset({Category.POPULATION, Category("fishery")})), SEX) == {}


def test_where_it_names_fields_only_they_are_read(policies: Policies) -> None:
    actor = reader(fields=frozenset({"Citizen.sex", "Immunisation.dose"}))
    assert codes(policies, actor) == {"Citizen.fullName": ("FORBIDDEN", "agreement")}


def test_what_it_masks_is_told_of_and_not_shown(policies: Policies) -> None:
    assert codes(policies, reader(masked=frozenset({"Citizen.fullName"}))) == {
        "Citizen.fullName": ("MASKED", "agreement")
    }


def test_reasons_come_in_one_order(policies: Policies) -> None:
    """The agreement's end, the scope, the category, the field, the mask."""
    narrow = {"categories": frozenset({Category.POPULATION}), "fields": frozenset({"Citizen.sex"})}
    assert codes(policies, reader("citizen:match", active=False), SEX) == {
        "Citizen.sex": ("AGREEMENT_EXPIRED", "agreement")
    }
    assert codes(policies, reader("citizen:match", **narrow), DOSE) == {
        "Immunisation.dose": ("FORBIDDEN", "scope:health:read")
    }
    assert codes(policies, reader(**narrow), DOSE) == {"Immunisation.dose": ("FORBIDDEN", "reading-own")}
    masked = {**narrow, "masked": frozenset({"Citizen.fullName", "Citizen.sex"})}
    assert codes(policies, reader(**masked), SEX, NAME) == {
        "Citizen.sex": ("MASKED", "agreement"), "Citizen.fullName": ("FORBIDDEN", "agreement"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "agreed", "seen"),
    [
        ("19.01", "19.01", "19.01"), ("19.01", "19.01.03", "19.01.03"), ("19.01.03", "19.01", "19.01.03"),
        ("19.01.02", "19.01.03", ""), ("19.01.02", "19.01.021", ""),
    ],
)  # fmt: skip
def test_it_sees_the_narrower_of_both_regions(policies: Policies, registered: str, agreed: str, seen: str) -> None:
    actor = dataclasses.replace(reader(region=agreed), region=registered)
    rows = decide(policies, actor, SERVICE, [SEX], AT).rows
    assert (rows.region if rows.names else "") == seen


def test_purposes_are_those_of_both_papers() -> None:
    actor = client(
        purposes=frozenset({SERVICE, Purpose.PLANNING}),
        agreement=agreement(purposes=frozenset({SERVICE, Purpose.BUDGET})),
    )
    assert purpose_of(actor, None) is SERVICE
    for stated in ("PLANNING", "BUDGET"):
        with pytest.raises(Forbidden, match="470/1/PKS/2026"):
            purpose_of(actor, stated)
    with pytest.raises(Forbidden):
        purpose_of(client(agreement=agreement(purposes=frozenset({Purpose.BUDGET}))), None)


def test_facets_that_it_does_not_name_are_not_told_of(policies: Policies) -> None:
    facets = {"immunisations": FieldNeed("Citizen.immunisations", "health:read", Category.HEALTH)}
    assert untold(policies, reader(), SERVICE, facets, AT) == ()
    for actor in (
        reader(fields=frozenset({"Citizen.sex"})),
        reader(active=False),
        client("frontend", *READS, agreement=None),
    ):
        assert untold(policies, actor, SERVICE, facets, AT) == ("immunisations",)


@pytest.mark.parametrize("paper", [None, agreement(ends_on=dt.date(2026, 11, 23)), agreement(active=False)])
def test_without_one_in_force_nothing_is_written_or_followed(policies: Policies, paper: Agreement | None) -> None:
    actor = client(
        "frontend", "licence:write", "application:submit", "application:read", agency="licensing", agreement=paper
    )
    code = ErrorCode.AGREEMENT_EXPIRED if paper else ErrorCode.FORBIDDEN
    denials = [
        decide_recording(policies, actor, SERVICE, FACETS[0], AT),
        may_read_application(policies, actor, SERVICE, application(), AT),
        decide_action(policies, actor, SERVICE, ActionKind.SUBMIT, None, frozenset(), AT),
        decide_action(policies, actor, SERVICE, ActionKind.WITHDRAW, application(), frozenset(), AT),
    ]
    assert [(denial.code, denial.rule) for denial in denials if denial] == [(code, "agreement")] * 4


def test_an_agency_that_pushes_writes_its_own_and_reads_nothing(policies: Policies) -> None:
    agency = pushing("1901", "19.01", "licensing", "Perizinan", frozenset({"licence:write"}))
    assert agency.kind is ActorKind.AGENCY
    assert decide_recording(policies, agency, SERVICE, FACETS[0], AT) is None
    everything = dataclasses.replace(agency, scopes=frozenset(READS))
    assert codes(policies, everything, SEX) == {"Citizen.sex": ("FORBIDDEN", "reading-own")}


def test_people_of_the_office_need_none(policies: Policies) -> None:
    assert decide(policies, user(Role.OPERATOR), Purpose.CIVIL_REGISTRATION, [SEX], AT).denials == {}
