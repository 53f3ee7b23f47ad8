"""The port of administration: what is read of accounts and clients outside of a mutation's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from hub.core.actor import Role
from hub.core.administration import Account, Change, Proposal, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.client_request import Requests
from hub.core.ports import Page


@dataclass(frozen=True, slots=True)
class UserFilter:
    """All given terms must hold. `within` is the region whose subtree the reader sees; `search` a part of a name."""

    within: str
    search: str | None = None
    role: Role | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """As `UserFilter`; `search` is a part of the name or the client id, `agreement` the id of the one that it names."""

    within: str
    search: str | None = None
    active: bool | None = None
    agreement: str | None = None


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """As `UserFilter`; `search` is a part of the title, of the recipient, of the number or of the id."""

    within: str
    search: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """`kinds` are those that the reader may see; `subject` narrows to one account, client or agreement."""

    kinds: frozenset[SubjectKind]
    subject: str | None = None


class Accounts(Protocol):
    """Users, clients, agreements, their history and what waits for a second person."""

    async def user(self, tenant: str, user_id: uuid.UUID) -> Account | None: ...

    async def users(self, tenant: str, chosen: UserFilter, first: int, after: str | None) -> Page[Account]:
        """By user name."""
        ...

    async def client(self, tenant: str, client_id: str) -> Registration | None: ...

    async def clients(self, tenant: str, chosen: ClientFilter, first: int, after: str | None) -> Page[Registration]:
        """By client id."""
        ...

    async def agreement(self, tenant: str, key: str) -> Agreement | None: ...

    async def agreements(self, tenant: str, chosen: AgreementFilter, first: int, after: str | None) -> Page[Agreement]:
        """By id."""
        ...

    async def changes(self, tenant: str, chosen: ChangeFilter, first: int, after: str | None) -> Page[Change]:
        """The newest first."""
        ...

    async def proposal(self, tenant: str, proposal_id: uuid.UUID) -> Proposal | None: ...

    async def proposals(
        self, tenant: str, kinds: Collection[SubjectKind], *, open_only: bool, first: int, after: str | None
    ) -> Page[Proposal]:
        """The newest first."""
        ...

    @property
    def requests(self) -> Requests:
        """Clients that were asked for."""
        ...
