"""What a log-in still needs once the password was right: the stages in their order, and what is kept between two."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hub.core.accounts import PASSWORD, Client, GivenConsent, LogIn, User
from hub.core.actor import MULTI_FACTOR
from hub.core.ports import Clock
from hub.identity.access_tokens import user_scope
from hub.identity.ports import IdentityStore
from hub.identity.scope_texts import text_version
from hub.identity.second_factor import SecondFactors

LONGEST: Final = dt.timedelta(minutes=10)
"""Between two steps."""
WITH_CODE: Final = (PASSWORD, "otp", "mfa")


class Stage(StrEnum):
    """One page each."""

    PASSWORD = "password"  # noqa: S105  the name of a page, not a secret
    CODE = "code"
    ENROL = "enrol"
    CONSENT = "consent"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody logs in for: a client's request, or without one her own page about what she allowed."""

    query: str
    client: Client | None = None
    scope: str = ""
    prompts: frozenset[str] = frozenset()
    acr_values: frozenset[str] = frozenset()
    redirect_uri: str = ""


class Course:
    """The way of one tenant's users from the password to the end."""

    def __init__(self, store: IdentityStore, factors: SecondFactors, clock: Clock) -> None:
        self._store = store
        self._factors = factors
        self._clock = clock

    def now(self) -> dt.datetime:
        return self._clock()

    def begin(self, user: User, wanted: Wanted, browser: str) -> LogIn:
        """After the password; nothing is stored yet."""
        now = self._clock()
        return LogIn(b"", user.id, _digest(wanted.query), _digest(browser), (PASSWORD,), now, now + LONGEST)

    async def keep(self, log_in: LogIn) -> str:
        """Stores it for the next step; the word that the next form carries."""
        word = secrets.token_urlsafe(32)
        kept = dataclasses.replace(log_in, hash=_digest(word), expires_at=self._clock() + LONGEST)
        await self._store.save_log_in(kept)
        return word

    async def resume(self, word: str, wanted: Wanted, browser: str) -> tuple[LogIn, User] | None:
        """What was kept under this word, used up by this call; None in another browser, for another request, or when
        the account was closed meanwhile."""
        found = await self._store.take_log_in(_digest(word), self._clock())
        if found is None or not _same(found, wanted, browser):
            return None
        user = await self._store.user(found.user_id)
        return (found, user) if user is not None and user.active else None

    async def stage(self, user: User, log_in: LogIn, wanted: Wanted) -> Stage:
        """What comes next."""
        if user.enrol_until is not None:
            return Stage.PASSWORD
        if await self._factors.has(user):
            if log_in.methods != WITH_CODE:
                return Stage.CODE
        elif self._factors.is_required(user) or MULTI_FACTOR in wanted.acr_values or log_in.proposed is not None:
            return Stage.ENROL
        return Stage.CONSENT if await self._asks_consent(user, wanted) else Stage.DONE

    def proved(self, log_in: LogIn) -> LogIn:
        """After the second factor."""
        return dataclasses.replace(log_in, methods=WITH_CODE, proved_at=self._clock(), proposed=None)

    def scopes(self, user: User, wanted: Wanted) -> frozenset[str]:
        """What the client gets: of what it asked for, what she may do herself."""
        assert wanted.client is not None
        return frozenset(user_scope(user, wanted.client, wanted.scope).split())

    async def allow(self, user: User, wanted: Wanted) -> None:
        """Remembers her consent."""
        assert wanted.client is not None
        client, scopes = wanted.client, self.scopes(user, wanted)
        given = GivenConsent(client.client_id, scopes, self._clock(), text_version(scopes))
        await self._store.give_consent(user.id, given, client.tokens_from)

    async def _asks_consent(self, user: User, wanted: Wanted) -> bool:
        """Never for the office's own clients; for others when asked for, when they want more than before, or when what
        she gave it to was changed since."""
        if wanted.client is None or wanted.client.trusted:
            return False
        given = [
            consent.scopes
            for consent in await self._store.consents(user.id)
            if consent.client_id == wanted.client.client_id and wanted.client.still_is(consent.given_at)
        ]
        return "consent" in wanted.prompts or not given or not self.scopes(user, wanted) <= given[0]


def _same(log_in: LogIn, wanted: Wanted, browser: str) -> bool:
    asked = hmac.compare_digest(log_in.asked, _digest(wanted.query))
    return asked and hmac.compare_digest(log_in.browser, _digest(browser))


def _digest(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()
