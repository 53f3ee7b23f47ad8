"""Signing a client up: its root, mixed into Mutation, and what it answers."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.client_request import RequestState
from hub.resolvers import sign_up as r
from hub.schema.client_request import ClientRequestMutation
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.inputs.sign_up import SignUpClientInput
from hub.schema.own_client import OwnClientMutation
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(
    description="A client of the sandbox, a request that waits for an administrator, or what is wrong with the input."
)
class SignUpPayload(StandsFor, Payload):
    stands_for = r.SignUpOutcome

    client_id: str | None = field(
        scope=INHERITED,
        description="Of the client, and in the sandbox of its agreement too; `signUp` tells how it stands.",
    )
    state: RequestState | None = field(
        scope=INHERITED, description="`APPROVED` in the sandbox, where it may ask at once; `WAITING` elsewhere."
    )
    scopes: list[str] = field(scope=INHERITED)
    daily_quota: int | None = field(scope=INHERITED, description="How many persons it may be shown on one day.")
    ends_on: dt.date | None = field(
        scope=INHERITED, description="The last day of its agreement; both are forgotten after it."
    )


@strawberry.type
class SigningUpMutation(ClientRequestMutation, OwnClientMutation):
    sign_up_client: SignUpPayload | None = field(
        scope=PUBLIC,
        resolver=r.client,
        arguments={"given": ("input", SignUpClientInput)},
        description="In the sandbox a client of one's own, with an agreement about invented people for a few days. "
        "Elsewhere nothing is given: a request waits until two people of the office have registered the client.",
    )
