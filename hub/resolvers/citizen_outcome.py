"""What a mutation of one person answers: the person as it left her, the version, and what is worth a look."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.correction import CORRECTABLE
from hub.core.past import Occasion
from hub.core.service import Finding
from hub.resolvers.context import Context
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done, Reply


@dataclass(frozen=True, slots=True)
class CitizenOutcome:
    """`citizen` is None where something is wrong, or where the person is out of the actor's sight by now."""

    citizen: Citizen | None
    version: int | None = None
    changed: tuple[str, ...] | None = None
    warnings: tuple[Finding, ...] = ()
    errors: tuple[UserError, ...] = ()


def changed_names(before: Citizen, after: Citizen) -> list[str]:
    """Names of the attributes that differ, as the core has them."""
    return [name for name in sorted({*CORRECTABLE, "nik"}) if getattr(before, name) != getattr(after, name)]


def reply_of(before: Citizen, after: Citizen, warnings: Sequence[Finding]) -> Reply:
    """The reply of a mutation that led from the one to the other. No value of hers stands in it."""
    return {
        "person": str(after.id),
        "version": after.version,
        "changed": [camel(name) for name in changed_names(before, after)],
        "warnings": [dataclasses.asdict(warning) for warning in warnings],
    }


async def outcome_of(context: Context, done: Done) -> CitizenOutcome:
    """The answer that a reply stands for, the first time and at each repeat."""
    if done.reply is None:
        return CitizenOutcome(None, errors=done.errors)
    reply = done.reply
    return CitizenOutcome(
        citizen=await _as_left(context, uuid.UUID(reply["person"]), reply["version"]),
        version=reply["version"],
        changed=tuple(reply["changed"]),
        warnings=tuple(Finding(**warning) for warning in reply["warnings"]),
    )


async def _as_left(context: Context, person_id: uuid.UUID, version: int) -> Citizen | None:
    """The person at that version, if the actor sees her now and as she was then.

    One who is at that version still is read from her row. Otherwise somebody changed her since, or the request itself
    did, or her id leads to the person whom she was merged into.
    """
    hub, rows = context.hub, context.decision.rows
    person = await context.loaders.citizens_by_id.load(person_id)
    if person is not None and (person.id, person.version) != (person_id, version):
        occasion = Occasion(person_id, version)
        told = (await hub.past.changes(hub.tenant, [occasion], rows)).get(occasion)
        person = told.after if told else None
    context.saw([person] if person else [])
    return person
