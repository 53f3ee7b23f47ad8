"""What identity asks of the outside. `hub.store.identity` implements it, and a fake in the tests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from hub.core.accounts import (
    Acting,
    Client,
    Code,
    Consent,
    Failures,
    GivenConsent,
    LogIn,
    Pushed,
    Refresh,
    SecondFactor,
    User,
)


class LogInStore(Protocol):
    """What a log-in and its second step need of the registry."""

    async def second_factor(self, user_id: uuid.UUID) -> SecondFactor | None: ...

    async def set_second_factor(self, factor: SecondFactor, codes: Sequence[bytes], now: dt.datetime) -> None:
        """Stores a user's second factor with its recovery codes, in the place of those before."""
        ...

    async def use_step(self, user_id: uuid.UUID, step: int) -> bool:
        """Uses up the code of this time step and of all before; False when it was used up already."""
        ...

    async def use_recovery_code(self, user_id: uuid.UUID, code_hash: bytes, now: dt.datetime) -> bool:
        """Uses up a recovery code; False when there is none, or it was used."""
        ...

    async def set_password(self, user_id: uuid.UUID, password_hash: str, before: str) -> bool:
        """The user's own password, in the place of the one or the one-time word whose hash is `before`.

        False, and nothing is changed, when another one has taken its place meanwhile.
        """
        ...

    async def begin_enrolment(
        self, user_id: uuid.UUID, word_hash: str, until: dt.datetime, tokens_until: dt.datetime
    ) -> None:
        """Password, second factor and log-ins end at once; the word holds until `until`, and revocations until
        `tokens_until`, when the last token has expired anyway."""
        ...

    async def save_log_in(self, log_in: LogIn) -> None: ...

    async def take_log_in(self, word_hash: bytes, now: dt.datetime) -> LogIn | None:
        """The log-in under way, used up by this call; None when it is unknown, used or too old."""
        ...

    async def consents(self, user_id: uuid.UUID) -> list[Consent]:
        """What she allowed, in the order of the clients' names."""
        ...

    async def give_consent(self, user_id: uuid.UUID, given: GivenConsent, since: dt.datetime | None) -> None:
        """Adds to what she allowed this client; what she allowed before `since` was for another one, and goes. That she
        did, and in which words, stays for proof."""
        ...

    async def withdraw_consent(self, user_id: uuid.UUID, client_id: str, tokens_until: dt.datetime) -> None:
        """Forgets the consent and ends what it gave: codes, refresh tokens, and access tokens by `revoked`."""
        ...


class IdentityStore(LogInStore, Protocol):
    """Registry of one tenant: users, clients, codes and revocations. Times are UTC and given by the caller."""

    async def client(self, client_id: str) -> Client | None: ...

    async def acting(self, client_id: str) -> Acting | None:
        """The client with the agreement that it names, in the terms of now, also where it has ended or was revoked."""
        ...

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

    async def count_failure(
        self,
        keys: Sequence[bytes],
        admits: Callable[[Mapping[bytes, Failures]], bool],
        now: dt.datetime,
        forget_before: dt.datetime,
    ) -> bool:
        """Shows `admits` what failed under these keys; when it says so, counts one more under each, and is True.

        Nobody counts in between. Failures before `forget_before` do not count any more.
        """
        ...

    async def forgive_failures(self, cleared: Sequence[bytes], lessened: Sequence[bytes]) -> None:
        """Forgets what failed under the first keys, and takes one failure back under the others."""
        ...

    async def drop_oldest_failures(self, most: int) -> None:
        """Keeps no more rows than that; those go whose last failure is the longest ago."""
        ...
