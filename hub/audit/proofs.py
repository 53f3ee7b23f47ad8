"""A proof that a receipt stands in the log, as a text that is checked without the hub (c2sp.org/tlog-proof)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hub.audit.merkle import HASH_BYTES, NotProven, check_inclusion
from hub.audit.notes import Head, Note, Verifier, verified
from hub.core.errors import BadInput

_FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_MOST_HASHES: Final = 63


class BadProof(BadInput):
    """Not such a text."""

    def __init__(self) -> None:
        super().__init__("This is not a proof: it begins with c2sp.org/tlog-proof@v1 and ends with a signed head.")


@dataclass(frozen=True, slots=True)
class Proof:
    """The place of a leaf, its way up to the root, and the head that has this root."""

    position: int
    hashes: tuple[bytes, ...]
    head: str

    def __str__(self) -> str:
        return f"{_FIRST_LINE}\nindex {self.position}\n{encoded(self.hashes)}\n{self.head}"

    @classmethod
    def read(cls, text: str) -> Proof:
        """Raises BadProof."""
        first, _, rest = text.partition("\n")
        before, blank, head = rest.partition("\n\n")
        lines = before.split("\n")
        if lines[0].startswith("extra "):
            del lines[0]
        word, _, number = lines[0].partition(" ")
        if first != _FIRST_LINE or word != "index" or not number.isascii() or not number.isdigit() or not blank:
            raise BadProof
        return cls(int(number), decoded(lines[1:]), head)

    def check(self, leaf: bytes, keys: Iterable[Verifier]) -> Head:
        """The head in which the leaf with this hash stands; raises NotProven, and BadNote for the head."""
        head = verified(self.head, keys)
        check_inclusion(leaf, self.position, head.size, self.hashes, head.root)
        return head


def check_same_tree(head: Head, other: str, keys: Iterable[Verifier]) -> None:
    """The head of a proof is the one that somebody has by another way; raises NotProven where it is not."""
    known = verified(other, keys)
    if known != head:
        raise NotProven(
            f"The proof leads to a head of {head.size} leaves, the one given has {known.size}, or another root. Ask the"
            f" hub for the proof at the size {known.size}."
        )


def encoded(hashes: Sequence[bytes]) -> str:
    """Hashes as lines."""
    return "".join(f"{base64.b64encode(each).decode()}\n" for each in hashes)


def decoded(lines: Sequence[str]) -> tuple[bytes, ...]:
    """The hashes of lines; raises BadProof."""
    try:
        found = tuple(base64.b64decode(line, validate=True) for line in lines)
    except ValueError as error:
        raise BadProof from error
    if len(found) > _MOST_HASHES or any(len(each) != HASH_BYTES for each in found):
        raise BadProof
    return found


def request_to_witness(old_size: int, hashes: Sequence[bytes], head: Note) -> str:
    """What a witness is sent (c2sp.org/tlog-witness, add-checkpoint)."""
    return f"old {old_size}\n{encoded(hashes)}\n{head}"


def request_of_log(body: str) -> tuple[int, tuple[bytes, ...], str]:
    """The same, as the witness reads it: old size, proof, head. Raises BadProof."""
    before, blank, head = body.partition("\n\n")
    first, *lines = before.split("\n")
    word, _, number = first.partition(" ")
    if word != "old" or not blank or not number.isascii() or not number.isdigit() or number != str(int(number)):
        raise BadProof
    return int(number), decoded(lines), head
