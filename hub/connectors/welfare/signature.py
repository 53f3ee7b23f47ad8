"""The signature of a file: a signed statement that lies beside it (JWS, compact form, RFC 7515).

Its payload names the file by its SHA-256, so it can be verified before a byte of the file is believed, however large
the file is. Keys are those of a JWK set that the agency hands over in person; which one signed stands in the header.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Final, Literal

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hub.core.errors import BadInput, Unauthenticated
from hub.core.intake import FileStatement

FORMAT: Final = "satu-dtsen/1"
ALGORITHMS: Final = ("Ed25519", "ES256")
_SHA256: Final = r"^[0-9a-f]{64}$"
_MOST_BYTES: Final = 8192
_NOT_SIGNED: Final = (
    "The signature does not hold, so nothing of the file was read. Ask the agency for the file and its signature "
    "again; if it changed its key, put the new public key into the JWK set that HUB_CONNECTOR_WELFARE_KEYS names."
)


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["satu-dtsen/1"]
    period: str = Field(pattern=r"^[0-9]{4}-Q[1-4]$")
    sha256: str = Field(pattern=_SHA256)
    rows: int = Field(ge=0, strict=True)
    issued_at: AwareDatetime = Field(alias="issuedAt")
    replaces: str | None = Field(default=None, pattern=_SHA256)


def verified(signature: bytes, keys: KeySet) -> FileStatement:
    """What the statement says. Raises Unauthenticated when no key of the set signed it, BadInput for its form."""
    if len(signature) > _MOST_BYTES:
        raise BadInput("This is no signature: it is too long. Give the file that ends in .jws.")
    try:
        found = jws.deserialize_compact(signature.strip(), _key_of(signature, keys), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError):
        raise Unauthenticated(_NOT_SIGNED) from None
    try:
        said = _Statement.model_validate_json(found.payload)
    except ValidationError:
        raise BadInput(
            f"The signed statement is not of the form {FORMAT} that hub/connectors/welfare/README.md describes. "
            "Ask the agency to write it anew."
        ) from None
    return FileStatement(
        period=said.period,
        sha256=said.sha256,
        rows=said.rows,
        issued_at=said.issued_at.astimezone(dt.UTC),
        replaces=said.replaces,
        signer=str(found.headers()["kid"]),
    )


def read_keys(path: Path) -> KeySet:
    """The agency's public keys. Raises BadInput for a file that holds none, or a private one."""
    try:
        keys = [_public(each) for each in json.loads(path.read_bytes())["keys"]]
    except (OSError, ValueError, KeyError, TypeError, JoseError):
        keys = []
    if not keys:
        raise BadInput(
            f"{path} holds no usable public keys of the social welfare agency. It is a JWK set (RFC 7517) of Ed25519 "
            "or P-256 keys, each with its `kid` and without its private part."
        )
    return KeySet([*keys])


def _public(given: dict[str, str | list[str]]) -> ECKey | OKPKey:
    kinds: dict[tuple[object, object], type[ECKey | OKPKey]] = {("OKP", "Ed25519"): OKPKey, ("EC", "P-256"): ECKey}
    key = kinds[given.get("kty"), given.get("crv")].import_key(given)
    if key.is_private or not key.kid:
        raise ValueError("a private key, or one without a name")
    return key


def _key_of(signature: bytes, keys: KeySet) -> ECKey | OKPKey:
    """The key that the header names: none is tried by guessing."""
    header = jws.extract_compact(signature.strip()).headers()
    found = next((key for key in keys.keys if key.kid == header.get("kid")), None)
    if "crit" in header or not isinstance(found, ECKey | OKPKey):
        raise ValueError("no key of this name")
    return found
