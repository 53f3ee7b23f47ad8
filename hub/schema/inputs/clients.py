from __future__ import annotations

import strawberry

from hub.core.purpose import Purpose
from hub.resolvers.clients import ClientProof
from hub.schema.enums import registered
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.users import REASON, VERSION

registered(ClientProof)
_KEYS = "Public keys as JSON: a JWK, or a JWK set with two at most, while one replaces the other (RFC 7517)."


@strawberry.input(description="Narrows the list of clients; all given terms must hold.")
class ClientFilter:
    search: str | None = strawberry.field(default=None, description="A part of the id or of the name.")
    active: bool | None = None
    agreement: str | None = strawberry.field(default=None, description="Id of the agreement that they read under.")


@strawberry.input(description="A client as somebody looked at it, and why.")
class VersionedClientInput(Keyed):
    client_id: str
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="A new client.")
class RegisterClientInput(Keyed):
    client_id: str
    name: str = strawberry.field(description="As people read it who are asked for their leave.")
    proof: ClientProof
    scopes: list[str]
    purposes: list[Purpose]
    region: str = strawberry.field(description="Whose subtree it sees, dotted; inside this district.")
    reason: str = strawberry.field(description=REASON)
    keys: str | None = strawberry.field(default=None, description=_KEYS)
    redirect_uris: list[str] = strawberry.field(
        default_factory=list, description="Exact: https, or http on the client's own machine."
    )
    agency: str | None = strawberry.field(default=None, description="The agency whose facets it writes.")
    agreement: str | None = strawberry.field(
        default=None,
        description="Id of the agreement under which it reads personal data for itself; none: it does not.",
    )
    dpop_bound: bool = strawberry.field(default=False, description="Only tokens that are bound to a key (RFC 9449).")


@strawberry.input(description="What is to change of a client. What is left out stays.")
class ChangeClientInput(VersionedClientInput):
    name: str | None = None
    scopes: list[str] | None = None
    purposes: list[Purpose] | None = None
    redirect_uris: list[str] | None = None
    region: str | None = None
    agency: str | None = strawberry.field(default=None, description="Empty: none any more.")
    agreement: str | None = strawberry.field(
        default=None, description="Empty: none any more, which is done at once; another one is a proposal."
    )
    dpop_bound: bool | None = None


@strawberry.input(description="Documents that a client is going to send by their identifiers.")
class RegisterDocumentsInput(Keyed):
    client_id: str
    documents: list[str] = strawberry.field(description="Each a GraphQL document, byte for byte; 100 at most.")
    reason: str = strawberry.field(description=REASON)
    allow_denied: bool = strawberry.field(
        default=False, description="Register them although this client does not get every field."
    )


@strawberry.input(description="The keys that hold from now on, in the place of those before.")
class ReplaceClientKeysInput(VersionedClientInput):
    keys: str = strawberry.field(description=_KEYS)
