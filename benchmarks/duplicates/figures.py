"""`python -m benchmarks.duplicates.figures [seed ...]`: recall and precision on labelled persons, by kind of slip."""

from __future__ import annotations

import itertools
import sys
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.duplicates.population import Made, Population
from benchmarks.duplicates.slips import entered_again
from hub.core.matching import Comparand, comparand, compare
from hub.core.matching_keys import keys

PERSONS, TWICE = 20_000, 3_000
TUNED_ON = 1
Pair = frozenset[int]


@dataclass(frozen=True)
class Labelled:
    """Records in an order that tells nothing, and which pairs of them (by place) are one human."""

    records: Sequence[Made]
    pairs: frozenset[Pair]


def labelled(seed: int, persons: int = PERSONS, twice: int = TWICE) -> Labelled:
    """The labelled set of a seed."""
    population = Population(seed)
    once = population.people(persons)
    records = [*once, *(entered_again(population, one) for one in population.rng.sample(once, twice))]
    population.rng.shuffle(records)
    places: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(records):
        places[one.human].append(at)
    return Labelled(records, frozenset(frozenset(two) for two in places.values() if len(two) > 1))


@dataclass(frozen=True)
class Figures:
    """How well found pairs agree with the truth."""

    right: int
    wrong: int
    missed: int
    by_slip: dict[str, tuple[int, int]]
    """(found, all) of the pairs whose second record has the slip."""

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    def __str__(self) -> str:
        counts = f"(found {self.right}, missed {self.missed}, wrong {self.wrong})"
        lines = [f"recall {self.recall:.4f}  precision {self.precision:.4f}  {counts}"]
        for slip, (found, of) in sorted(self.by_slip.items(), key=lambda one: one[1][0] / one[1][1]):
            lines.append(f"  {slip:<14} {found:>5} of {of:>5}  {found / of:.3f}")
        return "\n".join(lines)


def figures(given: Labelled, found: Iterable[Pair]) -> Figures:
    """Compares what was found with the truth."""
    pairs = set(found)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for pair in given.pairs:
        for slip in next(filter(None, (given.records[at].slips for at in pair)), ()):
            counts[slip][0] += pair in pairs
            counts[slip][1] += 1
    right = len(pairs & given.pairs)
    by_slip = {slip: (found, of) for slip, (found, of) in counts.items()}
    return Figures(right, len(pairs) - right, len(given.pairs) - right, by_slip)


def compared(one: Made, key: int) -> Comparand:
    """A record as the hub compares it."""
    return comparand(
        uuid.UUID(int=key), nik=one.nik, full_name=one.full_name, birth_date=one.birth_date, sex=one.sex,
        birth_place=one.birth_place, mother_name=one.mother_name, family_card=one.family_card, region_code=one.region,
    )  # fmt: skip


def in_memory(people: Sequence[Comparand], most: int) -> tuple[set[Pair], int]:
    """Found pairs by place, and how many were compared: the keys' blocks of at most `most` persons."""
    blocks: dict[int, list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for key in keys(person):
            blocks[key].append(at)
    worth = {pair for block in blocks.values() if len(block) <= most for pair in itertools.combinations(block, 2)}
    return {frozenset(pair) for pair in worth if compare(people[pair[0]], people[pair[1]]).is_candidate}, len(worth)


def main(seeds: Sequence[int]) -> None:
    for seed in seeds:
        given = labelled(seed)
        people = [compared(one, at) for at, one in enumerate(given.records)]
        began = time.process_time()
        found, worth = in_memory(people, 200)
        spent = time.process_time() - began
        print(f"seed {seed}{' (tuned on)' if seed == TUNED_ON else ''}: {len(people)} records, {worth} pairs compared"
              f" in {spent:.1f} s of CPU")  # fmt: skip
        print(figures(given, found))
        if "-v" in sys.argv:
            _explain(given, people, found)


def _explain(given: Labelled, people: Sequence[Comparand], found: set[Pair]) -> None:
    """The commonest reasons of what was missed and of what is wrong."""
    for title, pairs in (("missed", given.pairs - found), ("wrong", found - given.pairs)):
        told = Counter()  # type: Counter[str]
        for a, b in pairs:
            shared = keys(people[a]) & keys(people[b])
            comparison = compare(people[a], people[b])
            names = [reason.name for reason in comparison.reasons if abs(reason.bits) > 1]
            told[f"{'' if shared else 'NO KEY '}{' '.join(names)}"] += 1
        print(title)
        for text, count in told.most_common(14):
            print(f"  {count:>4} {text}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:] if word.isdigit()] or [TUNED_ON, 2, 3])
