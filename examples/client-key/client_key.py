"""A client's key: makes one, gets a token with it, and puts another in its place.

    python client_key.py new key.json
    python client_key.py token ISSUER CLIENT_ID key.json
    python client_key.py rotate ISSUER CLIENT_ID key.json new-key.json --hours 24

ISSUER is the hub's address. It needs aiohttp and joserfc. A private key lies in its file and is never sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

MINUTE = 60
BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ROTATION = """
    mutation NewKey($input: RotateClientKeyInput!) {
      rotateClientKey(input: $input) { keys { keyId since until } errors { message } }
    }
"""


class Refused(Exception):
    """The hub does not take the new key, and says why."""


def made(place: Path) -> ECKey:
    """A new key in a file that its owner alone reads. A file that lies there stays as it is."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    try:
        opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        sys.exit(f"{place} is there already. Name another file, or move it away first.")
    with os.fdopen(opened, "w") as file:
        json.dump(key.as_dict(private=True), file, indent=2)
    return key


def kept(place: Path) -> ECKey:
    try:
        key = ECKey.import_key(json.loads(place.read_text()))
    except FileNotFoundError:
        sys.exit(f"There is no {place}. Save the private key of the sign-up in it, or make one with `new {place}`.")
    except (ValueError, JoseError):
        sys.exit(f"{place} holds no key. It has to be the whole JWK, from the first brace to the last.")
    if not key.is_private:
        sys.exit(f"{place} holds a public key. A signature needs the private one, which has a `d`.")
    key.ensure_kid()
    return key


def signed(key: ECKey, issuer: str, client_id: str, typ: str = "JWT", **more: str) -> str:
    now = int(time.time())
    claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + MINUTE, **more}
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": typ}, claims, key)


async def sent(url: str, **body: Any) -> dict[str, Any]:
    """The answer, also where it is a refusal."""
    try:
        async with aiohttp.ClientSession() as http, http.post(url, **body) as reply:
            answer: dict[str, Any] = await reply.json()
    except aiohttp.ContentTypeError:
        sys.exit(f"What answers at {url} is no hub. Is this its address?")
    except aiohttp.ClientError:
        sys.exit(f"Nobody answers at {url}. Is the hub running, and is this its address?")
    return answer


async def token(issuer: str, client_id: str, key: ECKey) -> str:
    """By an assertion that the key signs (RFC 7523); each is taken once."""
    form = {
        "grant_type": "client_credentials", "client_assertion_type": BY_ASSERTION,
        "client_assertion": signed(key, issuer, client_id, jti=secrets.token_urlsafe(18)),
    }  # fmt: skip
    answer = await sent(f"{issuer}/oauth/token", data=form)
    if "access_token" not in answer:
        sys.exit(f"No token: {answer.get('error')}. {answer.get('error_description', '')}")
    return str(answer["access_token"])


async def rotate(issuer: str, client_id: str, key: ECKey, new: ECKey, hours: int) -> list[dict[str, Any]]:
    """The keys that hold now; the one that held signs for the new one's thumbprint. Raises Refused."""
    given = {
        "idempotencyKey": secrets.token_urlsafe(18), "key": json.dumps(new.as_dict(private=False)),
        "proof": signed(key, issuer, client_id, "key-rotation+jwt", jkt=new.thumbprint()), "overlapHours": hours,
    }  # fmt: skip
    answer = await sent(f"{issuer}/graphql", json={"query": ROTATION, "variables": {"input": given}})
    done = (answer.get("data") or {}).get("rotateClientKey") or {}
    if problems := [*answer.get("errors", []), *done.get("errors", [])]:
        raise Refused(problems[0]["message"])
    keys: list[dict[str, Any]] = done["keys"]
    return keys


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes a client's key, gets a token with it, changes it.")
    ways = parser.add_subparsers(dest="way", required=True)
    found = {way: ways.add_parser(way) for way in ("new", "token", "rotate")}
    for way, one in found.items():
        for name in () if way == "new" else ("issuer", "client_id"):
            one.add_argument(name)
        one.add_argument("key", type=Path)
    found["rotate"].add_argument("new_key", type=Path)
    found["rotate"].add_argument("--hours", type=int, default=24, help="for how long the old key goes on; 0 ends it")
    given = parser.parse_args()
    if given.way == "new":
        print(json.dumps(made(given.key).as_dict(private=False)))
    elif given.way == "token":
        print(asyncio.run(token(given.issuer.rstrip("/"), given.client_id, kept(given.key))))
    else:
        key = kept(given.key)
        issuer, new = given.issuer.rstrip("/"), made(given.new_key)
        try:
            keys = asyncio.run(rotate(issuer, given.client_id, key, new, given.hours))
        except Refused as why:
            # Where no answer came the file stays: the new key may hold by then.
            given.new_key.unlink()
            sys.exit(f"Not changed: {why}")
        for held in keys:
            print(f"{held['keyId']} until {held['until'] or 'it is changed'}")


if __name__ == "__main__":
    main()
