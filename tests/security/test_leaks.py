"""No personal data leave by a side door: exports, metrics, logs, PostgreSQL's log, and the texts of errors."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from tests.demo.graph import Frontend
from tests.fixtures.collector import Collector
from tests.fixtures.demo import Demo
from tests.security import traffic
from tests.security.persons import Persons, seeded

EXPORT_SECONDS = 20
USED = ("Raka Pratama", "081271000001", "warga.contoh@example.org")


@dataclass
class Watched:
    """The session's demonstration, whose telemetry comes to us, and the errors that were told during the traffic."""

    demo: Demo
    collector: Collector
    persons: Persons
    exported_before: int
    errors: list[str] = field(default_factory=list)

    def metrics(self) -> bytes:
        """What was exported since: each time all that was counted since the start of the process, so none is missed."""
        return b"".join(self.collector.taken("/v1/metrics")[self.exported_before :])


@pytest.fixture(scope="module")
def watched(demo: Demo, collector: Collector) -> Watched:
    """Used well and badly once, and exported."""
    made = Watched(demo, collector, seeded(demo.state_dir, USED), len(collector.taken("/v1/metrics")))
    asyncio.run(_use(made))
    _wait_for_exports(collector)
    return made


async def _use(watched: Watched) -> None:
    data = watched.demo.data
    sample, base = data["sample"], data["issuer"]
    async with Frontend(data) as frontend:
        await traffic.honest(frontend, sample)
        nik = sample["niks"][0]
        name = (await frontend.data(traffic.EVERYTHING, nik=nik))["citizen"]["fullName"]
        for body in traffic.wrong_bodies(nik, name, sample["newborn_cases"][2]):
            watched.errors.append(await traffic.refused(frontend, data["graphql_url"], body))
        good = {"query": "query Q($n: NIK!) { citizen(nik: $n) { fullName } }", "variables": {"n": nik}}
        for header in ("Hub-Purpose", "Idempotency-Key", "Authorization", "X-Request-Id", "traceparent"):
            watched.errors.append(await traffic.refused(frontend, data["graphql_url"], good, **{header: nik}))
        watched.errors += await traffic.wrong_addresses(frontend.http, base, nik, name)
        await _with_an_agency_that_fails(frontend, watched)


async def _with_an_agency_that_fails(frontend: Frontend, watched: Watched) -> None:
    """The agencies' protocols put NIKs into addresses and bodies: their failures must not tell them."""
    data = watched.demo.data
    people = {"health": data["sample"]["niks"][4], "population": data["sample"]["read_through_niks"][1]}
    for agency, nik in people.items():
        admin = data["emulators"][agency]["admin_url"]
        for fault in ({"status": 503}, {"garbage": True}, {"half_close": True}, {"keys": [nik]}):
            async with frontend.http.put(f"{admin}/faults", json=fault) as response:
                assert response.status == 200
            body = {"query": traffic.EVERYTHING, "variables": {"nik": nik}}
            watched.errors.append(await traffic.refused(frontend, data["graphql_url"], body))
        async with frontend.http.delete(f"{admin}/faults") as response:
            assert response.status == 200


def _wait_for_exports(collector: Collector) -> None:
    """Until spans and metrics that came after now have arrived."""
    before = {path: len(collector.taken(path)) for path in ("/v1/traces", "/v1/metrics")}
    deadline = time.monotonic() + EXPORT_SECONDS
    while len(collector.taken("/v1/metrics")) < before["/v1/metrics"] + 4 and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.fixture
async def metrics(watched: Watched) -> AsyncIterator[str]:
    async with aiohttp.ClientSession() as session:
        async with session.post(watched.demo.data["graphql_url"], headers={"Authorization": "Bearer a.b.c"}) as refused:
            assert refused.status == 401
        async with session.get(watched.demo.data["metrics_url"]) as response:
            yield await response.text()


def test_the_search_finds_what_it_shall_find(watched: Watched) -> None:
    """Planted in each form in which it could leak; otherwise the tests below would prove nothing."""
    persons, nik = watched.persons, watched.demo.data["sample"]["niks"][0]
    name = next(name for name in persons.names if " " in name)
    assert len(persons.numbers) > watched.demo.people
    assert persons.found_in(b"\x0a\x10" + nik.encode() + b"\x12\xff") == [nik]
    assert persons.found_in(f"GET /citizens/{nik}?x=1") == [nik]
    assert persons.found_in(f"1{nik}7") == [nik]
    assert persons.found_in(f'{{"message":"no {name.lower()}."}}') == [name.lower()]
    assert persons.found_in("operation First, 3 keys of 1901, trace 0123456789abcdef") == []


def test_spans_tell_operations_and_sources_and_no_person(watched: Watched) -> None:
    spans = b"".join(watched.collector.taken("/v1/traces"))
    for word in (b"satu-hub", b"health", b"population"):
        assert word in spans
    assert watched.persons.found_in(spans) == []


def test_exported_metrics_name_no_person(watched: Watched) -> None:
    exported = watched.metrics()
    assert b"hub.operations" in exported
    assert watched.persons.found_in(exported) == []


def test_scraped_metrics_name_no_person(watched: Watched, metrics: str) -> None:
    assert "hub_operations_total" in metrics
    # What was refused before anybody was known is a number under a code.
    assert re.search(r'hub_requests_refused_total\{[^}]*code="UNAUTHENTICATED"[^}]*\} [1-9]', metrics)
    assert watched.persons.found_in(metrics) == []


def test_no_log_names_a_person(watched: Watched) -> None:
    logs = [*(watched.demo.state_dir / "logs").iterdir(), watched.demo.state_dir / "postgres" / "postgres.log"]
    assert {log.stem for log in logs} >= {"hub", "worker", "emulators", "postgres"}
    assert (watched.demo.state_dir / "logs" / "hub.log").stat().st_size > 0
    leaks = {log.name: found for log in logs if (found := watched.persons.found_in(log.read_bytes()))}
    assert leaks == {}


def test_no_error_repeats_what_was_sent(watched: Watched) -> None:
    told = [error for error in watched.errors if error != "[]"]
    assert len(told) > 40
    leaks = [(error, found) for error in told if (found := watched.persons.found_in(error))]
    assert leaks == []


def test_no_error_tells_how_the_hub_is_built(watched: Watched) -> None:
    internals = ("Traceback", "asyncpg", "psycopg", "site-packages", 'File "', "SELECT ", "relation ", "strawberry")
    assert [error for error in watched.errors if any(word in error for word in internals)] == []
