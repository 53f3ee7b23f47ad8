from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed

_SCALE = "From 1 (not good) to 4 (very good)."


def _element(what: str) -> int:
    answered: int = strawberry.field(description=f"{what} {_SCALE}")
    return answered


@strawberry.input(description="What somebody thinks of the service, by the nine elements of PermenPANRB 14/2017.")
class RateServiceInput(Keyed):
    tracking_number: str
    u1: int = _element("The papers that were asked.")
    u2: int = _element("How easy the way was.")
    u3: int = _element("How quick it was.")
    u4: int = _element("The cost: it is free.")
    u5: int = _element("Whether what was given is as it was announced.")
    u6: int = _element("Whether the officers knew their work.")
    u7: int = _element("How the officers treated people.")
    u8: int = _element("How complaints and suggestions are dealt with.")
    u9: int = _element("The place, or the page.")
    words: str | None = strawberry.field(default=None, description="Her own words; nobody's name or number.")
