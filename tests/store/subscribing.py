"""What a client does with its own subscriptions, asked once of a large record."""

from __future__ import annotations

from typing import Any, Final

from hub.core.actor import Role
from hub.core.identifiers import parse_global_id
from hub.core.webhook import PREFIX
from tests.fakes.actors import agency, staff
from tests.store.casework import keyed
from tests.store.watched import Watched

_CLIENT: Final = agency("webhook:manage", client_id="subscriber")
_URL: Final = "https://subscriber.example/hook"
_LIST: Final = "{ webhooks { id deliveries(first: 5) { edges { node { eventId state } } } } }"


async def subscriptions(watched: Watched) -> None:
    made = await _change(watched, "createWebhook", url=_URL, kinds=["citizen.changed"])
    await _told(watched, f"{PREFIX}{parse_global_id(made['webhook']['id'])[1]}")
    await watched.ask("webhooks", _LIST, {}, _CLIENT)
    await watched.ask("webhooks of a region", _LIST, {}, staff(Role.ADMINISTRATOR))
    named = {"webhookId": made["webhook"]["id"]}
    for mutation in ("pauseWebhook", "resumeWebhook", "rotateWebhookSecret", "testWebhook"):
        await _change(watched, mutation, **named)
    span = {"from": "2026-01-02T00:00:00Z", "to": "2026-01-03T00:00:00Z"}
    await _change(watched, "replayWebhook", **named, **span)


async def _told(watched: Watched, name: str) -> None:
    """Some of what the record told was told to this one."""
    await watched.office.database.execute(
        "update delivery set target = $1, replays = 1"
        " where id in (select id from delivery where settled_at is not null order by id limit 200)",
        name,
    )


async def _change(watched: Watched, mutation: str, **given: Any) -> Any:
    name = f"{mutation[0].upper()}{mutation[1:]}Input!"
    query = f"""
        mutation ($input: {name}) {{
            {mutation}(input: $input) {{ webhook {{ id }} secret replayed errors {{ code message }} }}
        }}
    """
    return (await watched.ask(mutation, query, keyed(given), _CLIENT))[mutation]
