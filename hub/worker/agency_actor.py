"""Who writes what an agency gave in bulk: the agency itself, as when it pushes, and only what it owns."""

from __future__ import annotations

from typing import Any

from hub.core.actor import Actor, pushing
from hub.core.agency_ports import AgencyStatus
from hub.core.calendar import now
from hub.core.errors import Forbidden
from hub.core.facet import Facet
from hub.core.purpose import Purpose
from hub.web.settings import Settings


def acting_for(settings: Settings, agency: AgencyStatus, facet: Facet[Any]) -> Actor:
    """The agency's actor, who may write this facet. Raises Forbidden when the policies do not let it."""
    # The policies' engine is loaded by a process that has something to decide.
    from hub.access import Policies, decide_recording  # noqa: PLC0415  see above

    scopes = frozenset({facet.write_scope})
    actor = pushing(settings.tenant, settings.region, agency.name, agency.title_id, scopes)
    denial = decide_recording(Policies.load(settings.policies_dir), actor, Purpose.PUBLIC_SERVICE, facet, now())
    if denial is not None:
        raise Forbidden(denial.message, rule=denial.rule, ask=denial.ask)
    return actor
