"""The one way in which the register is read back after an officer has typed into SIAK."""

from __future__ import annotations

from typing import Final

from hub.core.agency_ports import PopulationAgency
from hub.core.citizen import Citizen
from hub.exchange.behalf import THE_HUB, Behalf, acting_for

_AT_THE_COUNTER: Final = Behalf(THE_HUB.client, at_counter=True)
"""Somebody waits until the read-back is done."""


async def read_back(population: PopulationAgency, nik: str) -> Citizen | None:
    """The person as the register shows her; None when it does not. Raises SourceUnavailable or QuotaExhausted."""
    with acting_for(_AT_THE_COUNTER):
        return await population.read(nik)
