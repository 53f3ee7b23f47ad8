"""Which changes of accounts and registrations need a second person. Pure, and by default they do.

The roles and scopes that one administrator gives alone are named here; whatever is added later needs two until it is
named as well. docs/adr/0026-two-people-give-what-signs.md says why, and which way round each rule closes.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from hub.core.actor import Role
from hub.core.administration import Account, Registration
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
    """What lets a client do or reach more than handing in, or lets it be somebody else; taking away needs one."""
    return bool(after.scopes - SCOPES_GIVEN_ALONE) and not is_narrower(before, after)


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
        and after.dpop_bound >= before.dpop_bound
        and after.active <= before.active
    )
