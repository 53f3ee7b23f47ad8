"""From nothing to the first federated answer in the sandbox: a client signs itself up, gets a token, and asks.

`.venv/bin/python scripts/first_query.py [STATE_FOLDER]` against a demonstration that runs (`make demo`); the folder is
the one with its demo.json, `var` if left out. Each step and its time are printed.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, Final, TypeVar

import aiohttp
from joserfc import jwt
from joserfc.jwk import ECKey

T = TypeVar("T")
TARGET_SECONDS: Final = 300
SIGN_UP: Final = """
    mutation SignUp($input: SignUpClientInput!) {
      signUpClient(input: $input) { clientId dailyQuota endsOn errors { code message path } }
    }
"""
QUERY: Final = """
    query First($nik: NIK!) {
      citizen(nik: $nik) {
        fullName immunisations { vaccine occurredOn } enrolments { school status } sources { agency state }
      }
    }
"""
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Walk:
    """An integrator with a key of her own."""

    def __init__(self, data: dict[str, Any], http: aiohttp.ClientSession) -> None:
        self._data, self._http = data, http
        self._key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)

    async def sign_up(self) -> str:
        """The id of the new client."""
        given = {
            "idempotencyKey": secrets.token_urlsafe(18), "name": "Langkah pertama", "office": "Kantor contoh",
            "intent": "Mencoba pertanyaan pertama", "scopes": ["health:read", "education:read"],
            "keys": json.dumps(self._key.as_dict(private=False)),
        }  # fmt: skip
        done = (await self._ask(SIGN_UP, {"input": given}))["signUpClient"]
        if done["errors"]:
            sys.exit(f"not signed up: {done['errors']}")
        return str(done["clientId"])

    async def token(self, client_id: str) -> str:
        """By a short-lived word that its key signs (RFC 7523)."""
        now, issuer = int(time.time()), self._data["issuer"]
        claims = {
            "iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + 60,
            "jti": secrets.token_urlsafe(18),
        }  # fmt: skip
        form = {
            "grant_type": "client_credentials", "client_assertion_type": _ASSERTION,
            "client_assertion": jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key),
        }  # fmt: skip
        async with self._http.post(f"{issuer}/oauth/token", data=form) as reply:
            found: dict[str, Any] = await reply.json()
        if "access_token" not in found:
            sys.exit(f"no token: {found}")
        return str(found["access_token"])

    async def first(self, token: str) -> dict[str, Any]:
        """What the agencies say of one invented person."""
        nik = self._data["sample"]["niks"][0]
        found: dict[str, Any] = (await self._ask(QUERY, {"nik": nik}, {"Authorization": f"Bearer {token}"}))["citizen"]
        return found

    async def _ask(self, query: str, values: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
        body = {"query": query, "variables": values}
        async with self._http.post(self._data["graphql_url"], json=body, headers=headers) as reply:
            answer: dict[str, Any] = await reply.json()
        if "errors" in answer:
            sys.exit(f"refused: {answer['errors']}")
        found: dict[str, Any] = answer["data"]
        return found


async def step(title: str, done: Awaitable[T]) -> T:
    """Waits for it and says how long it took."""
    began = time.monotonic()
    result = await done
    print(f"{time.monotonic() - began:6.2f} s  {title}", flush=True)
    return result


def demonstration(folder: Path) -> dict[str, Any]:
    """Where the demonstration of this folder answers."""
    try:
        data: dict[str, Any] = json.loads((folder / "demo.json").read_bytes())
    except FileNotFoundError:
        sys.exit(
            f"There is no demo.json in {folder}. Run `make demo` in another terminal and wait until it is ready; if it "
            "has a state folder of its own (HUB_STATE_DIR), name that one here."
        )
    return data


async def main(folder: Path) -> None:
    """The walk."""
    data = demonstration(folder)
    began = time.monotonic()
    async with aiohttp.ClientSession() as http:
        walk = Walk(data, http)
        client_id = await step("signed up, with an agreement about invented people", walk.sign_up())
        token = await step("a token, for the key's signature", walk.token(client_id))
        citizen = await step("the first federated answer", walk.first(token))
    states = ", ".join(f"{one['agency']} {one['state']}" for one in citizen["sources"])
    print(f"          {states}")
    print(f"{time.monotonic() - began:6.2f} s  from nothing to the first answer (target: {TARGET_SECONDS} s)")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else "var").resolve()))
