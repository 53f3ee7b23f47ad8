"""Subscriptions: what was told to a client, and its hand on them. A client sees and touches its own, an administrator
those of the clients of her region."""

from __future__ import annotations

import datetime as dt
import uuid
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import strawberry
from strawberry import Parent

from hub.core import webhook as rules
from hub.core.actor import Role
from hub.core.administration import Registration
from hub.core.citizen import Citizen
from hub.core.delivery import DeliveryState
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.purpose import Purpose
from hub.core.record_action import RecordAction
from hub.core.webhook import PREFIX, Webhook, WebhookDelivery, Webhooks, Whose
from hub.resolvers.account_reads import registration
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import Done, Keyed, Procedure, RecordWork, Reply, change_record

_TYPE: Final = "Webhook"
_BETWEEN_TESTS: Final = dt.timedelta(seconds=10)


class Creating(Keyed, Protocol):
    url: str
    kinds: list[str]
    client_id: str | None
    purpose: Purpose | None


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


async def webhooks(info: HubInfo, webhook_id: strawberry.ID | None = None) -> list[Webhook]:
    return await _seen(info.context, None if webhook_id is None else _name(webhook_id))


def webhook_id(parent: Parent[Webhook]) -> str:
    return global_id(_TYPE, uuid.UUID(parent.id))


async def deliveries(
    parent: Parent[Webhook], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[WebhookDelivery]:
    hub = info.context.hub
    return slice_of(await _kept(info.context).log.log(hub.tenant, parent.name, check_first(first), after), after)


async def replayable(parent: Parent[Webhook], info: HubInfo, from_at: dt.datetime, to_at: dt.datetime) -> int:
    """Before the replay: how many it would be. Not all of them need be told: what may be known is decided anew."""
    hub, span = info.context.hub, rules.check_span(from_at, to_at)
    return await _kept(info.context).log.replayable(hub.tenant, parent.name, span)


def event_id(parent: Parent[WebhookDelivery]) -> str:
    return str(parent.id)


def state(parent: Parent[WebhookDelivery]) -> DeliveryState:
    return parent.state


async def create(info: HubInfo, given: Creating) -> WebhookOutcome:
    context, secrets = info.context, _kept(info.context).secrets
    registered: list[Registration] = []

    async def prepare() -> None:
        registered.extend(filter(None, [await _registration(context, given)]))

    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        whose = _subscriber(context, given, registered)
        kinds = rules.check_kinds(given.kinds)
        secrets.check_url(given.url)
        if await work.write.webhooks.count(whose[0]) >= rules.MOST_WEBHOOKS:
            raise Conflict(
                f"A client has at most {rules.MOST_WEBHOOKS} subscriptions. Use one of those that there are."
            )
        name = f"{PREFIX}{uuid.uuid4()}"
        sealed = secrets.make(name)
        made = Webhook.new(name, whose, given.url, kinds, work.now)
        await work.write.webhooks.add(made, sealed)
        return _reply(name, sealed)

    return await _changed(context, "createWebhook", given, procedure, prepare)


async def _registration(context: Context, given: Creating) -> Registration | None:
    """The client for which the office subscribes; a client names none but itself."""
    return await registration(context, given.client_id or "") if _is_office(context) else None


def _subscriber(context: Context, given: Creating, registered: Sequence[Registration]) -> tuple[str, Purpose]:
    """Who is told, for which purpose. Raises BadInput for another's client, and for what its registration has not."""
    if not _is_office(context):
        if given.client_id not in {None, context.actor.client_id}:
            raise BadInput("A client subscribes for itself. Leave `clientId` out.", path="clientId")
        if given.purpose not in {None, context.purpose}:
            raise BadInput("A client is told for the purpose of its request. Leave `purpose` out.", path="purpose")
        return context.actor.client_id, context.purpose
    found = next((one for one in registered if one.active), None)
    if found is None:
        raise BadInput("Name an active client of your region.", path="clientId")
    if given.purpose is None or given.purpose not in found.purposes:
        raise BadInput("Name a purpose that the client's registration has.", path="purpose")
    return found.client_id, given.purpose


async def pause(info: HubInfo, given: Naming) -> WebhookOutcome:
    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        await work.write.webhooks.pause(webhook.name, rules.BY_HAND if _is_office(work.context) else rules.BY_CLIENT)
        return _reply(webhook.name)

    return await _step(info, "pauseWebhook", given, step)


async def resume(info: HubInfo, given: Naming) -> WebhookOutcome:
    async def step(work: RecordWork, webhook: Webhook) -> Reply:
        if not _is_office(work.context):
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


Prepare = Callable[[], Awaitable[None]]
_Step = Callable[[RecordWork, Webhook], Awaitable[Reply]]


async def _step(info: HubInfo, mutation: str, given: Naming, step: _Step) -> WebhookOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        webhook = await work.write.webhooks.one(_whose(work.context), _name(given.webhook_id))
        if webhook is None:
            raise NotFound("You have no such subscription. `webhooks` lists yours.", path="webhookId")
        return await step(work, webhook)

    return await _changed(info.context, mutation, given, procedure)


async def _changed(
    context: Context, mutation: str, given: Keyed, procedure: Procedure, prepare: Prepare | None = None
) -> WebhookOutcome:
    action = RecordAction.KEEP_WEBHOOK
    done: Done = await change_record(context, mutation, action, given, procedure, prepare=prepare)
    if done.reply is None:
        return WebhookOutcome(None, errors=done.errors)
    name, sealed = done.reply["webhook"], done.reply.get("sealed")
    secret = _kept(context).secrets.open(name, b64decode(sealed)) if sealed else None
    webhook = next(iter(await _seen(context, name)), None)
    return WebhookOutcome(webhook, secret, done.reply.get("replayed"))


def _reply(name: str, sealed: bytes | None = None) -> dict[str, Any]:
    """A repeat is told the same secret: it may be the first answer that arrives. It is kept sealed here too."""
    return {"webhook": name} if sealed is None else {"webhook": name, "sealed": b64encode(sealed).decode()}


def _name(given: str) -> str:
    type_name, value = parse_global_id(given, path="webhookId")
    if type_name != _TYPE:
        raise BadInput("This id is not that of a subscription.", path="webhookId")
    return f"{PREFIX}{parse_uuid(value, path='webhookId')}"


async def _seen(context: Context, name: str | None) -> list[Webhook]:
    return list(await _kept(context).log.of(context.hub.tenant, _whose(context), name))


def _whose(context: Context) -> Whose:
    if _is_office(context):
        return Whose(within=context.actor.region)
    return Whose(client_id=context.actor.client_id)


def _is_office(context: Context) -> bool:
    """Whether she keeps the subscriptions of others, as an administrator."""
    return Role.ADMINISTRATOR in context.actor.roles


def _kept(context: Context) -> Webhooks:
    """Raises HubError where the hub was put together without them."""
    if context.hub.webhooks is None:
        raise HubError("This hub keeps no subscriptions. Tell its operator.")
    return context.hub.webhooks
