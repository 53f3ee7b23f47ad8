"""Names of regions. Addresses keep the code; its name is looked up when they are read, so it is the current one."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from hub.core.citizen import Address
from hub.core.regions import Region, RegionLevel, ancestors, within

RELOAD_SECONDS: Final = 300.0

Named = tuple[str | None, str | None, str | None, str | None]
Fetch = Callable[[str], Awaitable[Sequence[Any]]]


class Places:
    """The current names of regions by dotted code, of every level."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._known: dict[str, Named] = {}
        self._districts: dict[str, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._names)

    def of(self, code: str) -> Named:
        """The names of a code's village, district, regency and province; None for what is below the code or unknown."""
        found = self._known.get(code)
        if found is None:
            levels = [*(self._names.get(level) for level in reversed(ancestors(code))), None, None, None]
            province, regency, district, village = levels[:4]
            found = self._known[code] = village, district, regency, province
        return found

    def districts(self, region: str) -> Sequence[str]:
        """The codes of the kecamatan that lie in a region, or are it."""
        found = self._districts.get(region)
        if found is None:
            length = RegionLevel.DISTRICT.length
            inside = (code for code in self._names if len(code) == length and within(code, region))
            found = self._districts[region] = tuple(sorted(inside))
        return found

    def region(self, code: str) -> Region:
        """The region of a code that there is, with the names above it."""
        village, district, regency, province = self.of(code)
        name = village or district or regency or province or code
        above = (district if village else None, regency if district else None, province if regency else None)
        return Region(code, name, *above)

    def named(self, codes: Sequence[str]) -> Mapping[str, Address]:
        """Each code as an address of which only its regions are known."""
        return {code: Address(None, None, None, *self.of(code), None, code) for code in codes}


class RegionNames:
    """The current names, held in memory and read again after some minutes."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._places = Places({})
        self._loaded = float("-inf")

    async def current(self, fetch: Fetch | None = None) -> Places:
        """While there are no names at all, each call looks again.

        Whoever holds a connection gives its `fetch`: waiting for a second one could be waiting for ever.
        """
        if not self._places or time.monotonic() - self._loaded > RELOAD_SECONDS:
            await self.reload(fetch)
        return self._places

    async def reload(self, fetch: Fetch | None = None) -> None:
        rows = await (fetch or self._fetch)("select code, name from region where valid_until is null")
        self._places = Places({row["code"]: row["name"] for row in rows})
        self._loaded = time.monotonic()
