"""The record in the embedded PostgreSQL, and the agencies' files: made once, kept in var/bench/engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.engine import agency_data, data
from benchmarks.engine.data import REGION, TENANT, Population
from hub.core.agreement import Agreement
from hub.core.attributes import CATEGORIES, Category
from hub.core.errors import HubError
from hub.core.names import search_key
from hub.core.purpose import Purpose
from hub.identity.seeds import seed_client
from hub.sandbox.postgres import EmbeddedPostgres
from hub.store import Database, PgAgreements, PgIdentity, bulk
from hub.store.migrate import MIGRATIONS, migrate

CLIENT: Final = "bench"
SCOPES: Final = (
    "citizen:read", "family:read", "licence:read", "education:read", "health:read", "citizen:search",
)  # fmt: skip
SETTINGS: Final = {"max_connections": "200", "shared_buffers": "512MB", "max_wal_size": "2GB"}
"""Room for the connections of every server at once; durability is left as in production, for the receipts' sake."""
_SAMPLE: Final = 5000
_REGIONS: Final = (("19", "Kepulauan Bangka Belitung"), (REGION, "Bangka"))
AGREEMENT: Final = Agreement(
    tenant=TENANT,
    id="comparison",
    number="470/0/PKS/2026",
    title="Comparison (DATA CONTOH)",
    provider="The office",
    recipient="Whoever measures",
    legal_basis=("none: made-up people",),
    purposes=frozenset({Purpose.PUBLIC_SERVICE}),
    categories=frozenset(CATEGORIES) - {Category.ACCOUNT},
    fields=frozenset(),
    masked=frozenset(),
    region=REGION,
    daily_quota=2_000_000_000,
    starts_on=dt.date(2020, 1, 1),
    ends_on=dt.date(2099, 12, 31),
)
"""What the measured client reads under: everything, without an end."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the servers are started with. `niks` and `names` are what is asked for."""

    people: int
    folder: Path
    client_secret: str
    niks: list[str]
    names: list[str]


def server(folder: Path, port: int) -> EmbeddedPostgres:
    """The database server of the comparison, not started yet."""
    return EmbeddedPostgres(folder / "postgres", port=port, settings=SETTINGS)


def prepare(folder: Path, postgres: EmbeddedPostgres, people: int) -> Prepared:
    """Starts the server and makes sure that it holds that many people."""
    return asyncio.run(_prepare(folder, postgres, people))


async def _prepare(folder: Path, postgres: EmbeddedPostgres, people: int) -> Prepared:
    folder.mkdir(parents=True, exist_ok=True)
    kept, version = folder / "prepared.json", _version(people)
    if kept.exists():
        values = json.loads(kept.read_text(encoding="utf-8"))
        if values.pop("version") == version:
            await postgres.start()
            if await _holds(postgres.url, people):
                return Prepared(folder=folder, **values)
    kept.unlink(missing_ok=True)
    await postgres.remove()
    shutil.rmtree(folder / "hub", ignore_errors=True)
    await postgres.start()
    print(f"Making {people} people; later runs find them in {folder} ...")
    values = await _make(folder, postgres.url, people)
    kept.write_text(json.dumps({"version": version, **values}), encoding="utf-8")
    return Prepared(folder=folder, **values)


async def _holds(url: str, people: int) -> bool:
    """Whether the database still is the one that was filled: its files may have been taken away."""
    database = await Database.open(url, max_size=1)
    try:
        return (await bulk.counts(database, TENANT))["person"] == people
    except HubError:
        return False
    finally:
        await database.close()


async def _make(folder: Path, url: str, people: int) -> dict[str, Any]:
    await migrate(url)
    made = data.population(people)
    agency_data.write(folder / "agencies.tsv", made)
    secret = secrets.token_hex(16)
    database = await Database.open(url, max_size=2, command_timeout=bulk.HOUR)
    try:
        await bulk.copy_regions(database, _REGIONS)
        await bulk.copy_citizens(database, made.persons)
        await bulk.copy_family_cards(database, made.cards)
        await bulk.copy_facets(database, _facet_rows(made))
        await PgAgreements(database, TENANT).put(AGREEMENT)
        await seed_client(
            PgIdentity(database, TENANT), tenant=TENANT, client_id=CLIENT, name="Comparison", scopes=SCOPES,
            purposes=(Purpose.PUBLIC_SERVICE,), region=REGION, client_secret=secret, demo=True,
            agreement=AGREEMENT.id,
        )  # fmt: skip
        # What autovacuum would do in the middle of a measurement.
        await database.execute("vacuum (analyze) person, family_card, facet_copy")
    finally:
        await database.close()
    asked = made.persons[:: max(1, people // _SAMPLE)]
    return {
        "people": people,
        "client_secret": secret,
        "niks": [person.nik for person in asked],
        "names": _plain_names(made),
    }


def _facet_rows(made: Population) -> Iterator[bulk.FacetRow]:
    for name, items in made.facets.items():
        facet = agency_data.FACETS[name]
        for person, own in zip(made.persons, items, strict=True):
            yield TENANT, person.id, name, [facet.to_json(item) for item in own], data.AS_OF


def _plain_names(made: Population) -> list[str]:
    """Names that the hub searches letter for letter, so that a server without its rules of spelling finds the same."""
    names = (person.full_name or "" for person in made.persons)
    plain = dict.fromkeys(name for name in names if search_key(name) == name.lower())
    return list(plain)[:_SAMPLE]


def _version(people: int) -> str:
    """Changes with everything that the data depend on."""
    sources = [Path(data.__file__), Path(agency_data.__file__), Path(__file__), *sorted(MIGRATIONS.glob("*.sql"))]
    digest = hashlib.sha256(str(people).encode())
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stop(postgres: EmbeddedPostgres) -> None:
    """Ends the database server in order."""
    asyncio.run(postgres.stop())
