"""Actors as their next token would make them, for whoever asks what they may do: nobody is logged in."""

from __future__ import annotations

from hub.core.accounts import Client, User
from hub.core.actor import Actor, ActorKind, is_scope
from hub.identity.access_tokens import user_scope


def user_on_paper(user: User, client: Client) -> Actor:
    """Somebody who logged in at this client and allowed it all that it may ask for."""
    scopes = user_scope(user, client, " ".join(client.scopes)).split()
    return Actor(
        str(user.id),
        ActorKind.USER,
        client.client_id,
        user.display_name,
        user.tenant,
        roles=user.roles,
        scopes=frozenset(scope for scope in scopes if is_scope(scope)),
        region=user.region,
        purposes=user.purposes & client.purposes,
        nik=user.nik,
    )
