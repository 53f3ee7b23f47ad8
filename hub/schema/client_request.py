"""Requests of clients: their types, and the roots that are mixed into Query and Mutation."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.client_request import RequestState
from hub.resolvers import client_requests as r
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.enums import registered
from hub.schema.inputs.client_requests import RefuseClientRequestInput
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor

registered(RequestState)
_CLIENTS = "client:manage"
_APPROVE = "account:approve"


@strawberry.type(description="A client as somebody asked for it. Nothing is given by it; nobody is named in it.")
class ClientRequest:
    client_id: str = field(scope=INHERITED, description="The id that the client is registered by, where it is.")
    name: str = field(scope=INHERITED)
    office: str = field(scope=INHERITED, description="Whose it is, by its own word.")
    intent: str = field(scope=INHERITED, description="What it is going to do with the data.")
    scopes: list[str] = field(scope=INHERITED, resolver=r.scopes)
    region: str = field(scope=INHERITED, description="Whose subtree it asks for, dotted.")
    keys: str = field(scope=INHERITED, resolver=r.keys, description="Its public keys, as `registerClient` takes them.")
    state: RequestState = field(scope=INHERITED, resolver=r.state)
    asked_at: dt.datetime = field(scope=INHERITED, description="It is forgotten 90 days after.")
    refused_at: dt.datetime | None = field(scope=INHERITED)
    refused_by: str | None = field(scope=INHERITED, resolver=r.refused_by)
    reason: str | None = field(scope=INHERITED, resolver=r.reason, description="Why it was refused; told to who asked.")


@strawberry.type(description="How a request stands, for whoever knows its id, which cannot be guessed.")
class SignUp(StandsFor):
    stands_for = r.SignUpStatus

    state: RequestState = field(scope=INHERITED)
    asked_at: dt.datetime = field(scope=INHERITED)
    decided_at: dt.datetime | None = field(scope=INHERITED, description="Of a refusal.")
    reason: str | None = field(scope=INHERITED, description="Why it was refused.")


@strawberry.type(description="The request as it is now, or why it is not refused.")
class ClientRequestPayload(StandsFor, Payload):
    stands_for = r.RequestOutcome

    request: ClientRequest | None = field(scope=INHERITED, resolver=r.outcome_request)


@strawberry.type
class ClientRequestQuery:
    client_requests: list[ClientRequest] | None = field(
        scope=(_CLIENTS, _APPROVE),
        category=Category.ACCOUNT,
        resolver=r.requests,
        description="Clients that were asked for about this reader's region: what waits first; one, where it is named.",
    )
    sign_up: SignUp | None = field(
        scope=PUBLIC, resolver=r.status, description="How a request stands; null for an id that nobody was given."
    )


@strawberry.type
class ClientRequestMutation:
    refuse_client_request: ClientRequestPayload | None = field(
        scope=_CLIENTS,
        category=Category.ACCOUNT,
        resolver=r.refuse,
        arguments={"given": ("input", RefuseClientRequestInput)},
        description="Not taken up; the reason is told to who asked.",
    )
