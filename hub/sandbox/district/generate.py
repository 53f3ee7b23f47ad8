"""Generates the district as a stream of households, in bounded memory, and always the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Final

from hub.core.citizen import ParentRef
from hub.sandbox.district.calendar import REFERENCE_TIME
from hub.sandbox.district.composition import ALONE, COUPLE, WIDOW, compose, grown_family, young_couple
from hub.sandbox.district.draft import Draft, Mark
from hub.sandbox.district.names import variant
from hub.sandbox.district.person import Household, Person
from hub.sandbox.district.places import Places
from hub.sandbox.district.registry import Registry, duplicate_of
from hub.sandbox.regions import RegionTable

COMPLETE_WANTED: Final = 64
"""People who have something at every agency; checks are promised fifty."""
_IN_RECORD_SHARE: Final = 0.9
_ELSEWHERE_SHARE: Final = 0.004
_CHECKED_DISTRICT: Final = "19.01.01"
_OTHER_REGENCY: Final = "19.04"
_YOUNG_COUPLES: Final = 6


class District:
    """A synthetic district. Each iteration makes it anew, and equal."""

    def __init__(self, regions: RegionTable, people: int, seed: int, copied_at: dt.datetime) -> None:
        self.people = people
        self.seed = seed
        self._copied_at = copied_at
        self._places = Places(regions)

    def households(self) -> Iterator[Household]:
        """Household by household, until there are exactly `people` persons."""
        return _Stream(self.people, self.seed, self._places, self._copied_at).run()

    def persons(self) -> Iterator[Person]:
        for household in self.households():
            yield from household.persons


def generate(
    regions: RegionTable, people: int = 5000, seed: int = 1901, copied_at: dt.datetime = REFERENCE_TIME
) -> District:
    """The district of `people` persons (at least 100) in the villages of `regions`, which holds the whole country.

    `copied_at` (UTC) is when the record got its copies; nothing but `Citizen.as_of` follows from it.
    """
    return District(regions, people, seed, copied_at)


class _Stream:
    """One pass: first the households that checks rely on, then as many as are asked for."""

    def __init__(self, people: int, seed: int, places: Places, copied_at: dt.datetime) -> None:
        self._rng = random.Random(f"satu:{seed}")  # noqa: S311 - made-up people, not secrets
        self._places = places
        self._registry = Registry(self._rng, places, copied_at)
        self._left = people
        self._complete = 0

    def run(self) -> Iterator[Household]:
        yield from self._special()
        while self._left > 0:
            yield self._ordinary()

    def _special(self) -> Iterator[Household]:
        yield self._marked(young_couple(self._rng), Mark.NEWBORN_PARENT)
        yield self._put(compose(self._rng, WIDOW))
        yield self._marked(compose(self._rng, COUPLE), Mark.LEADING_NINE, in_record=False)
        yield self._marked(compose(self._rng, COUPLE), Mark.OTHER_REGION)
        yield self._marked(compose(self._rng, ALONE), Mark.SEALED)
        yield self._marked(compose(self._rng, COUPLE), Mark.ODD_NIK)
        yield from self._twice_registered()
        for _ in range(_YOUNG_COUPLES):
            yield self._marked(young_couple(self._rng), Mark.NEWBORN_PARENT)

    def _marked(self, drafts: list[Draft], mark: Mark, *, in_record: bool = True) -> Household:
        drafts[0].mark = mark
        return self._put(drafts, in_record=in_record, elsewhere=mark is Mark.OTHER_REGION)

    def _twice_registered(self) -> Iterator[Household]:
        """One human, two numbers: as a child of the family, and alone under another spelling."""
        family = grown_family(self._rng)
        son = family[-1]
        son.mark, son.full_name = Mark.DUPLICATE, "Muhammad Yusuf Ramadhan"
        yield self._put(family, malay=True)
        again = duplicate_of(son, variant(son.full_name).replace("Yusuf", "Jusuf"))
        if son.mother is not None:
            again.outside_mother = ParentRef(son.mother.full_name, None)
        if son.father is not None:
            again.outside_father = ParentRef(son.father.full_name, None)
        yield self._put([again], malay=True)

    def _ordinary(self) -> Household:
        drafts = compose(self._rng)
        in_record = self._rng.random() < _IN_RECORD_SHARE
        if self._rng.random() < _ELSEWHERE_SHARE:
            return self._put(drafts, in_record=in_record, elsewhere=True, checked=False)
        return self._put(drafts, in_record=in_record, checked=False)

    def _put(
        self,
        drafts: list[Draft],
        *,
        in_record: bool = True,
        elsewhere: bool = False,
        malay: bool = False,
        checked: bool = True,
    ) -> Household:
        """Registers a household; `checked` ones live in the kecamatan where the demonstration's clerks sit."""
        rng = self._rng
        if elsewhere:
            address = self._places.elsewhere(rng, _OTHER_REGENCY if checked else None)
        else:
            address = self._places.at_home(rng, _CHECKED_DISTRICT if checked else None)
        complete = in_record and not elsewhere and self._complete < COMPLETE_WANTED
        setting = self._registry.setting(in_record=in_record, complete=complete, address=address, malay=malay)
        household = self._registry.register(_cut(drafts, self._left), setting)
        self._left -= len(household.persons)
        self._complete += sum(has_everything(person) for person in household.persons) if complete else 0
        return household


def has_everything(person: Person) -> bool:
    """Whether the person stands in the record and has something at every agency."""
    return person.in_record and len(person.facets) == 4 and bool(person.immunisations) and not person.citizen.sealed


def _cut(drafts: list[Draft], limit: int) -> list[Draft]:
    """The first `limit` drafts; parents who are cut off become people who live elsewhere."""
    kept = drafts[:limit]
    for draft in kept:
        draft.mother = draft.mother if draft.mother in kept else None
        draft.father = draft.father if draft.father in kept else None
    return kept
