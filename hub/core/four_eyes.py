"""Which changes of accounts, registrations, agreements and services need a second person. Pure, and by default they do.

The roles and scopes that one administrator gives alone are named here, and the ways in which an agreement is made
narrower; whatever is added later needs two until it is named as well.
docs/adr/0026-two-people-give-what-signs.md says why, and which way round each rule closes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from hub.core.actor import Role
from hub.core.administration import Account, Registration
from hub.core.agreement import Agreement
from hub.core.office_setting import CounterSetting, ServiceSetting
from hub.core.regions import within

ROLES_GIVEN_ALONE: Final = frozenset({Role.OPERATOR, Role.HELPER})
"""They sign nothing, decide nothing, watch nobody, speak for nobody, and hand out no role."""

SCOPES_GIVEN_ALONE: Final = frozenset({"application:submit", "application:read", "agency:read"})
"""With these a client sees what it handed in itself, and nothing else of the record."""


def is_guarded(roles: Collection[Role]) -> bool:
    """Whether an account with these roles is changed by two people only, whatever is changed of it."""
    return bool(frozenset(roles) - ROLES_GIVEN_ALONE)


def user_needs_two(before: Account, after: Account) -> bool:
    """A guarded role given, taken or touched; and the NIK, which says whose data and whose family somebody handles."""
    return is_guarded(before.roles | after.roles) or before.nik != after.nik


def client_needs_two(before: Registration, after: Registration) -> bool:
    """What lets a client do or reach more than handing in, or lets it be somebody else; taking away needs one. So does
    the agreement under which it reads, whatever its scopes are today."""
    gives_agreement = after.agreement not in {before.agreement, ""}
    return gives_agreement or (bool(after.scopes - SCOPES_GIVEN_ALONE) and not is_narrower(before, after))


def is_narrower(before: Registration, after: Registration) -> bool:
    """Whether everything that `after` allows was allowed before, by the same name and the same keys or fewer."""
    return (
        after.name == before.name
        and after.auth_method is before.auth_method
        and after.scopes <= before.scopes
        and after.purposes <= before.purposes
        and set(after.redirect_uris) <= set(before.redirect_uris)
        and all(key in before.keys for key in after.keys)
        and within(after.region, before.region)
        and after.agency in {before.agency, ""}
        and after.agreement in {before.agreement, ""}
        and after.dpop_bound >= before.dpop_bound
        and after.active <= before.active
    )


def _names_no_more(before: frozenset[str], after: frozenset[str]) -> bool:
    """No fields named at all are all fields of the categories."""
    return bool(after) and after <= before if before else True


_TAKES_AWAY: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "purposes": operator.ge,
    "categories": operator.ge,
    "fields": _names_no_more,
    "masked": operator.le,
    "region": lambda before, after: within(after, before),
    "daily_quota": operator.ge,
    "starts_on": operator.le,
    "ends_on": operator.ge,
    "keep_days": operator.ge,
    "disclosure_delay_days": operator.ge,
    "active": operator.ge,
}
"""Attributes that one person may lessen: whether the second value gives no more than the first. Any other attribute may
not change at all without two, also one that is added later."""


def agreement_needs_two(before: Agreement, after: Agreement) -> bool:
    """All but what only takes away: the parties, the legal basis, and whatever lets more be read, or of more people,
    longer, oftener, for more purposes, kept longer or told later. A new one always."""
    if before.version == 0:
        return True
    return bool(gives_more(before, after))


def gives_more(before: Agreement, after: Agreement) -> frozenset[str]:
    """The attributes for whose sake a change of an agreement needs two people."""
    names = (field.name for field in dataclasses.fields(after) if field.name != "version")
    return frozenset(name for name in names if not _takes_away(name, getattr(before, name, None), getattr(after, name)))


def service_needs_two(before: ServiceSetting, after: ServiceSetting) -> bool:
    """What takes something from people: closing, closing earlier or longer, promising less, or a counter that gives
    neither number nor time for it. Other words for a closure that stands, and whatever gives it back, need one."""
    return (
        _closes_more(before, after)
        or _hours(after) > _hours(before)
        or (before.numbers and not after.numbers)
        or (before.appointments and not after.appointments)
    )


def counters_need_two(_before: CounterSetting, _after: CounterSetting) -> bool:
    """Nobody is entitled to a number or a time: how many there are is the daily work of an office."""
    return False


def _closes_more(before: ServiceSetting, after: ServiceSetting) -> bool:
    if after.closed_from is None:
        return False
    if before.closed_from is None or after.closed_from < before.closed_from:
        return True
    return (after.closed_until or dt.date.max) > (before.closed_until or dt.date.max)


def _hours(setting: ServiceSetting) -> float:
    return math.inf if setting.promised_hours is None else setting.promised_hours


def _takes_away(name: str, before: Any, after: Any) -> bool:
    """Whether the attribute stays, or gives less by a rule that is named above."""
    rule = _TAKES_AWAY.get(name)
    return before == after if rule is None else rule(before, after)
