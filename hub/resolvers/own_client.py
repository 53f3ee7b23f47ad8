"""A client's own registration, as it sees it itself, and the rotation of its key.

A rotation is asked for without a token: what a key that holds now has signed is the proof, as at the token endpoint.
Tokens that were given before go on, for the few minutes that they live; where the old key ends at once, so do they.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.audit.receipts import Reading, receipt_of
from hub.core import client_keys, sign_up
from hub.core.administration import By, Change, ChangeKind, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.errors import BadInput
from hub.core.given_errors import GivenError
from hub.core.identifiers import new_id
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.identity.client_keys import check_rotation, client_in, public_keys
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors

_NAME: Final = "rotateClientKey"
_REASON: Final = "Kunci diputar oleh kliennya sendiri."


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A public key by its id; `until` where it is ending."""

    key_id: str
    since: dt.datetime | None
    until: dt.datetime | None


class Rotating(Protocol):
    idempotency_key: str | None
    key: str
    proof: str
    overlap_hours: int


@dataclass(frozen=True, slots=True)
class RotationDone:
    """The keys that hold from now on; none where something was wrong with the input."""

    keys: tuple[OwnKey, ...] = ()
    errors: tuple[UserError, ...] = ()


async def agreement(parent: Parent[Registration], info: HubInfo) -> Agreement | None:
    """The one that it names, in force or not: a client may know why it is told nothing."""
    administration = info.context.hub.administration
    if administration is None or not parent.agreement:
        return None
    return await administration.accounts.agreement(parent.tenant, parent.agreement)


def keys(parent: Parent[Registration], info: HubInfo) -> list[OwnKey]:
    """Those that hold now, the newest last."""
    now = info.context.hub.clock()
    return [_own(key) for key in parent.keys if client_keys.holds(key, now)]


async def errors(parent: Parent[Registration], info: HubInfo) -> list[GivenError]:
    """What it was told in the last thirty days; what processes have not written yet, some seconds of it, is missing."""
    hub = info.context.hub
    return [] if hub.trusted is None else await hub.trusted.rows.errors(parent.client_id, local_date(hub.clock()))


async def rotate(info: HubInfo, given: Rotating) -> RotationDone:
    """A proof that does not hold is told as any wrong input is, that of an unknown client too. Raises RateLimited where
    too many were tried from one place."""
    context = info.context
    try:
        request = WriteRequest(
            context.actor, context.purpose, _NAME, key_of(context, given.idempotency_key), body_hash(_NAME, given)
        )
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return RotationDone(tuple(_own(key) for key in write.replay["keys"]))
            now = context.hub.clock()
            context.hub.callers.count(_NAME, context.actor, client_keys.PACE, now)
            client = await _rotate(write, await _proved(info, write, given, now), given, now)
            held = [dict(key) for key in client.keys if client_keys.holds(key, now)]
            await write.receipt(receipt_of(_reading(context), now))
            await write.reply({"keys": held})
    except REFUSALS as error:
        return RotationDone(errors=user_errors(error))
    return RotationDone(tuple(_own(key) for key in held))


async def _proved(info: HubInfo, write: WriteTransaction, given: Rotating, now: dt.datetime) -> Registration:
    """The client whose key signed for the new one. Whether there is such a client is not told."""
    new = _new_key(given)
    client = await write.accounts.client(client_in(given.proof))
    is_able = client is not None and client.active and not client.trusted
    held = [key for key in client.keys if client_keys.holds(key, now)] if client and is_able else []
    by = check_rotation(given.proof, held, new, info.context.hub.public_url, now)
    if client is None or by != client.client_id:
        raise BadInput("The proof is another client's.", path="proof")
    return client


async def _rotate(write: WriteTransaction, client: Registration, given: Rotating, now: dt.datetime) -> Registration:
    keys = client_keys.rotated(client.keys, _new_key(given), dt.timedelta(hours=given.overlap_hours), now)
    after = dataclasses.replace(client, keys=keys, version=client.version + 1)
    by = By(client.client_id, client.name, client.client_id)
    change = Change(
        new_id(), SubjectKind.CLIENT, client.client_id, after.version, ChangeKind.KEYS_REPLACED, now, by, _REASON,
        client.state(), after.state(),
    )  # fmt: skip
    if given.overlap_hours:
        await write.accounts.sign_ups.put_keys(after)
        await write.accounts.note(change)
    else:  # the old key may be in wrong hands, and so may be what it was given
        await write.accounts.write_client(after, change)
    return after


def _new_key(given: Rotating) -> Mapping[str, Any]:
    found = public_keys(given.key)
    if len(found) != 1:
        raise BadInput("Give one public key, as a JWK.", path="key")
    sign_up.check_key_ids(found, "key")
    return found[0]


def _reading(context: Context) -> Reading:
    return Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=(f"Mutation.{_NAME}",),
        categories=(Category.ACCOUNT.value,),
        subjects=(),
    )


def _own(key: Mapping[str, Any]) -> OwnKey:
    return OwnKey(str(key["kid"]), client_keys.since(key), client_keys.until(key))
