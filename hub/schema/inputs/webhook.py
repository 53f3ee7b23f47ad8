from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="An address that wants to be told.")
class CreateWebhookInput(Keyed):
    url: str = strawberry.field(description="https, and public.")
    kinds: list[str] = strawberry.field(description="Kinds of events, as `citizen.changed`.")


@strawberry.input(description="Names a subscription of the client.")
class WebhookInput(Keyed):
    webhook_id: strawberry.ID


@strawberry.input(description="Which events are told again: from a moment until before another one.")
class ReplayWebhookInput(WebhookInput):
    from_at: dt.datetime = strawberry.field(name="from")
    to_at: dt.datetime = strawberry.field(name="to")
