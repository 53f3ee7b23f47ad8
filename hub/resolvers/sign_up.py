"""Signing a client up, by anybody, in the sandbox alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hub.audit.receipts import Reading, receipt_of
from hub.core import account_rules, sign_up
from hub.core.actor import SCOPES
from hub.core.administration import Change, ChangeKind, Registration, SubjectKind
from hub.core.agreement import Agreement
from hub.core.agreement_rules import check_agreement
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.errors import Forbidden
from hub.core.identifiers import new_id
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.identity.client_keys import public_keys
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors
from hub.resolvers.shared_fields import categories

_NAME: Final = "signUpClient"
_HOUR: Final = dt.timedelta(hours=1)
_ELSEWHERE: Final = (
    "Nobody signs a client up by herself here: that is done in the sandbox, where all people are invented."
)
_ASK: Final = "an administrator of the office, who registers clients under an agreement that two people approved"


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
    """What the client is told of its own registration; all empty where something was wrong with the input."""

    client_id: str | None = None
    scopes: Sequence[str] = ()
    daily_quota: int | None = None
    ends_on: dt.date | None = None
    errors: tuple[UserError, ...] = ()


async def client(info: HubInfo, given: SigningUp) -> SignUpOutcome:
    """A client and its agreement, in one transaction with their history. Raises Forbidden outside of the sandbox,
    before anything else is looked at, and RateLimited where there are too many."""
    context = info.context
    if not context.hub.sandbox:
        raise Forbidden(_ELSEWHERE, rule="sandbox-only", ask=_ASK)
    try:
        request = WriteRequest(
            context.actor, context.purpose, _NAME, key_of(context, given.idempotency_key), body_hash(_NAME, given)
        )
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return _told(write.replay["client"], write.replay["scopes"], write.replay["endsOn"])
            at = context.hub.clock()
            made, agreement = _made(info, given, at)
            await _write(write, made, agreement, at)
            told = (made.client_id, sorted(made.scopes), agreement.ends_on.isoformat())
            await _conclude(context, write, at)
            await write.reply(dict(zip(("client", "scopes", "endsOn"), told, strict=True)))
    except REFUSALS as error:
        return SignUpOutcome(errors=user_errors(error))
    return _told(*told)


def _made(info: HubInfo, given: SigningUp, at: dt.datetime) -> tuple[Registration, Agreement]:
    """Both, checked by the rules that hold for those of administrators."""
    hub = info.context.hub
    blank = Registration.new(hub.tenant, sign_up.new_client_id())
    scopes, region = sign_up.chosen(given.scopes), (given.region or "").strip() or hub.region
    client = sign_up.registration(blank, given.name, public_keys(given.keys), scopes, region)
    account_rules.check_registration(client, hub.region, SCOPES | set(sign_up.OFFERED), ())
    agreement = sign_up.agreement(client, given.office, given.intent, at, hub.office_name)
    check_agreement(agreement, hub.region, categories(info))
    return client, agreement


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


def _told(client_id: str, scopes: Sequence[str], ends_on: str) -> SignUpOutcome:
    return SignUpOutcome(client_id, scopes, sign_up.DAILY_QUOTA, dt.date.fromisoformat(ends_on))
