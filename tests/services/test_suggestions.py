"""Which services are suggested to whom, and why; and that no reason tells more than the reader may read."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.citizen import Citizen
from hub.core.codes import Citizenship, MaritalStatus, VitalStatus
from hub.core.folding import fold
from hub.core.suggestion import Asked, Known
from hub.services import discover
from tests.fakes.actors import agency
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import NOW, TENANT, person
from tests.services.told import serving

TODAY = dt.date(2026, 11, 26)
CARD = "1901010101100001"
Keys = dict[str, str]


def born(on: str, **more: object) -> Citizen:
    told = {"birth_date": dt.date.fromisoformat(on), "family_card_number": CARD, "birth_deed_number": "1901-LU-1"}
    return person("Rizki Contoh", **{**told, **more})


def suggested(who: Citizen, **asked: Asked) -> list[tuple[str, str]]:
    """(service, reason in English)."""
    known = Known(who, TODAY, asked)
    return [(one.service, one.reason_en) for service in discover() for one in service.suggest(known)]


YEARS_AGO = Asked(dt.date(2024, 1, 1), issued=True)
LATELY = Asked(dt.date(2026, 11, 1), issued=True)
RUNNING = Asked(dt.date(2026, 11, 1), issued=False)
MARRIED = MaritalStatus.MARRIED_REGISTERED

CASES: list[tuple[str, Citizen, dict[str, Asked], list[tuple[str, str]]]] = [
    ("17 in 60 days", born("2010-01-25"), {}, [("identityCard", "25 January 2027")]),
    ("17 in 61 days", born("2010-01-26"), {"childCard": LATELY}, []),
    ("17 since today", born("2009-11-26"), {}, [("identityCard", "17 since 26 November 2026")]),
    ("17 a year ago", born("2008-11-26"), {}, [("identityCard", "17 since 26 November 2025")]),
    ("17 longer ago: an old card may be there", born("2008-11-24"), {}, []),
    ("17, and applied", born("2009-11-20"), {"identityCard": RUNNING}, []),
    ("17, but dead", born("2009-11-20", vital_status=VitalStatus.DECEASED), {}, []),
    ("17, but foreign", born("2009-11-20", citizenship=Citizenship.FOREIGN), {}, []),
    ("a child", born("2019-03-01"), {}, [("childCard", "no application")]),
    ("a child, and applied", born("2019-03-01"), {"childCard": RUNNING}, []),
    ("a child on no card", born("2019-03-01", family_card_number=None), {}, []),
    ("a child that married", born("2010-05-01", marital_status=MARRIED), {}, []),
    ("five in 30 days", born("2021-12-26"), {"childCard": YEARS_AGO}, [("childCard", "26 December 2026")]),
    ("five in 31 days", born("2021-12-27"), {"childCard": YEARS_AGO}, []),
    ("past five, card of before", born("2020-12-26"), {"childCard": YEARS_AGO}, [("childCard", "26 December 2025")]),
    ("past five, card of then", born("2020-12-26"), {"childCard": LATELY}, []),
    ("a child without a deed", born("2012-02-02", birth_deed_number=None), {"childCard": LATELY},
     [("birthCertificate", "birth deed")]),
    ("an adult without a deed", born("1980-02-02", birth_deed_number=None), {}, []),
    ("moved since the card", born("1980-02-02"), {"identityCard": YEARS_AGO, "moveWithin": LATELY},
     [("identityCard", "Has moved")]),
    ("came from elsewhere", born("1980-02-02"), {"moveIn": LATELY}, [("identityCard", "Has moved")]),
    ("a move that is not done", born("1980-02-02"), {"moveIn": RUNNING}, []),
    ("a card since the move", born("1980-02-02"), {"identityCard": LATELY, "moveWithin": YEARS_AGO}, []),
    ("moved as a child", born("2008-01-02"), {"moveWithin": YEARS_AGO}, []),
    ("no birth date", person("Tua Contoh", birth_date=None, birth_deed_number=None), {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("who", "asked", "wanted"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_who_is_suggested_what(who: Citizen, asked: dict[str, Asked], wanted: list[tuple[str, str]]) -> None:
    found = suggested(who, **asked)
    assert [service for service, _ in found] == [service for service, _ in wanted]
    assert all(part in reason for (_, reason), (_, part) in zip(found, wanted, strict=True))


CHILD = born(f"{NOW.year - 6}-01-15")
ASK = "query ($nik: NIK!) { citizen(nik: $nik) { suggestions { service title(language: EN) reason(language: EN) } } }"


async def test_a_reason_is_told_to_who_may_read_what_it_tells() -> None:
    w = serving([CHILD])
    answer = await w.ask(ASK, {"nik": CHILD.nik}, actor=agency("citizen:read", "application:read"))
    (one,) = answer.payload["data"]["citizen"]["suggestions"]
    assert (one["service"], one["title"]) == ("childCard", "Child's identity card (KIA)")
    (receipt,) = [one for one in w.record.tables.receipts if CHILD.id in one.subjects]
    assert {"Citizen.suggestions", "Citizen.birthDate"} <= set(receipt.fields)


async def test_who_may_read_no_applications_is_told_nothing() -> None:
    w = serving([CHILD])
    answer = await w.ask(ASK, {"nik": CHILD.nik}, actor=agency("citizen:read"))
    assert answer.payload == {"data": {"citizen": {"suggestions": []}}}


async def test_a_reason_that_this_reader_may_not_read_is_not_told() -> None:
    w = serving([CHILD])
    named = frozenset({"Query.citizen", "Citizen.suggestions", "Suggestion.service"})
    reader = agency("citizen:read", "application:read", under=agreement(fields=named))
    ask = "query ($nik: NIK!) { citizen(nik: $nik) { suggestions { service } } }"
    answer = await w.ask(ask, {"nik": CHILD.nik}, actor=reader)
    assert answer.payload == {"data": {"citizen": {"suggestions": []}}}
    may = agency("citizen:read", "application:read", under=agreement(fields=named | {"Citizen.birthDate"}))
    answer = await w.ask(ask, {"nik": CHILD.nik}, actor=may)
    assert answer.payload["data"]["citizen"]["suggestions"] == [{"service": "childCard"}]


@pytest.mark.parametrize(("form", "offered"), [({"nik": CHILD.nik}, []), ({"nik": "1901010101159002"}, ["childCard"])])
async def test_only_what_was_asked_about_herself_counts(form: dict[str, str], offered: list[str]) -> None:
    """An application that only names her, as the one who reports it, is about somebody else."""
    w = serving([CHILD])
    header = ApplicationHeader(
        TENANT, uuid.UUID(int=7), "AK-7K3M-Q9TD", "childCard", "19.01.01.1001", "frontend", NOW
    )  # fmt: skip
    given = {"form": {**form, "reporter": {"nik": CHILD.nik}}, "documents": [], "channel": "ONLINE"}
    w.record.tables.applications[header.id] = fold(header, [Action(1, ActionKind.SUBMIT, "frontend", "F", NOW, given)])
    w.record.tables.concerned[header.id] = {CHILD.id}
    answer = await w.ask(ASK, {"nik": CHILD.nik}, actor=agency("citizen:read", "application:read"))
    assert [one["service"] for one in answer.payload["data"]["citizen"]["suggestions"]] == offered
