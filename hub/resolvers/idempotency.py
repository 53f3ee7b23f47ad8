"""One key, one effect: where the key of a mutation comes from, and the hash of its input."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final

import orjson
from strawberry import Some

from hub.core.errors import BadInput
from hub.resolvers.context import Context

_KEY_FIELD: Final = "idempotency_key"
LATER: Final = "later"
"""In the metadata of a field that an input got after its first version: the value that says what was meant before
there was the field. It stays out of the hash, so that a retry over an upgrade is still the same request."""
FORGOTTEN: Final = "forgotten"
"""In the metadata of a field whose value is deleted before the key is. It stays out of the hash as well: a hash of what
can only be one of a few million things tells it to whoever tries them all."""
_NEVER: Final = object()


def key_of(context: Context, given: str | None) -> str:
    """The key in the input, else the one in the header; raises BadInput when there is none, or two that differ."""
    header = context.idempotency_key
    if given and header and given != header:
        raise BadInput("The input and the header name different idempotency keys. Send one.", path=_PATH)
    key = given or header
    if not key:
        raise BadInput(
            "A mutation needs an idempotency key, so that a repeat does nothing twice. Send a UUID as `idempotencyKey` "
            "in the input or in the header `Idempotency-Key`, and the same one when you repeat the request.",
            path=_PATH,
        )
    return key


def body_hash(mutation: str, given: Any) -> bytes:
    """SHA-256 of the canonical input: keys in order, without the key itself."""
    body = [mutation, canonical(given)]
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def canonical(value: Any) -> Any:
    """A value of an input as plain JSON: enums by name, dates in ISO 8601, objects as mappings of their set fields."""
    if isinstance(value, Some):
        # One that is set to null stays in the canonical form; one that was left out is none.
        value = value.value
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, Enum)):
        return value
    match value:
        case Enum():
            return value.name
        case dt.date():
            return value.isoformat()
        case Mapping():
            return {str(key): canonical(item) for key, item in value.items()}
        case Sequence():
            return [canonical(item) for item in value]
    if dataclasses.is_dataclass(value):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: canonical(item) for field, item in fields if _is_hashed(field, item)}
    raise TypeError(f"An input holds a {type(value).__name__}, which has no canonical form.")


def _is_hashed(field: dataclasses.Field[Any], item: Any) -> bool:
    if field.name == _KEY_FIELD or FORGOTTEN in field.metadata:
        return False
    return item is not None and item != field.metadata.get(LATER, _NEVER)


_PATH: Final = "idempotencyKey"
