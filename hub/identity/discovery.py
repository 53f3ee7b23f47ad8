"""What another issuer publishes: its metadata and its keys, by OpenID Connect Discovery 1.0 or RFC 8414.

Nothing of it is believed unseen: an answer is one JSON object of bounded size, in bounded time, from the very address
that was asked, and of its keys only those are taken that can sign.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from hub.identity.external_issuer import is_safe

TROUBLES: Final = (aiohttp.ClientError, TimeoutError, ValueError)
"""What `signing_keys` raises for an issuer that is away, slow, or says something that cannot be used."""
_SECONDS: Final = 5
"""For metadata and keys together."""
_MOST_BYTES: Final = 256 * 1024
_MOST_KEYS: Final = 64
_RSA_BITS: Final = range(2048, 8192 + 1)
_KINDS: Final[Mapping[str, type[ECKey | OKPKey | RSAKey]]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}


class _NotThereError(ValueError):
    """The issuer answers, but has nothing at this address."""


def addresses(issuer: str) -> tuple[str, str]:
    """Where the metadata of an issuer lie, the usual place first.

    OpenID Connect Discovery (section 4) puts the well-known path after that of the issuer, RFC 8414 (section 3.1) in
    front of it.
    """
    parts = urlsplit(issuer.rstrip("/"))
    return (
        f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}",
    )


async def signing_keys(http: aiohttp.ClientSession, issuer: str, *, seconds: float = _SECONDS) -> KeySet:
    """The keys with which an issuer signs now: at most three questions. Raises one of TROUBLES."""
    async with asyncio.timeout(seconds):
        metadata = await _metadata(http, issuer)
        if metadata.get("issuer") != issuer:
            raise ValueError("the metadata name another issuer")
        address = metadata.get("jwks_uri")
        # An issuer behind TLS cannot send the hub to something on the hub's own machine.
        if not isinstance(address, str) or urlsplit(address).scheme != urlsplit(issuer).scheme:
            raise ValueError("no address of keys that is as safe as the issuer's own")
        return _usable(await _json(http, address))


async def _metadata(http: aiohttp.ClientSession, issuer: str) -> Mapping[str, Any]:
    usual, other = addresses(issuer)
    try:
        return await _json(http, usual)
    except _NotThereError:
        return await _json(http, other)


async def _json(http: aiohttp.ClientSession, url: str) -> Mapping[str, Any]:
    if not is_safe(url):
        raise ValueError("neither https nor this machine")
    # Not compressed, so that what was received is what has to be held.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with http.get(url, headers=headers, allow_redirects=False) as response:
        if 400 <= response.status < 500:
            raise _NotThereError("nothing there")
        if response.status != 200 or "Content-Encoding" in response.headers:
            raise ValueError("not the answer itself")
        found = orjson.loads(await _body(response.content))
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


async def _body(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise ValueError("too long")
    return bytes(body)


def _usable(jwks: Mapping[str, Any]) -> KeySet:
    """The public keys for signatures; secrets, keys for encryption and those of odd sizes are left out."""
    given = jwks.get("keys")
    if not isinstance(given, list) or len(given) > _MOST_KEYS:
        raise ValueError("not a list of keys, or a very long one")
    keys = [key for data in given if isinstance(data, dict) and (key := _signing_key(data)) is not None]
    if not keys:
        raise ValueError("no usable key")
    return KeySet([*keys])


def _signing_key(data: Mapping[str, Any]) -> ECKey | OKPKey | RSAKey | None:
    kind = _KINDS.get(str(data.get("kty")))
    if kind is None or data.get("use", "sig") != "sig" or not isinstance(data.get("kid"), str) or "d" in data:
        return None
    try:
        key = kind.import_key(dict(data))
        if isinstance(key, RSAKey) and key.public_key.key_size not in _RSA_BITS:
            return None
    except (JoseError, ValueError, TypeError, KeyError, UnsupportedAlgorithm):
        return None
    return key
