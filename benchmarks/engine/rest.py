"""A connector over the agencies of the comparison: JSON over HTTP, up to 64 keys a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import aiohttp

from benchmarks.engine.agency_data import camel
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch
from hub.core.codes import FamilyRelationship, MaritalStatus, Sex
from hub.core.errors import HubError, SourceUnavailable
from hub.core.facet import Facet, FacetCopy, FacetKey
from hub.core.identifiers import new_id
from hub.core.ports import Clock
from hub.exchange import Connector, ConnectorSettings, Manifest
from hub.exchange.client import HttpClient, Question


class Batches:
    """Asks one endpoint for many keys at once."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, endpoint: str) -> None:
        self._client = HttpClient(settings, session)
        self._endpoint = endpoint

    async def ask(self, keys: Sequence[str]) -> list[Any]:
        """One JSON value per key in order, None for an unknown one."""
        question = Question(
            operation=self._endpoint, method="POST", path=f"/{self._endpoint}", idempotent=True, json=list(keys)
        )
        answer = (await self._client.ask(question)).json()
        if not isinstance(answer, list) or len(answer) != len(keys):
            raise SourceUnavailable(f"The agency's answer for {self._endpoint} cannot be read.")
        return answer


class FacetOverRest:
    """Implements `FacetSource`."""

    def __init__(self, facet: Facet[Any], batches: Batches, manifest: Manifest, clock: Clock) -> None:
        self._facet = facet
        self._batches = batches
        self._manifest = manifest
        self._clock = clock
        self._read = facet.reader({name: camel(name) for name, _ in facet.attributes()})

    @property
    def facet(self) -> str:
        return self._facet.name

    @property
    def max_batch(self) -> int:
        return self._manifest.max_batch

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        """One result per key in order."""
        try:
            found = await self._batches.ask([key.nik for key in keys])
        except HubError as error:
            return [error] * len(keys)
        now = self._clock()
        return [FacetCopy(self._facet.name, self._items(one), now, fresh=True) for one in found]

    def _items(self, answer: Any) -> tuple[Any, ...]:
        return tuple([self._read(item) for item in answer["items"]]) if answer else ()


class PopulationOverRest:
    """Implements `PopulationAgency` as far as the comparison needs it."""

    def __init__(self, batches: Batches, clock: Clock) -> None:
        self._batches = batches
        self._clock = clock

    async def read(self, nik: str) -> Citizen | None:
        (found,) = await self._batches.ask([nik])
        return _citizen(found, self._clock()) if found else None

    async def match(self, claim: CitizenClaim) -> CitizenMatch:  # noqa: ARG002  the port's own
        raise SourceUnavailable("The agencies of the comparison do not match claims.")


def facet_connector(
    facet: Facet[Any], settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock
) -> Connector:
    """A connector for one facet."""
    source = FacetOverRest(facet, Batches(settings, session, facet.name), settings.manifest, clock)
    return Connector(manifest=settings.manifest, ping=_ping, sources=(source,))


def population_connector(settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector of the register."""
    population = PopulationOverRest(Batches(settings, session, "citizens"), clock)
    return Connector(manifest=settings.manifest, ping=_ping, population=population)


async def _ping() -> None:
    """They run for as long as the comparison does."""


def _citizen(said: dict[str, Any], now: dt.datetime) -> Citizen:
    role = said["familyRelationship"]
    return Citizen(
        tenant="",
        id=new_id(),
        nik=said["nik"],
        full_name=said["fullName"],
        sex=Sex[said["sex"]],
        birth_date=dt.date.fromisoformat(said["birthDate"]),
        birth_place=said["birthPlace"],
        religion=said["religion"],
        marital_status=MaritalStatus[said["maritalStatus"]],
        occupation=said["occupation"],
        address=Address(None, None, None, None, None, None, None, None, said["regionCode"]),
        family_card_number=said["familyCardNumber"],
        family_relationship=FamilyRelationship[role] if role else None,
        as_of=now,
    )
