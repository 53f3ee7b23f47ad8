"""The second step of a log-in: codes of an app (TOTP, RFC 6238), and recovery codes for who has lost it.

Six digits, 30 seconds, SHA-1: what every app takes (and RFC 6238's own default). A code of the step before or after
is taken as well (section 5.2), each code once (also section 5.2). The secret has 160 bits (RFC 4226 section 4, R6) and
lies sealed in the database; recovery codes are kept as keyed hashes.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from hub.core.accounts import SecondFactor, User
from hub.core.actor import STAFF
from hub.core.ports import Clock
from hub.identity.ports import LogInStore
from hub.sealing import Sealer, file_key

_FILE: Final = "second-factors.key"
STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_SECRET_BYTES: Final = 20
_DRIFT: Final = (-1, 0, 1)
RECOVERY_CODES: Final = 10
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_HALF: Final = 5


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app needs: the address that a QR code carries, and the same secret in letters."""

    uri: str = field(repr=False)
    letters: str = field(repr=False)


class SecondFactors:
    """Sets up and checks the second factors of one tenant's users. `required`: staff must have one."""

    def __init__(self, store: LogInStore, sealer: Sealer, clock: Clock, *, required: bool, issuer: str) -> None:
        self._store = store
        self._sealer = sealer
        self._clock = clock
        self._required = required
        self._issuer = issuer

    def is_required(self, user: User) -> bool:
        return self._required and not STAFF.isdisjoint(user.roles)

    async def has(self, user: User) -> bool:
        return await self._store.second_factor(user.id) is not None

    def propose(self, user: User) -> bytes:
        """A new secret for an app, sealed; nothing is stored until a code shows that the app has it."""
        return self.sealed(user.id, secrets.token_bytes(_SECRET_BYTES))

    def sealed(self, user_id: uuid.UUID, secret: bytes) -> bytes:
        return self._sealer.seal(_name(user_id), secret)

    def enrolment(self, user: User, proposed: bytes) -> Enrolment:
        secret = self._sealer.open(_name(user.id), proposed)
        uri = _totp(secret).get_provisioning_uri(user.username, self._issuer)
        return Enrolment(uri, base64.b32encode(secret).decode())

    async def set_up(self, user: User, proposed: bytes, code: str) -> tuple[str, ...] | None:
        """Stores the proposed secret when the code is its own; the recovery codes, which are told once, or None."""
        step = self._step_of(self._sealer.open(_name(user.id), proposed), _digits(code))
        if step is None:
            return None
        codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
        await self.store(user.id, proposed, codes, step)
        return codes

    async def store(self, user_id: uuid.UUID, sealed: bytes, codes: Collection[str] = (), step: int = 0) -> None:
        """Stores a sealed secret. Codes up to that of `step` do not hold any more."""
        marks = [self._mark(user_id, code) for code in codes]
        await self._store.set_second_factor(SecondFactor(user_id, sealed, step), marks, self._clock())

    async def fits(self, user: User, given: str) -> bool:
        """Whether it is a code of her app or a recovery code; it is used up by that."""
        code = _digits(given)
        if len(code) != _DIGITS:
            mark = self._mark(user.id, given)
            return await self._store.use_recovery_code(user.id, mark, self._clock())
        found = await self._store.second_factor(user.id)
        if found is None:
            return False
        step = self._step_of(self._sealer.open(_name(user.id), found.sealed), code)
        return step is not None and await self._store.use_step(user.id, step)

    def _step_of(self, secret: bytes, code: str) -> int | None:
        """The newest time step with this code; None for a wrong one. Whether it is used up is asked of the registry."""
        now, totp = int(self._clock().timestamp()) // STEP_SECONDS, _totp(secret)
        # All of them are compared, so that the time tells nothing.
        same = [hmac.compare_digest(totp.generate((now + drift) * STEP_SECONDS), code.encode()) for drift in _DRIFT]
        return max((now + drift for drift, fits in zip(_DRIFT, same, strict=True) if fits), default=None)

    def _mark(self, user_id: uuid.UUID, code: str) -> bytes:
        return self._sealer.mark(b"recovery:" + user_id.bytes, _plain(code).encode())


def load_sealer(folder: Path) -> Sealer:
    """With the key of a folder, which is made when there is none. Raises BadInput when it cannot be used."""
    otherwise = "bring it back from the backup: without it everybody has to set up a new second factor."
    return Sealer(file_key(folder / _FILE, what="The key of second factors", otherwise=otherwise))


def code_at(letters: str, at: float) -> str:
    """The code that an app with this secret (base32) shows at a Unix time."""
    return _totp(base64.b32decode(letters)).generate(int(at)).decode()


def new_letters() -> str:
    """A new secret in letters (base32), as an app takes it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def new_recovery_code() -> str:
    """Such as `7k3mq-9tdxw`: about 2^49 of them, and guesses are counted."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - SHA-1 in HMAC is what apps take


def _name(user_id: uuid.UUID) -> bytes:
    return b"totp:" + user_id.bytes


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isascii() and sign.isalnum())


def _digits(code: str) -> str:
    """Without the spaces that apps show between digits; empty when anything else is in it."""
    code = "".join(code.split())
    return code if code.isascii() and code.isdigit() else ""
