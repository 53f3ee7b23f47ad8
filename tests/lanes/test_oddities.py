"""What nobody should have stored, sent or answered: the lanes still say the same, and nothing is kept of it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import gc
from collections.abc import Sequence
from typing import Any

import pytest

from hub.core.facet import FacetCopy, FacetKey
from hub.engine.compiled import Refused, Variant
from hub.engine.operation import Operation
from hub.loaders.shared_calls import SharedCalls
from hub.loaders.sharing import SharedFacet, SharedSources
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import NOW
from tests.fakes.world import IMMUNISATION
from tests.lanes.test_executor import (
    CASEWORK,
    CITIZEN,
    FAMILY_ONLY,
    FULL,
    HEAD,
    NO_HEALTH,
    NOWHERE,
    ONE,
    UNKNOWN,
    WIFE,
)
from tests.lanes.twins import Twins, settled, twins_on
from tests.loaders.agency import manifest

LICENCES = "query($n: NIK!) { citizen(nik: $n) { licences { nib kbliYear issuedOn } } }"
WELFARE = "query($n: NIK!) { citizen(nik: $n) { welfare { decile programmes } } }"
LIVE = "query($n: NIK!) { citizen(nik: $n) { nik immunisations { vaccine dose } } }"
ODD_LICENCES: tuple[Any, ...] = (
    5, True, {"nib": 5}, {"nib": True}, {"nib": {"a": 1}}, {"nib": [1]}, {"kbli_year": "2020"}, {"kbli_year": 2020.6},
    {"kbli_year": " 7 "}, {"kbli_year": True}, {"kbli_year": 2**31}, {"issued_on": "infinity"}, {"issued_on": "today"},
    {"issued_on": "2024-2-9"}, {"issued_on": "2024-02-29T00:00:00"}, {"issued_on": "2024-02-30"}, {"issued_on": 5},
    {"issued_on": ""}, {"issued_on": " 2024-02-29 "}, {"issued_on": "12345-01-01"}, {"issued_on": "44 BC"}, None, [],
)  # fmt: skip
ODD_PROGRAMMES: tuple[Any, ...] = (["a", None], "a", [1], [["a"]], "{a,b}", {"a": 1}, [{"a": 1}], 5)
SOUND: tuple[Any, ...] = ({}, {"nib": None}, {"other": 1}, {"nib": "", "kbli_year": -1, "issued_on": "0001-01-01"})


async def store(twins: Twins, facet: str, items: list[Any]) -> None:
    for twin in (twins.compiling, twins.resolving):
        await twin.database.execute(
            "update facet_copy set items = $1 from person p where p.id = person_id and facet = $2 and p.nik = $3",
            items,
            facet,
            HEAD,
        )


async def test_a_stored_value_of_another_type_is_left_to_the_resolvers(own_twins: Twins) -> None:
    """PostgreSQL reads more into a JSON value than a resolver does."""
    for item in ODD_LICENCES:
        await store(own_twins, "licences", [{"nib": "1"}, item])
        assert (await own_twins.compare(LICENCES, ONE, FULL)).lane == "C", item
    for programmes in ODD_PROGRAMMES:
        await store(own_twins, "welfare", [{"programmes": programmes}])
        assert (await own_twins.compare(WELFARE, ONE, FULL)).lane == "C", programmes


async def test_a_stored_value_of_its_type_is_not(own_twins: Twins) -> None:
    for item in SOUND:
        await store(own_twins, "licences", [item, item])
        assert (await own_twins.compare(LICENCES, ONE, FULL)).lane == "E", item


@pytest.mark.parametrize("odd", [{"issued_on": "today"}, {"issued_on": 5}, {"kbli_year": "x"}, {"name": [1]}], ids=str)
async def test_an_odd_value_that_nobody_asked_for_harms_nobody(own_twins: Twins, odd: dict[str, Any]) -> None:
    """Only what is selected counts, whoever answers; what is odd fails alone."""
    await store(own_twins, "licences", [{"nib": "1", **odd}, {"nib": "2"}])
    answer = await own_twins.compare("query($n: NIK!) { citizen(nik: $n) { licences { nib } } }", ONE, FULL)
    assert answer.lane == "E"
    assert "errors" not in answer.payload
    whole = "query($n: NIK!) { citizen(nik: $n) { licences { nib name kbliYear issuedOn } } }"
    answer = await own_twins.compare(whole, ONE, FULL)
    assert answer.lane == "C"
    assert [one["nib"] for one in answer.payload["data"]["citizen"]["licences"]] == ["1", "2"]
    (error,) = answer.payload["errors"]
    assert error["path"][:3] == ["citizen", "licences", 0]


async def test_a_facet_of_one_object_is_the_first_of_several(own_twins: Twins) -> None:
    await store(own_twins, "welfare", [{"decile": 1}, {"decile": 2}])
    answer = await own_twins.compare(WELFARE, ONE, FULL)
    assert answer.lane == "E"
    assert answer.payload["data"]["citizen"]["welfare"]["decile"] == 1


class _Ministry:
    """Implements `hub.core.agency_ports.FacetSource`: a facet of one object, with several, none, or one that is odd."""

    facet = "welfare"
    max_batch = 10

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any]]:
        known = {HEAD: (_welfare(1), _welfare(2)), WIFE: (_welfare("one"), _welfare(3))}
        return [FacetCopy(self.facet, known.get(key.nik, ()), NOW, fresh=True) for key in keys]


def _welfare(decile: Any) -> Any:
    item = FACETS["welfare"].item
    return item(**{one.name: None for one in dataclasses.fields(item)} | {"decile": decile})


async def test_a_live_facet_of_one_object(shared_urls: tuple[str, str]) -> None:
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik welfare { d: decile } } }"
    async with twins_on(shared_urls, [_Ministry()]) as twins:
        answer = await twins.compare(query, {"k": [HEAD, WIFE, UNKNOWN]}, FULL)
    assert answer.lane == "D"
    assert [one["welfare"] for one in answer.payload["data"]["citizens"]] == [{"d": 1}, {"d": None}, None]
    assert [error["path"] for error in answer.payload["errors"]] == [["citizens", 1, "welfare", "d"]]


@pytest.mark.parametrize("default", ["true", "false"])
async def test_a_flag_that_is_null_is_refused_like_by_the_oracle(twins: Twins, default: str) -> None:
    for directive in ("skip", "include"):
        query = f"query($n: NIK!, $s: Boolean = {default}) {{ citizen(nik: $n) {{ nik sex @{directive}(if: $s) }} }}"
        answer = await twins.compare(query, {**ONE, "s": None}, FULL)
        assert answer.lane == "C"
        assert answer.payload["data"] == {"citizen": None}


@pytest.mark.parametrize("key", ["ctid", "xmin", "tableoid", "oid", "null", "select", "j", "s", "u", "__a", "A", "_"])
async def test_a_response_key_may_be_any_name(twins: Twins, key: str) -> None:
    below = f"{key}: nik address {{ {key}: line }} licences {{ {key}: nib }}"
    query = f"query($n: NIK!) {{ {key}: citizen(nik: $n) {{ {below} }} }}"
    assert (await twins.compare(query, ONE, FULL)).lane == "E"


async def test_an_agency_that_refuses_the_whole_call_takes_only_its_own_fields(shared_urls: tuple[str, str]) -> None:
    """A shared agency may refuse to queue a question at all, as it does when too many wait or the hub is stopping."""

    async def fetch(_keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        raise AssertionError("nothing is sent")

    closed: SharedFacet = SharedCalls(manifest(), "immunisations", fetch)
    await closed.close()
    async with twins_on(shared_urls, shared=SharedSources({"immunisations": closed})) as twins:
        answer = await twins.compare(LIVE, ONE, FULL)
    assert answer.lane == "D"
    assert answer.payload["data"] == {"citizen": {"nik": HEAD, "immunisations": None}}
    assert [error["extensions"]["code"] for error in answer.payload["errors"]] == ["SOURCE_UNAVAILABLE"]


async def test_a_receipt_names_the_shared_call_and_the_agency_on_both_ways(shared_urls: tuple[str, str]) -> None:
    async def fetch(keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        return [FacetCopy("immunisations", (), NOW, fresh=True) for _ in keys]

    calls: SharedFacet = SharedCalls(manifest(), "immunisations", fetch)
    async with twins_on(shared_urls, shared=SharedSources({"immunisations": calls})) as twins:
        answer = await twins.compare(LIVE, ONE, FULL)
        left = [receipt for twin in (twins.compiling, twins.resolving) for receipt in twin.receipts.written]
    assert answer.lane == "D"
    assert [(len(receipt.batches), receipt.sources) for receipt in left] == [(1, ("health",))] * 2


ODD_ITEMS = (
    IMMUNISATION(5, None, None, None),
    IMMUNISATION(None, "1", None, None),
    IMMUNISATION(None, 1.5, None, None),
    IMMUNISATION(None, 2**31, None, None),
    IMMUNISATION(None, None, "2026-01-02", None),
    IMMUNISATION(None, None, dt.datetime(2026, 1, 2, tzinfo=dt.UTC), None),
    IMMUNISATION(None, None, None, 1),
    IMMUNISATION(None, None, None, ["x"]),
)
"""Each with one value that is not of its type."""


@pytest.mark.parametrize("odd", ODD_ITEMS, ids=str)
async def test_a_value_of_an_agency_that_is_not_of_its_type(twins: Twins, odd: Any) -> None:
    for twin in (twins.compiling, twins.resolving):
        twin.clinic.items = (IMMUNISATION("BCG", 1, dt.date(2026, 1, 2), "x"), odd)
    query = "query($n: NIK!) { citizen(nik: $n) { immunisations { vaccine dose occurredOn provider } } }"
    assert (await twins.compare(query, ONE, FULL)).lane == "D"


async def test_a_text_that_no_json_holds_is_a_typed_failure(twins: Twins) -> None:
    for twin in (twins.compiling, twins.resolving):
        twin.clinic.items = (IMMUNISATION("a\ud800", 1, None, None),)
    answer = await twins.compare(LIVE, ONE, FULL)
    assert answer.status == 500
    assert answer.payload["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_nothing_is_kept_of_a_request_that_took_the_detour(twins: Twins) -> None:
    """An exception that is raised again and again would keep the frames, and so the data, of every request."""
    query = "query($n: NIK!) { citizen(nik: $n) { nik applications { edges { cursor } } } }"
    for _ in range(20):
        assert (await twins.compiling.ask(query, ONE, CASEWORK, None)).lane == "C"
    gc.collect()
    kept = [one for one in gc.get_objects() if isinstance(one, Refused) and one.__traceback__ is not None]
    assert [one for one in kept if _length(one) > 20] == []


def _length(error: BaseException) -> int:
    count, at = 0, error.__traceback__
    while at is not None:
        count, at = count + 1, at.tb_next
    return count


async def test_what_is_slow_to_plan_is_left_to_the_resolvers(twins: Twins) -> None:
    def families(count: int) -> str:
        cards = " ".join(f"a{at}: familyCard {{ number }}" for at in range(count))
        return f"query($n: NIK!) {{ citizen(nik: $n) {{ {cards} }} }}"

    assert (await twins.compare(families(24), ONE, FULL)).lane == "E"
    assert (await twins.compare(families(25), ONE, FULL)).lane == "C"


SCALARS = (
    "nik", "fullName", "sex", "birthDate", "birthPlace", "bloodType", "religion", "maritalStatus", "education",
    "occupation", "citizenship", "vitalStatus", "version", "id",
)  # fmt: skip
THIRTY = (
    " ".join(SCALARS) + " address { line rt rw village district regency province postalCode regionCode }"
    " mother { fullName nik } father { fullName nik }"
)


def twenty_times(fields: str, declared: str = "") -> str:
    """Twenty roots of one fragment."""
    roots = " ".join(f"r{at}: citizen(nik: $n) {{ ...F }}" for at in range(20))
    return f"query($n: NIK!{declared}) {{ {roots} }} fragment F on Citizen {{ {fields} }}"


async def test_what_is_long_to_write_is_left_to_the_resolvers(twins: Twins) -> None:
    assert (await twins.compare(twenty_times(THIRTY), ONE, FULL)).lane == "E"
    assert (await twins.compare(twenty_times(f"{THIRTY} __typename"), ONE, FULL)).lane == "C"


async def test_variants_of_an_operation_are_few_and_small(twins: Twins) -> None:
    """Eight flags make 256 variants, and a fragment makes each of them long."""
    some = " ".join(f"{name} @skip(if: $f{at})" for at, name in enumerate(SCALARS[:8]))
    text = twenty_times(f"{some} {' '.join(SCALARS[8:])}", "".join(f", $f{at}: Boolean!" for at in range(8)))
    documents = twins.compiling.engine._documents
    operation = documents.choose(documents.get(text), None).operation
    assert isinstance(operation, Operation)
    for number in range(256):
        operation.variant({f"f{at}": bool(number >> at & 1) for at in range(8)}, frozenset())
    kept = [variant for variant in operation._variants.values() if isinstance(variant, Variant)]
    assert 1 < len(kept) <= 32
    assert sum(variant.steps for variant in kept) == operation._steps <= 2_400


async def test_a_caller_that_goes_away_leaves_nothing_running(twins: Twins) -> None:
    """Cancelled while agencies are asked: the calls end, no connection is held, and no receipt tells of an answer."""
    asked, ended = asyncio.Event(), asyncio.Event()

    async def pause() -> None:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    twins.compiling.clinic.pause = pause
    task = asyncio.create_task(twins.compiling.ask(LIVE, ONE, FULL, None))
    await asyncio.wait_for(asked.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    twins.compiling.clinic.pause = None
    assert ended.is_set()
    await settled()
    assert twins.compiling.database.in_use == 0
    assert twins.compiling.receipts.written == []
    assert (await twins.compare(LIVE, ONE, FULL)).lane == "D"


async def test_readers_at_once_get_what_each_gets_alone(twins: Twins) -> None:
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik licences { nib } immunisations { dose } sources { asOf } } }"
    asks = [(actor, [nik]) for actor in (FULL, NO_HEALTH, NOWHERE, CITIZEN, FAMILY_ONLY) for nik in (HEAD, WIFE)]
    alone = [(await twins.compare(query, {"k": niks}, actor)).payload for actor, niks in asks]
    together = await asyncio.gather(
        *(twins.compiling.ask(query, {"k": niks}, actor, None) for actor, niks in asks for _ in range(5))
    )
    assert [answer.payload for answer in together] == [payload for payload in alone for _ in range(5)]
    assert len({str(payload) for payload in alone}) > 5
