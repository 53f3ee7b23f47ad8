"""The graph as the pages see it: one callable, and replies with their errors sorted.

Pages are clients like any other. What they show was decided, recorded and answered by the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from hub.core.actor import Actor
from hub.core.errors import ErrorCode, RateLimited


class Graph(Protocol):
    """Runs one operation as this actor; gives the GraphQL response `{"data": ..., "errors": [...]}`.

    Never raises for what the operation itself can answer; errors stand in the response.
    """

    async def __call__(
        self,
        actor: Actor,
        query: str,
        variables: Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
    ) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of a reply, at top level or in a payload. `path` is dotted; `message` the hub's sentence, `message_id`
    the same in Indonesian where the hub gave it and the page asked for it."""

    code: str
    message: str
    path: str = ""
    rule: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: what was answered, and what was refused."""

    data: Mapping[str, Any]
    problems: tuple[Problem, ...] = field(default=())

    def refused(self) -> tuple[Problem, ...]:
        """Refusals by scope or policy, one per rule: the page says why a part is empty."""
        by_rule = {(p.code, p.message): p for p in self.problems if p.code in _REFUSALS}
        return tuple(by_rule.values())

    def has(self, code: ErrorCode) -> bool:
        """Whether any error of this code is in the reply."""
        return any(p.code == code.value for p in self.problems)

    def check_pace(self) -> None:
        """Raises RateLimited with the hub's sentence where that was its answer: a whole page, beside no field."""
        for problem in self.problems:
            if problem.code == ErrorCode.RATE_LIMITED.value:
                raise RateLimited(problem.message)


_REFUSALS = {ErrorCode.FORBIDDEN.value, ErrorCode.MASKED.value, ErrorCode.AGREEMENT_EXPIRED.value}


def reply_of(response: Mapping[str, Any]) -> Reply:
    """Sorts a GraphQL response."""
    errors: Sequence[Mapping[str, Any]] = response.get("errors") or ()
    return Reply(response.get("data") or {}, tuple(_problem(error) for error in errors))


def payload_of(reply: Reply, mutation: str) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """What a mutation answered, and its errors, whether they stand in the payload or at top level."""
    payload: Mapping[str, Any] = reply.data.get(mutation) or {}
    business = tuple(
        Problem(e["code"], e["message"], e.get("path") or "", message_id=e.get("messageId") or "")
        for e in payload.get("errors") or ()
    )
    return payload, (*business, *reply.problems)


def _problem(error: Mapping[str, Any]) -> Problem:
    extensions = error.get("extensions") or {}
    named = (*(error.get("path") or ()), *filter(None, [extensions.get("input")]))
    path = ".".join(str(part) for part in named)
    code = str(extensions.get("code", ErrorCode.INTERNAL.value))
    return Problem(code, str(error.get("message", "")), path, str(extensions.get("rule", "")))


def document(page_file: str, name: str = "query.graphql") -> str:
    """The GraphQL document beside a page's file."""
    return Path(page_file).with_name(name).read_text(encoding="utf-8")
