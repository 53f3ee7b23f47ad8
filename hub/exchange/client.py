"""The HTTP client of all connectors: bounded in time and size, patient only with questions that may be repeated."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import aiohttp

from hub.core.errors import HubError
from hub.exchange import exact_json
from hub.exchange.failures import Reason, too_many, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings
from hub.telemetry import span

_ATTEMPTS: Final = 3
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_PASSING: Final = frozenset({429, 502, 503, 504})
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One call. `operation` names it in traces; `path` follows the base address; `json` or `form` is the body;
    `headers` are those that the protocol wants besides.

    `idempotent`: asking twice does no harm, so it may be repeated when the network fails.
    """

    operation: str
    method: str
    path: str
    idempotent: bool
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer with a status below 500, other than 401, 403 and 429; a redirect is not followed.

    `manifest` names who gave it.
    """

    manifest: Manifest
    status: int
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON in which every digit is kept; raises SourceUnavailable when it is none."""
        try:
            return exact_json.loads(self.body)
        except ValueError:
            raise unavailable(self.manifest, Reason.UNREADABLE) from None


class Tokens(Protocol):
    """A source of bearer tokens."""

    async def token(self) -> str: ...

    def forget(self, token: str) -> None:
        """The agency did not accept this token."""
        ...


class _Passing(Exception):
    """A failure that may pass by itself. `pause` is what the agency asked for, in seconds."""

    def __init__(self, error: HubError, pause: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.pause = pause


class HttpClient:
    """Asks one agency. At most `manifest.concurrency` questions are under way at one time.

    A question waits at most `timeout_seconds` for its turn, and then has as long again for all its attempts.
    """

    def __init__(
        self,
        settings: ConnectorSettings,
        session: aiohttp.ClientSession,
        *,
        tokens: Tokens | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings
        self._manifest = settings.manifest
        self._session = session
        self._tokens = tokens
        self._jitter = jitter
        self._slots = asyncio.Semaphore(settings.manifest.concurrency)
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_seconds)

    async def ask(self, question: Question) -> Reply:
        """The answer. Raises SourceUnavailable or QuotaExhausted."""
        with span("agency.ask", agency=self._manifest.name, operation=question.operation):
            async with self._turn():
                try:
                    async with asyncio.timeout(self._manifest.timeout_seconds):
                        return await self._attempts(question)
                except TimeoutError:
                    raise unavailable(self._manifest, Reason.TIMEOUT) from None

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._manifest.timeout_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise unavailable(self._manifest, Reason.BUSY) from None
        try:
            yield
        finally:
            self._slots.release()

    async def _attempts(self, question: Question) -> Reply:
        attempts = _ATTEMPTS if question.idempotent else 1
        for attempt in range(1, attempts + 1):
            try:
                return await self._authorised(question)
            except _Passing as failure:
                pause = self._pause(attempt) if failure.pause is None else failure.pause
                if attempt == attempts or pause > _LONGEST_PAUSE:
                    raise failure.error from None
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, attempt: int) -> float:
        """Full jitter, so that those who failed together do not come back together."""
        return self._jitter() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)

    async def _authorised(self, question: Question) -> Reply:
        if self._tokens is None:
            return self._judged(*await self._send(question, {}))
        token = await self._tokens.token()
        answer = await self._send(question, _bearer(token))
        if answer[0] == 401:
            self._tokens.forget(token)
            answer = await self._send(question, _bearer(await self._tokens.token()))
        return self._judged(*answer)

    async def _send(self, question: Question, headers: Mapping[str, str]) -> tuple[int, bytes, str | None]:
        """Status, body and Retry-After of one attempt."""
        try:
            async with self._session.request(
                question.method,
                self._settings.base_url + question.path,
                params=question.query,
                json=question.json,
                data=question.form,
                headers={"Accept": "application/json", **question.headers, **headers},
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                body = await self._read(response)
                return response.status, body, response.headers.get("Retry-After")
        except (aiohttp.ClientError, OSError):
            # aiohttp's own texts may hold the address with its query.
            raise _Passing(unavailable(self._manifest, Reason.UNREACHABLE)) from None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, given up as soon as it is larger than the manifest allows."""
        limit = self._manifest.max_body_bytes
        body = bytearray()
        if (response.content_length or 0) > limit:
            raise unavailable(self._manifest, Reason.TOO_LARGE)
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise unavailable(self._manifest, Reason.TOO_LARGE)
        return bytes(body)

    def _judged(self, status: int, body: bytes, retry_after: str | None) -> Reply:
        if status in _PASSING:
            refused = status == 429
            failure = too_many(self._manifest) if refused else unavailable(self._manifest, Reason.OUT_OF_SERVICE)
            raise _Passing(failure, _seconds(retry_after))
        if status in {401, 403}:
            raise unavailable(self._manifest, Reason.REFUSED)
        if status >= 500:
            raise unavailable(self._manifest, Reason.ERROR_STATUS)
        return Reply(self._manifest, status, body)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; its date form and nonsense count as not given."""
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
