"""Who of the office is named to whom: its own people and the auditor read a clerk's name, everybody else the office's.

A clerk acts under her office's authority, and the office answers for her (docs/adr/0031). So it is with receipts, and
so it is with what was changed and with each step of an application. Whoever decides about a person signs her decision;
that is not told here.
"""

from __future__ import annotations

from typing import Final

from hub.core.actor import STAFF, Actor
from hub.core.application import Action, ActionKind, Application
from hub.core.purpose import Purpose

_BY_APPLICANTS: Final = frozenset({ActionKind.SUBMIT, ActionKind.RESUBMIT, ActionKind.WITHDRAW})
_AT_COUNTERS: Final = "COUNTER"
NAMED_SQL: Final = (
    f"case when {{office}} <> '' and {{e}}.purpose = '{Purpose.CIVIL_REGISTRATION.value}'"
    " then {office} else {e}.actor_name end"
)
"""The same as `named`, of an event `e`; `office` is the placeholder of `office_for`."""


def office_for(reader: Actor, office: str) -> str:
    """The name under which clerks appear to this reader; "" for their own."""
    return "" if reader.roles & STAFF else office


def named(name: str, purpose: str, office: str) -> str:
    """Who changed something of a record. What was done for civil registration was done by the office."""
    return office if office and purpose == Purpose.CIVIL_REGISTRATION.value else name


def named_step(step: Action, of: Application, reader: Actor, office: str) -> str:
    """Who took a step of an application: herself, a client, and whoever applied otherwise than at the counter are
    named to everybody."""
    applied = of.actions[0]
    online = step.kind in _BY_APPLICANTS and step.actor == applied.actor and applied.data.get("channel") != _AT_COUNTERS
    if not office or step.actor in {reader.subject, of.header.client_id} or online:
        return step.actor_name
    return office
