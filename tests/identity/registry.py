"""A registry in memory, for tests that need no database."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from hub.core.accounts import Client, Code, Failures, Pushed, Refresh, User


class MemoryIdentity:
    """Implements `hub.identity.ports.IdentityStore`; `asked` counts questions by name."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.users: dict[uuid.UUID, User] = {}
        self.codes: dict[bytes, tuple[Code, bool]] = {}
        self.refreshes: dict[bytes, tuple[Refresh, bool]] = {}
        self.ended: dict[str, dt.datetime] = {}
        self.assertions: set[tuple[str, bytes]] = set()
        self.proofs: set[bytes] = set()
        self.pushed: dict[bytes, tuple[Pushed, bool]] = {}
        self.failed: dict[bytes, Failures] = {}
        self.asked: dict[str, int] = {}

    async def client(self, client_id: str) -> Client | None:
        self._count("client")
        return self.clients.get(client_id)

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

    async def failures(self, key_hash: bytes) -> Failures | None:
        return self.failed.get(key_hash)

    async def count_failure(self, key_hash: bytes, now: dt.datetime, forget_before: dt.datetime) -> None:
        self.failed = {key: kept for key, kept in self.failed.items() if kept.last_at >= forget_before}
        known = self.failed.get(key_hash)
        self.failed[key_hash] = Failures((known.count if known else 0) + 1, now)

    async def clear_failures(self, key_hash: bytes) -> None:
        self.failed.pop(key_hash, None)

    def _count(self, question: str) -> None:
        self.asked[question] = self.asked.get(question, 0) + 1
