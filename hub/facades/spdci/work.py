"""The worker's part: what was acknowledged is answered, and what happened is told, at the address of the sender.

What is found is read anew at each attempt, under the rights that the client has then, and is kept nowhere.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import orjson

from hub.core.identifiers import global_id
from hub.exchange.public_address import check_address
from hub.facades import Given
from hub.facades.spdci import answers
from hub.facades.spdci.asking import Asker, acting
from hub.facades.spdci.callbacks import is_allowed
from hub.facades.spdci.desk import Answered, Desk, is_passing, rejected_whole
from hub.facades.spdci.domains import DOMAINS
from hub.facades.spdci.envelope import Search, Subscribe, TxnStatus, Unsubscribe
from hub.facades.spdci.words import Refused
from hub.store.identity import PgIdentity
from hub.store.jobs import TryAgain
from hub.store.spdci import Message, PgSpdci, Sender
from hub.store.spdci_subscriptions import PgSpdciSubscriptions

_SECONDS: Final = 10.0
_MOST_ATTEMPTS: Final = 14
"""With the pauses between them, two hours."""
_FIRST_PAUSE: Final = 2.0
_LONGEST_PAUSE: Final = 1800.0
_AGAIN: Final = frozenset({408, 425, 429})
_MOST_READ: Final = 64 * 1024


@dataclass(frozen=True)
class Work:
    """Handles the job `spdci`."""

    given: Given
    session: aiohttp.ClientSession
    messages: PgSpdci
    subscriptions: PgSpdciSubscriptions
    clients: PgIdentity
    first_pause: float = _FIRST_PAUSE

    @classmethod
    def of(cls, given: Given, public: aiohttp.ClientSession) -> Work:
        database, tenant = given.database, given.tenant
        subscriptions = PgSpdciSubscriptions(database, tenant)
        return cls(given, public, PgSpdci(database, tenant), subscriptions, PgIdentity(database, tenant))

    async def run(self, payload: Mapping[str, Any]) -> None:
        """Answers one message. A repeat of what was settled does nothing. Raises TryAgain."""
        message = await self.messages.message(uuid.UUID(payload["id"]))
        if message is None or message.state != "WAITING" or message.asked is None:
            return
        sender = await self.messages.sender(message.sender_id)
        asker = await self._asker(message, sender)
        if asker is None or sender is None or not self._is_registered(message, sender):
            await self._settle(message, "GAVE_UP")
            return
        try:
            answered = await self._answered(message, asker)
        except Refused as error:
            await self._later(message, error)
            return
        if answered is None or message.callback is None:
            await self._settle(message, "DONE")
            return
        await self._told(message, answered, answers.our_name(sender, self.given.public_url))

    async def _asker(self, message: Message, sender: Sender | None) -> Asker | None:
        """The client as it is registered now; None where it, or its sender, is not there any more."""
        found = await self.clients.acting(message.client_id)
        if sender is None or sender.client_id != message.client_id or found is None or not found.client.active:
            return None
        actor = acting(found.for_itself(), message)
        return Asker(self.given, DOMAINS[message.domain], actor, message.purpose)

    def _is_registered(self, message: Message, sender: Sender) -> bool:
        """Whether its answer may go where it was to go: registrations change while messages wait."""
        return message.callback is None or is_allowed(message.callback, sender, sandbox=self.given.sandbox)

    async def _answered(self, message: Message, asker: Asker) -> Answered | None:
        """What to tell; None for nothing. What has an effect has it once. Raises Refused where nobody can tell now."""
        desk, at, asked = Desk(asker, self.messages, self.subscriptions), self.given.clock(), dict(message.asked or {})
        if message.action == "notify":
            return await self._event(message, asker, at)
        if message.action == "txn-status":
            return await desk.status(message, TxnStatus.model_validate(asked), at)
        if message.action == "search":
            return await self._search(message, desk, Search.model_validate(asked), at)
        if message.outcome is not None:
            return Answered(message.outcome["message"], {}, message.outcome["count"])
        if message.action == "subscribe":
            answered = await desk.subscribe(message, Subscribe.model_validate(asked), at)
        else:
            answered = await desk.unsubscribe(message, Unsubscribe.model_validate(asked), at)
        await self.messages.note(message.id, {**answered.outcome, "count": answered.count}, answered.codes)
        return answered

    async def _search(self, message: Message, desk: Desk, body: Search, at: dt.datetime) -> Answered | None:
        if message.callback is None:
            # Nobody is told of it, so nothing is read for it.
            parts = [{"reference_id": each, "timestamp": answers.moment(at), "status": answers.RECEIVED}
                     for each in body.references]  # fmt: skip
            await self.messages.note(message.id, {"parts": parts})
            return None
        try:
            answered = await desk.search(message, body, at)
        except Refused as error:
            if is_passing(error):
                raise
            answered = rejected_whole(desk.asker, message, body.references, error, at)
        await self.messages.note(message.id, answered.outcome)
        return answered

    async def _event(self, message: Message, asker: Asker, at: dt.datetime) -> Answered | None:
        """What happened, with her record as the subscriber may see it now; nothing, if it may not see that."""
        asked = message.asked or {}
        try:
            record = await asker.told(global_id("Citizen", uuid.UUID(asked["person"])), asked["event_type"])
        except Refused as error:
            if is_passing(error):
                raise
            return None
        if record is None:
            return None
        event = answers.notification(asker.domain, asked, record, message.reference_ids[0], at)
        return Answered({"transaction_id": message.transaction_id, "notify_event": [event]}, {}, 1)

    async def _told(self, message: Message, answered: Answered, name: str) -> None:
        """Posts it once. Raises TryAgain."""
        assert message.callback is not None
        action = answers.ON.get(message.action, message.action)
        sent = answers.envelope(
            action,
            answered.message,
            id_=str(message.id),
            at=self.given.clock(),
            parties=(message.sender_id, name),
            counts=answered.count,
        )
        try:
            status = await self._post(message.callback, sent)
        except (aiohttp.ClientError, OSError, TimeoutError):
            # Their texts hold the address.
            status = 0
        if 200 <= status < 300:
            await self._settle(message, "DONE")
        elif status in _AGAIN or status == 0 or status >= 500:
            await self._later(message, None)
        else:
            await self._settle(message, "GAVE_UP")

    async def _post(self, url: str, sent: Mapping[str, Any]) -> int:
        check_address(url, sandbox=self.given.sandbox)
        async with self.session.post(
            url,
            data=orjson.dumps(sent),
            # One message: nobody has to keep the connection.
            headers={"Content-Type": "application/json", "User-Agent": "Satu", "Connection": "close"},
            timeout=aiohttp.ClientTimeout(total=_SECONDS),
            allow_redirects=False,
            auto_decompress=False,
        ) as response:
            await response.content.read(_MOST_READ)
            return response.status

    async def _later(self, message: Message, error: Refused | None) -> None:
        """Raises TryAgain, unless it was tried often enough."""
        attempts = await self.messages.attempted(message.id)
        if attempts >= _MOST_ATTEMPTS:
            await self._settle(message, "GAVE_UP")
            return
        pause = min(_LONGEST_PAUSE, self.first_pause * 2 ** (attempts - 1))
        raise TryAgain(pause, error.code.value if error is not None else "The sender did not take it.")

    async def _settle(self, message: Message, state: str) -> None:
        await self.messages.settle(message.id, state, self.given.clock())
