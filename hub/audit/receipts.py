"""A receipt says who read which data of whom, for whom, why and when; without it the data do not leave."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hub.core.actor import Actor
from hub.core.errors import SourceUnavailable
from hub.core.identifiers import new_id
from hub.core.opened import basis_of
from hub.core.ports import Clock, Receipts
from hub.core.purpose import Purpose
from hub.core.receipt import Part, Receipt
from hub.core.receipt_heading import Headed, Heading
from hub.telemetry import logger, span

_log = logger(__name__)


@dataclass(slots=True)
class Reading:
    """What is read or written: `fields` are coordinates of the schema, `subjects` persons of the record.

    `batches` are the ids of the shared calls that some of the data came from, `sources` the agencies that were asked.

    `operation` is the operation's name, or a hash of the document; `behind_seals` says that the reader may see sealed
    persons.
    """

    actor: Actor
    purpose: Purpose
    operation: str
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    subjects: Sequence[uuid.UUID]
    on_behalf_of: str | None = None
    batches: tuple[uuid.UUID, ...] = ()
    behind_seals: bool = False
    parts: tuple[Part, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a receipt says of an answer: the coordinates of personal data in it, and their categories."""

    fields: tuple[str, ...]
    categories: tuple[str, ...]


class ReceiptMissing(SourceUnavailable):
    """The receipt could not be written, so nothing of the answer leaves."""

    def __init__(self) -> None:
        super().__init__(
            "The access receipt could not be written, so no data are given out. Ask again in a minute; "
            "after a mutation, with the same idempotency key."
        )


def receipt_of(reading: Reading, at: dt.datetime) -> Receipt:
    """The receipt of a reading."""
    actor = reading.actor
    return Receipt(
        tenant=actor.tenant,
        id=new_id(),
        at=at,
        actor=actor.subject,
        actor_name=actor.display_name,
        client_id=actor.client_id,
        on_behalf_of=reading.on_behalf_of,
        purpose=reading.purpose.value,
        operation=reading.operation,
        fields=reading.fields,
        categories=reading.categories,
        subjects=reading.subjects,
        batches=reading.batches,
        behind_seals=reading.behind_seals,
        agreement=_basis(actor, reading.subjects),
        roles=tuple(sorted(role.value for role in actor.roles)),
        parts=reading.parts,
        sources=reading.sources,
        hidden_until=_hidden_until(reading, at),
    )


def _basis(actor: Actor, subjects: Sequence[uuid.UUID]) -> str:
    """The agreement, or the emergency access that opened one of the subjects; "" where there is neither."""
    for one in actor.opened:
        if one.person_id in subjects:
            return basis_of(one.id)
    return actor.agreement.id if actor.agreement else ""


def _hidden_until(reading: Reading, at: dt.datetime) -> dt.datetime | None:
    """Until when its subjects are not told: a lawful investigation, under an agreement that says for how long."""
    agreement = reading.actor.agreement
    if agreement is None or not agreement.disclosure_delay_days or reading.purpose is not Purpose.LAW_ENFORCEMENT:
        return None
    return at + dt.timedelta(days=agreement.disclosure_delay_days)


def heading_of(
    actor: Actor, purpose: Purpose, operation: str, shown: Shown, sources: tuple[str, ...] = (), *, behind_seals: bool
) -> Heading | None:
    """What all receipts of this operation say alike, where these agencies were asked. None where an emergency access
    may be what opened somebody, or its subjects are told later: then each says what is its own."""
    agreement = actor.agreement
    if actor.opened or (agreement is not None and agreement.disclosure_delay_days):
        return None
    return Heading(
        tenant=actor.tenant,
        actor=actor.subject,
        actor_name=actor.display_name,
        client_id=actor.client_id,
        purpose=purpose.value,
        operation=operation,
        fields=shown.fields,
        categories=shown.categories,
        behind_seals=behind_seals,
        agreement=agreement.id if agreement else "",
        roles=tuple(sorted(role.value for role in actor.roles)),
        sources=sources,
    )


async def leave_headed(receipts: Receipts, receipt: Headed) -> None:
    """The same as `write_receipt`, for a receipt under a heading."""
    try:
        await receipts.leave(receipt)
    except Exception as error:
        raise _missing() from error


def _missing() -> ReceiptMissing:
    """To be called where an error is being handled: it is logged."""
    _log.exception("An access receipt could not be written; the answer was withheld.")
    return ReceiptMissing()


async def write_receipt(receipts: Receipts, clock: Clock, reading: Reading) -> None:
    """Durable when it returns; raises ReceiptMissing when it is not, whatever the reason."""
    with span("receipt", subjects=len(reading.subjects), fields=len(reading.fields)):
        try:
            await receipts.write(receipt_of(reading, clock()))
        except Exception as error:
            raise _missing() from error
