"""What the district's own licensing office records goes to OSS: `receiveLicenseStatus` for each licence of the number.

OSS knows no key by which it would recognise a repeat, but it can be asked: `checkLicenseStatus` shows where a licence
stands. So a licence that stands there already is not told again, and a lost reply is settled by asking.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.connectors.licensing.client import Oss
from hub.connectors.licensing.facet import FACETS
from hub.core.attributes import camel
from hub.core.delivery import Settles, Told
from hub.core.errors import BadInput
from hub.core.licensing import PermitRef, PermitStep

_FACET: Final = FACETS[0]
_STATUS: Final = {"PERMITTED": "50", "OPERATING": "50", "ACTIVE": "50", "FROZEN": "70"}
"""Status of a number -> status of its licences: approved, or business suspended (Lampiran 14 and 10)."""
_UNTOLD: Final = frozenset({"NOT_YET_ACTIVE"})
"""There is nothing to tell before the office has decided."""
_OFFICER: Final = "Satu"


@dataclass(frozen=True, slots=True)
class LicenceStatuses:
    """Implements `hub.core.delivery.Push`."""

    oss: Oss

    @property
    def settles(self) -> Settles:
        return Settles.READ_BACK

    @property
    def fields(self) -> tuple[str, ...]:
        return (f"Citizen.{camel(_FACET.name)}",)

    @property
    def category(self) -> str:
        return _FACET.category.value

    async def send(self, told: Told) -> str | None:
        """Raises BadInput for a status that the protocol has no word for, and for a number that OSS does not know."""
        sent = 0
        for nib, status in _decided(told):
            for permit in await self._permits(nib):
                if await self.oss.status_of(permit.permit_id) != status:
                    await self.oss.report(_step(permit, status, told.delivery.occurred_at))
                sent += 1
        return f"kode 200, {sent} licences" if sent else None

    async def shows(self, told: Told) -> bool | None:
        """Whether every licence stands where it was told to stand."""
        for nib, status in _decided(told):
            for permit in await self._permits(nib):
                if await self.oss.status_of(permit.permit_id) != status:
                    return False
        return True

    async def _permits(self, nib: str) -> tuple[PermitRef, ...]:
        found = await self.oss.permits(nib)
        if found is None:
            raise BadInput("OSS knows no business with this number. Correct the number and record it anew.", path="nib")
        return found


def _decided(told: Told) -> Iterator[tuple[str, str]]:
    """Numbers whose status changed, with the code to tell. Raises BadInput."""
    before, after = _statuses(told.before), _statuses(told.after)
    for nib, status in after.items():
        if status == before.get(nib) or status in _UNTOLD:
            continue
        if status not in _STATUS:
            raise BadInput("The protocol of OSS has no word for this status. Tell OSS in another way.", path="status")
        yield nib, _STATUS[status]


def _statuses(snapshot: Mapping[str, Any]) -> dict[str, str]:
    items = (_FACET.from_json(item) for item in snapshot.get(_FACET.name) or ())
    return {item.nib: item.status for item in items if item.nib and item.status}


def _step(permit: PermitRef, status: str, at: dt.datetime) -> PermitStep:
    return PermitStep(
        ref=permit, agency_code="", status=status, at=at, officer_number="", officer_name=_OFFICER, remark=""
    )
