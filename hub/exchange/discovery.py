"""Connectors: one folder per agency. Who adds a folder adds an agency; there is no list to edit."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from hub.core.codes import CodeEntry
from hub.core.facet import Facet
from hub.core.ports import Clock
from hub.exchange.connector import Connect, Connector
from hub.exchange.manifest import Manifest, ManifestError, read_manifest
from hub.exchange.quality import Quality, read_quality
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
    quality: Quality
    facets: tuple[Facet[Any], ...]
    connect: Connect | None
    code_lists: Mapping[str, tuple[CodeEntry, ...]]


def discover(package: str = "hub.connectors") -> tuple[ConnectorPlugin, ...]:
    """Every connector whose folder lies in `package`, by name. Several packages are named with spaces between.

    Raises ManifestError for a folder that is incomplete or contradicts itself, and when two declare one facet.
    """
    found = (read_plugin(folder) for folder in folders(package))
    plugins = tuple(sorted(found, key=lambda plugin: plugin.name))
    names = [facet.name for plugin in plugins for facet in plugin.facets]
    if len(set(names)) != len(names):
        raise ManifestError(f"Two connectors declare the same facet: {', '.join(sorted(names))}")
    return plugins


def folders(package: str) -> tuple[str, ...]:
    """The dotted names of the connectors' folders in `package`, or in several with spaces between; none is read."""
    found = (
        each
        for one in package.split()
        for each in pkgutil.iter_modules(importlib.import_module(one).__path__, f"{one}.")
    )
    return tuple(each.name for each in found if each.ispkg)


def read_plugin(package: str) -> ConnectorPlugin:
    """The connector in one folder. Raises ManifestError."""
    manifest = read_manifest(package)
    declared = importlib.import_module(f"{package}.facet")
    facets: tuple[Facet[Any], ...] = tuple(declared.FACETS)
    for facet in facets:
        if facet.agency != manifest.name:
            raise ManifestError(f"{package}: facet {facet.name} says it is of {facet.agency}.")
    return ConnectorPlugin(
        name=manifest.name,
        package=package,
        manifest=manifest,
        quality=read_quality(package, manifest),
        facets=facets,
        connect=_connect(package, manifest),
        code_lists=getattr(declared, "CODE_LISTS", {}),
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
