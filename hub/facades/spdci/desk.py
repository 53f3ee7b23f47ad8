"""Does what a message asks, for a sender whose message was taken, and gives the message that answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.identifiers import parse_global_id
from hub.facades.spdci import answers
from hub.facades.spdci.asking import Asker
from hub.facades.spdci.callbacks import is_allowed
from hub.facades.spdci.envelope import Search, SearchItem, Subscribe, SubscribeItem, TxnStatus, Unsubscribe
from hub.facades.spdci.queries import identified, query_of
from hub.facades.spdci.words import Err, Reason, Refused, Rejected
from hub.store.spdci import Message, PgSpdci
from hub.store.spdci_subscriptions import PgSpdciSubscriptions, Subscription

_NOBODY: Final = "Nobody is known under this identifier to whom the sender may subscribe."
_ON_SUBSCRIBE: Final = "/on-subscribe"
_LATER: Final = frozenset({Err.TOO_MANY, Err.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that answers. `outcome` is what may be kept of it: no record; `codes` are of new subscriptions."""

    message: Mapping[str, Any]
    outcome: Mapping[str, Any]
    count: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """At one registry, in the name of one client."""

    asker: Asker
    messages: PgSpdci
    subscriptions: PgSpdciSubscriptions

    async def search(self, message: Message, body: Search, at: dt.datetime) -> Answered:
        """Each request by itself. Raises Refused for what a client may not ask at all, or cannot be answered now."""
        parts: list[dict[str, Any]] = []
        for number, item in enumerate(body.search_request):
            twice = item.reference_id in body.references[:number]
            parts.append(await self._searched(item, at, twice=twice))
        return Answered(
            {**_ids(message), "search_response": parts}, {"parts": [_kept(part) for part in parts]}, len(parts)
        )

    async def subscribe(self, message: Message, body: Subscribe, at: dt.datetime) -> Answered:
        parts, codes = [], []
        for item in body.subscribe_request:
            try:
                code = await self._subscribed(message, item, at)
            except Rejected as why:
                parts.append(answers.rejection(item.reference_id, why, at))
                continue
            codes.append(code)
            made = {"code": code, "status": "subscribe", "timestamp": answers.moment(at)}
            parts.append(
                {
                    "reference_id": item.reference_id,
                    "timestamp": answers.moment(at),
                    "status": answers.DONE,
                    "subscriptions": [{**made, "reg_event_type": item.subscribe_criteria.reg_event_type}],
                }
            )
        told = {**_ids(message), "subscribe_response": parts}
        return Answered(told, {"parts": parts, "message": told}, len(parts), tuple(codes))

    async def unsubscribe(self, message: Message, body: Unsubscribe, at: dt.datetime) -> Answered:
        ended = await self.subscriptions.end(message.domain, message.sender_id, body.subscription_codes)
        told = {**_ids(message), **_ended(ended, at)}
        return Answered(told, {"message": told}, len(body.subscription_codes))

    async def status(self, message: Message, body: TxnStatus, at: dt.datetime) -> Answered:
        """How earlier messages of this sender fare; what it never sent has no parts."""
        asked = body.txnstatus_request
        who = (message.domain, message.sender_id)
        found = await self.messages.found(who, asked.txn_type, asked.attribute_type, asked.values)
        of: dict[str, Any] = {
            "transaction_id": found[0].transaction_id if found else message.transaction_id,
            "correlation_id": str(found[0].id if found else message.id),
        }
        if asked.txn_type == "unsubscribe":
            known = (found[0].outcome or {}).get("message") if found else None
            of = {**of, **(known or _ended((), at))}
        else:
            parts = [each for one in found for each in answers.statuses(one.outcome, one.reference_ids, at)]
            of[f"{asked.txn_type}_response"] = parts
        told = {**_ids(message), "txnstatus_response": {"txn_type": asked.txn_type, "txn_status": of}}
        return Answered(told, {}, 1)

    async def _searched(self, item: SearchItem, at: dt.datetime, *, twice: bool) -> dict[str, Any]:
        try:
            if twice:
                raise Rejected(Reason.REFERENCE_TWICE, "This reference_id stands twice in one message.")
            query = query_of(self.asker.domain, item.search_criteria, item.pagination)
            found = await self.asker.find(query)
        except Rejected as why:
            return answers.not_searched(self.asker.domain, item.reference_id, why, at)
        return answers.searched(self.asker.domain, item.reference_id, query, found, at)

    async def _subscribed(self, message: Message, item: SubscribeItem, at: dt.datetime) -> str:
        """The code of a new subscription, the same for the same message. Raises Rejected."""
        criteria, domain = item.subscribe_criteria, self.asker.domain
        event = criteria.reg_event_type.rpartition(":")[2].upper()
        if event not in domain.events:
            raise Rejected(Reason.TYPES, f"This registry tells of: {', '.join(sorted(domain.events))}.")
        if message.callback is None:
            raise Rejected(Reason.DETAILS, "Say with `header.sender_uri` where to tell of it.")
        person_id, version = await self._whom(criteria.filter)
        code = str(uuid.uuid5(message.id, item.reference_id))
        made = Subscription(
            code=code,
            domain=domain.name,
            sender_id=message.sender_id,
            client_id=message.client_id,
            event_type=event,
            record_type=domain.record_type,
            person_id=person_id,
            told_version=version,
            transaction_id=message.transaction_id,
            reference_id=item.reference_id,
            scopes=message.scopes,
            purpose=message.purpose,
            callback=await self._notify_at(message.sender_id, message.callback),
        )
        if not await self.subscriptions.add(made, at):
            raise Rejected(Reason.SUBSCRIBED, "The sender is subscribed to this, or to as much as it may be.")
        return code

    async def _whom(self, filter_: Any) -> tuple[uuid.UUID, int]:
        try:
            query = identified(self.asker.domain, filter_)
        except Rejected as why:
            raise Rejected(Reason.DETAILS, why.message) from None
        if query.what != "Person":
            raise Rejected(Reason.DETAILS, "Subscribe to one person, by her NIN.")
        subject = None if query.nobody else await self._subject(query.variables["nik"])
        if subject is None:
            raise Rejected(Reason.PERSON, _NOBODY)
        return uuid.UUID(parse_global_id(subject[0])[1]), subject[1]

    async def _notify_at(self, sender_id: str, callback: str) -> str:
        """Where events are told: next to where the subscription was answered, if that is registered too."""
        sender, beside = await self.messages.sender(sender_id), notify_at(callback)
        allowed = sender is not None and is_allowed(beside, sender, sandbox=self.asker.given.sandbox)
        return beside if allowed else callback

    async def _subject(self, nik: str) -> tuple[str, int] | None:
        """Raises Refused where it can be answered later."""
        try:
            return await self.asker.subject(nik)
        except Refused as error:
            if error.code in _LATER:
                raise
            return None


