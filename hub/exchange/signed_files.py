"""The signature of a file: a signed statement that lies beside it (JWS, compact form, RFC 7515).

Its payload names the file by its SHA-256, so it can be verified before a byte of the file is believed, however large
the file is. Keys are those of a JWK set that the agency hands over in person; which one signed stands in the header.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hub.core.errors import BadInput, Unauthenticated
from hub.core.intake import FileStatement

ALGORITHMS: Final = ("Ed25519", "ES256")
_SHA256: Final = r"^[0-9a-f]{64}$"
_PERIOD: Final = r"^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
_MOST_BYTES: Final = 8192


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str
    period: str = Field(pattern=_PERIOD)
    sha256: str = Field(pattern=_SHA256)
    rows: int = Field(ge=0, strict=True)
    issued_at: AwareDatetime = Field(alias="issuedAt")
    replaces: str | None = Field(default=None, pattern=_SHA256)


@dataclass(frozen=True, slots=True)
class SignedForm:
    """A form of signed files.

    `name` is what a statement must say its format is; `agency` and `setting` (the variable that names the JWK set)
    stand in what is told to whoever brings a file that cannot be used, and so does `described`, where the form is
    written down.
    """

    name: str
    agency: str
    setting: str
    described: str

    def verified(self, signature: bytes, keys: KeySet) -> FileStatement:
        """What the statement says. Raises Unauthenticated when no key of the set signed it, BadInput for its form."""
        if len(signature) > _MOST_BYTES:
            raise BadInput("This is no signature: it is too long. Give the file that ends in .jws.")
        try:
            found = jws.deserialize_compact(signature.strip(), _key_of(signature, keys), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            raise Unauthenticated(self._not_signed()) from None
        return self._statement(found.payload, str(found.headers()["kid"]))

    def read_keys(self, path: Path) -> KeySet:
        """The agency's public keys. Raises BadInput for a file that holds none, or a private one."""
        try:
            keys = [_public(each) for each in json.loads(path.read_bytes())["keys"]]
        except (OSError, ValueError, KeyError, TypeError, JoseError):
            keys = []
        if not keys:
            raise BadInput(
                f"{path} holds no usable public keys of {self.agency}. It is a JWK set (RFC 7517) of Ed25519 "
                "or P-256 keys, each with its `kid` and without its private part."
            )
        return KeySet([*keys])

    def _statement(self, payload: bytes, signer: str) -> FileStatement:
        try:
            said = _Statement.model_validate_json(payload)
        except ValidationError:
            said = None
        if said is None or said.format != self.name:
            raise BadInput(
                f"The signed statement is not of the form {self.name} that {self.described} describes. "
                "Ask the agency to write it anew."
            )
        at = said.issued_at.astimezone(dt.UTC)
        return FileStatement(said.period, said.sha256, said.rows, at, said.replaces, signer)

    def _not_signed(self) -> str:
        return (
            "The signature does not hold, so nothing of the file was read. Ask the agency for the file and its "
            f"signature again; if it changed its key, put the new public key into the JWK set that {self.setting} "
            "names."
        )


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
