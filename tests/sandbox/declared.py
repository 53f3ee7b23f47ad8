"""The facets of all connectors, found as the hub finds them: by their folders."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from hub import connectors
from hub.core.facet import Facet


def declared_facets() -> list[Facet[Any]]:
    found = pkgutil.iter_modules(connectors.__path__, f"{connectors.__name__}.")
    modules = [importlib.import_module(f"{entry.name}.facet") for entry in found if entry.ispkg]
    return [facet for module in modules for facet in module.FACETS]
