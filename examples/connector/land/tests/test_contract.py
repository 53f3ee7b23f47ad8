"""The contract suite: every property holds."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hub.exchange.contract.score import scored
from hub.exchange.discovery import read_plugin


@pytest.mark.long
def test_every_property_of_the_contract_holds(tmp_path: Path) -> None:
    score = asyncio.run(scored(read_plugin("examples.connector.land"), tmp_path))
    assert [(each.name, each.why) for each in score.properties if each.why] == []
    assert score.grade == "A"
