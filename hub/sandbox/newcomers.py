"""Agencies that the demonstration meets for the first time: each that has a sandbox agreement in its folder is brought
in under it, with a client of its own, whether the district is new or stands already."""

from __future__ import annotations

import dataclasses
import secrets
from importlib import resources
from typing import Final

from hub.core.agreement import Agreement
from hub.core.agreement_file import read_agreement
from hub.core.purpose import Purpose
from hub.exchange import ConnectorPlugin
from hub.identity import IdentityStore
from hub.sandbox import registration
from hub.sandbox.accounts import DemoClient
from hub.sandbox.district import TENANT
from hub.sandbox.emulators import plugins
from hub.sandbox.seed_state import SeedReport
from hub.sealing import Sealer
from hub.store import PgAgreements

FILE: Final = "agreement.toml"


async def welcome(
    report: SeedReport, registry: IdentityStore, kept: PgAgreements, hub_url: str, sealer: Sealer
) -> SeedReport:
    """The report with a client for each newcomer; what was brought in before is left as it is."""
    known = {client.client_id for client in report.clients}
    found = [(plugin, agreement) for plugin in plugins() if (agreement := sandbox_agreement(plugin)) is not None]
    new = [(client_of(plugin, agreement), agreement) for plugin, agreement in found]
    new = [(client, agreement) for client, agreement in new if client.client_id not in known]
    for _, agreement in new:
        await kept.put(agreement)
    clients = tuple(client for client, _ in new)
    await registration.register(registry, (), clients, hub_url, sealer)
    return dataclasses.replace(report, clients=(*report.clients, *clients))


def sandbox_agreement(plugin: ConnectorPlugin) -> Agreement | None:
    """The agreement in a connector's folder, if there is one. Raises BadInput for one that cannot be used."""
    file = resources.files(plugin.package).joinpath(FILE)
    return read_agreement(file.read_text(encoding="utf-8"), TENANT) if file.is_file() else None


def client_of(plugin: ConnectorPlugin, agreement: Agreement) -> DemoClient:
    """The client that reads this agency's facets, and who they are about, under the agreement."""
    scopes = dict.fromkeys(("citizen:read", *(facet.read_scope for facet in plugin.facets)))
    return DemoClient(
        f"{plugin.manifest.title_en}, sandbox",
        f"{plugin.name.replace('_', '-')}-sandbox",
        secrets.token_hex(16),
        tuple(scopes),
        (Purpose.PUBLIC_SERVICE,),
        agreement=agreement.id,
    )
