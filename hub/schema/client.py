from __future__ import annotations

import strawberry

from hub.core.purpose import Purpose
from hub.resolvers import account_reads as r
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A client that is registered at this hub's own authorization server. No secret is told.")
class Client:
    client_id: str = field(scope=INHERITED)
    name: str = field(scope=INHERITED)
    proof: str = field(
        scope=INHERITED, resolver=r.proof, description="How it proves who it is: its token_endpoint_auth_method."
    )
    key_ids: list[str] = field(scope=INHERITED, resolver=r.key_ids, description="Ids of its public keys.")
    redirect_uris: list[str] = field(scope=INHERITED, resolver=r.redirect_uris)
    scopes: list[str] = field(scope=INHERITED, resolver=r.client_scopes)
    purposes: list[Purpose] = field(scope=INHERITED, resolver=r.purposes)
    region: str = field(scope=INHERITED, description="Whose subtree it sees, dotted.")
    agency: str = field(scope=INHERITED, description="The agency whose facets it writes; empty for none.")
    agreement: str = field(
        scope=INHERITED, description="Id of the agreement under which it reads for itself; empty: it reads nothing."
    )
    dpop_bound: bool = field(scope=INHERITED, description="It gets no token that is not bound to a key (RFC 9449).")
    trusted: bool = field(scope=INHERITED, description="The office's own; it is not changed here.")
    active: bool = field(scope=INHERITED)
    version: int = field(scope=INHERITED)
    needs_two: bool = field(
        scope=INHERITED, resolver=r.client_needs_two, description="Whether it gets more only with a second person."
    )
