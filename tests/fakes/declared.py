"""What the folders of the connectors say: their facets, the scopes of these, and an item of each.

So a further folder needs no line in a test that asks about every facet.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

from hub.core.actor import SCOPES
from hub.core.attributes import camel, declared
from hub.core.facet import Facet
from hub.exchange import discover

_PLUGINS: Final = {plugin.name: plugin for plugin in discover()}
FACETS: Final = {facet.name: facet for plugin in _PLUGINS.values() for facet in plugin.facets}
FACET_SCOPES: Final = frozenset(
    scope for facet in FACETS.values() for scope in (facet.read_scope, *([facet.write_scope] if facet.written else ()))
)
EVERY_SCOPE: Final = SCOPES | FACET_SCOPES


def item_of(facet: Facet[Any]) -> dict[str, Any]:
    """The first that the emulator's samples have of it, by the graph's names."""
    return {camel(name): value for name, value in kept_item_of(facet).items()}


def kept_item_of(facet: Facet[Any]) -> dict[str, Any]:
    """The same by the names of the record."""
    samples = resources.files(_PLUGINS[facet.agency].package).joinpath("emulator", "sample.jsonl")
    (row, *_) = map(json.loads, samples.read_text(encoding="utf-8").splitlines())
    said = row[facet.name][0] if facet.name in row else row
    return {each.name: said[each.name] for each in declared(facet.item) if each.name in said}
