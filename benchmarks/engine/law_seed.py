"""Who asks under the law: 500 clients that hold to 200 sharing agreements, and a token for each of them."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.engine.data import REGION, TENANT
from benchmarks.engine.database import AGREEMENT, SCOPES, Prepared
from hub.core.accounts import CLIENT_CREDENTIALS, AuthMethod, Client
from hub.core.calendar import now
from hub.core.purpose import Purpose
from hub.identity import AccessTokens, KeyRing
from hub.store import Database, PgAgreements, PgIdentity

AGREEMENTS: Final = 200
CLIENTS: Final = 500
MASKED: Final = ("Citizen.religion", "Licence.kbli", "Immunisation.provider")
"""Of the 8 fields of Q1 one, of the 28 of Q2 and Q3 three: one in ten."""
_AUDIENCE: Final = "satu-hub"
_RENEWED_SECONDS: Final = 420.0


@dataclass(frozen=True, slots=True)
class Askers:
    """The clients, and everybody who can be asked about."""

    clients: Sequence[Client]
    niks: Sequence[str]
    folder: Path
    _signed: dict[str, float] = field(default_factory=dict)

    def tokens(self, url: str) -> Path:
        """A file with a token for each client, a line each, signed by the key of the hub at `url`.

        They live ten minutes, as everybody's do, and are used for as long as their clients would use them."""
        path = self.folder / "bodies" / f"tokens-{url.rpartition(':')[2]}.txt"
        if time.monotonic() - self._signed.get(url, float("-inf")) > _RENEWED_SECONDS:
            issuer = AccessTokens(KeyRing.load(self.folder / "hub" / "identity", now), url, _AUDIENCE, now)
            scope = " ".join(SCOPES)
            lines = [issuer.for_client(each, scope) for each in self.clients]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            self._signed[url] = time.monotonic()
        return path


def seed(prepared: Prepared, url: str) -> Askers:
    """Registers them; it may be done again. The terms of each agreement mask the same fields."""
    return asyncio.run(_seed(prepared, url))


async def _seed(prepared: Prepared, url: str) -> Askers:
    database = await Database.open(url, max_size=1)
    clients = [_client(number) for number in range(CLIENTS)]
    try:
        agreements, identity = PgAgreements(database, TENANT), PgIdentity(database, TENANT)
        for number in range(AGREEMENTS):
            await agreements.put(dataclasses.replace(AGREEMENT, id=_agreement(number), masked=frozenset(MASKED)))
        for client in clients:
            await identity.put_client(client)
        rows = await database.fetch("select nik from person where tenant = $1 and nik is not null", TENANT)
    finally:
        await database.close()
    return Askers(clients, [row["nik"] for row in rows], prepared.folder)


def _agreement(number: int) -> str:
    return f"perbandingan-{number:03d}"


def _client(number: int) -> Client:
    return Client(
        tenant=TENANT,
        client_id=f"law-{number:03d}",
        name=f"Perbandingan {number}",
        auth_method=AuthMethod.NONE,
        secret_hash=None,
        jwks=None,
        grant_types=frozenset({CLIENT_CREDENTIALS}),
        redirect_uris=(),
        scopes=frozenset(SCOPES),
        purposes=frozenset({Purpose.PUBLIC_SERVICE}),
        region=REGION,
        agreement=_agreement(number % AGREEMENTS),
    )


def policies() -> int:
    """How many Cedar policies a hub decides by."""
    folder = Path(__file__).resolve().parents[2] / "policies"
    return sum(path.read_text(encoding="utf-8").count("@id(") for path in folder.glob("*.cedar"))
