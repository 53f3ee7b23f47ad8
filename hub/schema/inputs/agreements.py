from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.purpose import Purpose
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.users import REASON, VERSION

_BASIS = "Laws and rules that it stands on, one each (UU 27/2022 art. 20)."
_FIELDS = (
    "Coordinates such as `Citizen.fullName`: only these are read. Empty: all of the categories. See `sharedFields`."
)
_MASKED = "Coordinates that are told of but not shown."
_QUOTA = "How many persons may be shown on one day of the office."
_KEEP = "How many days the recipient may keep what it reads; 0: not at all."
_DELAY = "How many days after a reading for LAW_ENFORCEMENT its subject is told of it; 0: at once."
_REGION = "Whose data: the people of this region, dotted; inside this district."


@strawberry.input(description="Narrows the list of agreements; all given terms must hold.")
class AgreementFilter:
    search: str | None = strawberry.field(
        default=None, description="A part of the id, of the number, of the title or of the recipient."
    )
    active: bool | None = strawberry.field(default=None, description="False: those that were revoked.")


@strawberry.input(description="An agreement as somebody looked at it, and why.")
class VersionedAgreementInput(Keyed):
    agreement_id: str
    expected_version: int = strawberry.field(description=VERSION)
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="A new agreement, as the paper has it.")
class ProposeAgreementInput(Keyed):
    agreement_id: str = strawberry.field(description="A short name in small letters and dashes; it never changes.")
    number: str = strawberry.field(description="The number on the paper.")
    title: str
    provider: str = strawberry.field(description="The party that gives the data.")
    recipient: str = strawberry.field(description="The party that gets them.")
    legal_basis: list[str] = strawberry.field(description=_BASIS)
    purposes: list[Purpose]
    categories: list[str]
    region: str = strawberry.field(description=_REGION)
    daily_quota: int = strawberry.field(description=_QUOTA)
    starts_on: dt.date = strawberry.field(description="The first day on which it holds.")
    ends_on: dt.date = strawberry.field(description="The last day on which it holds.")
    reason: str = strawberry.field(description=REASON)
    fields: list[str] = strawberry.field(default_factory=list, description=_FIELDS)
    masked: list[str] = strawberry.field(default_factory=list, description=_MASKED)
    keep_days: int = strawberry.field(default=0, description=_KEEP)
    disclosure_delay_days: int = strawberry.field(default=0, description=_DELAY)


@strawberry.input(description="What is to change of an agreement. What is left out stays.")
class ChangeAgreementInput(VersionedAgreementInput):
    number: str | None = None
    title: str | None = None
    provider: str | None = None
    recipient: str | None = None
    legal_basis: list[str] | None = strawberry.field(default=None, description=_BASIS)
    purposes: list[Purpose] | None = None
    categories: list[str] | None = None
    fields: list[str] | None = strawberry.field(default=None, description=_FIELDS)
    masked: list[str] | None = strawberry.field(default=None, description=_MASKED)
    region: str | None = strawberry.field(default=None, description=_REGION)
    daily_quota: int | None = strawberry.field(default=None, description=_QUOTA)
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    keep_days: int | None = strawberry.field(default=None, description=_KEEP)
    disclosure_delay_days: int | None = strawberry.field(default=None, description=_DELAY)
