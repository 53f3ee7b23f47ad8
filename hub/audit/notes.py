"""Signed heads of the tree, in the formats that logs and their witnesses use.

A head is a checkpoint (c2sp.org/tlog-checkpoint): origin, size and root, each on a line of its own, signed as a note
(c2sp.org/signed-note). A witness that has seen it adds a signature with its own time (c2sp.org/tlog-cosignature).
Keys are Ed25519 and are written as these formats write them: `name+id+key`.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.core.errors import BadInput

_LOG: Final = 0x01
_WITNESS: Final = 0x04
_DASH: Final = "\u2014 "
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_LARGEST: Final = 64 * 1024
"""Bytes of a note that is read."""


class BadNote(BadInput):
    """A head that cannot be read, or that none of the known keys signed."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and its name. A witness's signature covers its own time as well."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> Verifier:
        """From `name+id+key`; raises BadInput."""
        try:
            name, _, rest = text.strip().partition("+")
            marked, _, encoded = rest.partition("+")
            data = base64.b64decode(encoded, validate=True)
            found = cls(name, data[0], data[1:])
            if found.kind not in {_LOG, _WITNESS} or len(found.public) != 32 or found.id.hex() != marked:
                raise ValueError("not such a key")
        except (ValueError, IndexError) as error:
            raise BadInput(
                f"'{text[:200]}' is not a verifier key. It is written as hub.example+8fc3a1d2+AW..., one line."
            ) from error
        return found

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    @property
    def is_witness(self) -> bool:
        return self.kind == _WITNESS

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{key}"

    def signed_at(self, text: str, signature: bytes) -> int | None:
        """The witness's time in seconds since 1970, 0 for a log, which has none; None where the signature is wrong."""
        at, signature = (signature[:_TIME_BYTES], signature[_TIME_BYTES:]) if self.is_witness else (b"", signature)
        try:
            message = _cosigned(text, int.from_bytes(at, "big")) if self.is_witness else text.encode()
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return None
        return int.from_bytes(at, "big")


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name under which it signs."""

    key: Ed25519PrivateKey
    verifier: Verifier

    @classmethod
    def of(cls, name: str, seed: bytes, *, witness: bool = False) -> Signer:
        """With a key of 32 secret bytes; raises BadInput for a name that cannot stand on a signature's line."""
        if not name or "+" in name or any(each.isspace() for each in name):
            raise BadInput(f"'{name}' cannot be the name of a log or a witness: it has spaces or a plus sign.")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(key, Verifier(name, _WITNESS if witness else _LOG, key.public_key().public_bytes_raw()))

    def line(self, text: str, at: dt.datetime) -> str:
        """The signature's line under a note's text, which ends in a newline."""
        seconds = int(at.timestamp())
        if self.verifier.is_witness:
            signed = seconds.to_bytes(_TIME_BYTES, "big") + self.key.sign(_cosigned(text, seconds))
        else:
            signed = self.key.sign(text.encode())
        return f"{_DASH}{self.verifier.name} {base64.b64encode(self.verifier.id + signed).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, and who signed it: lines that each name a key. The text ends in a newline, and so does each line."""

    text: str
    lines: tuple[str, ...]

    @classmethod
    def read(cls, note: str) -> Note:
        """Raises BadNote."""
        text, blank, signatures = note.rpartition("\n\n")
        lines = signatures.splitlines(keepends=True)
        if len(note) > _LARGEST or not blank or not all(line.startswith(_DASH) and line[-1] == "\n" for line in lines):
            raise BadNote("This is not a signed head: a text, an empty line, and lines of signatures.")
        return cls(text + "\n", tuple(lines))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(self.lines)}"

    def signed_by(self, key: Verifier) -> int | None:
        """When the key signed it, as `Verifier.signed_at`; None where it did not."""
        for line in self.lines:
            name, _, encoded = line.removeprefix(_DASH).rstrip("\n").rpartition(" ")
            try:
                data = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                continue
            if name == key.name and data[:_ID_BYTES] == key.id:
                at = key.signed_at(self.text, data[_ID_BYTES:])
                if at is not None:
                    return at
        return None

    def with_lines(self, lines: Iterable[str]) -> Note:
        return Note(self.text, (*self.lines, *lines))


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says: the tree `origin` has the root `root` at `size` leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> Head:
        """From a note's text; raises BadNote."""
        try:
            origin, size, root = text.split("\n")[:3]
            found = cls(origin, int(size), base64.b64decode(root, validate=True))
        except ValueError as error:
            raise BadNote("The signed head does not give origin, size and root.") from error
        if not text.startswith(found.text) or found.size < 0 or len(found.root) != 32:
            raise BadNote("The signed head does not give origin, size and root.")
        return found

    def signed(self, signer: Signer, at: dt.datetime) -> Note:
        return Note(self.text, (signer.line(self.text, at),))


def verified(note: str, keys: Iterable[Verifier]) -> Head:
    """The head of a note that one of the log's keys signed; raises BadNote."""
    read = Note.read(note)
    head = Head.read(read.text)
    for key in keys:
        if not key.is_witness and key.name == head.origin and read.signed_by(key) is not None:
            return head
    raise BadNote(f"No known key of {head.origin[:100]} signed this head. Compare its key with the one published.")


def cosigned_at(note: str, key: Verifier) -> dt.datetime | None:
    """When this witness cosigned the head; None where it did not."""
    at = Note.read(note).signed_by(key)
    return dt.datetime.fromtimestamp(at, dt.UTC) if at is not None and key.is_witness else None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
