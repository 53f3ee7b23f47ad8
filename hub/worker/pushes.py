"""Tells an agency by its own protocol. A lost reply is settled by asking the agency, where it can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.audit.receipts import Reading, receipt_of
from hub.core.actor import pushing
from hub.core.delivery import Delivery, DeliveryState, Push, Settles, Told
from hub.core.errors import BadInput, QuotaExhausted, SourceUnavailable
from hub.core.ports import Clock
from hub.core.purpose import Purpose
from hub.exchange.failures import Reason
from hub.exchange.manifest import Manifest
from hub.store.deliveries import Outcome, PgDeliveries
from hub.worker.deliver import Leaves

_NOT_SENT: Final = frozenset({Reason.RESTING.value, Reason.BUSY.value, Reason.STOPPING.value})
_NOT_TAKEN: Final = frozenset({Reason.REFUSED.value})
_GONE: Final = "PERSON_GONE"
_OPERATION: Final = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPush:
    """The channel of an agency that is told by calls."""

    agency: Manifest
    push: Push
    deliveries: PgDeliveries
    clock: Clock

    @property
    def settles(self) -> Settles:
        return self.push.settles

    async def attempt(self, delivery: Delivery, leaves: Leaves) -> Outcome:
        person, event = await self.deliveries.person(delivery), await self.deliveries.snapshots(delivery)
        if person is None:
            return Outcome(state=DeliveryState.DEAD, problem=_GONE, sent=False)
        told = Told(delivery, person, event.before, event.after)
        if delivery.unsure and self.settles is Settles.READ_BACK:
            found = await self._read_back(told)
            if found is not None:
                return found
        await leaves(receipt_of(self._reading(delivery), self.clock()))
        return await self._send(told)

    async def _read_back(self, told: Told) -> Outcome | None:
        """What became of an attempt whose reply was lost; None when it did not arrive, so that it is sent again."""
        try:
            shows = await self.push.shows(told)
        except (SourceUnavailable, QuotaExhausted) as error:
            sent = error.details.get("reason") not in _NOT_SENT and not isinstance(error, QuotaExhausted)
            return Outcome(state=DeliveryState.WAITING, problem=_reason(error), sent=sent, unsure=True)
        if shows is None:
            return Outcome(state=DeliveryState.IN_DOUBT, problem="NOT_SHOWN", unsure=True)
        return self._done("shown when read back") if shows else None

    async def _send(self, told: Told) -> Outcome:
        try:
            acknowledgement = await self.push.send(told)
        except BadInput:
            return Outcome(state=DeliveryState.DEAD, problem="REFUSED")
        except QuotaExhausted as error:
            return Outcome(state=DeliveryState.WAITING, problem=_reason(error), sent=False)
        except SourceUnavailable as error:
            return self._lost(_reason(error))
        if acknowledgement is None:
            return Outcome(
                state=DeliveryState.WITHHELD, problem="NOTHING_TO_TELL", sent=False, settled_by=self.agency.name
            )
        return self._done(acknowledgement)

    def _lost(self, reason: str) -> Outcome:
        if reason in _NOT_SENT:
            return Outcome(state=DeliveryState.WAITING, problem=reason, sent=False)
        if reason in _NOT_TAKEN:
            return Outcome(state=DeliveryState.WAITING, problem=reason)
        # The agency may still be at it: it is asked once it has had the time that an answer may take.
        return Outcome(state=DeliveryState.WAITING, problem=reason, unsure=True, seconds=self.agency.timeout_seconds)

    def _done(self, acknowledgement: str) -> Outcome:
        return Outcome(state=DeliveryState.DELIVERED, acknowledgement=acknowledgement, settled_by=self.agency.name)

    def _reading(self, delivery: Delivery) -> Reading:
        agency = pushing(delivery.tenant, "", self.agency.name, self.agency.title_id, frozenset())
        subjects = (delivery.person_id,)
        categories = (self.push.category,)
        return Reading(agency, Purpose.PUBLIC_SERVICE, _OPERATION, self.push.fields, categories, subjects)


def _reason(error: SourceUnavailable | QuotaExhausted) -> str:
    return str(error.details.get("reason") or error.code.value)
