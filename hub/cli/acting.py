"""Whoever a command asks about, as the next token would make the actor."""

from __future__ import annotations

from hub.core.actor import Actor
from hub.core.errors import BadInput
from hub.identity.on_paper import user_on_paper
from hub.store import Database, PgIdentity
from hub.web.settings import Settings


async def actor_at(settings: Settings, client_id: str, username: str | None) -> Actor:
    """The client itself, or somebody at it. Raises BadInput for one that is not registered."""
    database = await Database.open(settings.database_url.get_secret_value(), max_size=1)
    try:
        registry = PgIdentity(database, settings.tenant)
        acting = await registry.acting(client_id)
        if acting is None or not acting.client.active:
            raise BadInput(f"No client {client_id} is registered, or its registration is closed. Look at its id again.")
        if username is None:
            return acting.for_itself()
        user = await registry.user_by_name(username.strip().lower())
        if user is None or not user.active:
            raise BadInput(f"There is no user {username}, or the account is closed. Look at the name again.")
        return user_on_paper(user, acting.client)
    finally:
        await database.close()
