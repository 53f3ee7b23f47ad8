"""For which purpose personal data are asked for."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """Purposes of UU 24/2013 art. 58(4) and the three that the hub adds."""

    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    PLANNING = "PLANNING"
    BUDGET = "BUDGET"
    DEMOCRACY = "DEMOCRACY"
    LAW_ENFORCEMENT = "LAW_ENFORCEMENT"
    CIVIL_REGISTRATION = "CIVIL_REGISTRATION"
    OWN_DATA = "OWN_DATA"
    OVERSIGHT = "OVERSIGHT"
