"""The stamp of a paper: a short signed statement in its QR code, which is checked without a network.

COSE_Sign1 (RFC 9052, section 4.2) with ES256 over the CBOR array `[1, tenant, code, title, number, name, day]`: what
the public page tells of the paper, number and name masked the same way, `day` in days since 1970-01-01. It stands in
base64url after the `#` of the page's address, so browsers do not send it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from hub.core.errors import BadInput

_VERSION: Final = 1
_TAG: Final = 18
_ALGORITHM, _KEY_ID, _ES256 = 1, 4, -7
_COORDINATE_BYTES: Final = 32
_LONGEST_NAME: Final = 40
_LONGEST_BYTES: Final = 1024
_EPOCH: Final = dt.date(1970, 1, 1)

PublicKeys = Mapping[str, ec.EllipticCurvePublicKey]
"""By `kid`, as the published list of keys has them."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp says. `number` and `name` are masked; `name` None where the person is not named, not even so."""

    tenant: str
    code: str
    title: str
    number: str
    name: str | None
    issued_on: dt.date


@dataclass(frozen=True, slots=True)
class StampKey:
    """A key that signs; `id` is what `key_id` says of it."""

    id: str
    private: ec.EllipticCurvePrivateKey


def stamped(url: str, stamp: Stamp, key: StampKey) -> str:
    """The text of the QR code: the page's address with the stamp behind it."""
    return f"{url}#{_signed(stamp, key)}"


def checked(text: str, keys: PublicKeys) -> Stamp:
    """The stamp in the text of a QR code, if a key of the list made it and it is that of the address before it.

    Raises BadInput, with what to do: for a text without a stamp, one that was changed, and an unknown key.
    """
    address, _, encoded = text.strip().partition("#")
    if not encoded:
        raise BadInput("There is no signed statement in this QR code, so only the page of its address tells.")
    key_id, protected, payload, signature = _parts(encoded)
    if key_id not in keys:
        raise BadInput(
            "No key of this list signed the QR code. Fetch the list anew; if it still fails, the paper is not genuine."
        )
    _verify(keys[key_id], _to_sign(protected, payload), signature)
    stamp = _stamp(payload)
    if address.rsplit("/", 1)[-1] != stamp.code:
        raise BadInput("The address and the signed statement in this QR code are of two papers: it is not genuine.")
    return stamp


def key_id(key: ec.EllipticCurvePublicKey) -> str:
    """The beginning of the key's hash, in 11 characters."""
    point = key.public_numbers()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(_coordinate(point.x) + _coordinate(point.y))
    return _encoded(digest.finalize()[:8])


def published(keys: Iterable[ec.EllipticCurvePublicKey], issuer: str) -> list[dict[str, str]]:
    """Their JSON Web Keys (RFC 7517); `issuer` is the office's name, which the QR code has no room for."""
    return [
        {
            "kty": "EC",
            "crv": "P-256",
            "use": "sig",
            "alg": "ES256",
            "kid": key_id(key),
            "issuer": issuer,
            "x": _encoded(_coordinate(key.public_numbers().x)),
            "y": _encoded(_coordinate(key.public_numbers().y)),
        }
        for key in keys
    ]


def key_list(jwks: Mapping[str, Any]) -> dict[str, ec.EllipticCurvePublicKey]:
    """The keys that make stamps, of a published list. Raises BadInput for what is none."""
    try:
        entries = [entry for entry in jwks["keys"] if entry.get("alg") == "ES256" and "x5c" not in entry]
        return {entry["kid"]: _public(entry) for entry in entries}
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadInput("This file is no list of keys. Fetch /.well-known/certificate-keys.json of the hub.") from None


def _public(entry: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_decoded(entry[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _signed(stamp: Stamp, key: StampKey) -> str:
    protected = cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: _decoded(key.id)})
    payload = cbor2.dumps(
        [
            _VERSION,
            stamp.tenant,
            stamp.code,
            stamp.title,
            stamp.number,
            _short(stamp.name),
            (stamp.issued_on - _EPOCH).days,
        ]
    )
    r, s = decode_dss_signature(key.private.sign(_to_sign(protected, payload), ec.ECDSA(hashes.SHA256())))
    return _framed(protected, payload, _coordinate(r) + _coordinate(s))


def _framed(protected: bytes, payload: bytes, signature: bytes) -> str:
    """The COSE_Sign1 of these parts, with nothing that is not signed beside them."""
    return _encoded(cbor2.dumps(cbor2.CBORTag(_TAG, [protected, {}, payload, signature])))


def _short(name: str | None) -> str | None:
    """A name of many words is cut: the code must stay coarse enough for a worn paper and a cheap camera."""
    if name is None or len(name) <= _LONGEST_NAME:
        return name
    return name[:_LONGEST_NAME].rsplit(" ", 1)[0] + " …"


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of RFC 9052, section 4.4."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _parts(encoded: str) -> tuple[str, bytes, bytes, bytes]:
    """(key id, protected header, payload, signature)."""
    try:
        tagged = cbor2.loads(_decoded(encoded))
        protected, _, payload, signature = tagged.value
        header = dict(cbor2.loads(protected))
        usable = header[_ALGORITHM] == _ES256 and len(signature) == 2 * _COORDINATE_BYTES
        # Not a letter may differ from what this hub would write: neither beside the signed parts nor in how they lie.
        usable = usable and encoded == _framed(protected, payload, signature)
        named = _encoded(header[_KEY_ID])
    except (cbor2.CBORError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise _damaged() from None
    if not usable or not isinstance(payload, bytes):
        raise _damaged()
    return named, protected, payload, signature


def _verify(key: ec.EllipticCurvePublicKey, signed: bytes, signature: bytes) -> None:
    r, s = (int.from_bytes(signature[at : at + _COORDINATE_BYTES], "big") for at in (0, _COORDINATE_BYTES))
    try:
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise BadInput("The signed statement in this QR code was changed: the paper is not genuine.") from None


def _stamp(payload: bytes) -> Stamp:
    """What a key of ours signed; another version is newer than this program."""
    version, *said = cbor2.loads(payload)
    if version != _VERSION:
        raise BadInput("This QR code is of a newer form. Use the newest version of this program.")
    tenant, code, title, number, name, days = said
    return Stamp(tenant, code, title, number, name, _EPOCH + dt.timedelta(days=days))


def _damaged() -> BadInput:
    return BadInput("The signed statement in this QR code cannot be read. Scan the code again, whole.")


def _coordinate(number: int) -> bytes:
    return number.to_bytes(_COORDINATE_BYTES, "big")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    if len(text) > _LONGEST_BYTES:
        raise ValueError
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ValueError from problem
