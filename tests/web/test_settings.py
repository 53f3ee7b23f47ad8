"""Settings that contradict each other refuse the start, with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from hub.cli.settings import from_environment
from hub.core.citizen import CitizenClaim
from hub.core.errors import BadInput, RateLimited
from hub.core.guessing import GuessLimits, Pace
from hub.engine import Limits, Shares
from hub.parts import common
from hub.web.limits import limits_of
from hub.web.settings import Settings
from hub.web.socket import SocketLimits
from tests.store.samples import NOW

URL = "postgresql://satu@127.0.0.1/satu"


def test_receipts_are_on_unless_the_sandbox_switches_them_off() -> None:
    assert Settings(database_url=URL).receipts
    assert not Settings(database_url=URL, receipts="off", sandbox=True).receipts


@pytest.mark.parametrize("word", ["off", "false", "0", "no"])
def test_receipts_cannot_be_switched_off_outside_the_sandbox(word: str) -> None:
    with pytest.raises(ValidationError, match="only with HUB_SANDBOX=true"):
        Settings(database_url=URL, receipts=word)


def test_nobody_practises_outside_the_sandbox() -> None:
    assert not Settings(database_url=URL, sandbox=True).training
    assert Settings(database_url=URL, sandbox=True, training=True).training
    with pytest.raises(ValidationError, match="nobody practises on real people"):
        Settings(database_url=URL, training=True)


def test_the_command_line_says_why_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", URL)
    monkeypatch.setenv("HUB_RECEIPTS", "off")
    monkeypatch.delenv("HUB_SANDBOX", raising=False)
    with pytest.raises(BadInput, match=r"^HUB_RECEIPTS=off is accepted only with HUB_SANDBOX=true: [^.]+\.$"):
        from_environment()


def test_connectors_come_from_the_hub_itself_unless_a_package_is_named() -> None:
    assert Settings(database_url=URL).connectors == "hub.connectors"


def test_limits_are_set_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", URL)
    monkeypatch.setenv("HUB_LIMITS", '{"rate": 0, "depth": 9, "connections": 3, "turn_seconds": 0.5}')
    made = limits_of(from_environment().limits)
    assert made.operation == Limits(depth=9)
    assert made.shares == Shares(rate=0, turn_seconds=0.5)
    assert made.sockets == SocketLimits(connections=3)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"deepness": 3}, "deepness, which is no limit"),
        ({"depth": 0}, "depth as 0"),
        ({"depth": 2.5}, "a whole number"),
        ({"rate": -1}, "rate as -1"),
        ({"turn_seconds": 0}, "turn_seconds as 0"),
    ],
)
def test_what_can_be_no_limit_refuses_the_start(given: dict[str, float], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        limits_of(given)


@pytest.mark.parametrize(("name", "value"), [("HUB_LIMITS", "[1"), ("HUB_TRUSTED_CLIENTS", "a,b")])
def test_what_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", URL)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=name):
        from_environment()


def test_how_many_claims_are_answered_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", URL)
    monkeypatch.delenv("HUB_CLAIMS", raising=False)
    assert from_environment().claims.limits == GuessLimits()
    monkeypatch.setenv("HUB_CLAIMS", '{"party_in_a_day": 3, "all_in_all_days": 90}')
    assert from_environment().claims.limits == GuessLimits(Pace(3, 20), Pace(15, 90))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"party_in_a_day": 0}, "greater than or equal to 1"),
        ({"all_in_all_days": 201}, "less than or equal to 200"),
        ({"in_a_day": 3}, "Extra inputs are not permitted"),
        ({"party_in_a_day": 16, "party_in_all_days": 16}, "to one party no more than to all together"),
        ({"party_in_a_day": 15, "party_in_all_days": 10}, "in a day is no more than in 30 days"),
        ({"party_in_all_days": 61}, "to one party no more than to all together"),
        ({"all_in_a_day": 61}, "in a day is no more than in 30 days"),
    ],
    ids=str,
)
def test_what_can_be_no_number_of_claims_refuses_the_start(given: dict[str, int], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Settings.model_validate({"database_url": URL, "claims": given})


async def test_the_hub_counts_claims_by_its_settings(database: str, tmp_path: Path) -> None:
    """Put together as `hub serve` does."""
    claims = {"party_in_a_day": 2}
    given = {"database_url": database, "state_dir": tmp_path, "connectors": "tests.receipts.agencies"}
    settings = Settings.model_validate({**given, "claims": claims})
    async with common(settings) as made:
        for name in ("Siti", "Sari"):
            await made.guesses.admit(CitizenClaim("1901014101909001", full_name=name), "party:a", NOW)
        with pytest.raises(RateLimited):
            await made.guesses.admit(CitizenClaim("1901014101909001", full_name="Susi"), "party:a", NOW)
