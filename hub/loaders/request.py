"""All loaders of one request, made for one reader: what they gave is never shown to another."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from hub.audit.quotas import DailyQuotas
from hub.core.agency_ports import FacetSource, PopulationAgency
from hub.core.facet import Facet, FacetCopy, FacetKey
from hub.core.notices import NoticeLog
from hub.core.past import Past
from hub.core.ports import Certificates, DocumentRows, FacetCopies, People
from hub.core.predicates import ANYBODY, NOT_SEALED, RESIDENT, RowFilter
from hub.exchange.behalf import THE_HUB, Behalf
from hub.loaders.batch import Loading
from hub.loaders.call_group import Caller
from hub.loaders.certificates import IssuedPapers
from hub.loaders.citizens import CitizensById, CitizensByNik, PersonLoader, PopulationReads, RecordedPersons
from hub.loaders.documents import Documents
from hub.loaders.facets import FacetLoader, HeldFacet, LiveFacet
from hub.loaders.families import FamilyCards, FamilyMembers
from hub.loaders.keeper import Keeper, KeptFacet
from hub.loaders.notices import Notices
from hub.loaders.past import Changes, Origins
from hub.loaders.quotas import GivenToday
from hub.loaders.sharing import MOST_SHARED_KEYS, NOTHING_SHARED, SharedReads, SharedSources, begin_shared
from hub.loaders.unknown import UnknownNiks

UNSEALED: Final = RowFilter((NOT_SEALED.name,))
"""Rows that the hub itself looks at for the rules of a service; they are not shown."""
_PRESENT: Final = RowFilter((NOT_SEALED.name, RESIDENT.name))
_EVERYBODY: Final = RowFilter((ANYBODY.name,))


@dataclass(frozen=True, slots=True)
class Sources:
    """The ports that loaders read from."""

    tenant: str
    people: People
    past: Past
    population: PopulationAgency
    facet_copies: FacetCopies
    facets: Mapping[str, Facet[Any]]
    live: Mapping[str, FacetSource]
    documents: DocumentRows
    shared: SharedSources = NOTHING_SHARED
    keepers: Mapping[str, Keeper] = field(default_factory=dict)
    unknown: UnknownNiks | None = None
    notices: NoticeLog | None = None
    quotas: DailyQuotas | None = None
    certificates: Certificates | None = None


class Loaders:
    """Loaders of one request, narrowed by the reader's row filter. Each is made when it is first asked for.

    With a `caller`, agencies that allow it are asked together with other requests of the same caller; `calls` are the
    ids of such calls that gave this request data, `asked` the names of all agencies that were asked for it.
    """

    def __init__(self, sources: Sources, rows: RowFilter, caller: Caller | None = None) -> None:
        self.calls: set[uuid.UUID] = set()
        self.asked: set[str] = set()
        self._sources = sources
        self._rows = rows
        self._caller = caller
        self._facets: dict[str, FacetLoader] = {}
        self._copies: dict[str, FacetLoader] = {}

    @cached_property
    def population(self) -> PersonLoader:
        shared = self._sources.shared.population
        if shared is not None and self._caller is not None:
            return SharedReads(shared, self._caller, self.calls, self.asked)
        return PopulationReads(self._sources.population, self._behalf, self.asked)

    @cached_property
    def citizens(self) -> CitizensByNik:
        return self._by_nik(self._rows)

    @cached_property
    def unsealed(self) -> CitizensByNik:
        return self._by_nik(_PRESENT)

    @cached_property
    def citizens_by_id(self) -> CitizensById:
        return CitizensById(self._sources.tenant, self._sources.people, self._rows)

    @cached_property
    def recorded(self) -> RecordedPersons:
        return RecordedPersons(self._sources.tenant, self._sources.people, UNSEALED)

    @cached_property
    def everybody(self) -> RecordedPersons:
        """Whoever has a NIK, for receipts: they name also those whom the reader may not see. Never shown."""
        return RecordedPersons(self._sources.tenant, self._sources.people, _EVERYBODY)

    @cached_property
    def recorded_by_id(self) -> CitizensById:
        return CitizensById(self._sources.tenant, self._sources.people, UNSEALED)

    @cached_property
    def family_cards(self) -> FamilyCards:
        return FamilyCards(self._sources.tenant, self._sources.people, self._rows)

    @cached_property
    def family_members(self) -> FamilyMembers:
        return FamilyMembers(self._sources.tenant, self._sources.people, self._rows)

    @cached_property
    def recorded_families(self) -> FamilyMembers:
        return FamilyMembers(self._sources.tenant, self._sources.people, UNSEALED)

    @cached_property
    def everybody_of_families(self) -> FamilyMembers:
        """Whoever stands on a card, for the rules of a service. Never shown."""
        return FamilyMembers(self._sources.tenant, self._sources.people, _EVERYBODY)

    @cached_property
    def origins(self) -> Origins:
        return Origins(self._sources.tenant, self._sources.past, self._rows)

    @cached_property
    def changes(self) -> Changes:
        return Changes(self._sources.tenant, self._sources.past, self._rows)

    @cached_property
    def documents(self) -> Documents:
        return Documents(self._sources.tenant, self._sources.documents)

    @cached_property
    def issued_papers(self) -> IssuedPapers:
        return IssuedPapers(self._sources.tenant, self._sources.certificates)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self._sources.tenant, self._sources.notices)

    @cached_property
    def given_today(self) -> GivenToday:
        return GivenToday(self._sources.quotas)

    @property
    def _behalf(self) -> Behalf:
        return self._caller.behalf if self._caller else THE_HUB

    def _by_nik(self, rows: RowFilter) -> CitizensByNik:
        sources = self._sources
        return CitizensByNik(sources.tenant, sources.people, self.population, rows, sources.unknown)

    def facet(self, name: str) -> FacetLoader:
        """The loader of a facet: the copies in the record, the agency, or the one and then the other."""
        if name not in self._facets:
            self._facets[name] = self._facet(name)
        return self._facets[name]

    def begin(self, name: str, keys: Sequence[FacetKey]) -> Loading[FacetCopy[Any]]:
        """Lets the keys of a facet go on their way: as its loader would, without one where they join shared calls."""
        shared = self._sources.shared.facets.get(name)
        if shared is None or self._caller is None or len(keys) > MOST_SHARED_KEYS or name in self._sources.keepers:
            return self.facet(name).begin(keys)
        return begin_shared(shared, self._caller, keys, self.calls, self.asked)

    def held_copies(self, name: str) -> FacetLoader:
        """The loader of a facet's copies in the record, whoever else could be asked."""
        if name not in self._copies:
            sources = self._sources
            self._copies[name] = HeldFacet(sources.tenant, name, sources.facets[name].agency, sources.facet_copies)
        return self._copies[name]

    def _facet(self, name: str) -> FacetLoader:
        live = self._agency(name)
        if live is None:
            return self.held_copies(name)
        keeper = self._sources.keepers.get(name)
        return live if keeper is None else KeptFacet(keeper, live, self._behalf, self.asked)

    def _agency(self, name: str) -> FacetLoader | None:
        """The way to the agency, where a connector reads the facet."""
        source, shared = self._sources.live.get(name), self._sources.shared.facets.get(name)
        if shared is not None and self._caller is not None:
            return SharedReads(shared, self._caller, self.calls, self.asked)
        agency = self._sources.facets[name].agency
        return None if source is None else LiveFacet(agency, source, self._behalf, self.asked)
