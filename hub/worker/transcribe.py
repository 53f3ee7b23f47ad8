"""Corrections that a clerk types into SIAK: the hub cannot write there, and reads back what came of it.

What the register shows already settles itself. Otherwise a clerk is given the data in SIAK's order, says that they are
typed in, and the register is read back until it shows them, or shows something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.core.agency_ports import PopulationAgency
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.delivery import Delivery, DeliveryState, Settles
from hub.core.errors import QuotaExhausted, SourceUnavailable
from hub.core.siak import differences
from hub.store.deliveries import Outcome, PgDeliveries
from hub.worker.deliver import Leaves
from hub.worker.read_back import read_back

_NOT_SHOWN: Final = "NOT_SHOWN"
_NO_NIK: Final = "NO_NIK"
_DIFFERS: Final = "DIFFERS"
_GONE: Final = "PERSON_GONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription:
    """The channel of an agency for which clerks type. `most_looks`: how often the register is read back after a clerk
    said that she is done, before she is asked to look at her entry again; the pauses in between double."""

    agency: str
    population: PopulationAgency
    deliveries: PgDeliveries
    most_looks: int = 6

    @property
    def settles(self) -> Settles:
        return Settles.READ_BACK

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:  # noqa: ARG002  nothing of a person leaves: the register is asked by the number that it gave
        person = await self.deliveries.person(delivery)
        if person is None:
            return Outcome(state=DeliveryState.DEAD, problem=_GONE, sent=False)
        typed = delivery.state is DeliveryState.CONFIRMING
        try:
            differs = await self._differs(delivery, person)
        except (SourceUnavailable, QuotaExhausted) as error:
            problem = str(error.details.get("reason") or error.code.value)
            # An outage never keeps the clerk from typing.
            state = DeliveryState.CONFIRMING if typed else DeliveryState.TO_TRANSCRIBE
            return Outcome(state=state, problem=problem, sent=False)
        if differs == ():
            return Outcome(
                state=DeliveryState.DELIVERED, acknowledgement="shown by the register", settled_by=self.agency
            )
        return self._looked_again(delivery, differs) if typed else self._to_type(person, differs)

    async def _differs(self, delivery: Delivery, person: Citizen) -> tuple[str, ...] | None:
        """Attributes that the register shows otherwise; None when it shows none of them."""
        registered = await read_back(self.population, person.nik) if person.nik else None
        return None if registered is None else differences(person, registered, delivery.changed)

    def _to_type(self, person: Citizen, differs: tuple[str, ...] | None) -> Outcome:
        problem = None if person.nik else _NO_NIK
        return Outcome(state=DeliveryState.TO_TRANSCRIBE, problem=problem, differences=_named(differs))

    def _looked_again(self, delivery: Delivery, differs: tuple[str, ...] | None) -> Outcome:
        problem = _NOT_SHOWN if differs is None else _DIFFERS
        state = DeliveryState.CONFIRMING
        if delivery.attempts >= self.most_looks:
            state = DeliveryState.IN_DOUBT if differs is None else DeliveryState.MISMATCH
        return Outcome(state=state, problem=problem, differences=_named(differs))


def _named(differs: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(camel(name) for name in differs or ())
