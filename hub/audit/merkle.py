"""The Merkle tree of RFC 9162, section 2.1: roots, proofs, and what a proof says, without I/O.

A tree is grown at its right end only, so a subtree that is complete never changes. It is named by its height and its
number: `Node(height, number)` covers the leaves from `number << height` on, `1 << height` of them. All of the tree's
hashes are built from those of complete subtrees, and for one root or proof about two for each level are needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves (RFC 9162, section 2.1.1)."""
HASH_BYTES: Final = 32


class Node(NamedTuple):
    """A complete subtree."""

    height: int
    number: int


class Span(NamedTuple):
    """The leaves from `begin` to before `end`."""

    begin: int
    end: int


NodeHash = Callable[[Node], bytes]
"""Gives the hash of a complete subtree."""


class NotProven(Exception):
    """A proof does not lead to the root. Its text says in a sentence what that means."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds these bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, hash_of: NodeHash) -> bytes:
    """The root of the first `size` leaves."""
    return _hash_of(Span(0, size), hash_of) if size else EMPTY_ROOT


def inclusion_proof(position: int, size: int, hash_of: NodeHash) -> list[bytes]:
    """Proves that the leaf at `position` is among the first `size` (section 2.1.3.1); raises ValueError when not."""
    return [_hash_of(span, hash_of) for span in _inclusion_spans(position, size)]


def consistency_proof(first: int, second: int, hash_of: NodeHash) -> list[bytes]:
    """Proves that the tree of `second` leaves begins with that of `first` (section 2.1.4.1).

    Raises ValueError unless `0 <= first <= second`.
    """
    return [_hash_of(span, hash_of) for span in _consistency_spans(first, second)]


def root_nodes(size: int) -> set[Node]:
    """The complete subtrees that `root` asks for."""
    return set(_nodes(Span(0, size)))


def inclusion_nodes(position: int, size: int) -> set[Node]:
    """The complete subtrees that `inclusion_proof` asks for."""
    return {node for span in _inclusion_spans(position, size) for node in _nodes(span)}


def consistency_nodes(first: int, second: int) -> set[Node]:
    """The complete subtrees that `consistency_proof` asks for."""
    return {node for span in _consistency_spans(first, second) for node in _nodes(span)}


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of leaves with these hashes; of a power of two, the hash of their complete subtree."""
    growing = Frontier()
    for each in hashes:
        growing.add(each)
    return growing.root()


class Frontier:
    """A tree that keeps only what it needs to grow: the roots of its largest complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[Node, bytes]] = []

    def add(self, leaf: bytes) -> Iterable[tuple[Node, bytes]]:
        """Appends a leaf by its hash; gives the subtrees that it completes, itself first."""
        completed = [(Node(0, self.size), leaf)]
        while self._peaks and self._peaks[-1][0].height == completed[-1][0].height:
            _, left = self._peaks.pop()
            node, right = completed[-1]
            completed.append((Node(node.height + 1, node.number >> 1), node_hash(left, right)))
        self._peaks.append(completed[-1])
        self.size += 1
        return completed

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        found = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            found = node_hash(left, found)
        return found


def check_inclusion(leaf: bytes, position: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> None:
    """Raises NotProven unless the leaf with this hash is at `position` of the tree (section 2.1.3.2)."""
    if not 0 <= position < size:
        raise NotProven(f"The place {position} lies outside a tree of {size} leaves.")
    number, last, found = position, size - 1, leaf
    for each in proof:
        if last == 0:
            raise NotProven("The proof is longer than the tree is high.")
        if number & 1 or number == last:
            found = node_hash(each, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, each)
        number, last = number >> 1, last >> 1
    if last != 0 or found != root_hash:
        raise NotProven("The proof does not lead from this receipt to the root of the signed head.")


def check_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises NotProven unless the second tree begins with the first (section 2.1.4.2).

    Every tree begins with the empty one and with itself, by an empty proof.
    """
    if not 0 <= first <= second:
        raise NotProven(f"A tree of {second} leaves cannot have grown from one of {first}.")
    if first in {0, second}:
        same = first_root == (second_root if first == second else EMPTY_ROOT)
        if proof or not same:
            raise NotProven("The two heads do not belong to one tree.")
        return
    if _roots_by(first, second, first_root, proof) != (first_root, second_root):
        raise NotProven("The two heads do not belong to one tree.")


def _roots_by(first: int, second: int, first_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots, as the proof builds them."""
    hashes = iter(proof)
    if first & (first - 1) == 0:
        # It is a complete subtree of the second, and its root is the proof's first hash unsaid.
        hashes = iter([first_root, *proof])
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    start = next(hashes, None)
    if start is None:
        raise NotProven("The proof is too short.")
    old = new = start
    for each in hashes:
        if last == 0:
            raise NotProven("The proof is longer than the tree is high.")
        if number & 1 or number == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            new = node_hash(new, each)
        number, last = number >> 1, last >> 1
    if last != 0:
        raise NotProven("The proof is too short.")
    return old, new


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _inclusion_spans(position: int, size: int) -> Iterator[Span]:
    """What stands beside the path, from the leaf up."""
    if not 0 <= position < size:
        raise ValueError(f"There is no leaf {position} in a tree of {size}.")
    spans, span = list[Span](), Span(0, size)
    while span.end - span.begin > 1:
        middle = span.begin + _split(span.end - span.begin)
        left, right = Span(span.begin, middle), Span(middle, span.end)
        span, beside = (left, right) if position < middle else (right, left)
        spans.append(beside)
    return reversed(spans)


def _consistency_spans(first: int, second: int) -> Iterator[Span]:
    if not 0 <= first <= second:
        raise ValueError(f"A tree of {second} leaves has not grown from one of {first}.")
    if first in {0, second}:
        return iter(())
    spans, span, is_whole = list[Span](), Span(0, second), True
    while first != span.end:
        middle = span.begin + _split(span.end - span.begin)
        left, right = Span(span.begin, middle), Span(middle, span.end)
        is_whole = is_whole and first <= middle
        span, beside = (left, right) if first <= middle else (right, left)
        spans.append(beside)
    if not is_whole:
        spans.append(span)
    return reversed(spans)


def _nodes(span: Span) -> Iterator[Node]:
    """The complete subtrees that a span of the tree is made of, the largest first.

    A span of the tree begins where its largest subtree begins.
    """
    at = span.begin
    while at < span.end:
        height = (span.end - at).bit_length() - 1
        yield Node(height, at >> height)
        at += 1 << height


def _hash_of(span: Span, hash_of: NodeHash) -> bytes:
    parts = [hash_of(node) for node in _nodes(span)]
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found
