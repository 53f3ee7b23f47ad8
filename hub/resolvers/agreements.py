"""Sharing agreements: proposed, changed, revoked and put into force again; and what is read of them.

A new one, and whatever lets more be read, is a proposal. What lets less be read, and revoking, happens at once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from strawberry import Parent

from hub.core.administration import ChangeKind
from hub.core.agreement import Agreement, Validity
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_subjects import Versioned as Expecting
from hub.resolvers.account_subjects import alter
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer
from hub.resolvers.agreement_subjects import AGREEMENTS
from hub.resolvers.context import HubInfo


class Naming(Reasoned, Protocol):
    agreement_id: str


class Versioned(Naming, Expecting, Protocol): ...


class NewAgreement(Naming, Protocol):
    number: str
    title: str
    provider: str
    recipient: str
    legal_basis: Sequence[str]
    purposes: Sequence[Purpose]
    categories: Sequence[str]
    fields: Sequence[str]
    masked: Sequence[str]
    region: str
    daily_quota: int
    starts_on: dt.date
    ends_on: dt.date
    keep_days: int
    disclosure_delay_days: int


class Changed(Versioned, Protocol):
    number: str | None
    title: str | None
    provider: str | None
    recipient: str | None
    legal_basis: Sequence[str] | None
    purposes: Sequence[Purpose] | None
    categories: Sequence[str] | None
    fields: Sequence[str] | None
    masked: Sequence[str] | None
    region: str | None
    daily_quota: int | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    keep_days: int | None
    disclosure_delay_days: int | None


async def propose(info: HubInfo, given: NewAgreement) -> AccountOutcome:
    async def procedure(desk: Desk) -> Reply:
        before = AGREEMENTS.blank(info.context.actor.tenant, given.agreement_id.strip())
        after = dataclasses.replace(_changed(before, given), active=True)
        return await AGREEMENTS.decided(desk, ChangeKind.CREATED, before, after)

    return outcome_of(await administer(info, "proposeAgreement", AGREEMENTS.action, given, procedure))


async def change(info: HubInfo, given: Changed) -> AccountOutcome:
    return await alter(info, AGREEMENTS, "changeAgreement", given, ChangeKind.CHANGED, lambda old: _changed(old, given))


async def revoke(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, AGREEMENTS, "revokeAgreement", given, ChangeKind.CLOSED, AGREEMENTS.closed)


async def reopen(info: HubInfo, given: Versioned) -> AccountOutcome:
    return await alter(info, AGREEMENTS, "reopenAgreement", given, ChangeKind.REOPENED, AGREEMENTS.reopened)


def validity(parent: Parent[Agreement], info: HubInfo) -> Validity:
    """How it stands today."""
    return parent.validity(local_date(info.context.hub.clock()))


async def given_today(parent: Parent[Agreement], info: HubInfo) -> int:
    """Persons of today's quota that are given out."""
    return await info.context.loaders.given_today.load(parent.id)


def legal_basis(parent: Parent[Agreement]) -> list[str]:
    return list(parent.legal_basis)


def purposes(parent: Parent[Agreement]) -> list[Purpose]:
    return [purpose for purpose in Purpose if purpose in parent.purposes]


def categories(parent: Parent[Agreement]) -> list[str]:
    return sorted(parent.categories)


def fields(parent: Parent[Agreement]) -> list[str]:
    return sorted(parent.fields)


def masked(parent: Parent[Agreement]) -> list[str]:
    return sorted(parent.masked)


def _changed(before: Agreement, given: NewAgreement | Changed) -> Agreement:
    """What is left out stays."""
    words = ("number", "title", "provider", "recipient", "region")
    plain = ("daily_quota", "starts_on", "ends_on", "keep_days", "disclosure_delay_days")
    told: dict[str, Any] = {name: getattr(given, name) for name in (*words, *plain)}
    told |= {name: told[name].strip() for name in words if told[name] is not None}
    told |= {name: _set(getattr(given, name)) for name in ("purposes", "fields", "masked")}
    told["legal_basis"] = _lines(given.legal_basis)
    told["categories"] = None if given.categories is None else frozenset(map(_category, given.categories))
    return dataclasses.replace(before, **{name: value for name, value in told.items() if value is not None})


def _set(given: Sequence[Any] | None) -> frozenset[Any] | None:
    return None if given is None else frozenset(given)


def _lines(given: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(line.strip() for line in given)


def _category(word: str) -> Category:
    try:
        return Category(word)
    except ValueError as error:
        raise BadInput(str(error), path="categories") from None
