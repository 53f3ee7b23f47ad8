"""What a district tells the licensing agency and asks of it: businesses, issued licences, steps of an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Business:
    """A business number as the agency knows it.

    `in_charge` are the NIKs of the persons in charge, `licences` items of the facet `licences`, one a line of business.
    `names` are those persons' names by NIK, as the agency has them.
    """

    nib: str
    in_charge: tuple[str, ...] = field(repr=False)
    licences: tuple[Any, ...] = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitRef:
    """Which application for a licence is meant, by the agency's own ids."""

    nib: str
    project_id: str
    oss_id: str
    permit_id: str
    permit_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPermit:
    """A licence that the district issued. `valid_until` None: as long as the business runs. `file_url`: a PDF."""

    ref: PermitRef
    region_code: str
    number: str
    issued_on: dt.date
    valid_until: dt.date | None
    signed_by: str
    signer_number: str
    signer_title: str
    status: str
    file_url: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitStep:
    """A step of an application for a licence. `status` is an official code of the list LicenceStatus."""

    ref: PermitRef
    agency_code: str
    status: str
    at: dt.datetime
    officer_number: str
    officer_name: str
    remark: str = ""


class LicensingAgency(Protocol):
    """The national licensing service as the district calls it."""

    async def inquire(self, nib: str) -> Business | None:
        """What stands under a number; None when there is no such number. Raises SourceUnavailable or QuotaExhausted."""
        ...

    async def issue(self, permit: IssuedPermit) -> None:
        """Tells of an issued licence. Raises BadInput for what the agency does not take, now or when it comes again.

        SourceUnavailable leaves open whether it arrived.
        """
        ...

    async def report(self, step: PermitStep) -> None:
        """Tells of a step. Raises as `issue` does."""
        ...
