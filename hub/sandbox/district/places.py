"""Where people live: kecamatan by population, villages of the region table, streets, RT and RW."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from hub.core.citizen import Address
from hub.core.regions import ancestors
from hub.sandbox.district.weighted import Weighted
from hub.sandbox.regions import RegionTable

HOME: Final = "19.01"
"""Kabupaten Bangka."""
MARK: Final = "(DATA CONTOH)"
"""Stands in every address line, so that no print or screen shows these people as real ones."""

KECAMATAN: Final = (
    ("19.01.01", 95_183), ("19.01.04", 52_399), ("19.01.02", 51_443), ("19.01.05", 35_564), ("19.01.03", 31_354),
    ("19.01.07", 28_991), ("19.01.08", 19_900), ("19.01.06", 19_510),
)  # fmt: skip
"""Estimate of the middle of 2022; the sum is 334,344."""

_POSTAL: Final = {
    "19.01.01": "33215", "19.01.02": "33253", "19.01.03": "33172", "19.01.04": "33173", "19.01.05": "33255",
    "19.01.06": "33252", "19.01.07": "33254", "19.01.08": "33179",
}  # fmt: skip
_STREETS: Final = (
    "Jl. Pemuda", "Jl. Batin Tikal", "Jl. Muhidin", "Jl. Depati Amir", "Jl. Jenderal Sudirman", "Jl. Diponegoro",
    "Jl. Kartini", "Jl. Pahlawan", "Jl. Raya Timur", "Jl. Laut", "Jl. Nelayan", "Jl. Singkep", "Jl. Belinyu",
    "Jl. Air Hanyut", "Jl. Cenderawasih", "Jl. Melati", "Jl. Mawar", "Jl. Lada", "Jl. Timah", "Jl. Pelabuhan",
    "Jl. Sekolah", "Jl. Masjid", "Jl. Kenanga", "Jl. Merdeka", "Gg. Rukun", "Gg. Damai", "Gg. Sepakat",
)  # fmt: skip
_OTHER_REGENCIES: Final = ("19.04", "19.71", "19.05", "16.71", "31.73")
_ROMAN: Final = ("I", "II", "III", "IV")


class Places:
    """Addresses in the villages of the region table."""

    def __init__(self, regions: RegionTable) -> None:
        self._names = regions.names
        self._villages = _by_district(regions.villages(HOME))
        self._elsewhere = {root: regions.villages(root) for root in _OTHER_REGENCIES}
        self._kecamatan = Weighted(KECAMATAN)

    def at_home(self, rng: random.Random, district: str | None = None) -> Address:
        """An address in Kabupaten Bangka; in `district` when one is given."""
        return self._address(rng, rng.choice(self._villages[district or self._kecamatan.pick(rng)]))

    def elsewhere(self, rng: random.Random, regency: str | None = None) -> Address:
        """An address in another regency."""
        return self._address(rng, rng.choice(self._elsewhere[regency or rng.choice(_OTHER_REGENCIES)]))

    def _address(self, rng: random.Random, village: str) -> Address:
        province, regency, district, name = (self._names[code] for code in reversed(ancestors(village)))
        return Address(
            line=f"{_line(rng, village)} {MARK}",
            rt=f"{rng.randint(1, 12):03d}",
            rw=f"{rng.randint(1, 5):03d}",
            village=name,
            district=district,
            regency=regency,
            province=province,
            postal_code=_POSTAL.get(village[:8]),
            region_code=village,
        )


def _line(rng: random.Random, village: str) -> str:
    # The first digit of a village's number: 1 is a kelurahan of the town, 2 a desa.
    if village[9] == "2" and rng.random() < 0.5:
        return f"Dusun {rng.choice(_ROMAN)}, {rng.choice(_STREETS)}"
    return f"{rng.choice(_STREETS)} No. {rng.randint(1, 240)}"


def _by_district(villages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for village in villages:
        found[village[:8]].append(village)
    return {district: tuple(codes) for district, codes in found.items()}
