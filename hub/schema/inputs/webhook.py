from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.purpose import Purpose
from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="An address that wants to be told.")
class CreateWebhookInput(Keyed):
    url: str = strawberry.field(description="https, and public.")
    kinds: list[str] = strawberry.field(description="Kinds of events, as `citizen.changed`.")
    client_id: str | None = strawberry.field(
        default=None, description="For an administrator: the client that is told. A client subscribes for itself."
    )
    purpose: Purpose | None = strawberry.field(
        default=None,
        description="For an administrator: one of the client's purposes. A client's is that of its request.",
    )


@strawberry.input(description="Names a subscription of the client.")
class WebhookInput(Keyed):
    webhook_id: strawberry.ID


@strawberry.input(description="Which events are told again: from a moment until before another one.")
class ReplayWebhookInput(WebhookInput):
    from_at: dt.datetime = strawberry.field(name="from")
    to_at: dt.datetime = strawberry.field(name="to")
