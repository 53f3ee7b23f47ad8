"""Trusted documents: what a client registered before it asks, with what each operation costs and what the client gets.

An identifier is `sha256:` and the SHA-256 of the text's bytes, as the GraphQL-over-HTTP appendix writes it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from hub.core.actor import Actor
from hub.core.administration import By
from hub.core.errors import BadInput
from hub.core.given_errors import GivenError

PREFIX: Final = "sha256:"
MOST_DOCUMENTS: Final = 2_000
"""Of one client that are not retired."""
WINDOW: Final = dt.timedelta(days=30)
"""For how long uses are told."""
KEPT: Final = dt.timedelta(days=90)
"""For how long uses are kept by the day."""


def id_of(text: str) -> str:
    """The identifier of a document's text."""
    return PREFIX + hashlib.sha256(text.encode(errors="replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class RefusedField:
    """A field that the client does not get as it stands: masked, denied, or below what is denied."""

    field: str
    outcome: str
    rule: str
    why: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class CheckedOperation:
    """One operation of a document, compiled, priced and decided on for one client.

    `cost` is how many values its answer may hold at most, `lane` where it is answered (E, D or C). `verdict` is
    `allowed`, `masked`, `denied` (some fields) or `refused` (all of it, for `why`).
    """

    name: str
    kind: str
    lane: str
    cost: int
    depth: int
    verdict: str
    why: str = ""
    fields: tuple[RefusedField, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the client gets every field, though perhaps masked."""
        return self.verdict in {"allowed", "masked"}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> CheckedOperation:
        """The operation as `as_json` wrote it."""
        fields = tuple(RefusedField(**one) for one in kept["fields"])
        return cls(**{**kept, "fields": fields})


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document that may be registered."""

    text: str
    operations: tuple[CheckedOperation, ...]

    @property
    def id(self) -> str:
        return id_of(self.text)


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A document of a client. `uses` are those of the last thirty days; `last_used_on` is told as long as days are."""

    client_id: str
    id: str
    text: str = field(repr=False)
    operations: tuple[CheckedOperation, ...]
    registered_at: dt.datetime
    registered_by: str
    retired_at: dt.datetime | None = None
    uses: int = 0
    last_used_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class RegisterState:
    """The version of the register of documents, and the clients that may send nothing else."""

    version: int = 0
    bound: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DeprecatedUse:
    """How often a client used something that will end, in the last thirty days. An empty client is nobody's."""

    coordinate: str
    client_id: str
    uses: int
    last_used_on: dt.date


Key: TypeAlias = tuple[str, str]
"""A client, and the identifier of a document, the coordinate of what will end, or the code of an error."""


class TrustedTexts(Protocol):
    """What a running hub asks of the register."""

    async def state(self) -> RegisterState: ...

    async def text(self, client_id: str, document_id: str) -> str | None:
        """The text of a client's document that is not retired."""
        ...


class UseRows(Protocol):
    """Where uses are counted."""

    async def count(
        self, day: dt.date, documents: Mapping[Key, int], deprecated: Mapping[Key, int], errors: Mapping[Key, int]
    ) -> None:
        """Adds uses of a day, and the answers in which errors were told."""
        ...

    async def forget(self, day: dt.date) -> None:
        """Drops uses of which nobody is told any more; `day` is today."""
        ...


class TrustedRows(TrustedTexts, UseRows, Protocol):
    """Registered documents as they are kept."""

    async def listed(self, client_id: str | None, day: dt.date) -> list[RegisteredDocument]:
        """Of one client or of all; those that are retired too. `day` is today."""
        ...

    async def deprecated(self, day: dt.date) -> list[DeprecatedUse]:
        """Uses of what will end, of the last thirty days."""
        ...

    async def errors(self, client_id: str, day: dt.date) -> list[GivenError]:
        """What a client was told in the last thirty days, the newest first. `day` is today."""
        ...


class TrustedWork(Protocol):
    """What is done to the register inside a transaction. Running hubs know it within a second of the commit."""

    async def register(self, client_id: str, documents: Collection[CheckedDocument], by: By, at: dt.datetime) -> int:
        """Keeps those that are not there, or were retired; returns how many. Raises Conflict for more than a client may
        have."""
        ...

    async def retire(self, client_id: str, document_id: str, at: dt.datetime) -> bool:
        """Whether there was one to retire."""
        ...

    async def bind(self, client_id: str, *, bound: bool) -> bool:
        """Whether the client may send registered documents only from now on; returns whether that is new."""
        ...


class Examiner(Protocol):
    """Compiles, prices and decides on documents before anybody sends them."""

    def examine(self, text: str, actor: Actor, at: dt.datetime, purpose: str | None = None) -> CheckedDocument:
        """Raises a HubError for a document that cannot run at all."""
        ...


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """The register of a hub: what is kept, and how what comes is looked at."""

    rows: TrustedRows
    examiner: Examiner


_MOST_TOLD: Final = 5


def check_whole(documents: Collection[CheckedDocument]) -> None:
    """Raises BadInput where a client would not get all of what it registers; `hub schema register` tells of each."""
    short = [operation for one in documents for operation in one.operations if not operation.is_whole]
    if not short:
        return
    told = [sentence for operation in short for sentence in _shortcomings(operation)]
    more = f" And {len(told) - _MOST_TOLD} more." if len(told) > _MOST_TOLD else ""
    raise BadInput(f"Nothing was registered. {' '.join(told[:_MOST_TOLD])}{more}", path="documents")


def _shortcomings(operation: CheckedOperation) -> list[str]:
    if operation.verdict == "refused":
        return [f"{operation.name} is refused: {operation.why}"]
    return [
        f"{operation.name}: {one.field} is {one.outcome} ({one.rule}). Ask: {one.ask}."
        for one in operation.fields
        if one.outcome == "denied"
    ]
