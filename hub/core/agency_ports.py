"""Ports of agencies: what is asked of them, what that may cost a day, and how each fares. `hub.connectors`, `hub.store`
and fakes implement them.

Every method may raise a HubError and nothing else that a caller is expected to handle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch
from hub.core.facet import FacetCopy, FacetKey


class PopulationAgency(Protocol):
    """The register's access service. Each call costs quota."""

    async def read(self, nik: str) -> Citizen | None:
        """The person as the agency knows her; `id` is a new one. None when not found.

        Raises SourceUnavailable or QuotaExhausted.
        """
        ...

    async def match(self, claim: CitizenClaim) -> CitizenMatch: ...


class FacetSource(Protocol):
    """An agency that is read live for one facet."""

    @property
    def facet(self) -> str: ...

    @property
    def max_batch(self) -> int: ...

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key, in order, at most `max_batch` keys; an exception for a key that failed."""
        ...


class Budgets(Protocol):
    """Calls of a day, given out of an agency's daily quota to the processes of a hub."""

    async def take(self, agency: str, day: dt.date, client: str, wanted: int, most: int, most_of_client: int) -> int:
        """How many of the wanted calls are given, 0 to all: on that day no more than `most` to all clients, and no
        more than `most_of_client` to this one."""
        ...


class Quotas(Protocol):
    """Persons of a day, given out of an agreement's daily quota to the processes of a hub."""

    async def take(self, agreement: str, day: dt.date, persons: int, most: int) -> bool:
        """Whether so many persons are given: all of them or none, and on that day no more than `most` to all."""
        ...

    async def given(self, agreements: Sequence[str], day: dt.date) -> Mapping[str, int]:
        """How many persons of that day were given out under each; an agreement without any is not there."""
        ...


@dataclass(frozen=True, slots=True)
class AgencyStatus:
    """An agency as the manifest declares it. `status`: live, or seeded (copies only, no connector yet)."""

    name: str
    title_id: str
    title_en: str
    protocol: str
    status: str
    max_batch: int
    daily_quota: int | None


class AgencyState(Enum):
    """How the hub treats an agency just now."""

    ASKED = "asked"
    """Questions go to it."""
    RESTING = "resting"
    """It did not answer several times in a row; it is asked again after a pause."""
    WAITING = "waiting"
    """It asked to be left alone for a while (HTTP 429)."""


class AgencyWatch(Protocol):
    """What is known of an agency from the last questions."""

    @property
    def state(self) -> AgencyState: ...
