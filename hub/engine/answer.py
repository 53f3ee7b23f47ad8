"""What a caller gets, whatever the transport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import orjson

from hub.core.actor import MULTI_FACTOR, STEP_UP
from hub.core.errors import ErrorCode, HubError, Unauthenticated
from hub.core.statuses import STATUS
from hub.engine.shape import entry_of
from hub.identity.dpop import CHALLENGE as DPOP

_BEARER: Final = 'Bearer realm="satu"'
CHALLENGE: Final = f"{_BEARER}, {DPOP}"
"""How to come with a token, in both schemes (RFC 6750 section 3, RFC 9449 section 7.1)."""
_STEP_UP: Final = (
    'error="insufficient_user_authentication", '
    'error_description="Log in again with a second factor, then repeat this", '
    f'acr_values="{MULTI_FACTOR}", max_age="{int(STEP_UP.total_seconds())}"'
)
STEP_UP_CHALLENGE: Final = f"{_BEARER}, {_STEP_UP}, {DPOP}, {_STEP_UP}"
"""How to log in for what binds the office (RFC 9470 section 3), in both schemes."""
_NONE: Final[frozenset[ErrorCode]] = frozenset()
_CODES: Final = frozenset(code.value for code in ErrorCode)
_CHALLENGES: Final = {
    ErrorCode.UNAUTHENTICATED: CHALLENGE,
    ErrorCode.INSUFFICIENT_AUTHENTICATION: STEP_UP_CHALLENGE,
}


class Answer:
    """Status and headers as HTTP has them; `payload` is the GraphQL response, `body` the same as JSON.

    Made from either; the other is made when somebody asks for it. `lane` tells how it came about: E by one statement, D
    with agencies, C by the resolvers; empty when nothing ran.
    """

    __slots__ = ("_body", "_errors", "_payload", "_pieces", "headers", "lane", "status")

    def __init__(
        self,
        status: int,
        payload: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        *,
        body: bytes | None = None,
        lane: str = "",
    ) -> None:
        assert payload is not None or body is not None
        self.status = status
        self.lane = lane
        self.headers = headers or {}
        self._payload = payload
        self._body = body
        self._pieces: tuple[bytes, ...] = ()
        self._errors: Sequence[Mapping[str, Any]] = payload.get("errors", ()) if payload else ()

    @classmethod
    def whole(cls, data: bytes, lane: str, errors: Sequence[Mapping[str, Any]] = ()) -> Self:
        """The answer whose `data` are this JSON. It may be large and many may wait, so it is not copied."""
        answer = cls(200, body=b"", lane=lane)
        answer._pieces = (b'{"data":', data, b',"errors":' + orjson.dumps(errors) + b"}" if errors else b"}")
        answer._body = None
        answer._errors = errors
        return answer

    @property
    def codes(self) -> frozenset[ErrorCode]:
        """Of the errors that it tells; what a mutation found wrong with its input is `findings` of its data."""
        return frozenset(ErrorCode(one["extensions"]["code"]) for one in self._errors) if self._errors else _NONE

    @property
    def pieces(self) -> tuple[bytes, ...]:
        """The body in the pieces that it is made of."""
        return self._pieces or (self.body,)

    @property
    def payload(self) -> dict[str, Any]:
        if self._payload is None:
            self._payload = orjson.loads(self.body)
        return self._payload

    @property
    def body(self) -> bytes:
        """The response as it goes over the wire."""
        if self._body is None:
            self._body = b"".join(self._pieces) if self._pieces else orjson.dumps(self._payload)
        return self._body


def findings(data: Mapping[str, Any]) -> frozenset[ErrorCode]:
    """The codes that a mutation's payloads tell under their own names. Under these names a document may tell anything
    else as well, so only a word of the closed list is taken for one."""
    lists = (root.get("errors") for root in data.values() if isinstance(root, dict))
    told = (one.get("code") for errors in lists if isinstance(errors, list) for one in errors if isinstance(one, dict))
    return frozenset(ErrorCode(code) for code in told if code in _CODES)


def refused(errors: list[dict[str, Any]], code: ErrorCode) -> Answer:
    """The answer to an operation that did not run, or whose data are withheld.

    Where an error says after how many seconds to try again, its header says it too (RFC 9110 section 10.2.3).
    """
    challenge = _CHALLENGES.get(code)
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    wait = errors[0]["extensions"].get("retryAfter")
    return Answer(STATUS[code], {"errors": errors}, headers if wait is None else {**headers, "Retry-After": str(wait)})


def refused_by(error: HubError) -> Answer:
    """The answer to an operation that one error keeps from running."""
    answer = refused([entry_of(error)], error.code)
    if isinstance(error, Unauthenticated) and error.challenge:
        answer.headers["WWW-Authenticate"] = f"{error.challenge}, {_BEARER}"
    return answer
