"""An agency's software: it proves who it is by its key, gets a token, and asks the hub in its own name."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import ClientSession

from hub.engine import GraphQLRequest
from tests.console.real_office import RealOffice
from tests.identity.test_clients import ASSERTION, Signer

QUERY: Final = "query Q($nik: NIK!) { citizen(nik: $nik) { nik fullName } }"


class Agency:
    """One client of the real office. `answer` is the last one."""

    def __init__(self, real: RealOffice, client_id: str) -> None:
        self.real = real
        self.client_id = client_id
        self.signer = Signer(real.url)

    @property
    def public_keys(self) -> str:
        """What its makers give to the administrator."""
        return json.dumps(self.signer.jwks())

    async def token(self) -> str:
        form = {
            "grant_type": "client_credentials", "client_assertion_type": ASSERTION,
            "client_assertion": self.signer.assertion(iss=self.client_id, sub=self.client_id),
        }  # fmt: skip
        async with ClientSession() as http, http.post(f"{self.real.url}/oauth/token", data=form) as response:
            told: dict[str, Any] = await response.json()
            assert response.status == 200, told
            return str(told["access_token"])

    async def reads(self, token: str, nik: str) -> tuple[Any, list[tuple[str, str]]]:
        """What it is shown of somebody, and (code, path) of each refusal."""
        actor = await self.real.verifier.actor(f"Bearer {token}")
        answer = await self.real.office.world.engine.run(GraphQLRequest(QUERY, {"nik": nik}), actor)
        errors = answer.payload.get("errors", [])
        refused = [(one["extensions"]["code"], ".".join(map(str, one.get("path", ())))) for one in errors]
        return answer.payload["data"]["citizen"], refused