def is_passing(error: Refused) -> bool:
    """Whether the same may be answered later."""
    return error.code in _LATER


def rejected_whole(
    asker: Asker, message: Message, references: Sequence[str], error: Refused, at: dt.datetime
) -> Answered:
    """A search that was taken, and may not be answered any more: each of its parts says so."""
    why = Rejected(Reason.CRITERIA, error.message)
    parts = [answers.not_searched(asker.domain, each, why, at) for each in references]
    return Answered({**_ids(message), "search_response": parts}, {"parts": [_kept(part) for part in parts]}, len(parts))


def notify_at(callback: str) -> str:
    """The address for events next to that at which the subscription was answered."""
    return f"{callback.removesuffix(_ON_SUBSCRIBE)}/notify" if callback.endswith(_ON_SUBSCRIBE) else callback


def _ids(message: Message) -> dict[str, str]:
    return {"transaction_id": message.transaction_id, "correlation_id": str(message.id)}


def _ended(codes: Sequence[str], at: dt.datetime) -> dict[str, Any]:
    if not codes:
        reason = {"status": answers.REJECTED, "status_reason_code": Reason.CODE.value}
        return {"timestamp": answers.moment(at), **reason, "subscription_status": []}
    ended = [{"code": code, "status": "unsubscribe"} for code in codes]
    return {"timestamp": answers.moment(at), "status": answers.DONE, "subscription_status": ended}


def _kept(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in {"data", "pagination"}}
