"""What is shared follows the manifest, and what is shared cannot be changed by one who got it."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from hub.core.citizen import Citizen
from hub.core.contradiction import Claims
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange import Connector
from hub.exchange.behalf import THE_HUB, Behalf, on_behalf
from hub.loaders.citizens import PopulationReads
from hub.loaders.facets import LiveFacet
from hub.loaders.request import UNSEALED, Loaders, Sources
from hub.loaders.sharing import MOST_SHARED_KEYS, SharedReads, SharedSources
from hub.loaders.wants import Answers
from tests.fakes.agencies import FakeFacetSource, FakePopulation
from tests.fakes.calls import Calls
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.loaders.agency import A, B, manifest

PORTS = world().hub.loaders_sources


async def ping() -> None:
    """Always there."""


class Slow(FakePopulation):
    """Lets others run before it answers."""

    async def read(self, nik: str) -> Citizen | None:
        found = await super().read(nik)
        await asyncio.sleep(0)
        return found


def connector(calls: Calls, population: FakePopulation | None = None, **declared: Any) -> Connector:
    source = FakeFacetSource(calls, "immunisations", 64, {})
    return Connector(
        manifest=manifest(**{"max_batch": 64, **declared}), ping=ping, population=population, sources=(source,)
    )


def sources(made: Connector, **changed: Any) -> Sources:
    live = {source.facet: source for source in made.sources}
    return dataclasses.replace(PORTS, live=live, shared=SharedSources.of([made]), **changed)


def test_only_what_the_manifest_shares_is_shared() -> None:
    calls = Calls()
    assert set(SharedSources.of([connector(calls)]).facets) == {"immunisations"}
    assert SharedSources.of([connector(calls)]).population is None
    assert SharedSources.of([connector(calls, FakePopulation(calls))]).population is not None
    private = dataclasses.replace(manifest(), shares_calls=False)
    made = Connector(manifest=private, ping=ping, population=FakePopulation(calls))
    assert SharedSources.of([made]) == SharedSources()


def test_who_names_no_caller_shares_nothing() -> None:
    given = sources(connector(Calls(), FakePopulation(Calls())))
    assert isinstance(Loaders(given, UNSEALED, A).facet("immunisations"), SharedReads)
    assert isinstance(Loaders(given, UNSEALED).facet("immunisations"), LiveFacet)
    assert isinstance(Loaders(given, UNSEALED, A).citizens._agency, SharedReads)
    assert isinstance(Loaders(given, UNSEALED).citizens._agency, PopulationReads)


async def test_requests_share_and_each_still_asks_no_key_twice() -> None:
    calls = Calls()
    given = sources(connector(calls))
    keys = [FacetKey(uuid.uuid4(), str(n)) for n in range(4)]
    requests = [Loaders(given, UNSEALED, A) for _ in range(3)]
    await asyncio.gather(*(each.facet("immunisations").load(key) for each in requests for key in [*keys, *keys]))
    assert calls.made == [("immunisations.fetch", ("0", "1", "2", "3"))]
    assert [each.calls for each in requests] == [requests[0].calls] * 3
    assert len(requests[0].calls) == 1


async def test_keys_that_begin_together_need_no_task_and_name_their_calls() -> None:
    calls = Calls()
    given = sources(connector(calls))
    requests = [Loaders(given, UNSEALED, A) for _ in range(3)]
    before = len(asyncio.all_tasks())
    begun = [each.facet("immunisations").begin([FacetKey(uuid.uuid4(), str(n))]) for n, each in enumerate(requests)]
    assert len(asyncio.all_tasks()) == before
    found = [await each.outcomes() for each in begun]
    assert [type(one) for (one,) in found] == [FacetCopy] * 3
    assert calls.made == [("immunisations.fetch", ("0", "1", "2"))]
    assert [each.calls for each in requests] == [requests[0].calls] * 3
    for each in begun:
        each.leave()


@pytest.mark.parametrize(("keys", "shares"), [(1, True), (MOST_SHARED_KEYS, True), (MOST_SHARED_KEYS + 1, False)])
async def test_few_keys_join_shared_calls_without_a_loader(keys: int, *, shares: bool) -> None:
    calls = Calls()
    loaders = Loaders(sources(connector(calls)), UNSEALED, A)
    begun = loaders.begin("immunisations", [FacetKey(uuid.uuid4(), f"{n:02}") for n in range(keys)])
    found = await begun.outcomes()
    begun.leave()
    assert [type(one) for one in found] == [FacetCopy] * keys
    assert calls.made == [("immunisations.fetch", tuple(f"{n:02}" for n in range(keys)))]
    assert bool(loaders.calls) == shares
    assert loaders.asked == {manifest().name}
    assert bool(loaders._facets) != shares


async def test_without_a_caller_keys_begin_alone() -> None:
    calls = Calls()
    given = sources(connector(calls))
    requests = [Loaders(given, UNSEALED) for _ in range(2)]
    begun = [each.begin("immunisations", [FacetKey(uuid.uuid4(), str(n))]) for n, each in enumerate(requests)]
    found = [await each.outcomes() for each in begun]
    for each in begun:
        each.leave()
    assert [type(one) for (one,) in found] == [FacetCopy] * 2
    assert calls.made == [("immunisations.fetch", ("0",)), ("immunisations.fetch", ("1",))]
    assert [each.calls for each in requests] == [set(), set()]


@pytest.mark.parametrize("keys", [1, MOST_SHARED_KEYS + 1])
async def test_who_leaves_before_the_outcomes_is_not_asked_for(keys: int) -> None:
    calls = Calls()
    given = sources(connector(calls))
    asked = [FacetKey(uuid.uuid4(), str(n)) for n in range(keys)]
    begun = Loaders(given, UNSEALED, A).facet("immunisations").begin(asked)
    begun.leave()
    with pytest.raises(asyncio.CancelledError):
        await begun.outcomes()
    shared = given.shared.facets["immunisations"]
    async with asyncio.timeout(5):
        while shared._groups:
            await asyncio.sleep(0)
    assert calls.made == []


async def test_keys_that_are_not_taken_have_the_reason_of_each() -> None:
    given = sources(connector(Calls()))
    await given.shared.aclose()
    begun = Loaders(given, UNSEALED, A).facet("immunisations").begin([FacetKey(uuid.uuid4(), "1")] * 2)
    reasons = [getattr(one, "details", {}).get("reason") for one in await begun.outcomes()]
    begun.leave()
    assert reasons == ["STOPPING"] * 2


@pytest.mark.parametrize(
    ("keys", "sizes"), [(MOST_SHARED_KEYS, [MOST_SHARED_KEYS + 1]), (17, [17, 1]), (70, [64, 6, 1])]
)
async def test_a_large_request_fills_calls_of_its_own(keys: int, sizes: list[int]) -> None:
    calls = Calls()
    given = sources(connector(calls))
    large, small = Loaders(given, UNSEALED, A), Loaders(given, UNSEALED, A)
    asked = [FacetKey(uuid.uuid4(), str(n)) for n in range(keys)]
    other = FacetKey(uuid.uuid4(), "other")
    await asyncio.gather(large.facet("immunisations").load_many(asked), small.facet("immunisations").load(other))
    assert sorted((len(made) for _, made in calls.made), reverse=True) == sizes
    assert bool(large.calls) == (keys <= MOST_SHARED_KEYS)
    assert len(small.calls) == 1


async def test_a_person_whom_two_requests_want_is_read_once() -> None:
    """One NIK a call, and each call costs quota: requests that wait for the same NIK share what it costs."""
    calls, newcomer = Calls(), person("Baru")
    agency = Slow(calls, {str(newcomer.nik): newcomer})
    given = sources(connector(calls, agency, max_batch=1), people=world().people, population=agency)
    requests = [Loaders(given, UNSEALED, caller) for caller in (A, A, A, B)]
    found = await asyncio.gather(*(each.citizens.load(str(newcomer.nik)) for each in requests))
    assert {each and each.nik for each in found} == {newcomer.nik}
    assert calls.keys("population.read") == [newcomer.nik] * 2, "once for each agreement"


async def test_a_person_who_cannot_be_read_fails_alone() -> None:
    calls, newcomer = Calls(), person("Baru")

    class Partly(FakePopulation):
        async def read(self, nik: str) -> Citizen | None:
            if nik != newcomer.nik:
                raise KeyError("a bug of ours")
            return await super().read(nik)

    agency = Partly(calls, {str(newcomer.nik): newcomer})
    shared = SharedSources.of([connector(calls, agency)]).population
    assert shared is not None
    answers: Answers[Citizen | None] = await shared.load(A, [str(newcomer.nik), "1901011501859998"])
    assert answers.outcomes[0] == newcomer
    assert isinstance(answers.outcomes[1], KeyError)


def changeable(hint: Any, above: tuple[Any, ...] = ()) -> list[Any]:
    """What in a type could be changed by one of those who share a value of it."""
    if hint in above or hint == Claims:
        # What an agency says besides is made read-only where a copy is made: the next test.
        return []
    kind = get_origin(hint) or hint
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    found = [hint] if kind in {list, dict, set, Mapping, Sequence} else []
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        found += [] if frozen(kind) else [hint]
        parts += get_type_hints(kind).values()
    return found + [each for part in parts for each in changeable(part, (*above, hint))]


def frozen(kind: Any) -> bool:
    return bool(kind.__dataclass_params__.frozen)


@pytest.mark.parametrize(
    "shared", [Citizen, FacetCopy, *(facet.item for facet in FACETS.values())], ids=lambda t: t.__name__
)
def test_what_is_shared_is_read_only(shared: type) -> None:
    assert changeable(shared) == []


def test_what_an_agency_says_besides_is_nobodys_to_change() -> None:
    said = {"full_name": "Siti Contoh"}
    claims: Any = FacetCopy("licences", (), None, fresh=True, claims=said).claims
    said["full_name"] = "Budi Contoh"
    with pytest.raises(TypeError):
        claims["full_name"] = "Budi Contoh"
    assert claims == {"full_name": "Siti Contoh"}


def test_what_could_be_changed_is_seen() -> None:
    @dataclasses.dataclass
    class Open:
        name: str

    for wrong in (Open, tuple[Open, ...], list[str], dict[str, int] | None):
        assert changeable(wrong), wrong


@pytest.mark.parametrize("shares", [True, False])
@pytest.mark.parametrize("keys", [1, MOST_SHARED_KEYS + 1])
async def test_whoever_counts_calls_knows_for_whom_they_are(*, shares: bool, keys: int) -> None:
    """Shared or not, few keys or many; and nobody else's calls are counted as this caller's afterwards."""
    seen: list[Behalf] = []

    class Counting(FakeFacetSource):
        async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
            seen.append(on_behalf())
            return await super().fetch(keys)

    source = Counting(Calls(), "immunisations", 64, {})
    made = Connector(
        manifest=dataclasses.replace(manifest(max_batch=64), shares_calls=shares), ping=ping, sources=(source,)
    )
    for caller in (A, B):
        loader = Loaders(sources(made), UNSEALED, caller).facet("immunisations")
        await loader.load_at_once([FacetKey(uuid.uuid4(), f"{number:016}") for number in range(keys)])
    assert seen == [A.behalf, B.behalf]
    assert on_behalf() == THE_HUB
