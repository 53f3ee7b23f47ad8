"""Whom an answer is about: everybody, and each part of it by itself, in the same order."""

from __future__ import annotations

import random
import uuid

import pytest

from hub.core.receipt_parts import placed


@pytest.mark.parametrize("seed", range(20))
def test_everybody_and_each_part_stand_in_order_and_once(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  the same persons each time
    persons = [uuid.UUID(int=rng.getrandbits(128)) for _ in range(6)]
    given = {part: [rng.choice(persons) for _ in range(rng.choice([0, 1, 1, 2, 5]))] for part in ("a", "b", "c")}
    everybody, places = placed({part: {each.bytes for each in ids} for part, ids in given.items()})
    parts = {part: everybody if at is None else [everybody[one - 1] for one in at] for part, at in places.items()}
    assert list(everybody) == sorted({each for ids in given.values() for each in ids}, key=lambda each: each.bytes)
    assert {part: list(found) for part, found in parts.items()} == {
        part: sorted(set(ids), key=lambda each: each.bytes) for part, ids in given.items()
    }
