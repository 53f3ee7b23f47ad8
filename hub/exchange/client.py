"""The HTTP client of all connectors: bounded in time and size, patient only with questions that may be repeated."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import aiohttp

from hub.core.agency_ports import AgencyState
from hub.core.errors import HubError, SourceUnavailable
from hub.exchange import exact_json
from hub.exchange.breaker import ANSWERED_WITH_AN_ERROR
from hub.exchange.failures import Reason, too_many, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings
from hub.telemetry import span

_ATTEMPTS: Final = 3
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_OUT_OF_SERVICE: Final = frozenset({502, 503, 504})
_REFUSED: Final = frozenset({401, 403})
_MOMENT: Final = 0.01
"""Seconds; timers ring early by less, and an agency must not be asked before the time that it named."""
_HEADERS: Final = {"Accept": "application/json"}
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One call. `operation` names it in traces; `path` follows the base address; `json` or `form` is the body;
    `headers` are those that the protocol wants besides.

    `idempotent`: asking twice does no harm, so it may be repeated when the network fails. `counts`: each call is one of
    the day's quota.
    """

    operation: str
    method: str
    path: str
    idempotent: bool
    counts: bool = True
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


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer as it came; `retry_after` in seconds, where a passing failure named them."""

    status: int
    body: bytes
    retry_after: float | None


class HttpClient:
    """Asks one agency. At most `manifest.concurrency` questions are under way at one time.

    A question waits at most `timeout_seconds` for its turn, and then has as long again for all its attempts. An agency
    that does not answer is left alone for a while: `Breaker`.
    """

    def __init__(
        self,
        settings: ConnectorSettings,
        session: aiohttp.ClientSession,
        *,
        tokens: Tokens | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._base_url = settings.base_url
        self._manifest = settings.manifest
        self._breaker = settings.breaker
        self._budget = settings.budget
        self._session = session
        self._tokens = tokens
        self._jitter = jitter
        self._slots = asyncio.Semaphore(settings.manifest.concurrency)
        # Half of the time at most, or what the agency said would be lost in a time-out.
        self._most_pause = min(_LONGEST_PAUSE, settings.manifest.timeout_seconds / 2)
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_seconds)

    async def ask(self, question: Question) -> Reply:
        """The answer. Raises SourceUnavailable or QuotaExhausted."""
        with span("agency.ask", agency=self._manifest.name, operation=question.operation):
            await self._turn()
            try:
                async with asyncio.timeout(self._manifest.timeout_seconds):
                    return await self._attempts(question)
            except TimeoutError:
                self._breaker.failed()
                raise unavailable(self._manifest, Reason.TIMEOUT) from None
            finally:
                self._slots.release()

    async def reach(self) -> None:
        """Whether anything answers at the agency's address. It asks about nobody and costs no quota.

        Raises SourceUnavailable.
        """
        try:
            await self.ask(Question(operation="reach", method="HEAD", path="/", idempotent=True, counts=False))
        except SourceUnavailable as error:
            # The root of a service belongs to nobody: refusing it is an answer too.
            if error.details["reason"] != Reason.REFUSED.value:
                raise

    async def _turn(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        self._breaker.check()
        try:
            async with asyncio.timeout(self._manifest.timeout_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise unavailable(self._manifest, Reason.BUSY) from None

    async def _attempts(self, question: Question) -> Reply:
        attempts = _ATTEMPTS if question.idempotent else 1
        for attempt in range(1, attempts + 1):
            try:
                return await self._authorised(question)
            except _Passing as failure:
                pause = self._pause(attempt) if failure.pause is None else failure.pause
                if attempt == attempts or pause > self._most_pause or self._breaker.state is AgencyState.RESTING:
                    raise failure.error from None
                await asyncio.sleep(pause + _MOMENT)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, attempt: int) -> float:
        """Full jitter, so that those who failed together do not come back together."""
        return self._jitter() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)

    async def _authorised(self, question: Question) -> Reply:
        if self._tokens is None:
            return self._judged(await self._send(question, _HEADERS))
        token = await self._tokens.token()
        said = await self._send(question, _bearer(token))
        if said.status == 401:
            self._tokens.forget(token)
            said = await self._send(question, _bearer(await self._tokens.token()))
        return self._judged(said)

    async def _send(self, question: Question, headers: Mapping[str, str]) -> _Said:
        """What comes back of one attempt."""
        if question.counts and self._budget is not None:
            self._breaker.check()
            await self._budget.spend()
        tries = self._breaker.admit()
        try:
            async with self._session.request(
                question.method,
                self._base_url + question.path,
                params=question.query,
                json=question.json,
                data=question.form,
                headers={**headers, **question.headers} if question.headers else headers,
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                body = await self._read(response)
                return _Said(response.status, body, _retry_after(response))
        except (aiohttp.ClientError, OSError) as error:
            # aiohttp's own texts may hold the address with its query.
            self._breaker.failed()
            failure = unavailable(self._manifest, Reason.UNREACHABLE)
            raise (failure if _nobody_is_there(error) else _Passing(failure)) from None
        finally:
            if tries:
                self._breaker.left()

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, given up as soon as it is larger than the manifest allows."""
        limit, announced = self._manifest.max_body_bytes, response.content_length
        if announced is not None and announced > limit:
            raise unavailable(self._manifest, Reason.TOO_LARGE)
        if announced is not None and "Content-Encoding" not in response.headers:
            return await response.read()
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise unavailable(self._manifest, Reason.TOO_LARGE)
        return bytes(body)

    def _judged(self, said: _Said) -> Reply:
        if said.status in _OUT_OF_SERVICE:
            self._breaker.failed()
            raise _Passing(unavailable(self._manifest, Reason.OUT_OF_SERVICE), said.retry_after)
        if said.status >= 500:
            self._breaker.failed(ANSWERED_WITH_AN_ERROR)
            raise unavailable(self._manifest, Reason.ERROR_STATUS)
        self._breaker.answered()
        if said.status == 429:
            raise _Passing(too_many(self._manifest), self._left_alone(said.retry_after))
        if said.status in _REFUSED:
            raise unavailable(self._manifest, Reason.REFUSED)
        return Reply(self._manifest, said.status, said.body)

    def _left_alone(self, seconds: float | None) -> float:
        """For how long the agency is not asked: for so long as it says, or for the breaker's own pause."""
        if seconds is None:
            return self._breaker.full()
        self._breaker.wait(seconds)
        return seconds


def _nobody_is_there(error: Exception) -> bool:
    """Whether the connection was refused: asking again at once would be refused as well."""
    return isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, ConnectionRefusedError)


def _bearer(token: str) -> dict[str, str]:
    return {**_HEADERS, "Authorization": f"Bearer {token}"}


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Retry-After in seconds; its date form and nonsense count as not given."""
    given = response.headers.get("Retry-After") if response.status >= 400 else None
    return float(given) if given and given.isascii() and given.isdigit() else None
