"""Passwords and client secrets: argon2id (RFC 9106, section 4, second choice). Slow on purpose; call it from a thread.

64 MiB, three passes, four lanes; above OWASP's least (19 MiB, two passes, one lane). A hash that was made with less
is made anew at the next log-in.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from hub.core.errors import RateLimited

T = TypeVar("T")
HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_SALT_BYTES, _HASH_BYTES = HASHER.salt_len, HASHER.hash_len
AT_ONCE: Final = 2
"""Hashes of one process at one time, each of which takes 64 MiB."""
_TURNS: Final = threading.BoundedSemaphore(AT_ONCE)
MOST_WAITING: Final = 32
"""Log-ins that wait for their turn, about two seconds' worth; those from known devices may be twice as many."""
_COME_AGAIN_SECONDS: Final = 5


def _nobodys() -> str:
    """A hash that no word has, made without hashing: comparing with it costs what any comparison costs."""
    salt, hashed = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES))
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${hashed}"


_NOBODYS: Final = _nobodys()
MOST_CHARACTERS: Final = 1024
"""Longer words are refused before they are hashed."""


def hash_secret(word: str, hasher: PasswordHasher = HASHER) -> str:
    """The argon2id hash with its salt and parameters."""
    with _TURNS:
        return hasher.hash(word)


def holds(word: str, hashed: str | None) -> bool:
    """Whether the word is the right one. Where there is nothing to compare with, it takes as long and is false."""
    if len(word) > MOST_CHARACTERS:
        return False
    try:
        with _TURNS:
            HASHER.verify(hashed or _NOBODYS, word)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def is_weak(hashed: str, hasher: PasswordHasher = HASHER) -> bool:
    """Whether the hash was made with other parameters than this hasher's."""
    return hasher.check_needs_rehash(hashed)


class Hashing:
    """Hashes of log-ins, in threads of their own: a flood of them keeps no client from its token, nor eats memory.

    New ones are made by `hasher`.
    """

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self.hasher = hasher
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hash")
        self._waiting = 0

    async def run(self, work: Callable[..., T], *arguments: Any, known: bool = False) -> T:
        """Runs `work` in its turn; raises RateLimited when too many wait, later for who comes from a known device."""
        if self._waiting >= MOST_WAITING * (2 if known else 1):
            raise RateLimited(
                "Too many people are logging in at this moment. Try again in a few seconds.",
                details={"retryAfter": _COME_AGAIN_SECONDS, "minutes": 1},
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
