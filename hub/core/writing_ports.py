"""Ports of writing: one transaction per mutation, with everything that it may do. `hub.store` and fakes implement them.

Every method may raise a HubError and nothing else that a caller is expected to handle.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from hub.core.account_work import AccountWriting
from hub.core.actor import Actor
from hub.core.application import Action, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.delivery import Delivery, DeliveryState
from hub.core.document import Certificate, Document
from hub.core.evidence import Cause
from hub.core.facet import Facet
from hub.core.hand_over import HandOverWriting
from hub.core.lease import Lease
from hub.core.oversight_work import OversightWrites
from hub.core.predicates import RowFilter
from hub.core.purpose import Purpose
from hub.core.receipt import Receipt
from hub.core.record_writes import RecordWrites
from hub.core.recording import Recorded, Recording
from hub.core.seal import SealWork
from hub.core.service import RecordChange

Conclusion: TypeAlias = tuple[Receipt, Mapping[str, Any]]
"""The receipt of a mutation and the reply that a repeat gets."""


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """One mutation. (client_id of the actor, mutation, key) is the idempotency key's scope, kept 30 days.

    `body_hash` is the SHA-256 of the canonical input. `person_id`: whose row the transaction takes with the key.
    """

    actor: Actor
    purpose: Purpose
    mutation: str
    key: str
    body_hash: bytes
    person_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class NewApplication:
    """An application that is handed in: as its first action makes it, its papers as (id, kind), and the record's
    persons concerned (parents, the child)."""

    application: Application
    papers: Sequence[tuple[uuid.UUID, str]]
    person_ids: tuple[uuid.UUID, ...]


class WriteTransaction(RecordWrites, HandOverWriting, SealWork, AccountWriting, OversightWrites, Protocol):
    """One database transaction: state, events, outbox, receipt and reply stand or fall together."""

    @property
    def replay(self) -> Mapping[str, Any] | None:
        """The stored reply when this key was answered before; then nothing else may be done."""
        ...

    async def application(self, tracking_number: str) -> Application | None:
        """The application, locked until the end of the transaction."""
        ...

    async def citizens(self, niks: Sequence[str]) -> Mapping[str, Citizen]: ...

    async def families(self, numbers: Sequence[str]) -> Mapping[str, tuple[Citizen, ...]]:
        """The members of family cards, by number; the head of each first, then by age."""
        ...

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        """The names of regions by dotted code, each as an address of which nothing else is known."""
        ...

    async def hold_family_cards(self, numbers: Sequence[str]) -> None:
        """Nobody else signs what changes these cards until the transaction ends; who waits sees what was changed."""
        ...

    async def put_family_card(self, card: FamilyCard) -> None:
        """A new family card, or another head or address of one that is held."""
        ...

    async def insert_application(
        self, header: ApplicationHeader, action: Action, person_ids: Sequence[uuid.UUID]
    ) -> Application:
        """`person_ids` are the record's persons concerned (parents, the child), for `Citizen.applications`."""
        ...

    async def append(self, application: Application, action: Action) -> Application:
        """Appends, and notes who works on it from now on; raises Conflict when the transition is not possible."""
        ...

    async def hold(self, application: Application, lease: Lease) -> Application:
        """Notes who works on it, without a step of the application."""
        ...

    async def attach_documents(
        self, application_id: uuid.UUID, document_ids: Sequence[uuid.UUID]
    ) -> tuple[Document, ...]:
        """Binds uploads to the application; raises BadInput for one that is unknown, unfinished, refused,
        of another uploader, or bound already."""
        ...

    async def insert_document(self, document: Document) -> None: ...

    async def open_registers(self, registers: Collection[str], year: int) -> dict[str, int]:
        """The last number of each, 0 in a new one. Until the transaction ends, nobody else takes a number of them."""
        ...

    async def insert_certificate(self, certificate: Certificate) -> None:
        """With its `entry` the register moves on; raises Conflict when that is not the next number.

        An earlier active certificate of the same series about the same becomes SUPERSEDED."""
        ...

    async def apply(
        self, change: RecordChange, application_id: uuid.UUID | None, cause: Cause | None = None
    ) -> Citizen:
        """New or changed person: appends the event, bumps the version; raises Conflict on a version that moved."""
        ...

    async def record(
        self, facet: Facet[Any], recording: Recording, person_id: uuid.UUID, conclude: Callable[[Recorded], Conclusion]
    ) -> Recorded:
        """What a facet's owner says of a person: the copy with its as-of, the event, the person's next version.

        With it the receipt and the reply are written that `conclude` gives for what became of it.
        Items that are held already change nothing but the as-of. Raises NotFound when the person is gone, Conflict for
        a version that moved or when something newer is held.
        """
        ...

    async def delivery(self, delivery_id: uuid.UUID) -> Delivery | None:
        """A delivery of the outbox, locked until the end of the transaction."""
        ...

    async def move_delivery(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        """Somebody decides what becomes of it; what waits behind it is looked at again. `reason` settles a doubt."""
        ...

    async def enqueue(self, job: str, payload: Mapping[str, Any]) -> None:
        """A job for the worker, visible to it only after commit."""
        ...

    async def receipt(self, receipt: Receipt) -> None: ...

    async def reply(self, reply: Mapping[str, Any]) -> None: ...


class Writes(Protocol):
    """Mutations: step by step, or the frequent ones at once, as long as what they were made from is still so."""

    def begin(self, request: WriteRequest) -> AbstractAsyncContextManager[WriteTransaction]:
        """Commits at the end of the block, rolls back on any exception. Raises IdempotencyMismatch."""
        ...

    async def hand_in(
        self, request: WriteRequest, new: NewApplication, receipts: Sequence[Receipt], reply: Mapping[str, Any]
    ) -> bool:
        """A new application with its papers, one or two receipts and its reply. False: nothing was done, and step by
        step it shows why: the key has been used, or a paper is not one that this application may have."""
        ...

    async def record(
        self,
        request: WriteRequest,
        facet: Facet[Any],
        recording: Recording,
        rows: RowFilter,
        conclude: Callable[[uuid.UUID, Recorded], Conclusion],
    ) -> tuple[uuid.UUID, Recorded] | None:
        """What `WriteTransaction.record` does, and the id of the person, who is among `rows`. None: nothing was done,
        and step by step it is done or shows why: the record does not hold her, the key has been used, something moved
        meanwhile, or somebody has to be told."""
        ...
