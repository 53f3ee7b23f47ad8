"""What each live connector can do, found by connecting it: that opens nothing and asks nobody."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from hub.exchange.connector import Connector
from hub.exchange.contract.serving import Clock
from hub.exchange.discovery import ConnectorPlugin
from hub.exchange.settings import ConnectorSettings


@dataclass(frozen=True, slots=True)
class Abilities:
    """`asked`: for persons or lists; `pulled`: for lists; `signs`: it gives files; `pushes`: it comes by itself."""

    plugin: ConnectorPlugin
    asked: bool
    pulled: bool
    signs: bool
    pushes: bool


def abilities(plugin: ConnectorPlugin, session: aiohttp.ClientSession) -> Abilities | None:
    """What this connector can do; None where it is not live."""
    return None if plugin.connect is None else _of(plugin, plugin.connect(nowhere(plugin), session, Clock()))


def nowhere(plugin: ConnectorPlugin) -> ConnectorSettings:
    """Settings with which a connector can be made, and reaches nobody."""
    given = dict.fromkeys(plugin.manifest.credentials, "nowhere")
    return ConnectorSettings(manifest=plugin.manifest, base_url="http://127.0.0.1:1", credentials=given)


def _of(plugin: ConnectorPlugin, made: Connector) -> Abilities:
    asked = bool(made.population or made.licensing or made.sources or made.pulls)
    return Abilities(plugin, asked, bool(made.pulls), bool(made.files), bool(made.ingress))
