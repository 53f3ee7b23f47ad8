"""Prints who stands on the family cards of some people: their NIKs come by standard input, the rest by environment."""

import asyncio
import os
import sys
from typing import Any

import aiohttp

QUERY = """
query Families($niks: [NIK!]!) {
  citizens(niks: $niks) { fullName familyCard { number members { relationship citizen { fullName } } } }
}
"""


async def token(http: aiohttp.ClientSession) -> str:
    """By client credentials, for the two scopes that QUERY needs."""
    who = aiohttp.encode_basic_auth(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
    form = {"grant_type": "client_credentials", "scope": "citizen:read family:read"}
    async with http.post(f"{os.environ['ISSUER']}/oauth/token", data=form, headers={"Authorization": who}) as response:
        response.raise_for_status()
        return str((await response.json())["access_token"])


async def families(niks: list[str]) -> dict[str, Any]:
    """At most a hundred people in one operation."""
    async with aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {await token(http)}"}
        body = {"query": QUERY, "variables": {"niks": niks}}
        async with http.post(os.environ["GRAPHQL_URL"], json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
    return answer


def main(niks: list[str]) -> None:
    answer = asyncio.run(families(niks))
    for error in answer.get("errors", []):
        print(f"{error['extensions']['code']} at {error.get('path')}: {error['message']}", file=sys.stderr)
    for nik, one in zip(niks, (answer.get("data") or {}).get("citizens") or [], strict=False):
        members = ((one or {}).get("familyCard") or {}).get("members") or []
        print(f"{nik} {one['fullName'] if one else 'nobody that you may see'}")
        for member in members:
            print(f"    {member['relationship']}: {(member['citizen'] or {}).get('fullName') or 'not shown'}")


main(sys.stdin.read().split())
