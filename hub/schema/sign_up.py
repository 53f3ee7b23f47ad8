"""Signing a client up: its root, mixed into Mutation, and what it answers."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import sign_up as r
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.inputs.sign_up import SignUpClientInput
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A client of the sandbox, or what is wrong with the input.")
class SignUpPayload(StandsFor, Payload):
    stands_for = r.SignUpOutcome

    client_id: str | None = field(scope=INHERITED, description="Of the client, and of its agreement too.")
    scopes: list[str] = field(scope=INHERITED)
    daily_quota: int | None = field(scope=INHERITED, description="How many persons it may be shown on one day.")
    ends_on: dt.date | None = field(
        scope=INHERITED, description="The last day of its agreement; both are forgotten after it."
    )


@strawberry.type
class SigningUpMutation:
    sign_up_client: SignUpPayload | None = field(
        scope=PUBLIC,
        resolver=r.client,
        arguments={"given": ("input", SignUpClientInput)},
        description="A client of one's own, with an agreement about invented people for a few days. In the sandbox "
        "alone; elsewhere an administrator registers clients.",
    )
