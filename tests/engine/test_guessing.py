"""Who guesses with matchCitizen is stopped, and cannot tell by it whether anybody has the NIK."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.core.guessing import GuessLimits
from tests.fakes.actors import agency
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import family
from tests.fakes.world import World, world

QUERY = "query M($c: CitizenClaim!) { matchCitizen(claim: $c) { nik fullName birthDate } }"
NOBODYS = "1901014101909099"
MOST = GuessLimits().of_party.in_a_day


def hub() -> tuple[World, str]:
    _, head, _ = family()
    nik = "1901011501859001"
    return world(agency={nik: head}), nik


async def tells(w: World, nik: str, born: dt.date | None = None, client: str = "teller", **claim: Any) -> Any:
    """The code of the refusal, or the answer."""
    given = {"nik": nik, **({"birthDate": born.isoformat()} if born else {}), **claim}
    reader = agency("citizen:match", client_id=client, under=agreement(recipient="PT Bank Contoh"))
    answer = await w.ask(QUERY, {"c": given}, actor=reader)
    if "errors" in answer.payload:
        (error,) = answer.payload["errors"]
        assert answer.payload["data"]["matchCitizen"] is None
        return error["extensions"]["code"], error["extensions"]["retryAfter"], error["message"]
    return answer.payload["data"]["matchCitizen"]


async def test_birth_dates_cannot_be_tried_out_by_two_clients_of_one_agreement() -> None:
    w, nik = hub()
    dates = [dt.date(1985, 1, 1) + dt.timedelta(days=number) for number in range(40)]
    told = [await tells(w, nik, born, ("teller", "app")[number % 2]) for number, born in enumerate(dates)]
    assert sum(isinstance(one, dict) for one in told) == MOST
    assert {one[0] for one in told[MOST:]} == {"RATE_LIMITED"}
    # The agency was not asked again, and of somebody else the same party may still ask.
    assert w.calls.names().count("population.match") == MOST
    assert isinstance(await tells(w, NOBODYS, dates[0]), dict)


async def test_a_right_claim_is_answered_as_often_as_it_is_made() -> None:
    w, nik = hub()
    for _ in range(3 * MOST):
        assert (await tells(w, nik, fullName="Ahmad Contoh"))["nik"] is True
    for number in range(MOST - 1):
        assert isinstance(await tells(w, nik, dt.date(1990, 1, 1 + number)), dict)
    assert (await tells(w, nik, dt.date(1991, 1, 1)))[0] == "RATE_LIMITED"
    assert (await tells(w, nik, fullName="ahmad  contoh"))["nik"] is True


async def test_a_nik_that_nobody_has_is_counted_and_refused_alike() -> None:
    w, nik = hub()
    dates = [dt.date(1985, 1, 1) + dt.timedelta(days=number) for number in range(MOST + 3)]
    known = [await tells(w, nik, born) for born in dates]
    unknown = [await tells(w, NOBODYS, born) for born in dates]
    assert known[MOST:] == unknown[MOST:]
    assert not any(nik in one[2] or NOBODYS in one[2] for one in [*known[MOST:], *unknown[MOST:]])


async def test_several_claims_in_one_operation_are_several_claims() -> None:
    w, nik = hub()
    fields = " ".join(
        f'a{number}: matchCitizen(claim: {{nik: "{nik}", birthDate: "1985-01-{number:02}"}}) {{ birthDate }}'
        for number in range(1, 21)
    )
    answer = await w.ask(f"{{ {fields} }}", actor=agency("citizen:match"))
    assert sum(value is not None for value in answer.payload["data"].values()) == MOST
    assert {error["extensions"]["code"] for error in answer.payload["errors"]} == {"RATE_LIMITED"}
