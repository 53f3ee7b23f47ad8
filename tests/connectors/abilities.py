"""What each live connector can do, found by connecting it: that opens nothing and asks nobody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hub.exchange import Connector, ConnectorPlugin, ConnectorSettings, discover
from hub.exchange.session import open_session
from tests.connectors.serving import Clock


@dataclass(frozen=True, slots=True)
class Abilities:
    """`asked`: for persons or lists; `pulled`: for lists; `signs`: it gives files; `pushes`: it comes by itself."""

    plugin: ConnectorPlugin
    asked: bool
    pulled: bool
    signs: bool
    pushes: bool


def live() -> list[Abilities]:
    """Every connector that is live, discovered."""
    return asyncio.run(_live())


async def _live() -> list[Abilities]:
    async with open_session() as session:
        return [
            _of(plugin, plugin.connect(_nowhere(plugin), session, Clock()))
            for plugin in discover()
            if plugin.connect is not None
        ]


def _nowhere(plugin: ConnectorPlugin) -> ConnectorSettings:
    given = dict.fromkeys(plugin.manifest.credentials, "nowhere")
    return ConnectorSettings(manifest=plugin.manifest, base_url="http://127.0.0.1:1", credentials=given)


def _of(plugin: ConnectorPlugin, made: Connector) -> Abilities:
    asked = bool(made.population or made.licensing or made.sources or made.pulls)
    return Abilities(plugin, asked, bool(made.pulls), bool(made.files), bool(made.ingress))
