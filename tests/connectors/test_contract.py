"""The contract suite: every live connector, discovered, passes every check; a hasty one fails at the right names."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.exchange import ConnectorPlugin, discover
from tests.connectors import broken
from tests.connectors.contract import CHECKS
from tests.connectors.rig import rig

LIVE = [plugin for plugin in discover() if plugin.manifest.status == "live"]
FOUND_IN_THE_HASTY_ONE = {
    "big_integers", "answers", "nobody", "timeout", "slow_drip", "server_errors", "redirects", "garbage", "huge",
    "half_close", "repeats", "quota", "per_key_errors", "no_key_twice", "recovery", "wrong_account", "unreachable",
    "silence",
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("plugin", LIVE, ids=lambda plugin: plugin.name)
async def test_connector(plugin: ConnectorPlugin, check: str, tmp_path: Path) -> None:
    assert plugin.connect is not None
    async with rig(plugin.name, plugin.connect, tmp_path) as made:
        await CHECKS[check](made)


def test_there_is_something_to_check() -> None:
    assert {"population", "health"} <= {plugin.name for plugin in LIVE}


@pytest.mark.parametrize("check", CHECKS)
async def test_the_suite_finds_what_is_wrong_with_a_hasty_connector(check: str, tmp_path: Path) -> None:
    async with rig("population", broken.connect, tmp_path) as made:
        try:
            await CHECKS[check](made)
        except Exception:  # noqa: BLE001 - raw errors of any kind are what is wrong with it
            failed = True
        else:
            failed = False
    assert failed == (check in FOUND_IN_THE_HASTY_ONE)
