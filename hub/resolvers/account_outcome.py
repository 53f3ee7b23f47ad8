"""What a mutation of accounts answers: read anew after it, so that a repeat shows how things stand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from strawberry import Parent

from hub.core.administration import Account, Proposal, Registration
from hub.core.agreement import Agreement
from hub.core.service import Service
from hub.core.token_keys import TokenKey
from hub.resolvers.account_reads import account, agreed, proposed, registration
from hub.resolvers.account_work import Administered
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import UserError


@dataclass(frozen=True, slots=True)
class RotationOutcome:
    key: TokenKey | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """Ids of what it is about; `word` is told once."""

    user: uuid.UUID | None = None
    client: str | None = None
    agreement: str | None = None
    service: str | None = None
    proposal: uuid.UUID | None = None
    word: str | None = field(default=None, repr=False)
    errors: tuple[UserError, ...] = ()


def outcome_of(done: Administered) -> AccountOutcome:
    """The answer that a reply stands for, the first time and at each repeat."""
    reply = done.reply or {}
    user, proposal = reply.get("user"), reply.get("proposal")
    return AccountOutcome(
        uuid.UUID(user) if user else None,
        reply.get("client"),
        reply.get("agreement"),
        reply.get("service"),
        uuid.UUID(proposal) if proposal else None,
        done.word,
        done.errors,
    )


async def user(parent: Parent[AccountOutcome], info: HubInfo) -> Account | None:
    return await account(info.context, parent.user) if parent.user else None


async def client(parent: Parent[AccountOutcome], info: HubInfo) -> Registration | None:
    return await registration(info.context, parent.client) if parent.client else None


async def agreement(parent: Parent[AccountOutcome], info: HubInfo) -> Agreement | None:
    return await agreed(info.context, parent.agreement) if parent.agreement else None


def service(parent: Parent[AccountOutcome], info: HubInfo) -> Service | None:
    return info.context.hub.services.get(parent.service or "")


async def proposal(parent: Parent[AccountOutcome], info: HubInfo) -> Proposal | None:
    return await proposed(info.context, parent.proposal) if parent.proposal else None
