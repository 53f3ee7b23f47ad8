"""The signature of a message: a JWS whose payload is the message itself (RFC 7515, appendix F)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.facades.spdci.words import Err, Refused
from hub.store.spdci import Sender

UNSIGNED: Final = "unsigned"
"""What a sender writes whose registration needs no signature."""
ALGORITHMS: Final = ("ES256", "Ed25519", "PS256", "RS256")
_LONGEST: Final = 4096


def signed(envelope: Mapping[str, Any]) -> bytes:
    """What is signed: header and message as canonical JSON, names in order and no space (RFC 8785)."""
    return orjson.dumps({name: envelope[name] for name in ("header", "message")}, option=orjson.OPT_SORT_KEYS)


def check(envelope: Mapping[str, Any], sender: Sender) -> None:
    """Raises Refused for a signature that is missing where it must be there, or does not hold."""
    given = envelope.get("signature")
    if given in (None, "", UNSIGNED):
        if not sender.unsigned:
            raise Refused(Err.NO_SIGNATURE, "This sender's messages are signed. Put a detached JWS into `signature`.")
        return
    if (
        not isinstance(given, str)
        or len(given) > _LONGEST
        or sender.keys is None
        or not _holds(given, envelope, sender)
    ):
        raise Refused(
            Err.SIGNATURE,
            "The signature does not hold. It is a detached JWS over `header` and `message` in canonical JSON, by a key "
            "of this sender's registration.",
        )


def _holds(given: str, envelope: Mapping[str, Any], sender: Sender) -> bool:
    assert sender.keys is not None
    try:
        keys = KeySet.import_key_set(_set(sender.keys))
        jws.deserialize_compact(given, keys, algorithms=list(ALGORITHMS), payload=signed(envelope))
    except (JoseError, ValueError, UnicodeError):
        return False
    return True


def _set(keys: Mapping[str, Any]) -> Any:
    return {"keys": list(keys["keys"])}
