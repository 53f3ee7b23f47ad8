"""Connectors: one folder per agency. Who adds a folder adds an agency; there is no list to edit."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from hub.core.codes import CodeEntry
from hub.core.facet import Facet
from hub.core.ports import Clock
from hub.exchange.connector import Connect, Connector
from hub.exchange.manifest import Manifest, ManifestError, read_manifest
from hub.exchange.settings import ConnectorSettings


@dataclass(frozen=True, slots=True)
class ConnectorPlugin:
    """A connector's folder. `connect` is None for an agency that is seeded only.

    `package` is the dotted name of the folder; `code_lists` are the agency's own, by name: what its `facet.py` has as
    CODE_LISTS, if anything.
    """

    name: str
    package: str
    manifest: Manifest
    facets: tuple[Facet[Any], ...]
    connect: Connect | None
    code_lists: Mapping[str, tuple[CodeEntry, ...]]


def discover(package: str = "hub.connectors") -> tuple[ConnectorPlugin, ...]:
    """Every connector whose folder lies in `package`, by name. Several packages are named with spaces between.

    Raises ManifestError for a folder that is incomplete or contradicts itself, and when two declare one facet.
    """
    folders = [name for one in package.split() for name in _folders(one)]
    plugins = tuple(sorted((_plugin(name) for name in folders), key=lambda plugin: plugin.name))
    names = [facet.name for plugin in plugins for facet in plugin.facets]
    if len(set(names)) != len(names):
        raise ManifestError(f"Two connectors declare the same facet: {', '.join(sorted(names))}")
    return plugins


def _folders(package: str) -> Iterator[str]:
    found = pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
    return (each.name for each in found if each.ispkg)


def _plugin(package: str) -> ConnectorPlugin:
    manifest = read_manifest(package)
    declared = importlib.import_module(f"{package}.facet")
    facets: tuple[Facet[Any], ...] = tuple(declared.FACETS)
    for facet in facets:
        if facet.agency != manifest.name:
            raise ManifestError(f"{package}: facet {facet.name} says it is of {facet.agency}.")
    return ConnectorPlugin(
        manifest.name, package, manifest, facets, _connect(package, manifest), getattr(declared, "CODE_LISTS", {})
    )


def _connect(package: str, manifest: Manifest) -> Connect | None:
    if manifest.status == "seeded":
        return None
    module = f"{package}.connector"
    if importlib.util.find_spec(module) is None:
        raise ManifestError(f"{package}: a live agency needs connector.py.")

    def connect(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
        # Loaded when it is connected: who only wants the schema does not pay for FHIR's models.
        make: Callable[..., Connector] = importlib.import_module(module).connect
        return make(settings, session, clock)

    return connect
