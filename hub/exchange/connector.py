"""What a connector gives the hub."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from hub.core.agency_ports import FacetSource, PopulationAgency
from hub.core.delivery import Push
from hub.core.intake import FacetFile, FacetPull
from hub.core.licensing import LicensingAgency
from hub.core.ports import Clock
from hub.exchange.ingress import IngressRoute
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A connected agency. `ping` asks whether it answers at all, costs no quota, and raises a HubError if not.

    `ingress` are the addresses under which the agency brings something by itself, `pulls` lists that the worker asks
    for place by place, `files` those that the agency signs and hands over, `push` is how it is told of events where its
    manifest says that it is.
    """

    manifest: Manifest
    ping: Callable[[], Awaitable[None]]
    population: PopulationAgency | None = None
    licensing: LicensingAgency | None = None
    sources: tuple[FacetSource, ...] = ()
    pulls: tuple[FacetPull, ...] = ()
    files: tuple[FacetFile, ...] = ()
    ingress: tuple[IngressRoute, ...] = ()
    push: Push | None = None


Connect = Callable[[ConnectorSettings, aiohttp.ClientSession, Clock], Connector]
"""The function `connect` of a connector's connector.py; it opens nothing by itself."""
