"""An agency that speaks GraphQL: one document, its variables, and errors that belong to single keys.

A question goes out under the connector's own account, by the connector's own client: what a citizen or another client
sent to the hub, their tokens above all, is not known here and cannot go along. Keys travel as variables in the body,
never in the document or an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.errors import HubError
from hub.exchange.client import HttpClient, Question
from hub.exchange.failures import Reason, quota_exhausted, too_many, unavailable
from hub.exchange.manifest import Manifest

_ACCEPT: Final = {"Accept": "application/graphql-response+json, application/json;q=0.9"}
_REFUSED: Final = frozenset({"UNAUTHENTICATED", "FORBIDDEN", "UNAUTHORIZED"})
_FULL: Final = frozenset({"RATE_LIMITED", "TOO_MANY_REQUESTS"})
_USED_UP: Final = frozenset({"QUOTA_EXHAUSTED", "QUOTA_EXCEEDED"})


Path = tuple[str | int, ...]
_KeyOf = Callable[[Path], str | int | None]


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry of `errors`, without its text: that may name a person."""

    path: Path
    code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` as it came, and the failures beside it."""

    data: Mapping[str, Any] = field(repr=False)
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is sent as it stands; `operation` names it at the agency and in traces.

    `text` has a single operation of this name.
    """

    operation: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PerKey:
    """A field that is asked once for each key, under aliases, where a schema has no list of them.

    `name` is the field, `argument` takes the key as a variable of `kind` (`String!`), `selection` is what is read,
    with its braces.
    """

    name: str
    argument: str
    kind: str
    selection: str = field(repr=False)

    def document(self, operation: str, keys: int) -> Document:
        """One document for so many keys: `k0: person(nik: $k0) {...}`."""
        variables = ", ".join(f"$k{at}: {self.kind}" for at in range(keys))
        fields = " ".join(f"k{at}: {self.name}({self.argument}: $k{at}) {self.selection}" for at in range(keys))
        return Document(operation, f"query {operation}({variables}) {{ {fields} }}")


class GraphQLAgency:
    """Asks one address with one connector's client. `headers` are those of its account."""

    def __init__(
        self, client: HttpClient, manifest: Manifest, path: str = "/graphql", headers: Mapping[str, str] | None = None
    ) -> None:
        self._client = client
        self._manifest = manifest
        self._path = path
        self._headers = {**_ACCEPT, **(headers or {})}

    async def ask(self, document: Document, variables: Mapping[str, Any]) -> Answer:
        """The answer of a query. Raises SourceUnavailable or QuotaExhausted when it has no data."""
        body = {"query": document.text, "operationName": document.operation, "variables": dict(variables)}
        return await self._answer(document.operation, body, counts=True)

    async def reach(self) -> None:
        """Whether it answers as a GraphQL server; asks about nobody, and costs no quota."""
        await self._answer("reach", {"query": "{ __typename }"}, counts=False)

    async def by_list(
        self, document: Document, field_name: str, keys: Sequence[str], variable: str = "niks"
    ) -> Mapping[str, Any | HubError]:
        """The field's list, which has an entry for each key in order; an entry that failed is that key's error."""
        answer = await self.ask(document, {variable: list(keys)})
        found = answer.data.get(field_name)
        if found is None and answer.failures:
            raise self.error_of(answer.failures[0])
        if not isinstance(found, list) or len(found) != len(keys):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        failed = self._failed(answer, lambda path: path[1] if len(path) > 1 and path[0] == field_name else None)
        return {key: failed.get(at, found[at]) for at, key in enumerate(keys)} | self._of_all(answer, keys, found)

    async def by_alias(self, per_key: PerKey, operation: str, keys: Sequence[str]) -> Mapping[str, Any | HubError]:
        """The field for each key; one that failed is that key's error."""
        variables = {f"k{at}": key for at, key in enumerate(keys)}
        answer = await self.ask(per_key.document(operation, len(keys)), variables)
        if answer.data.keys() != variables.keys():
            raise unavailable(self._manifest, Reason.UNREADABLE)
        failed = self._failed(answer, lambda path: path[0] if path else None)
        found = [answer.data[name] for name in variables]
        named = zip(variables.items(), found, strict=True)
        return {key: failed.get(name, one) for (name, key), one in named} | self._of_all(answer, keys, found)

    def error_of(self, failure: Failure) -> HubError:
        """The hub's error for a failure; codes that no specification names count as an error of the agency."""
        if failure.code in _REFUSED:
            return unavailable(self._manifest, Reason.REFUSED)
        if failure.code in _FULL:
            return too_many(self._manifest)
        if failure.code in _USED_UP:
            return quota_exhausted(self._manifest)
        return unavailable(self._manifest, Reason.ERROR_STATUS)

    async def _answer(self, operation: str, body: Mapping[str, Any], *, counts: bool) -> Answer:
        question = Question(
            operation=operation,
            method="POST",
            path=self._path,
            idempotent=True,
            counts=counts,
            headers=self._headers,
            json=body,
        )
        told = (await self._client.ask(question)).json()
        data, errors = (told.get("data"), told.get("errors") or []) if isinstance(told, dict) else (None, None)
        if not isinstance(errors, list) or not (errors if data is None else isinstance(data, dict)):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        failures = tuple(_failure(each) for each in errors)
        if data is None:
            raise self.error_of(failures[0])
        return Answer(data, failures)

    def _failed(self, answer: Answer, key_of: _KeyOf) -> dict[str | int, HubError]:
        """The errors by what their paths name."""
        failed: dict[str | int, HubError] = {}
        for failure in answer.failures:
            name = key_of(failure.path)
            if name is not None:
                failed.setdefault(name, self.error_of(failure))
        return failed

    def _of_all(self, answer: Answer, keys: Sequence[str], found: Sequence[Any]) -> dict[str, HubError]:
        """An error without a path is of every key of which nothing came."""
        lost = next((failure for failure in answer.failures if not failure.path), None)
        if lost is None:
            return {}
        return {key: self.error_of(lost) for key, one in zip(keys, found, strict=True) if one is None}


def _failure(given: Any) -> Failure:
    """An entry of `errors`; of an entry of another shape nothing is known but that something failed."""
    entry = given if isinstance(given, dict) else {}
    path, more = entry.get("path"), entry.get("extensions")
    usable = isinstance(path, list) and all(isinstance(each, str | int) for each in path)
    code = more.get("code") if isinstance(more, dict) else None
    return Failure(tuple(path) if usable and isinstance(path, list) else (), code if isinstance(code, str) else "")
