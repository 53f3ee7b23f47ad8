"""A registry in memory, for tests that need no database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence

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
from hub.core.agreement import Agreement
from hub.core.errors import SourceUnavailable
from tests.fakes.agreements import WIDE


class MemoryIdentity:
    """Implements `hub.identity.ports.IdentityStore`; `asked` counts questions by name."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.agreements: dict[str, Agreement] = {WIDE.id: WIDE}
        self.users: dict[uuid.UUID, User] = {}
        self.codes: dict[bytes, tuple[Code, bool]] = {}
        self.refreshes: dict[bytes, tuple[Refresh, bool]] = {}
        self.ended: dict[str, dt.datetime] = {}
        self.assertions: set[tuple[str, bytes]] = set()
        self.proofs: set[bytes] = set()
        self.pushed: dict[bytes, tuple[Pushed, bool]] = {}
        self.failed: dict[bytes, Failures] = {}
        self.factors: dict[uuid.UUID, SecondFactor] = {}
        self.recovery: dict[uuid.UUID, set[bytes]] = {}
        self.log_ins: dict[bytes, LogIn] = {}
        self.allowed: dict[tuple[uuid.UUID, str], Consent] = {}
        self.asked: dict[str, int] = {}
        self.gone = False
        """Whether it does not answer what is asked again and again."""

    async def client(self, client_id: str) -> Client | None:
        self._count("client")
        return self.clients.get(client_id)

    async def stamp(self) -> str:
        self._count("stamp")
        return str((self.clients, self.agreements))

    async def acting(self, client_id: str) -> Acting | None:
        client = await self.client(client_id)
        return Acting(client, self.agreements.get(client.agreement)) if client else None

    async def user(self, user_id: uuid.UUID) -> User | None:
        self._count("user")
        return self.users.get(user_id)

    async def user_by_name(self, username: str) -> User | None:
        return next((user for user in self.users.values() if user.username == username), None)

    async def put_client(self, client: Client) -> None:
        self.clients[client.client_id] = client

    async def put_user(self, user: User) -> User:
        known = await self.user_by_name(user.username)
        stored = dataclasses.replace(user, id=known.id) if known else user
        self.users[stored.id] = stored
        return stored

    async def save_code(self, code: Code) -> None:
        self.codes[code.hash] = (code, False)

    async def take_code(self, code_hash: bytes, client_id: str, now: dt.datetime) -> Code | None:
        code, used = self.codes.get(code_hash, (None, True))
        if code is None or used or code.grant.client_id != client_id or code.expires_at <= now:
            return None
        self.codes[code_hash] = (code, True)
        return code

    async def code_grant(self, code_hash: bytes) -> uuid.UUID | None:
        found = self.codes.get(code_hash)
        return found[0].grant.id if found else None

    async def save_refresh(self, token: Refresh) -> None:
        self.refreshes[token.hash] = (token, False)

    async def take_refresh(self, token_hash: bytes, client_id: str, now: dt.datetime) -> Refresh | None:
        token, used = self.refreshes.get(token_hash, (None, True))
        if token is None or used or token.grant.client_id != client_id or token.expires_at <= now:
            return None
        self.refreshes[token_hash] = (token, True)
        return token

    async def find_refresh(self, token_hash: bytes) -> Refresh | None:
        found = self.refreshes.get(token_hash)
        return found[0] if found else None

    async def revoke_grant(self, grant_id: uuid.UUID, until: dt.datetime) -> None:
        self.refreshes = {key: kept for key, kept in self.refreshes.items() if kept[0].grant.id != grant_id}
        self.ended[str(grant_id)] = until

    async def revoke_token(self, token_id: str, until: dt.datetime) -> None:
        self.ended[token_id] = until

    async def revoked(self, now: dt.datetime) -> frozenset[str]:
        self._count("revoked")
        if self.gone:
            raise SourceUnavailable("The registry does not answer.")
        return frozenset(token for token, until in self.ended.items() if until > now)

    async def use_assertion(self, client_id: str, assertion_hash: bytes, _until: dt.datetime) -> bool:
        if (client_id, assertion_hash) in self.assertions:
            return False
        self.assertions.add((client_id, assertion_hash))
        return True

    async def use_proof(self, proof_hash: bytes, _until: dt.datetime) -> bool:
        if proof_hash in self.proofs:
            return False
        self.proofs.add(proof_hash)
        return True

    async def save_pushed(self, pushed: Pushed) -> None:
        self.pushed[pushed.hash] = (pushed, False)

    async def open_pushed(
        self, uri_hash: bytes, client_id: str, now: dt.datetime, page_hash: bytes, until: dt.datetime
    ) -> Pushed | None:
        pushed, opened = self.pushed.get(uri_hash, (None, True))
        if pushed is None or opened or pushed.client_id != client_id or pushed.expires_at <= now:
            return None
        del self.pushed[uri_hash]
        self.pushed[page_hash] = (dataclasses.replace(pushed, hash=page_hash, expires_at=until), True)
        return pushed

    async def opened_pushed(self, uri_hash: bytes, client_id: str, now: dt.datetime) -> Pushed | None:
        pushed, opened = self.pushed.get(uri_hash, (None, False))
        if pushed is None or not opened or pushed.client_id != client_id or pushed.expires_at <= now:
            return None
        return pushed

    async def count_failure(
        self,
        keys: Sequence[bytes],
        admits: Callable[[Mapping[bytes, Failures]], bool],
        now: dt.datetime,
        forget_before: dt.datetime,
    ) -> bool:
        self.failed = {key: kept for key, kept in self.failed.items() if kept.last_at >= forget_before}
        admitted = admits({key: self.failed[key] for key in keys if key in self.failed})
        if admitted:
            for key in keys:
                known = self.failed.get(key)
                self.failed[key] = Failures((known.count if known else 0) + 1, now)
        return admitted

    async def forgive_failures(self, cleared: Sequence[bytes], lessened: Sequence[bytes]) -> None:
        for key in cleared:
            self.failed.pop(key, None)
        for key in lessened:
            known = self.failed.get(key)
            if known is not None:
                self.failed[key] = Failures(max(known.count - 1, 0), known.last_at)

    async def drop_oldest_failures(self, most: int) -> None:
        newest = sorted(self.failed, key=lambda key: self.failed[key].last_at, reverse=True)
        self.failed = {key: self.failed[key] for key in newest[:most]}

    async def second_factor(self, user_id: uuid.UUID) -> SecondFactor | None:
        return self.factors.get(user_id)

    async def set_second_factor(self, factor: SecondFactor, codes: Sequence[bytes], _now: dt.datetime) -> None:
        self.factors[factor.user_id] = factor
        self.recovery[factor.user_id] = set(codes)

    async def use_step(self, user_id: uuid.UUID, step: int) -> bool:
        factor = self.factors.get(user_id)
        if factor is None or factor.last_step >= step:
            return False
        self.factors[user_id] = dataclasses.replace(factor, last_step=step)
        return True

    async def use_recovery_code(self, user_id: uuid.UUID, code_hash: bytes, _now: dt.datetime) -> bool:
        kept = self.recovery.get(user_id, set())
        if code_hash not in kept:
            return False
        kept.remove(code_hash)
        return True

    async def set_password(self, user_id: uuid.UUID, password_hash: str, before: str) -> bool:
        user = self.users[user_id]
        if user.password_hash != before:
            return False
        self.users[user_id] = dataclasses.replace(user, password_hash=password_hash, enrol_until=None)
        return True

    async def begin_enrolment(
        self, user_id: uuid.UUID, word_hash: str, until: dt.datetime, tokens_until: dt.datetime
    ) -> None:
        user = self.users[user_id]
        self.users[user_id] = dataclasses.replace(user, password_hash=word_hash, enrol_until=until)
        self.factors.pop(user_id, None)
        self.recovery.pop(user_id, None)
        self._end(user_id, None, tokens_until)

    async def save_log_in(self, log_in: LogIn) -> None:
        self.log_ins[log_in.hash] = log_in

    async def take_log_in(self, word_hash: bytes, now: dt.datetime) -> LogIn | None:
        found = self.log_ins.pop(word_hash, None)
        return found if found is not None and found.expires_at > now else None

    async def consents(self, user_id: uuid.UUID) -> list[Consent]:
        return [consent for (owner, _), consent in sorted(self.allowed.items()) if owner == user_id]

    async def give_consent(self, user_id: uuid.UUID, given: GivenConsent, since: dt.datetime | None) -> None:
        client_id, scopes, now = given.client_id, given.scopes, given.at
        known = self.allowed.get((user_id, client_id))
        adds = known is not None and (since is None or known.given_at >= since)
        every = scopes | (known.scopes if known and adds else frozenset())
        self.allowed[user_id, client_id] = Consent(client_id, self.clients[client_id].name, every, now)

    async def withdraw_consent(self, user_id: uuid.UUID, client_id: str, tokens_until: dt.datetime) -> None:
        self.allowed.pop((user_id, client_id), None)
        self._end(user_id, client_id, tokens_until)

    def _end(self, user_id: uuid.UUID, client_id: str | None, until: dt.datetime) -> None:
        kept = [*(code.grant for code, _ in self.codes.values()), *(one.grant for one, _ in self.refreshes.values())]
        for grant in kept:
            if grant.user_id == user_id and client_id in (None, grant.client_id):
                self.ended[str(grant.id)] = until
        self.refreshes = {key: one for key, one in self.refreshes.items() if str(one[0].grant.id) not in self.ended}
        self.codes = {key: (code, used or str(code.grant.id) in self.ended) for key, (code, used) in self.codes.items()}
        self.log_ins = {key: kept for key, kept in self.log_ins.items() if kept.user_id != user_id}

    def _count(self, question: str) -> None:
        self.asked[question] = self.asked.get(question, 0) + 1
