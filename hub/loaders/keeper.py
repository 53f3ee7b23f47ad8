"""Copies that are answered with while they are fresh; when one is not, its agency is asked once and the answer kept.

Once: whoever wants the same copy meanwhile waits for that one call: for the same client in this process by a future,
otherwise by the claim that stands in the record. An agency that does not answer leaves the last known copy, with the
time it is of. That a client has used up its share of the agency's quota is told to that client only: others ask by
themselves.
"""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

from hub.core.errors import HubError, QuotaExhausted
from hub.core.facet import FacetCopy, FacetKey
from hub.core.ports import Clock, FacetCopies, FacetRefreshes
from hub.exchange.behalf import THE_HUB, Behalf
from hub.exchange.connector import Connector
from hub.exchange.failures import Reason, ShareExhausted, too_many, unavailable
from hub.exchange.manifest import Manifest
from hub.loaders.batch import BatchLoader
from hub.loaders.shared_calls import PATIENCE
from hub.telemetry import logger

Outcome: TypeAlias = "FacetCopy[Any] | BaseException"
Outcomes: TypeAlias = dict[uuid.UUID, Outcome]
PAUSE_SECONDS: Final = 2.0
_QUOTA: Final = "QUOTA"
_FIRST_LOOK: Final = 0.02
_LONGEST_LOOK: Final = 0.2
_log = logger(__name__)


class Asks(Protocol):
    """A way to the agency: one outcome per key, in order."""

    async def load_at_once(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]: ...


class Store(FacetCopies, FacetRefreshes, Protocol):
    """Copies, and who fetches them."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Another process asks for these. `held` are their last known copies."""

    keys: Sequence[FacetKey]
    held: Mapping[uuid.UUID, FacetCopy[Any]]
    since: dt.datetime
    deadline: float


