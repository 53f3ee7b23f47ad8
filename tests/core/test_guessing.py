"""How many differing claims about one person are answered, and to whom."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math

import pytest

from hub.core.actor import ActorKind
from hub.core.citizen import CitizenClaim
from hub.core.codes import Sex
from hub.core.guessing import WINDOW, GuessLimits, GuessMarks, Pace, Tried, party_of, too_many, waits_until
from tests.access.asking import client, user
from tests.fakes.agreements import agreement

TODAY = dt.date(2026, 11, 26)
LIMITS = GuessLimits(of_party=Pace(2, 4), of_all=Pace(5, 8))
NIK = "1901014505959001"


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def tried(party: str, *days: int) -> list[Tried]:
    return [Tried(party, f"{party}{number}".encode(), day(ago)) for number, ago in enumerate(days)]


@pytest.mark.parametrize(
    ("before", "until"),
    [
        ([], None),
        (tried("a", 0), None),
        (tried("a", 0, 0), day(-1)),
        (tried("a", 1, 1), None),
        (tried("a", 9, 9, 8, 8), day(9 - WINDOW)),
        (tried("a", WINDOW, WINDOW, 8, 8), None),
        (tried("b", 0, 0) + tried("c", 0, 0), None),
        (tried("b", 0, 0) + tried("c", 0, 0) + tried("d", 0), day(-1)),
        (tried("b", 7, 7, 5, 5) + tried("c", 6, 6, 4, 4), day(7 - WINDOW)),
    ],
    ids=["first", "slip", "day-used-up", "yesterday", "month-used-up", "long-ago", "others", "all-day", "all-month"],
)
def test_a_party_and_all_together_have_a_day_and_a_month(before: list[Tried], until: dt.date | None) -> None:
    assert waits_until(before, "a", b"new", TODAY, LIMITS) == until


def test_the_same_claim_again_is_no_guess() -> None:
    used_up = tried("a", 0, 0) + tried("b", 0, 0) + tried("c", 0)
    assert waits_until(used_up, "a", b"a1", TODAY, LIMITS) is None
    # What another party asked tells all of them nothing new, but this party has its own to count.
    assert waits_until(used_up, "d", b"a1", TODAY, LIMITS) is None
    assert waits_until(used_up, "d", b"new", TODAY, LIMITS) == day(-1)
    assert waits_until(used_up, "a", b"b1", TODAY, LIMITS) == day(-1)


def test_claims_that_say_the_same_are_the_same() -> None:
    marks = GuessMarks(b"contoh")
    claim = CitizenClaim(nik=NIK, full_name="Siti  Aminah", birth_date=dt.date(1995, 5, 5), sex=Sex.FEMALE)
    assert marks.claim(claim) == marks.claim(dataclasses.replace(claim, full_name=" SITI AMINAH"))
    others = [
        dataclasses.replace(claim, nik="1901014505959002"),
        dataclasses.replace(claim, full_name=None, mother_name="Siti Aminah"),
        dataclasses.replace(claim, birth_date=dt.date(1995, 5, 6)),
        dataclasses.replace(claim, sex=None),
    ]
    assert len({marks.claim(one) for one in [claim, *others]}) == 5
    assert marks.subject(NIK) != GuessMarks(b"another").subject(NIK)


def test_a_party_is_whoever_the_agreement_names_and_a_person_is_herself() -> None:
    of_bank = agreement(recipient="PT Bank  Contoh")
    one, other = client("teller", agreement=of_bank), client("app", agreement=agreement(recipient="pt bank contoh"))
    assert party_of(one) == party_of(other) != party_of(client("clinic", agreement=agreement(recipient="RSUD")))
    assert party_of(client("teller", agreement=None)) != party_of(client("app", agreement=None))
    assert party_of(user(subject="kader-1")) != party_of(user(subject="kader-2"))
    assert (
        party_of(user(subject="x"))
        != party_of(client("x", agreement=None))
        != party_of(user(subject="x", kind=ActorKind.SYSTEM))
    )


def test_the_refusal_says_when_to_ask_again() -> None:
    at = dt.datetime(2026, 11, 26, 16, 59, 30, tzinfo=dt.UTC)
    refusal = too_many(day(-1), at)
    assert refusal.details == {"rule": "guessing", "retryAfter": 30, "again": "2026-11-26T17:00:00Z"}
    assert "2026-11-27 (00:00 WIB)" in refusal.message


def test_a_guesser_gets_few_bits() -> None:
    """Three months of trying birth dates of 60 years, as fast as is answered: alone, and with other parties' help."""
    dates, limits, months = 60 * 365, GuessLimits(), 3

    def answered(parties: int) -> int:
        made: list[Tried] = []
        for at in (dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(months * WINDOW)):
            for party in map(str, range(parties)):
                for attempt in range(limits.of_party.in_a_day + 1):
                    claim = f"{at} {party} {attempt}".encode()
                    if waits_until(made[-200:], party, claim, at, limits) is None:
                        made.append(Tried(party, claim, at))
        return len(made)

    def bits(tries: int) -> float:
        """What so many wrong guesses narrow the dates down by."""
        return math.log2(dates / (dates - tries))

    alone, together = answered(1), answered(4)
    assert (alone, together) == (months * limits.of_party.in_all_days, months * limits.of_all.in_all_days) == (60, 180)
    assert bits(alone) < 0.004
    assert bits(together) < 0.012
