"""What identity asks of the outside. `hub.store.identity` implements it, and a fake in the tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Protocol

from hub.core.accounts import Client, Code, Failures, Pushed, Refresh, User


class IdentityStore(Protocol):
    """Registry of one tenant: users, clients, codes and revocations. Times are UTC and given by the caller."""

    async def client(self, client_id: str) -> Client | None: ...

    async def user(self, user_id: uuid.UUID) -> User | None: ...

    async def user_by_name(self, username: str) -> User | None:
        """By the user name in small letters."""
        ...

    async def put_client(self, client: Client) -> None:
        """Stores a client, or replaces the one with the same id."""
        ...

    async def put_user(self, user: User) -> User:
        """Stores a user, or replaces the one of the same name, who keeps her id; returns what is stored."""
        ...

    async def save_code(self, code: Code) -> None: ...

    async def take_code(self, code_hash: bytes, client_id: str, now: dt.datetime) -> Code | None:
        """The code, used up by this call; None when it is unknown, used, expired or another client's."""
        ...

    async def code_grant(self, code_hash: bytes) -> uuid.UUID | None:
        """The grant of a code, used or not."""
        ...

    async def save_refresh(self, token: Refresh) -> None: ...

    async def take_refresh(self, token_hash: bytes, client_id: str, now: dt.datetime) -> Refresh | None:
        """The token, used up by this call; None when it is unknown, used, expired, revoked or another client's."""
        ...

    async def find_refresh(self, token_hash: bytes) -> Refresh | None:
        """The token, used or not."""
        ...

    async def revoke_grant(self, grant_id: uuid.UUID, until: dt.datetime) -> None:
        """Ends a grant: its refresh tokens at once, its access tokens by the list of `revoked`."""
        ...

    async def revoke_token(self, token_id: str, until: dt.datetime) -> None: ...

    async def revoked(self, now: dt.datetime) -> frozenset[str]:
        """Ids of tokens and grants that do not hold, as far as their tokens have not expired anyway."""
        ...

    async def use_assertion(self, client_id: str, assertion_hash: bytes, until: dt.datetime) -> bool:
        """False when this client's assertion was used before (RFC 7523 section 3, `jti`)."""
        ...

    async def use_proof(self, proof_hash: bytes, until: dt.datetime) -> bool:
        """False when this proof of possession was used before (RFC 9449 section 11.1)."""
        ...

    async def save_pushed(self, pushed: Pushed) -> None: ...

    async def open_pushed(
        self, uri_hash: bytes, client_id: str, now: dt.datetime, page_hash: bytes, until: dt.datetime
    ) -> Pushed | None:
        """The pushed request, which from this call on has the name `page_hash` and ends at `until`.

        None when it is unknown, opened, expired or another client's.
        """
        ...

    async def opened_pushed(self, uri_hash: bytes, client_id: str, now: dt.datetime) -> Pushed | None:
        """The pushed request of a page that is open, by the name that `open_pushed` gave it."""
        ...

    async def failures(self, key_hash: bytes) -> Failures | None: ...

    async def count_failure(self, key_hash: bytes, now: dt.datetime, forget_before: dt.datetime) -> None:
        """One more failure; those before `forget_before` do not count any more."""
        ...

    async def clear_failures(self, key_hash: bytes) -> None: ...
