"""Where a form is entered: by which address, on which channels, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hub.console.base.visit import Visit
from hub.core.actor import Role
from hub.core.application import Channel, MandateType


@dataclass(frozen=True, slots=True)
class Desk:
    """`channels` are those that can be chosen here, the usual one first; `is_own`: a citizen applies for herself."""

    base: str
    channels: tuple[str, ...]
    is_own: bool = False

    def path(self, service: str) -> str:
        """The address of the form."""
        return f"{self.base}/{service}"

    def told(self, reporter: str) -> dict[str, Any]:
        """What the application says about who hands it in for whom."""
        if self.is_own or not reporter:
            return {"mandate": MandateType.SELF.name}
        return {"mandate": MandateType.OFFICER_ASSISTED.name, "onBehalfOf": reporter}


_HERE: Final = (Channel.COUNTER.name, Channel.VILLAGE.name, Channel.OUTREACH.name)
_VILLAGE: Final = (Channel.VILLAGE.name, Channel.OUTREACH.name, Channel.COUNTER.name)
HOME: Final = Desk("/console/me/apply", (Channel.ONLINE.name,), is_own=True)


def desk_of(visit: Visit) -> Desk:
    """The desk at which this visitor sits: the office's counter, a village office, or her own table."""
    if visit.request.path.startswith(HOME.base):
        return HOME
    return Desk("/console/intake", _HERE if Role.OPERATOR in visit.actor.roles else _VILLAGE)
