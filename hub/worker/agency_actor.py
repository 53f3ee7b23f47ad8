"""Who writes what an agency gave in bulk: the agency itself, as when it pushes, and only what it owns."""

from __future__ import annotations

from typing import Any

from hub.core.actor import Actor, pushing
from hub.core.facet import Facet
from hub.core.ports import AgencyStatus
from hub.web.settings import Settings


def acting_for(settings: Settings, agency: AgencyStatus, facet: Facet[Any]) -> Actor:
    """The agency's actor, with the scope of writing this facet."""
    return pushing(settings.tenant, settings.region, agency.name, agency.title_id, frozenset({facet.write_scope}))
