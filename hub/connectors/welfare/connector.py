"""The social welfare agency as the hub knows it: it is asked nothing; it hands over signed files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from hub.connectors.welfare import dtsen, ingress, signature
from hub.connectors.welfare.facet import FACETS
from hub.core.intake import FileRow, FileStatement, Items
from hub.core.ports import Clock
from hub.exchange.connector import Connector
from hub.exchange.settings import ConnectorSettings


class QuarterlyFile:
    """Implements `FacetFile`. `keys` is the path of the agency's JWK set, read at each use: keys change."""

    facet = FACETS[0]

    def __init__(self, keys: Path) -> None:
        self._keys = keys

    def statement(self, signed: bytes) -> FileStatement:
        """What the agency signed. Raises Unauthenticated or BadInput."""
        return signature.verified(signed, signature.read_keys(self._keys))

    def rows(self, file: BinaryIO, statement: FileStatement) -> Iterator[FileRow]:
        return dtsen.rows(file, statement.period)

    def merged(self, held: Items, item: Any) -> Items:
        return dtsen.merged(held, item)

    def withdrawn(self, period: str) -> Mapping[str, Any]:
        return {"period": period}


def connect(settings: ConnectorSettings, _session: aiohttp.ClientSession, _clock: Clock) -> Connector:
    """The connector. Its ping asks nobody: it looks whether there are keys to verify with."""
    keys = Path(settings.credentials["keys"])

    async def ping() -> None:
        signature.read_keys(keys)

    pushed = ingress.route(lambda: signature.read_keys(keys))
    return Connector(manifest=settings.manifest, ping=ping, files=(QuarterlyFile(keys),), ingress=(pushed,))
