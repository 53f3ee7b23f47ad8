from __future__ import annotations

import strawberry

from hub.resolvers import account_outcome as r
from hub.schema.account_proposal import AccountProposal
from hub.schema.agreement import Agreement
from hub.schema.client import Client
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.service import Service
from hub.schema.stands_for import StandsFor
from hub.schema.token_key import TokenKey
from hub.schema.user import User


@strawberry.type(
    description=(
        "The account, client, agreement or service as it is now, or the proposal that it became, or what is wrong with "
        "the input."
    )
)
class AccountPayload(StandsFor, Payload):
    stands_for = r.AccountOutcome

    user: User | None = field(scope=INHERITED, resolver=r.user)
    client: Client | None = field(scope=INHERITED, resolver=r.client)
    agreement: Agreement | None = field(scope=INHERITED, resolver=r.agreement)
    service: Service | None = field(scope=INHERITED, resolver=r.service)
    proposal: AccountProposal | None = field(
        scope=INHERITED, resolver=r.proposal, description="Set where a second person has to decide, or has decided."
    )
    word: str | None = field(
        scope=INHERITED,
        description=(
            "A one-time word, or half of one, to be handed over in person. It is told in the first answer only, and "
            "kept nowhere."
        ),
    )


@strawberry.type(description="The key that signs next, or why there is none.")
class TokenKeyPayload(StandsFor, Payload):
    stands_for = r.RotationOutcome

    key: TokenKey | None = field(scope=INHERITED)
