"""Settings that contradict each other refuse the start, with one sentence."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from hub.cli.settings import from_environment
from hub.core.errors import BadInput
from hub.web.settings import Settings

URL = "postgresql://satu@127.0.0.1/satu"


def test_receipts_are_on_unless_the_sandbox_switches_them_off() -> None:
    assert Settings(database_url=URL).receipts
    assert not Settings(database_url=URL, receipts="off", sandbox=True).receipts


@pytest.mark.parametrize("word", ["off", "false", "0", "no"])
def test_receipts_cannot_be_switched_off_outside_the_sandbox(word: str) -> None:
    with pytest.raises(ValidationError, match="only with HUB_SANDBOX=true"):
        Settings(database_url=URL, receipts=word)


def test_the_command_line_says_why_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_DATABASE_URL", URL)
    monkeypatch.setenv("HUB_RECEIPTS", "off")
    monkeypatch.delenv("HUB_SANDBOX", raising=False)
    with pytest.raises(BadInput, match=r"^HUB_RECEIPTS=off is accepted only with HUB_SANDBOX=true: [^.]+\.$"):
        from_environment()


def test_connectors_come_from_the_hub_itself_unless_a_package_is_named() -> None:
    assert Settings(database_url=URL).connectors == "hub.connectors"