class Keeper:
    """The kept copies of one facet, for all requests of this process."""

    def __init__(
        self, tenant: str, facet: str, agency: Manifest, store: Store, clock: Clock, *, pause: float = PAUSE_SECONDS
    ) -> None:
        """`pause`: for how many seconds an agency is not asked again for a person for whom it just failed."""
        self.facet = facet
        self.agency = agency
        self.freshness = agency.freshness
        self._tenant = tenant
        self._store = store
        self._clock = clock
        self._pause = pause
        self._under_way: dict[tuple[Behalf, uuid.UUID], asyncio.Future[Outcome]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(
        self, keys: Sequence[FacetKey], agency: Asks, behalf: Behalf = THE_HUB, asked: set[str] | None = None
    ) -> Sequence[Outcome]:
        """What is known of each key: the copy while it is fresh, else what the agency says to whom it is asked for.

        Nobody can be asked about a person without a NIK: of her the copy is given, however old. `asked` gets the
        agency's name where a copy was not fresh, whoever then asked for it.
        """
        held = await self._copies(keys)
        since = self._clock() - self.freshness
        served = {
            key.person_id: held.get(key.person_id) or FacetCopy(self.facet, (), None, fresh=False)
            for key in keys
            if not key.nik or (key.person_id in held and held[key.person_id].is_newer_than(since))
        }
        stale = [key for key in keys if key.person_id not in served]
        if stale and asked is not None:
            asked.add(self.agency.name)
        told = await self.refreshed(stale, agency, behalf)
        found = dict(zip((key.person_id for key in stale), told, strict=True))
        return [served[key.person_id] if key.person_id in served else found[key.person_id] for key in keys]

    async def refreshed(self, keys: Sequence[FacetKey], agency: Asks, behalf: Behalf = THE_HUB) -> Sequence[Outcome]:
        """The same for keys whose copies were seen to be missing or stale."""
        loop = asyncio.get_running_loop()
        mine = [key for key in keys if (behalf, key.person_id) not in self._under_way]
        for key in mine:
            self._under_way[behalf, key.person_id] = loop.create_future()
        waits = [self._under_way[behalf, key.person_id] for key in keys]
        if mine:
            # A task of its own, and an empty context: others wait for it too, so it ends with nobody's request.
            task = loop.create_task(self._refresh(mine, agency, behalf), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return [await asyncio.shield(wait) for wait in waits]

    async def close(self) -> None:
        """Ends what is under way; whoever waits is told that the hub is stopping."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _refresh(self, keys: Sequence[FacetKey], agency: Asks, behalf: Behalf) -> None:
        outcomes: Outcomes = {}
        otherwise: BaseException = unavailable(self.agency, Reason.STOPPING)
        try:
            deadline = asyncio.get_running_loop().time() + PATIENCE * self.agency.timeout_seconds
            outcomes = await self._outcomes(keys, agency, deadline)
        except Exception as error:  # noqa: BLE001 - whatever keeps all keys away is each key's failure
            otherwise = error
        finally:
            for key in keys:
                self._under_way.pop((behalf, key.person_id)).set_result(outcomes.get(key.person_id, otherwise))

    async def _outcomes(self, keys: Sequence[FacetKey], agency: Asks, deadline: float) -> Outcomes:
        began = self._clock()
        since = began - self.freshness
        ids = [key.person_id for key in keys]
        claimed = await self._store.claim(self._tenant, self.facet, ids, PATIENCE * self.agency.timeout_seconds)
        # Looked at after the claim: who held it before may have brought them.
        held = await self._copies(keys)
        outcomes: Outcomes = {
            person: dataclasses.replace(copy, fresh=True) for person, copy in held.items() if copy.is_newer_than(since)
        }
        if needless := [person for person in outcomes if person in claimed]:
            await self._store.release(self._tenant, self.facet, needless)
        left = [key for key in keys if key.person_id not in outcomes]
        outcomes |= await self._asked([key for key in left if key.person_id in claimed], held, agency)
        elsewhere = [key for key in left if key.person_id not in claimed]
        return outcomes | await self._awaited(_Waiting(elsewhere, held, since, deadline), agency)

    # ---- asking ----------------------------------------------------------------------------------------------------

    async def _asked(
        self, keys: Sequence[FacetKey], held: Mapping[uuid.UUID, FacetCopy[Any]], agency: Asks
    ) -> Outcomes:
        """What the agency says, which is kept; of those for whom it failed, the last known copy."""
        if not keys:
            return {}
        told = dict(zip((key.person_id for key in keys), await agency.load_at_once(keys), strict=True))
        now = self._clock()
        given = {
            person: dataclasses.replace(copy, checked_at=now)
            for person, copy in told.items()
            if isinstance(copy, FacetCopy) and copy.available
        }
        failed = {person: outcome for person, outcome in told.items() if person not in given}
        await self._note(given, failed)
        return told | {person: held.get(person, outcome) for person, outcome in failed.items()}

    async def _note(self, given: Mapping[uuid.UUID, FacetCopy[Any]], failed: Mapping[uuid.UUID, Outcome]) -> None:
        words = {person: _word(each) for person, each in failed.items() if not isinstance(each, ShareExhausted)}
        try:
            if given:
                await self._store.keep(self._tenant, self.facet, given)
            if words:
                await self._store.give_up(self._tenant, self.facet, words, self._pause)
            if len(words) < len(failed):
                # No failure of the agency: whoever else wants them may ask at once.
                await self._store.release(self._tenant, self.facet, [*(failed.keys() - words.keys())])
        except HubError as error:
            # The agency's answer stands, it only has to be asked for again.
            _log.warning("Answers of an agency were not kept.", extra={"facet": self.facet, "code": error.code.value})

    # ---- waiting for another process -------------------------------------------------------------------------------

    async def _awaited(self, waiting: _Waiting, agency: Asks) -> Outcomes:
        """What another process brings; what it leaves without an answer is asked for from here."""
        outcomes: Outcomes = {}
        left, pause = list(waiting.keys), _FIRST_LOOK
        while left and asyncio.get_running_loop().time() < waiting.deadline:
            claims = await self._store.under_way(self._tenant, self.facet, [key.person_id for key in left])
            came = await self._came(left, waiting.since)
            outcomes |= came | self._failed(left, claims, waiting.held, came)
            left = [key for key in left if key.person_id not in outcomes]
            given_back = [key for key in left if key.person_id not in claims]
            if given_back:
                return outcomes | await self._outcomes(left, agency, waiting.deadline)
            if left:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_LOOK)
        late = unavailable(self.agency, Reason.TIMEOUT)
        return outcomes | {key.person_id: waiting.held.get(key.person_id, late) for key in left}

    async def _came(self, keys: Sequence[FacetKey], since: dt.datetime) -> Outcomes:
        copies = await self._copies(keys)
        return {
            person: dataclasses.replace(copy, fresh=True)
            for person, copy in copies.items()
            if copy.is_newer_than(since)
        }

    def _failed(
        self,
        keys: Iterable[FacetKey],
        claims: Mapping[uuid.UUID, str | None],
        held: Mapping[uuid.UUID, FacetCopy[Any]],
        came: Outcomes,
    ) -> Outcomes:
        words = {key.person_id: claims.get(key.person_id) for key in keys if key.person_id not in came}
        return {
            person: held.get(person, _error(self.agency, word)) for person, word in words.items() if word is not None
        }

    async def _copies(self, keys: Sequence[FacetKey]) -> Mapping[uuid.UUID, FacetCopy[Any]]:
        return await self._store.copies(self._tenant, self.facet, [key.person_id for key in keys])


class KeptFacet(BatchLoader[FacetKey, FacetCopy[Any]]):
    """One request's way to a kept facet; `agency` is its way to the agency, which is asked on behalf of its client.

    `asked` gets the agency's name once something is not fresh."""

    def __init__(self, keeper: Keeper, agency: Asks, behalf: Behalf, asked: set[str]) -> None:
        super().__init__(f"{keeper.agency.name}.{keeper.facet}")
        self._keeper = keeper
        self._agency = agency
        self._behalf = behalf
        self._asked = asked

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
        return await self._keeper.load(keys, self._agency, self._behalf, self._asked)

    async def load_at_once(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | BaseException]:
        """For keys of which one statement found out that their copies are not fresh."""
        self._asked.add(self._keeper.agency.name)
        try:
            return await self._keeper.refreshed(keys, self._agency, self._behalf)
        except Exception as error:  # noqa: BLE001 - what keeps all keys away is each key's failure
            return [error] * len(keys)


def keepers_of(connectors: Iterable[Connector], tenant: str, store: Store, clock: Clock) -> Mapping[str, Keeper]:
    """A keeper for each facet that a connector reads and whose answers its agreement lets the hub keep."""
    return {
        source.facet: Keeper(tenant, source.facet, connector.manifest, store, clock)
        for connector in connectors
        if connector.manifest.keep
        for source in connector.sources
    }


async def close_all(keepers: Iterable[Keeper]) -> None:
    """Answers everybody who still waits."""
    await asyncio.gather(*(keeper.close() for keeper in keepers))


def _word(outcome: FacetCopy[Any] | BaseException) -> str:
    """Why an agency failed, in the one word that other processes are told."""
    if isinstance(outcome, QuotaExhausted):
        return _QUOTA
    reason = outcome.details.get("reason") if isinstance(outcome, HubError) else None
    return str(reason or Reason.OUT_OF_SERVICE.value)


def _error(agency: Manifest, word: str) -> HubError:
    if word == _QUOTA:
        return too_many(agency)
    return unavailable(agency, Reason(word) if word in Reason.__members__ else Reason.OUT_OF_SERVICE)
