"""Trusted documents: what a client registered, and the registering of more by who keeps its registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from strawberry import Parent

from hub.core.accounts import for_itself
from hub.core.administration import AccountAction, ChangeKind, SubjectKind
from hub.core.calendar import local_date
from hub.core.errors import BadInput, NotFound
from hub.core.trusted import CheckedOperation, RefusedField, RegisteredDocument, TrustedDocuments, check_whole
from hub.resolvers.account_reads import registration
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.client_subjects import CLIENTS
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError

MOST_AT_ONCE: Final = 100
_NONE: Final = "This hub keeps no register of documents. Put the file into its folder of trusted documents."
_NO_CLIENT: Final = "There is no such client in your region. Look it up in the list."


class Documents(Reasoned, Protocol):
    client_id: str
    documents: Sequence[str]
    allow_denied: bool


@dataclass(frozen=True, slots=True)
class RegisterOutcome:
    """The documents by their ids; read anew after it."""

    client: str = ""
    ids: tuple[str, ...] = ()
    errors: tuple[UserError, ...] = ()


async def registered_documents(info: HubInfo, client_id: str) -> list[RegisteredDocument] | None:
    """None for a client that the reader does not see."""
    context = info.context
    if context.hub.trusted is None or await registration(context, client_id) is None:
        return None
    return await _listed(context, client_id)


async def register(info: HubInfo, given: Documents) -> RegisterOutcome:
    trusted = info.context.hub.trusted

    async def procedure(desk: Desk) -> Reply:
        if trusted is None:
            raise BadInput(_NONE, path="documents")
        return await _register(desk, trusted, given)

    done = await administer(info, "registerDocuments", AccountAction.ADMINISTER_CLIENT, given, procedure)
    reply = done.reply or {}
    return RegisterOutcome(reply.get("client", ""), tuple(reply.get("documents", ())), done.errors)


async def outcome_documents(parent: Parent[RegisterOutcome], info: HubInfo) -> list[RegisteredDocument]:
    found = await _listed(info.context, parent.client) if parent.ids else []
    return [one for one in found if one.id in parent.ids]


def document_id(parent: Parent[RegisteredDocument]) -> str:
    return parent.id


def coordinate(parent: Parent[RefusedField]) -> str:
    return parent.field


def operations(parent: Parent[RegisteredDocument]) -> list[CheckedOperation]:
    return list(parent.operations)


def fields(parent: Parent[CheckedOperation]) -> list[RefusedField]:
    return list(parent.fields)


async def _register(desk: Desk, trusted: TrustedDocuments, given: Documents) -> Reply:
    if not 0 < len(given.documents) <= MOST_AT_ONCE:
        raise BadInput(f"Register 1 to {MOST_AT_ONCE} documents at once.", path="documents")
    client = await desk.accounts.client(given.client_id)
    if client is None:
        raise NotFound(_NO_CLIENT, path="clientId")
    desk.check(CLIENTS.action, CLIENTS.file_of(client))
    if not client.active:
        raise BadInput("This client is closed. Open it again first.", path="clientId")
    agreement = await desk.accounts.agreement(client.agreement) if client.agreement else None
    actor = for_itself(client, agreement)
    checked = [trusted.examiner.examine(text, actor, desk.now) for text in dict.fromkeys(given.documents)]
    if not given.allow_denied:
        check_whole(checked)
    if await desk.accounts.documents.register(client.client_id, checked, desk.by, desk.now):
        states = (client.state(), client.state())
        kind, of = ChangeKind.DOCUMENTS_CHANGED, SubjectKind.CLIENT
        await desk.accounts.note(desk.change(kind, of, client.client_id, client.version, states))
    return {"client": client.client_id, "documents": [one.id for one in checked]}


async def _listed(context: Context, client_id: str) -> list[RegisteredDocument]:
    hub = context.hub
    return await hub.trusted.rows.listed(client_id, local_date(hub.clock())) if hub.trusted else []
