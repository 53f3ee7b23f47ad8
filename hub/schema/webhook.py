"""Subscriptions of clients: their type, and the roots that are mixed into Query and Mutation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import strawberry

from hub.core import webhook as core
from hub.core.delivery import DeliveryState
from hub.core.purpose import Purpose
from hub.resolvers import webhooks as r
from hub.schema.connection import Connection
from hub.schema.declare import INHERITED, field
from hub.schema.inputs.named import named
from hub.schema.inputs.webhook import CreateWebhookInput, ReplayWebhookInput, WebhookInput
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor

_SCOPE: Final = "webhook:manage"


@strawberry.type(description="One event that was told to a subscriber, or that was tried to be told. Nobody is named.")
class WebhookDelivery(StandsFor):
    stands_for = core.WebhookDelivery

    event_id: str = field(
        scope=INHERITED, resolver=r.event_id, description="The `webhook-id` of each message of it, replays too."
    )
    kind: str = field(scope=INHERITED, description="What happened, as in `citizen.changed`.")
    occurred_at: dt.datetime = field(scope=INHERITED)
    state: DeliveryState = field(scope=INHERITED)
    attempts: int = field(
        scope=INHERITED,
        description="Since it happened, or since it was last asked for again. Where the address fails as a whole for "
        "more than an hour, its attempts are not counted.",
    )
    attempted_at: dt.datetime | None = field(scope=INHERITED, description="When the last attempt was over.")
    response_code: int | None = field(
        scope=INHERITED, description="The HTTP status of the last answer; null where none came."
    )
    problem: str | None = field(scope=INHERITED, description="Why the last attempt failed, as a code.")
    latency_ms: int | None = field(scope=INHERITED, description="How long the last attempt took.")
    replays: int = field(scope=INHERITED, description="How often it was asked for again.")


@strawberry.type(
    description="A subscription of a client: of the one that asks, or of one of the administrator's region."
)
class Webhook(StandsFor):
    stands_for = core.Webhook

    id: strawberry.ID = field(scope=INHERITED, resolver=r.webhook_id)
    client_id: str = field(scope=INHERITED)
    url: str = field(scope=INHERITED)
    kinds: list[str] = field(scope=INHERITED)
    purpose: Purpose = field(scope=INHERITED, description="For which it is told.")
    state: str = field(scope=INHERITED, description="`ACTIVE` or `PAUSED`.")
    reason: str | None = field(
        scope=INHERITED,
        description="Why it is paused: `BY_CLIENT`, `BY_HAND` (by the office), `FAILING` (for three days) or `GONE`.",
    )
    failing_since: dt.datetime | None = field(scope=INHERITED)
    created_at: dt.datetime = field(scope=INHERITED)
    tested_at: dt.datetime | None = field(scope=INHERITED)
    test_result: str | None = field(
        scope=INHERITED, description="Of the latest test: `WAITING`, `HTTP_` and the status, or why no answer came."
    )
    test_latency_ms: int | None = field(scope=INHERITED)
    deliveries: Connection[WebhookDelivery] = field(
        scope=INHERITED,
        resolver=r.deliveries,
        description="What was told, the newest first. What the client may not know does not stand here.",
    )
    replayable: int | None = field(
        scope=INHERITED,
        resolver=r.replayable,
        arguments={"from_at": ("from", dt.datetime), "to_at": ("to", dt.datetime)},
        description="How many events `replayWebhook` would tell again for this time; what of them may be told is "
        "decided when they are sent.",
    )


@strawberry.type(description="Where a subscription stands afterwards, or what is wrong with the input.")
class WebhookPayload(StandsFor, Payload):
    stands_for = r.WebhookOutcome

    webhook: Webhook | None = field(scope=INHERITED)
    secret: str | None = field(
        scope=INHERITED, description="A new secret; shown in the answer to this key alone. Keep it safe."
    )
    replayed: int | None = field(scope=INHERITED, description="How many events are told again.")


@strawberry.type
class WebhookQuery:
    webhooks: list[Webhook] | None = field(
        scope=_SCOPE,
        resolver=r.webhooks,
        description="The subscriptions of the client that asks, or of the clients of this administrator's region; "
        "with `webhookId` that one alone.",
    )


def _change(resolver: Callable[..., Any], description: str, given: type) -> Any:
    return field(scope=_SCOPE, resolver=resolver, arguments={"given": ("input", given)}, description=description)


@strawberry.type
class WebhookMutation:
    create_webhook: WebhookPayload | None = _change(
        r.create, "Subscribes the client, for the purpose of this request; an administrator names both. At most twenty "
        "a client.",
        CreateWebhookInput,
    )  # fmt: skip
    pause_webhook: WebhookPayload | None = _change(
        r.pause, "Nothing is sent for now; what happens meanwhile waits.", named("PauseWebhookInput", WebhookInput)
    )
    resume_webhook: WebhookPayload | None = _change(
        r.resume, "Sends again, beginning with what waited.", named("ResumeWebhookInput", WebhookInput)
    )
    rotate_webhook_secret: WebhookPayload | None = _change(
        r.rotate_secret, "A new secret; for 24 hours events are signed with the former one besides.",
        named("RotateWebhookSecretInput", WebhookInput),
    )  # fmt: skip
    replay_webhook: WebhookPayload | None = _change(
        r.replay,
        "What was told in this time is told again, in its order and with its ids; what the client may not know any "
        "more is left out. At most seven days and 5000 events.",
        ReplayWebhookInput,
    )
    test_webhook: WebhookPayload | None = _change(
        r.test, "A signed message `id.satu.webhook.test`, without anybody's data, is sent at once.",
        named("TestWebhookInput", WebhookInput),
    )  # fmt: skip
