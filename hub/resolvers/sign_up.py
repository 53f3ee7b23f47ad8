"""Signing a client up, by anybody: at once in the sandbox; elsewhere a request that waits for an administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol, TypeAlias

from hub.audit.receipts import Reading, receipt_of
from hub.core import account_rules, client_request, sign_up
from hub.core.actor import SCOPES
from hub.core.administration import Change, ChangeKind, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.agreement_rules import check_agreement
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.client_keys import dated
from hub.core.client_request import ClientRequest, RequestState
from hub.core.errors import BadInput
from hub.core.identifiers import new_id
from hub.core.recording import Flaw
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.identity.client_keys import public_keys
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, Flawed, UserError, user_errors
from hub.resolvers.shared_fields import categories

_NAME: Final = "signUpClient"
_TYPED: Final = ("name", "office", "intent")
_HOUR: Final = dt.timedelta(hours=1)
Reply: TypeAlias = Mapping[str, Any]


class SigningUp(Protocol):
    idempotency_key: str | None
    name: str
    office: str
    intent: str
    keys: str
    scopes: Sequence[str]
    region: str | None


@dataclass(frozen=True, slots=True)
class SignUpOutcome:
    """What the client is told of its own registration; all empty where something was wrong with the input. One that
    waits has no agreement yet, and so no quota and no end."""

    client_id: str | None = None
    state: RequestState | None = None
    scopes: Sequence[str] = ()
    daily_quota: int | None = None
    ends_on: dt.date | None = None
    errors: tuple[UserError, ...] = ()


async def client(info: HubInfo, given: SigningUp) -> SignUpOutcome:
    """In the sandbox a client and its agreement, in one transaction with their history; elsewhere a request, by which
    nothing is given. Raises RateLimited where there are too many."""
    context = info.context
    try:
        request = WriteRequest(
            context.actor, context.purpose, _NAME, key_of(context, given.idempotency_key), body_hash(_NAME, given)
        )
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return _told(write.replay)
            at = context.hub.clock()
            _check_typed(given)
            reply = await (_registered if context.hub.sandbox else _asked)(info, write, given, at)
            await _conclude(context, write, at)
            await write.reply(reply)
    except REFUSALS as error:
        return SignUpOutcome(errors=user_errors(error))
    return _told(reply)


def _check_typed(given: SigningUp) -> None:
    """Raises Flawed for all that cannot be taken, so that whoever fills the form in reads of it at once."""
    checks: tuple[Callable[[], object], ...] = (
        *(partial(sign_up.short, getattr(given, name), name) for name in _TYPED),
        partial(sign_up.chosen, given.scopes),
        partial(_keys, given.keys),
    )
    flaws = []
    for check in checks:
        try:
            check()
        except BadInput as error:
            flaws.append(Flaw(error.path, error.message))
    if flaws:
        raise Flawed(flaws, "")


def _keys(text: str) -> tuple[Mapping[str, Any], ...]:
    given = public_keys(text)
    sign_up.check_key_ids(given)
    return given


async def _registered(info: HubInfo, write: WriteTransaction, given: SigningUp, at: dt.datetime) -> Reply:
    made, agreement = _made(info, given, at)
    info.context.hub.callers.count(_NAME, info.context.actor, sign_up.PACE, at)
    await _write(write, made, agreement, at)
    return {"client": made.client_id, "scopes": sorted(made.scopes), "endsOn": agreement.ends_on.isoformat()}


async def _asked(info: HubInfo, write: WriteTransaction, given: SigningUp, at: dt.datetime) -> Reply:
    """What is asked for is checked as a registration is, so that an administrator can take it as it stands."""
    hub = info.context.hub
    key, scopes = sign_up.new_client_id(client_request.PREFIX), sign_up.chosen(given.scopes)
    client = _checked(info, Registration.new(hub.tenant, key), given, scopes)
    office, intent = sign_up.short(given.office, "office"), sign_up.short(given.intent, "intent")
    name = sign_up.short(given.name, "name")
    asked = ClientRequest(hub.tenant, key, name, office, intent, client.keys, scopes, client.region, at)
    hub.callers.count(_NAME, info.context.actor, client_request.PACE, at)
    await write.accounts.client(key)  # waits for its turn, as one that is registered at once does
    requests = write.accounts.sign_ups.requests
    await requests.forget(at - client_request.KEPT)
    client_request.check_place(await requests.waiting(at - _HOUR))
    await requests.add(asked)
    return {"client": key, "scopes": sorted(scopes), "endsOn": None}


def _made(info: HubInfo, given: SigningUp, at: dt.datetime) -> tuple[Registration, Agreement]:
    """Both, checked by the rules that hold for those of administrators."""
    hub = info.context.hub
    blank = Registration.new(hub.tenant, sign_up.new_client_id())
    client = _checked(info, blank, given, sign_up.chosen(given.scopes))
    agreement = sign_up.agreement(client, given.office, given.intent, at, hub.office_name)
    check_agreement(agreement, hub.region, categories(info))
    return client, agreement


def _checked(info: HubInfo, blank: Registration, given: SigningUp, scopes: frozenset[str]) -> Registration:
    hub = info.context.hub
    region = (given.region or "").strip() or hub.region
    keys = dated(_keys(given.keys), (), hub.clock())
    client = sign_up.registration(blank, given.name, keys, scopes, region)
    account_rules.check_registration(client, hub.region, SCOPES | set(sign_up.OFFERED), ())
    return client


async def _write(write: WriteTransaction, client: Registration, agreement: Agreement, at: dt.datetime) -> None:
    accounts = write.accounts
    await accounts.client(client.client_id)  # waits for its turn: two at once would find the same last place
    await accounts.sign_ups.forget(local_date(at))
    sign_up.check_place(await accounts.sign_ups.standing(at - _HOUR))
    await accounts.write_agreement(agreement, _created(SubjectKind.AGREEMENT, agreement, at))
    await accounts.write_client(client, _created(SubjectKind.CLIENT, client, at))
    await accounts.sign_ups.mark(client.client_id, at)


def _created(kind: SubjectKind, made: Registration | Agreement, at: dt.datetime) -> Change:
    key = made.client_id if isinstance(made, Registration) else made.id
    return Change(
        new_id(), kind, key, 1, ChangeKind.CREATED, at, sign_up.BY, sign_up.REASON, before=None, after=made.state()
    )


async def _conclude(context: Context, write: WriteTransaction, at: dt.datetime) -> None:
    reading = Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=(f"Mutation.{_NAME}",),
        categories=(Category.ACCOUNT.value,),
        subjects=(),
    )
    await write.receipt(receipt_of(reading, at))


def _told(reply: Reply) -> SignUpOutcome:
    if reply["endsOn"] is None:
        return SignUpOutcome(reply["client"], RequestState.WAITING, reply["scopes"])
    ends_on = dt.date.fromisoformat(reply["endsOn"])
    return SignUpOutcome(reply["client"], RequestState.APPROVED, reply["scopes"], sign_up.DAILY_QUOTA, ends_on)
