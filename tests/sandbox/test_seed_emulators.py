"""The agencies' emulators and the hub's connectors, with a seeded district between them: what went in comes out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from hub.core.citizen import Citizen
from hub.core.codes import VitalStatus
from hub.core.facet import FacetKey
from hub.exchange import Connector, ConnectorSettings, discover
from hub.exchange.session import open_session
from hub.sandbox import agency_files
from hub.sandbox.district import Mark, Person, generate
from hub.sandbox.emulators import application, connector_environment
from tests.sandbox.region_table import table

OF_THE_HUB = ("id", "tenant", "as_of", "version", "sealed", "warnings")
NOT_IN_THE_SERVICE = ("vital_status", "citizenship")


def clock() -> dt.datetime:
    return dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def persons() -> list[Person]:
    return list(generate(table(), 200).persons())


@pytest.fixture
async def connectors(tmp_path: Path) -> AsyncIterator[dict[str, Connector]]:
    with agency_files.writing(tmp_path) as files:
        for household in generate(table(), 200).households():
            files.add(household)
    runner = web.AppRunner(application(tmp_path, clock))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    environment = connector_environment(f"http://{host}:{port}", tmp_path)
    try:
        async with open_session() as session:
            yield {
                plugin.name: plugin.connect(
                    ConnectorSettings.from_environment(plugin.manifest, environ=environment), session, clock
                )
                for plugin in discover()
                if plugin.connect is not None
            }
    finally:
        await runner.cleanup()


def as_told(citizen: Citizen) -> dict[str, str]:
    """The attributes that the service tells. It writes capitals, so letters count and not their case."""
    left_out = {*OF_THE_HUB, *NOT_IN_THE_SERVICE, "birth_date_precision"}
    return {
        f.name: repr(getattr(citizen, f.name)).casefold() for f in dataclasses.fields(citizen) if f.name not in left_out
    }


async def test_the_population_agency_knows_everybody_as_they_were_made(
    connectors: dict[str, Connector], persons: list[Person]
) -> None:
    population = connectors["population"].population
    assert population is not None
    living = [p for p in persons if p.citizen.vital_status is VitalStatus.ALIVE and p.citizen.family_card_number]
    assert any(person.mark is Mark.LEADING_NINE for person in living)
    for person in living:
        told = await population.read(person.nik)
        assert told is not None
        assert as_told(told) == as_told(person.citizen)


async def test_the_health_agency_knows_the_same_doses(connectors: dict[str, Connector], persons: list[Person]) -> None:
    (source,) = connectors["health"].sources
    some = [person for person in persons if person.immunisations][:40]
    for person in some:
        (copy,) = await source.fetch([FacetKey(person.citizen.id, person.nik)])
        assert not isinstance(copy, Exception)
        told = [(item.vaccine, item.dose, item.occurred_on.isoformat()) for item in copy.items]
        held = [(dose["vaccine_code"], dose["dose_number"], dose["occurred_on"]) for dose in person.immunisations]
        assert sorted(told) == sorted(held)


async def test_health_insurance_knows_the_same_cards(connectors: dict[str, Connector], persons: list[Person]) -> None:
    (source,) = connectors["insurance"].sources
    for person in persons[:40]:
        (copy,) = await source.fetch([FacetKey(person.citizen.id, person.nik)])
        assert not isinstance(copy, Exception)
        told = [{"number": item.number, "status": item.status, "segment": item.segment} for item in copy.items]
        assert told == list(person.facets.get("health_coverage", ()))


async def test_the_licensing_agency_knows_the_same_businesses(
    connectors: dict[str, Connector], persons: list[Person]
) -> None:
    licensing = connectors["licensing"].licensing
    assert licensing is not None
    owners = [person for person in persons if person.facets.get("licences")]
    assert owners
    for person in owners:
        (held,) = person.facets["licences"]
        found = await licensing.inquire(held["nib"])
        assert found is not None
        assert found.in_charge == (person.nik,)
        (licence,) = found.licences
        told = {name: getattr(licence, name) for name in ("nib", "name", "kbli", "kbli_year", "status")}
        assert told == {name: held[name] for name in told}
