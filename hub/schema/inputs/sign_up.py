from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="A client that signs itself up.")
class SignUpClientInput(Keyed):
    name: str = strawberry.field(description="What the application is called; no person's name.")
    office: str = strawberry.field(description="Whose it is.")
    intent: str = strawberry.field(description="What it is going to do with the data.")
    keys: str = strawberry.field(description="Its public key as JSON: a JWK, or a JWK set with two at most (RFC 7517).")
    scopes: list[str] = strawberry.field(
        default_factory=list,
        description="`family:read` and those of the agencies; `citizen:read` is always among them.",
    )
    region: str | None = strawberry.field(
        default=None, description="Whose subtree it sees, dotted; left out: the whole district."
    )
