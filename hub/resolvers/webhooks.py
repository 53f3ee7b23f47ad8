"""A client's own subscriptions: what was told to it, and its hand on them. Nobody else's are seen or touched."""

from __future__ import annotations

import datetime as dt
import uuid
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.core import webhook as rules
from hub.core.citizen import Citizen
from hub.core.delivery import DeliveryState
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.record_action import RecordAction
from hub.core.webhook import PREFIX, Webhook, WebhookDelivery, Webhooks
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import Done, Keyed, RecordWork, Reply, change_record

_TYPE: Final = "Webhook"
_BETWEEN_TESTS: Final = dt.timedelta(seconds=10)


class Creating(Keyed, Protocol):
    url: str
    kinds: list[str]


class Naming(Keyed, Protocol):
    webhook_id: str


class Replaying(Naming, Protocol):
    from_at: dt.datetime
    to_at: dt.datetime


@dataclass(frozen=True, slots=True)
class WebhookOutcome:
    """Where a subscription stands afterwards; `secret` where it got one, `replayed` where events are told again."""

    webhook: Webhook | None
    secret: str | None = field(default=None, repr=False)
    replayed: int | None = None
    errors: tuple[UserError, ...] = ()


async def webhooks(info: HubInfo) -> list[Webhook]:
    return await _mine(info.context)


def webhook_id(parent: Parent[Webhook]) -> str:
    return global_id(_TYPE, uuid.UUID(parent.id))


async def deliveries(
    parent: Parent[Webhook], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[WebhookDelivery]:
    hub = info.context.hub
    return slice_of(await _kept(info.context).log.log(hub.tenant, parent.name, check_first(first), after), after)


def event_id(parent: Parent[WebhookDelivery]) -> str:
    return str(parent.id)


def state(parent: Parent[WebhookDelivery]) -> DeliveryState:
    return parent.state


async def create(info: HubInfo, given: Creating) -> WebhookOutcome:
    context, secrets = info.context, _kept(info.context).secrets

    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        kinds = rules.check_kinds(given.kinds)
        secrets.check_url(given.url)
        if await work.write.webhooks.count(context.actor.client_id) >= rules.MOST_WEBHOOKS:
            raise Conflict(
                f"A client has at most {rules.MOST_WEBHOOKS} subscriptions. Use one of those that there are."
            )
        name = f"{PREFIX}{uuid.uuid4()}"
        sealed = secrets.make(name)
        made = Webhook.new(name, given.url, kinds, context.purpose, work.now)
        await work.write.webhooks.add(made, context.actor.client_id, sealed)
        return _reply(name, sealed)

    return await _changed(context, "createWebhook", given, procedure)


async def pause(info: HubInfo, given: Naming) -> WebhookOutcome:
    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        await work.write.webhooks.pause(webhook.name, rules.BY_CLIENT)
        return _reply(webhook.name)

    return await _step(info, "pauseWebhook", given, step)


async def resume(info: HubInfo, given: Naming) -> WebhookOutcome:
    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        rules.check_resumable(webhook)
        await work.write.webhooks.resume(webhook.name, work.now)
        return _reply(webhook.name)

    return await _step(info, "resumeWebhook", given, step)


async def rotate_secret(info: HubInfo, given: Naming) -> WebhookOutcome:
    secrets = _kept(info.context).secrets

    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        sealed = secrets.make(webhook.name)
        await work.write.webhooks.rotate(webhook.name, sealed, work.now + rules.SECRET_OVERLAP)
        return _reply(webhook.name, sealed)

    return await _step(info, "rotateWebhookSecret", given, step)


async def replay(info: HubInfo, given: Replaying) -> WebhookOutcome:
    """The worker decides anew what of it the client may know now, and writes a receipt for each event."""

    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        span = rules.check_span(given.from_at, given.to_at)
        replayed = await work.write.webhooks.replay(webhook.name, span, work.now)
        return {**_reply(webhook.name), "replayed": replayed}

    return await _step(info, "replayWebhook", given, step)


async def test(info: HubInfo, given: Naming) -> WebhookOutcome:
    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        if webhook.tested_at is not None and work.now - webhook.tested_at < _BETWEEN_TESTS:
            raise Conflict("A test was asked for a moment ago. Wait ten seconds.", path="webhookId")
        await work.write.webhooks.test(webhook.name, work.now)
        payload = {"tenant": work.context.hub.tenant, "target": webhook.name, "id": str(new_id())}
        await work.write.enqueue(rules.TEST_JOB, payload)
        return _reply(webhook.name)

    return await _step(info, "testWebhook", given, step)


_Step = Callable[[RecordWork, Webhook], Awaitable[Reply]]


async def _step(info: HubInfo, mutation: str, given: Naming, step: _Step) -> WebhookOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        name = f"{PREFIX}{_key(given.webhook_id)}"
        webhook = await work.write.webhooks.of_client(work.context.actor.client_id, name)
        if webhook is None:
            raise NotFound("You have no such subscription. `webhooks` lists yours.", path="webhookId")
        return await step(work, webhook)

    return await _changed(info.context, mutation, given, procedure)


async def _changed(context: Context, mutation: str, given: Keyed, procedure: Any) -> WebhookOutcome:
    done: Done = await change_record(context, mutation, RecordAction.KEEP_WEBHOOK, given, procedure)
    if done.reply is None:
        return WebhookOutcome(None, errors=done.errors)
    name, sealed = done.reply["webhook"], done.reply.get("sealed")
    secret = _kept(context).secrets.open(name, b64decode(sealed)) if sealed else None
    webhook = next((one for one in await _mine(context) if one.name == name), None)
    return WebhookOutcome(webhook, secret, done.reply.get("replayed"))


def _reply(name: str, sealed: bytes | None = None) -> dict[str, Any]:
    """A repeat is told the same secret: it may be the first answer that arrives. It is kept sealed here too."""
    return {"webhook": name} if sealed is None else {"webhook": name, "sealed": b64encode(sealed).decode()}


def _key(given: str) -> uuid.UUID:
    type_name, value = parse_global_id(given, path="webhookId")
    if type_name != _TYPE:
        raise BadInput("This id is not that of a subscription.", path="webhookId")
    return parse_uuid(value, path="webhookId")


async def _mine(context: Context) -> list[Webhook]:
    return list(await _kept(context).log.of(context.hub.tenant, context.actor.client_id))


def _kept(context: Context) -> Webhooks:
    """Raises HubError where the hub was put together without them."""
    if context.hub.webhooks is None:
        raise HubError("This hub keeps no subscriptions. Tell its operator.")
    return context.hub.webhooks
