"""The tree against the vectors of Certificate Transparency and against RFC 9162's own words, taken literally."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audit import merkle
from hub.audit.merkle import Frontier, Node, NotProven, leaf_hash, node_hash

# github.com/google/certificate-transparency, merkletree tests: the leaves, the roots of their first 1 to 8, and proofs.
INPUTS = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
PATH_0_OF_8 = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
FROM_6_TO_8 = (
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
SIZES = st.integers(min_value=1, max_value=140)
FEW = settings(max_examples=40, deadline=None)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


class Whole:
    """A tree that is small enough to be kept whole; notes which of its subtrees somebody asked for."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes
        self.asked = set[Node]()

    def __call__(self, node: Node) -> bytes:
        self.asked.add(node)
        return literal_root(self.hashes[node.number << node.height : (node.number + 1) << node.height])


def literal_split(count: int) -> int:
    middle = 1
    while middle * 2 < count:
        middle *= 2
    return middle


def literal_root(hashes: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.1."""
    if len(hashes) == 1:
        return hashes[0]
    middle = literal_split(len(hashes))
    return node_hash(literal_root(hashes[:middle]), literal_root(hashes[middle:]))


def literal_path(position: int, hashes: Sequence[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1."""
    if len(hashes) == 1:
        return []
    middle = literal_split(len(hashes))
    if position < middle:
        return [*literal_path(position, hashes[:middle]), literal_root(hashes[middle:])]
    return [*literal_path(position - middle, hashes[middle:]), literal_root(hashes[:middle])]


def literal_growth(first: int, hashes: Sequence[bytes], is_known: bool) -> list[bytes]:
    """RFC 9162, section 2.1.4.1."""
    if first == len(hashes):
        return [] if is_known else [literal_root(hashes)]
    middle = literal_split(len(hashes))
    if first <= middle:
        return [*literal_growth(first, hashes[:middle], is_known), literal_root(hashes[middle:])]
    return [*literal_growth(first - middle, hashes[middle:], is_known=False), literal_root(hashes[:middle])]


def test_the_vectors_of_certificate_transparency() -> None:
    known = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]
    whole, frontier = Whole(known), Frontier()
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert frontier.root() == merkle.root(0, whole) == merkle.EMPTY_ROOT
    for size, (leaf, expected) in enumerate(zip(known, ROOTS, strict=True), 1):
        frontier.add(leaf)
        assert frontier.root().hex() == merkle.root(size, whole).hex() == merkle.root_of(known[:size]).hex() == expected
    assert [each.hex() for each in merkle.inclusion_proof(0, 8, whole)] == list(PATH_0_OF_8)
    assert [each.hex() for each in merkle.consistency_proof(6, 8, whole)] == list(FROM_6_TO_8)


@FEW
@given(size=SIZES, data=st.data())
def test_an_inclusion_proof_is_that_of_the_rfc_and_leads_to_the_root(size: int, data: st.DataObject) -> None:
    position, hashes = data.draw(st.integers(0, size - 1)), leaves(size)
    whole = Whole(hashes)
    proof = merkle.inclusion_proof(position, size, whole)
    assert proof == literal_path(position, hashes)
    assert merkle.inclusion_nodes(position, size) == whole.asked
    assert len(whole.asked) <= 2 * size.bit_length()
    root = literal_root(hashes)
    merkle.check_inclusion(hashes[position], position, size, proof, root)
    for wrong in _altered(proof):
        with pytest.raises(NotProven):
            merkle.check_inclusion(hashes[position], position, size, wrong, root)
    other = data.draw(st.integers(0, size + 3).filter(lambda number: number != position))
    with pytest.raises(NotProven):
        merkle.check_inclusion(hashes[position], other, size, proof, root)


@FEW
@given(second=SIZES, data=st.data())
def test_a_consistency_proof_is_that_of_the_rfc_and_leads_to_both_roots(second: int, data: st.DataObject) -> None:
    first, hashes = data.draw(st.integers(1, second)), leaves(second)
    whole = Whole(hashes)
    proof = merkle.consistency_proof(first, second, whole)
    assert proof == literal_growth(first, hashes, is_known=True)
    assert merkle.consistency_nodes(first, second) == whole.asked
    old, new = literal_root(hashes[:first]), literal_root(hashes)
    merkle.check_consistency(first, second, old, new, proof)
    for wrong in _altered(proof):
        with pytest.raises(NotProven):
            merkle.check_consistency(first, second, old, new, wrong)
    for bad in ((old, leaf_hash(b"x")), (leaf_hash(b"x"), new)):
        with pytest.raises(NotProven):
            merkle.check_consistency(first, second, *bad, proof)


@FEW
@given(SIZES)
def test_a_root_is_that_of_the_rfc_however_it_is_reached(size: int) -> None:
    hashes = leaves(size)
    whole, frontier, completed = Whole(hashes), Frontier(), dict[Node, bytes]()
    for each in hashes:
        completed.update(frontier.add(each))
    assert merkle.root(size, whole) == frontier.root() == merkle.root_of(hashes) == literal_root(hashes)
    assert merkle.root_nodes(size) == whole.asked
    assert all(whole(node) == found for node, found in completed.items())
    assert len(completed) == 2 * size - size.bit_count()


def test_every_tree_begins_with_the_empty_one_and_a_smaller_one_with_no_larger() -> None:
    root = literal_root(leaves(5))
    merkle.check_consistency(0, 5, merkle.EMPTY_ROOT, root, [])
    assert merkle.consistency_proof(0, 5, Whole(leaves(5))) == []
    for first, second, old, new, proof in (
        (0, 5, root, root, []),
        (0, 5, merkle.EMPTY_ROOT, root, [root]),
        (5, 5, root, literal_root(leaves(4)), []),
        (5, 4, root, literal_root(leaves(4)), []),
        (-1, 4, root, literal_root(leaves(4)), []),
        (4, 5, literal_root(leaves(4)), root, []),
    ):
        with pytest.raises(NotProven):
            merkle.check_consistency(first, second, old, new, proof)
    with pytest.raises(ValueError, match="grown"):
        merkle.consistency_proof(6, 5, Whole(leaves(5)))
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(5, 5, Whole(leaves(5)))


def _altered(proof: Sequence[bytes]) -> list[list[bytes]]:
    """Proofs of which one hash is another one, is missing, or stands there twice."""
    strange = leaf_hash(b"strange")
    found = [[*proof, strange]]
    for at in range(len(proof)):
        found += [[*proof[:at], strange, *proof[at + 1 :]], [*proof[:at], *proof[at + 1 :]]]
    return found
