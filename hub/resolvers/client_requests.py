"""Requests of clients that wait for an administrator: read by her, refused by her, and looked up by who asked."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Final, Protocol

from strawberry import Parent

from hub.access.entities import AccountFile
from hub.core.client_request import ClientRequest, RequestState
from hub.core.errors import Conflict, NotFound
from hub.core.regions import within
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.client_subjects import CLIENTS
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError

_NONE: Final = "There is no such request in your region. Look it up in the list."
_DECIDED: Final = "This request is decided already. Load the list again."


class Refusing(Reasoned, Protocol):
    client_id: str


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """The request by its client's id; read anew after it."""

    client_id: str = ""
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class SignUpStatus:
    """What who asked is told of it, and no more."""

    state: RequestState
    asked_at: dt.datetime
    decided_at: dt.datetime | None
    reason: str | None


async def status(info: HubInfo, client_id: str) -> SignUpStatus | None:
    """None for an id that nobody was given; whoever knows one is told how it stands."""
    found = await _one(info.context, client_id)
    if found is None:
        return None
    is_refused = found.state is RequestState.REFUSED
    return SignUpStatus(
        found.state, found.asked_at, found.refused_at if is_refused else None, found.reason if is_refused else None
    )


async def requests(info: HubInfo, client_id: str | None = None) -> list[ClientRequest]:
    """Those about the reader's region, or the one of this id."""
    context = info.context
    kept = context.hub.administration.accounts.requests if context.hub.administration else None
    if kept is None:
        return []
    if client_id is None:
        return list(await kept.inside(context.hub.tenant, context.actor.region))
    found = await _one(context, client_id)
    return [found] if found is not None and within(found.region, context.actor.region) else []


async def refuse(info: HubInfo, given: Refusing) -> RequestOutcome:
    async def procedure(desk: Desk) -> Reply:
        await desk.accounts.client(given.client_id)  # waits for its turn: two may decide at once
        asked = desk.accounts.sign_ups.requests
        found = await asked.one(given.client_id)
        if found is None or not within(found.region, info.context.actor.region):
            raise NotFound(_NONE, path="clientId")
        desk.check(CLIENTS.action, AccountFile(found.tenant, found.client_id, found.region))
        if found.state is not RequestState.WAITING:
            raise Conflict(_DECIDED, path="clientId")
        await asked.refuse(given.client_id, desk.by, desk.reason, desk.now)
        return {"client": given.client_id}

    done = await administer(info, "refuseClientRequest", CLIENTS.action, given, procedure)
    return RequestOutcome((done.reply or {}).get("client", ""), done.errors)


async def outcome_request(parent: Parent[RequestOutcome], info: HubInfo) -> ClientRequest | None:
    return await _one(info.context, parent.client_id) if parent.client_id else None


def scopes(parent: Parent[ClientRequest]) -> list[str]:
    return sorted(parent.scopes)


def keys(parent: Parent[ClientRequest]) -> str:
    """As `registerClient` takes them."""
    return json.dumps({"keys": [dict(key) for key in parent.keys]})


def state(parent: Parent[ClientRequest]) -> RequestState:
    return parent.state


def refused_by(parent: Parent[ClientRequest]) -> str | None:
    return parent.refused_by or None


def reason(parent: Parent[ClientRequest]) -> str | None:
    return parent.reason or None


async def _one(context: Context, client_id: str) -> ClientRequest | None:
    kept = context.hub.administration.accounts.requests if context.hub.administration else None
    return await kept.one(context.hub.tenant, client_id) if kept else None
