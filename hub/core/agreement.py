"""The sharing agreement (perjanjian kerja sama, PKS): which data a client gets, for what, how much, until when.

UU 24/2013 art. 79(2) leaves access to population data to those whom the minister permits, and UU 27/2022 art. 20 wants
a basis for each processing; the agreement is where both stand in writing. Here it is enforced, field by field.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hub.core.attributes import Category
from hub.core.purpose import Purpose


class Validity(Enum):
    """How an agreement stands on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two parties agreed on. `id` is a short name in small letters that a client's registration refers to.

    `provider` and `recipient` are the parties as the paper names them; `legal_basis` the laws and rules it stands on.
    `categories` may be read; where `fields` (coordinates such as `Citizen.fullName`) are named, only those of them, and
    `masked` are told of but not shown. `region` bounds whose data; `daily_quota` is how many persons may be shown on
    one day of the office. It holds from `starts_on` to `ends_on`, both included. `keep_days` is how long the recipient
    may keep what it reads; 0: not at all. `disclosure_delay_days` is how long after a reading for LAW_ENFORCEMENT its
    subject is not told of it yet; 0: at once.
    """

    tenant: str
    id: str
    number: str
    title: str
    provider: str
    recipient: str
    legal_basis: tuple[str, ...]
    purposes: frozenset[Purpose]
    categories: frozenset[Category]
    fields: frozenset[str]
    masked: frozenset[str]
    region: str
    daily_quota: int
    starts_on: dt.date
    ends_on: dt.date
    keep_days: int = 0
    disclosure_delay_days: int = 0
    active: bool = True
    version: int = 0

    def validity(self, day: dt.date) -> Validity:
        """How it stands on a day of the office; both its first and its last day belong to it."""
        if not self.active:
            return Validity.REVOKED
        if day < self.starts_on:
            return Validity.NOT_YET
        return Validity.IN_FORCE if day <= self.ends_on else Validity.ENDED

    def state(self) -> Mapping[str, Any]:
        """What its history and a proposal keep, in the names of the graph, as plain JSON."""
        return {
            "number": self.number,
            "title": self.title,
            "provider": self.provider,
            "recipient": self.recipient,
            "legalBasis": list(self.legal_basis),
            "purposes": sorted(purpose.value for purpose in self.purposes),
            "categories": sorted(category.value for category in self.categories),
            "fields": sorted(self.fields),
            "masked": sorted(self.masked),
            "region": self.region,
            "dailyQuota": self.daily_quota,
            "startsOn": self.starts_on.isoformat(),
            "endsOn": self.ends_on.isoformat(),
            "keepDays": self.keep_days,
            "disclosureDelayDays": self.disclosure_delay_days,
            "active": self.active,
        }

    def with_state(self, state: Mapping[str, Any]) -> Agreement:
        """The agreement as a proposal would have it."""
        return dataclasses.replace(
            self,
            number=state["number"],
            title=state["title"],
            provider=state["provider"],
            recipient=state["recipient"],
            legal_basis=tuple(state["legalBasis"]),
            purposes=frozenset(Purpose(purpose) for purpose in state["purposes"]),
            categories=frozenset(Category(category) for category in state["categories"]),
            fields=frozenset(state["fields"]),
            masked=frozenset(state["masked"]),
            region=state["region"],
            daily_quota=state["dailyQuota"],
            starts_on=dt.date.fromisoformat(state["startsOn"]),
            ends_on=dt.date.fromisoformat(state["endsOn"]),
            keep_days=state["keepDays"],
            disclosure_delay_days=state["disclosureDelayDays"],
            active=state["active"],
        )

    @classmethod
    def new(cls, tenant: str, key: str) -> Agreement:
        """One that does not exist yet: nothing may be read under it, on no day."""
        nothing: frozenset[Any] = frozenset()
        return cls(
            tenant, key, "", "", "", "", (), nothing, nothing, nothing, nothing, "", 0, dt.date.max, dt.date.min,
            active=False,
        )  # fmt: skip
