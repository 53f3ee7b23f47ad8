"""The envelope of every message, checked before anything is done: header, signature, and the message of its action."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from hub.facades.spdci.words import Err, Refused

MOST_AT_ONCE: Final = 25
"""Requests in one message."""
_VERSIONS: Final = re.compile(r"1\.\d{1,3}(\.\d{1,3})?")
_ZONED: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_ENCRYPTED: Final = frozenset({"ciphertext", "encrypted_key"})


def _moment(text: str, _info: ValidationInfo) -> str:
    """RFC 3339, with its zone."""
    if not _ZONED.fullmatch(text):
        raise ValueError("a moment has a date, a time and a zone")
    dt.datetime.fromisoformat(text.upper())
    return text


Moment = Annotated[str, AfterValidator(_moment)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=99, pattern=r"^[^\x00-\x1f\x7f]+$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
Count = Annotated[int, Field(ge=0, le=10**9)]
Positive = Annotated[int | float, Field(ge=1, le=10**6)]
Status = Literal["rcvd", "pdng", "succ", "rjct"]


class Part(BaseModel):
    """What the standard adds later, or a country adds, is let through and not read."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, hide_input_in_errors=True)


T = TypeVar("T", bound=Part)


class Header(Part):
    message_id: Id
    message_ts: Moment
    action: str
    sender_id: Id
    total_count: Count
    version: str = "1.0.0"
    sender_uri: str | None = None
    receiver_id: str | None = None
    is_msg_encrypted: bool = False
    meta: Any = None


class CallbackHeader(Part):
    message_id: Id
    message_ts: Moment
    action: str
    status: Status
    sender_id: str | None = None
    total_count: Count | None = None
    version: str = "1.0.0"
    receiver_id: str | None = None
    is_msg_encrypted: bool = False


class Paging(Part):
    page_size: Positive
    page_number: Positive = 1


class Criteria(Part):
    query_type: Literal["idtype-value", "expression", "predicate", "graphql"]
    query: Any
    reg_record_type: str | None = None
    sort: list[Any] | None = None
    pagination: Paging | None = None


class SearchItem(Part):
    reference_id: Id
    timestamp: Moment
    search_criteria: Criteria
    pagination: Paging | None = None
    """Published beside the criteria by some, within them by the specification: both are read."""
    locale: Locale | None = None


class Search(Part):
    transaction_id: Id
    search_request: Annotated[list[SearchItem], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @property
    def count(self) -> int:
        return len(self.search_request)

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(each.reference_id for each in self.search_request)


class SubscribeCriteria(Part):
    reg_event_type: str
    filter: Any
    notify_record_type: str
    filter_type: str | None = None
    frequency: Any = None


class SubscribeItem(Part):
    reference_id: Id
    timestamp: Moment
    subscribe_criteria: SubscribeCriteria
    locale: Locale | None = None


class Subscribe(Part):
    transaction_id: Id
    subscribe_request: Annotated[list[SubscribeItem], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @property
    def count(self) -> int:
        return len(self.subscribe_request)

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(each.reference_id for each in self.subscribe_request)


class Unsubscribe(Part):
    transaction_id: Id
    timestamp: Moment
    subscription_codes: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @property
    def count(self) -> int:
        return len(self.subscription_codes)

    @property
    def references(self) -> tuple[str, ...]:
        return ()


class StatusOf(Part):
    reference_id: Id
    txn_type: Literal["search", "subscribe", "unsubscribe"]
    attribute_type: Literal["transaction_id", "reference_id_list", "correlation_id", "subscription_code_list"]
    attribute_value: Id | Annotated[list[Id], Field(max_length=MOST_AT_ONCE)]
    locale: Locale | None = None

    @property
    def values(self) -> list[str]:
        return [self.attribute_value] if isinstance(self.attribute_value, str) else list(self.attribute_value)


class TxnStatus(Part):
    transaction_id: Id
    txnstatus_request: StatusOf

    @property
    def count(self) -> int:
        return 1

    @property
    def references(self) -> tuple[str, ...]:
        return (self.txnstatus_request.reference_id,)


Body = Search | Subscribe | Unsubscribe | TxnStatus
REQUESTS: Final[Mapping[str, type[Body]]] = {
    "search": Search,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "txn-status": TxnStatus,
}


class Told(Part):
    """What others tell a registry. The hub has asked nobody, so only its form is looked at."""

    transaction_id: Id
    correlation_id: Id | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_its_list(cls, given: Any, info: ValidationInfo) -> Any:
        name = info.context
        if isinstance(given, dict) and name and not isinstance(given.get(name), list | dict | str):
            raise ValueError(f"{name} is missing")
        return given


TOLD: Final[Mapping[str, str]] = {
    "on-search": "search_response",
    "on-subscribe": "subscribe_response",
    "on-unsubscribe": "status",
    "txn-on-status": "txnstatus_response",
    "notify": "notify_event",
}
"""Action of a callback -> what its message is about."""


def parsed(body: bytes) -> dict[str, Any]:
    """The envelope as JSON. Raises Refused."""
    if b"\\u0000" in body:
        raise Refused(Err.BAD, "The body has a character that no text has.")
    try:
        given = orjson.loads(body)
        orjson.dumps(given)
    except orjson.JSONDecodeError:
        raise Refused(Err.BAD, "The body is not JSON.") from None
    except orjson.JSONEncodeError:
        # More is read than can be written, and what is signed and kept has to be written.
        raise Refused(Err.BAD, "The body has objects within objects that are too deep.") from None
    if not isinstance(given, dict):
        raise Refused(Err.BAD, "The body must be an object with `header` and `message`.")
    for name in ("header", "message"):
        if not isinstance(given.get(name), dict):
            raise Refused(Err.BAD, f"`{name}` is missing, or is no object.")
    return given


def request(given: Mapping[str, Any], action: str) -> tuple[Header, Body]:
    """Header and message of a request for this action. Raises Refused."""
    header = _checked(Header, given["header"], "header")
    _check_common(given, header, action)
    body = _checked(REQUESTS[action], given["message"], "message")
    expected = {body.count, 1} if isinstance(body, Unsubscribe) else {body.count}
    if header.total_count not in expected:
        raise Refused(Err.BAD, f"`header.total_count` says {header.total_count}, and the message has {body.count}.")
    return header, body


def told(given: Mapping[str, Any], action: str) -> CallbackHeader | Header:
    """The header of a message that tells something. Raises Refused."""
    header: Header | CallbackHeader
    if "status" in given["header"]:
        header = _checked(CallbackHeader, given["header"], "header")
    else:
        header = _checked(Header, given["header"], "header")
    _check_common(given, header, action)
    _checked(Told, given["message"], "message", TOLD[action])
    return header


def _check_common(given: Mapping[str, Any], header: Header | CallbackHeader, action: str) -> None:
    if header.action != action:
        raise Refused(Err.BAD, f"`header.action` must be {action} at this address.")
    if not _VERSIONS.fullmatch(header.version):
        raise Refused(Err.VERSION, "This registry speaks version 1 of the interfaces.")
    if header.is_msg_encrypted or given["message"].keys() >= _ENCRYPTED:
        raise Refused(Err.ENCRYPTION, "Send the message plain, over TLS: encrypted messages are not taken here.")


def _checked(model: type[T], given: Any, where: str, context: str = "") -> T:
    try:
        return model.model_validate(given, context=context)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        path = ".".join(str(step) for step in (where, *first["loc"]))
        raise Refused(Err.BAD, f"`{path}` cannot be used: {first['msg']}.") from None
