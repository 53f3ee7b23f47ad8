"""What the hub says in this standard: acknowledgements, refusals, and the messages that answer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from hub.facades.spdci.asking import Found
from hub.facades.spdci.domains import Domain
from hub.facades.spdci.queries import Query
from hub.facades.spdci.words import Refused, Rejected
from hub.store.spdci import Sender

RECEIVED, PENDING, DONE, REJECTED = "rcvd", "pdng", "succ", "rjct"
ON = {
    "search": "on-search",
    "subscribe": "on-subscribe",
    "unsubscribe": "on-unsubscribe",
    "txn-status": "txn-on-status",
}
"""Action of a request -> that of its answer."""
_LONGEST = 999


def moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def acknowledged(correlation_id: uuid.UUID, at: dt.datetime) -> dict[str, Any]:
    """Well-formed, and from somebody who may ask: no more is said."""
    return {"message": {"ack_status": "ACK", "timestamp": moment(at), "correlation_id": str(correlation_id)}}


def refused(error: Refused, correlation_id: uuid.UUID, at: dt.datetime) -> dict[str, Any]:
    """In both shapes in which the standard writes an error."""
    told = {"code": error.code.value, "message": error.message[:_LONGEST]}
    message = {"ack_status": "ERR", "timestamp": moment(at), "correlation_id": str(correlation_id), "error": told}
    return {"errors": [told], "message": message}


def envelope(
    action: str, message: Mapping[str, Any], *, id_: str, at: dt.datetime, parties: tuple[str, str], counts: int
) -> dict[str, Any]:
    """A message of the hub's. `parties` are the sender it goes to, and the name under which that knows the hub."""
    statuses = [part["status"] for name, part in _parts(message) if name != "notify_event"]
    header = {
        "version": "1.0.0",
        "message_id": id_,
        "message_ts": moment(at),
        "action": action,
        "status": REJECTED if statuses and set(statuses) == {REJECTED} else DONE,
        "total_count": counts,
        "completed_count": counts,
        "sender_id": parties[1],
        "receiver_id": parties[0],
        "is_msg_encrypted": False,
    }
    return {"header": header, "message": dict(message)}


def our_name(sender: Sender, public_url: str) -> str:
    """Under which this sender knows the hub: as its registration says, or else by its address."""
    return sender.receivers[0] if sender.receivers else urlsplit(public_url).netloc


def searched(domain: Domain, reference_id: str, query: Query, found: Found, at: dt.datetime) -> dict[str, Any]:
    """One search's answer."""
    data = {**_data(domain, query), "reg_records": list(found.records)}
    part = {"reference_id": reference_id, "timestamp": moment(at), "status": DONE, "data": data}
    if query.page is None or found.total is None:
        return part
    size, number = int(query.page.page_size), int(query.page.page_number)
    return {**part, "pagination": {"page_size": size, "page_number": number, "total_count": found.total}}


def not_searched(domain: Domain, reference_id: str, why: Rejected, at: dt.datetime) -> dict[str, Any]:
    """One search that cannot be answered as it is asked. Its data are there, and empty."""
    return {**rejection(reference_id, why, at), "data": {**_data(domain, None), "reg_records": []}}


def rejection(reference_id: str, why: Rejected, at: dt.datetime) -> dict[str, Any]:
    return {
        "reference_id": reference_id,
        "timestamp": moment(at),
        "status": REJECTED,
        "status_reason_code": why.reason.value,
        "status_reason_message": why.message[:_LONGEST],
    }


def notification(
    domain: Domain, event: Mapping[str, str], record: Mapping[str, Any], reference_id: str, at: dt.datetime
) -> dict[str, Any]:
    """One event. `event` says its type and the type of record that was asked for."""
    data = {
        "version": "1.0.0",
        "reg_type": domain.registry,
        "reg_event_type": event["event_type"],
        "reg_record_type": event["record_type"],
        "reg_records": dict(record),
    }
    return {"reference_id": reference_id, "timestamp": moment(at), "data": data, "locale": "ind"}


def statuses(outcome: Mapping[str, Any] | None, references: Sequence[str], at: dt.datetime) -> list[dict[str, Any]]:
    """How each part of a search or subscription fares: without what was found."""
    known = {part["reference_id"]: part for part in (outcome or {}).get("parts", ())}
    waiting = {"timestamp": moment(at), "status": PENDING}
    return [known.get(each, {"reference_id": each, **waiting}) for each in references]


def _data(domain: Domain, query: Query | None) -> dict[str, Any]:
    type_ = "spdci-extensions-dci:Group" if query is not None and query.what == "Household" else domain.record_type
    return {"version": "1.0.0", "reg_type": domain.registry, "reg_record_type": type_}


def _parts(message: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The parts of a message that have a status of their own."""
    lists = [(name, value) for name, value in message.items() if isinstance(value, list)]
    return [(name, part) for name, value in lists for part in value if isinstance(part, Mapping) and "status" in part]
