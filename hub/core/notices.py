"""What the applicant is told of her application: which step is worth a message, and what has become of it.

A notice is kept as a delivery (`hub.core.delivery`) to the target `notices`, whose line is the application: what is
told about one application keeps its order. The row has neither address nor text; both are made when it is sent.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from hub.core.application import ActionKind
from hub.core.delivery import Delivery, DeliveryState, Outlet, Way

TARGET: Final = "notices"
"""The delivery target of all notices."""
OUTLET: Final = Outlet(way=Way.NOTICE, kinds=frozenset())
"""It listens to no events of the record: its rows are written with the steps of applications."""
_PREFIX: Final = "application."

TEMPLATES: Final[Mapping[ActionKind, str]] = {
    ActionKind.SUBMIT: "received",
    ActionKind.RESUBMIT: "received",
    ActionKind.RETURN: "needs-correction",
    ActionKind.ACCEPT: "complete",
    ActionKind.DELAY: "delayed",
    ActionKind.RESUME: "resumed",
    ActionKind.SIGN: "ready",
    ActionKind.REFUSE: "refused",
    ActionKind.WITHDRAW: "withdrawn",
    ActionKind.HAND_OVER: "handed-over",
}
"""Step -> template. Steps that change nothing for the applicant tell her nothing."""
APPOINTMENT: Final = "appointment"
"""Takes the place of `received` where a form names a session: booked with the application, or changed with it."""
REMINDER: Final = "reminder"
"""Told by no step, but by the clock: once, on the working day before a session."""
LAPSED: Final = "lapsed"
"""Told by no step either: the letter of removal was not used in its time."""
VISIT: Final = "visit"
"""Told by the clock as well: on the working day before an appointment at the counter."""
REMINDS: Final = f"{_PREFIX}{REMINDER}"
VISITS: Final = f"{_PREFIX}{VISIT}"
LAPSES: Final = f"{_PREFIX}{LAPSED}"
BY_CLOCK: Final[Mapping[str, str]] = {REMINDS: REMINDER, LAPSES: LAPSED, VISITS: VISIT}
"""Kind of the delivery -> template, of what the clock tells."""
KINDS: Final[Mapping[str, str]] = {kind.name: f"{_PREFIX}{template}" for kind, template in TEMPLATES.items()}
"""Step, as it is stored -> kind of the delivery."""


class Medium(Enum):
    """By what an applicant is told."""

    SMS = "SMS"
    WHATSAPP = "WHATSAPP"
    MAIL = "MAIL"


class NoticeState(Enum):
    """What has become of a notice."""

    WAITING = "WAITING"
    """On its way, or to be tried again."""
    SENT = "SENT"
    """Taken by the gateway or mail server; whether it was read nobody knows."""
    NOT_SENT = "NOT_SENT"
    """There is no way to send it; tell by phone, or at the counter."""
    GIVEN_UP = "GIVEN_UP"
    """Refused everywhere, or tried too often; tell by phone, or at the counter."""


class NotSent(Enum):
    """Why a notice was not sent at all."""

    NO_CHANNEL = "NO_CHANNEL"
    """The hub is connected to no gateway and no mail server that fits the contact."""
    NO_CONTACT = "NO_CONTACT"
    """The form has no usable phone number and no usable e-mail address."""
    STOPPED = "STOPPED"
    """The applicant wants no messages about this application."""
    SEALED = "SEALED"
    """Somebody in the application is protected: a message on a family's phone could betray her."""
    SESSION_GONE = "SESSION_GONE"
    """The session or the appointment was given back or moved after the reminder was due."""
    TOO_LATE = "TOO_LATE"
    """No way took the reminder while the office had its day; nobody is told at night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantNotice:
    """One notice as officers see it; no address. `at` is when it was sent or given up, None while it waits."""

    template: str
    channel: Medium | None
    state: NoticeState
    reason: str | None
    decided_at: dt.datetime
    at: dt.datetime | None


class NoticeLog(Protocol):
    """What applicants were told. There is no way to it by a phone number or an address, and there must be none."""

    async def of(self, tenant: str, application_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Delivery]]:
        """The notices of each application, in their order; an application without any is missing."""
        ...

    async def number_of(self, tenant: str, notice_id: uuid.UUID) -> str | None:
        """The tracking number of the application that a notice is about."""
        ...

    async def stop(self, tenant: str, tracking_number: str, now: dt.datetime) -> None:
        """No more notices about this application, also none that wait. Raises NotFound."""
        ...

    async def resume(self, tenant: str, tracking_number: str) -> None:
        """Notices about this application again, as before."""
        ...


def template_of(delivery: Delivery) -> str:
    """The template of a notice."""
    return delivery.kind.removeprefix(_PREFIX)


def notice_of(delivery: Delivery) -> ApplicantNotice:
    """A notice's delivery as officers see it."""
    state = _STATES.get(delivery.state, NoticeState.WAITING)
    return ApplicantNotice(
        template=template_of(delivery),
        channel=Medium(delivery.acknowledgement) if delivery.acknowledgement else None,
        state=state,
        reason=delivery.problem if state is not NoticeState.SENT else None,
        decided_at=delivery.occurred_at,
        at=delivery.settled_at,
    )


_STATES: Final = {
    DeliveryState.DELIVERED: NoticeState.SENT,
    DeliveryState.WITHHELD: NoticeState.NOT_SENT,
    DeliveryState.CANCELLED: NoticeState.NOT_SENT,
    DeliveryState.DEAD: NoticeState.GIVEN_UP,
    DeliveryState.IN_DOUBT: NoticeState.GIVEN_UP,
}
