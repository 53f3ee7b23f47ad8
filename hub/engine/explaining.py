"""The explainer and the examiner of a hub with these connectors; neither needs a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hub.access import Policies
from hub.core.facet import FacetMode
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE
from hub.engine.compiler import Known
from hub.engine.examining import DocumentExaminer
from hub.engine.explain import Agency, Explainer
from hub.engine.rights import Rights
from hub.exchange import ConnectorPlugin
from hub.schema.root import HubSchema
from hub.store.held import written

_SIGHT: Final = (REGION_SUBTREE.name, NOT_SEALED.name)
"""That of staff and agencies, who see the people of a region: the sight of most readers."""


def explainer_of(schema: HubSchema, plugins: Iterable[ConnectorPlugin]) -> Explainer:
    """Explains operations as a hub with these connectors answers them."""
    known = tuple(plugins)
    facets = {facet.name: facet for plugin in known for facet in plugin.facets}
    agencies = {f.name: Agency(p.manifest.name, p.manifest.max_batch) for p in known for f in p.facets}
    live = {facet.name: plugin for plugin in known for facet in plugin.facets if facet.mode is FacetMode.LIVE}
    kept = {
        name: round(plugin.manifest.freshness.total_seconds()) for name, plugin in live.items() if plugin.manifest.keep
    }
    compiled = Known(facets, frozenset(live) - kept.keys(), kept)
    return Explainer(schema.graph, schema.requirements, compiled, agencies, lambda shape: written(shape, _SIGHT)[0])


def examiner_of(schema: HubSchema, plugins: Iterable[ConnectorPlugin], policies: Policies) -> DocumentExaminer:
    """Examines documents by these policies."""
    rights = Rights(schema.graph, schema.requirements, policies)
    return DocumentExaminer(explainer_of(schema, plugins), rights)
