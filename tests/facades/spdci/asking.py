"""Messages of a sender to the whole hub, which runs in this process over a real database."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any

from hub.core.calendar import now
from hub.store.spdci import PgSpdci, Sender
from tests.receipts.running import Running
from tests.store.samples import TENANT

SENDER = "dinsos.contoh"
_numbers = itertools.count(1)


def stamp() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def header(said: str, count: int = 1, **given: Any) -> dict[str, Any]:
    values = {
        "version": "1.0.0", "message_id": f"m-{next(_numbers)}", "message_ts": stamp(), "action": said,
        "sender_id": SENDER, "receiver_id": "satu", "total_count": count,
    }  # fmt: skip
    return {name: value for name, value in {**values, **given}.items() if value is not None}


def search(*criteria: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A message that searches for all of these."""
    items = [
        {"reference_id": f"r-{number}", "timestamp": stamp(), "search_criteria": each}
        for number, each in enumerate(criteria)
    ]
    message = {"transaction_id": "t-1", "search_request": items}
    return {"signature": "unsigned", "header": header("search", len(items), **head), "message": message}


def identifier(value: str | None, type_: str = "NIN") -> dict[str, Any]:
    return {"query_type": "idtype-value", "query": {"type": type_, "value": value}}


def subscribe(nik: str | None, event: str = "UPDATE", **head: Any) -> dict[str, Any]:
    criteria = {"reg_event_type": event, "filter": {"type": "NIN", "value": nik}, "notify_record_type": "Person"}
    item = {"reference_id": "r-0", "timestamp": stamp(), "subscribe_criteria": criteria}
    message = {"transaction_id": "t-2", "subscribe_request": [item]}
    return {"signature": "unsigned", "header": header("subscribe", **head), "message": message}


def unsubscribe(*codes: str, **head: Any) -> dict[str, Any]:
    message = {"transaction_id": "t-3", "timestamp": stamp(), "subscription_codes": list(codes)}
    return {"signature": "unsigned", "header": header("unsubscribe", len(codes), **head), "message": message}


def status(kind: str, attribute: str, value: Any, **head: Any) -> dict[str, Any]:
    asked = {"reference_id": "s-0", "txn_type": kind, "attribute_type": attribute, "attribute_value": value}
    message = {"transaction_id": "t-4", "txnstatus_request": asked}
    return {"signature": "unsigned", "header": header("txn-status", **head), "message": message}


@dataclass
class Office:
    """Who sends, with the token of the client `frontend`."""

    hub: Running
    token: str = ""
    sender: Sender = field(default_factory=lambda: Sender(sender_id=SENDER, client_id="frontend", unsigned=True))

    @classmethod
    async def of(cls, hub: Running, **given: Any) -> Office:
        office = cls(hub, await hub.bearer())
        await office.register(**given)
        return office

    @property
    def kept(self) -> PgSpdci:
        return PgSpdci(self.hub.direct, TENANT)

    async def register(self, **given: Any) -> None:
        values = {"sender_id": SENDER, "client_id": "frontend", "unsigned": True, **given}
        self.sender = Sender(**values)
        await self.kept.put_sender(self.sender, now())

    async def post(self, path: str, body: Any, *, domain: str = "crvs", **headers: str) -> tuple[int, dict[str, Any]]:
        given = {"Authorization": self.token, **headers}
        url = f"{self.hub.url}/dci/{domain}/registry/{path}"
        async with self.hub.http.post(url, json=body, headers=given) as response:
            return response.status, await response.json()

    async def find(self, *criteria: dict[str, Any], domain: str = "crvs") -> list[dict[str, Any]]:
        """The parts of the answer to a search."""
        code, answer = await self.post("sync/search", search(*criteria, sender_id=self.sender.sender_id), domain=domain)
        assert code == 200, answer
        assert answer["header"]["action"] == "on-search"
        parts: list[dict[str, Any]] = answer["message"]["search_response"]
        return parts
