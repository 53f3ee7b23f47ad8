"""The keys that sign the hub's tokens are changed by an administrator."""

from __future__ import annotations

from hub.core.administration import AccountAction, ChangeKind, SubjectKind
from hub.core.errors import BadInput
from hub.resolvers.account_outcome import RotationOutcome
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.context import HubInfo

_NONE = "This hub signs no tokens: its issuer is another one. Change the keys there."


async def rotate(info: HubInfo, given: Reasoned) -> RotationOutcome:
    """A new key is published now and signs after a while. It needs nobody else: nobody can bring a key of her own."""
    hub = info.context.hub
    keys = hub.administration.token_keys if hub.administration else None

    async def procedure(desk: Desk) -> Reply:
        if keys is None:
            raise BadInput(_NONE)
        key = keys.rotate(desk.now)
        await desk.accounts.note(desk.change(ChangeKind.KEYS_ROTATED, SubjectKind.HUB, key.id, 0))
        return {"key": key.id}

    done = await administer(info, "rotateTokenKey", AccountAction.ADMINISTER_CLIENT, given, procedure)
    if done.reply is None or keys is None:
        return RotationOutcome(None, done.errors)
    known = {key.id: key for key in keys.all(hub.clock())}
    return RotationOutcome(known.get(done.reply["key"]))
