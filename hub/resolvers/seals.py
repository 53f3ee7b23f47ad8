"""A person's record is sealed, or opened again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol

import strawberry

from hub.core.citizen import Citizen
from hub.core.errors import BadInput
from hub.core.record_action import RecordAction
from hub.core.seal import Seal
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done, Keyed, RecordWork, Reply, Whom, change_record
from hub.resolvers.steps import said
from hub.resolvers.values import NIK


class Named(Keyed, Protocol):
    """A person, by NIK or by id, with the version that the head of the office looked at, and why."""

    nik: NIK | None
    id: strawberry.ID | None
    expected_version: int | None
    reason: str


class Sealing(Named, Protocol):
    legal_basis: str
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SealOutcome:
    """How the person stands after it."""

    sealed: bool | None
    version: int | None
    errors: tuple[UserError, ...] = ()


async def seal(info: HubInfo, given: Sealing) -> SealOutcome:
    async def procedure(work: RecordWork, persons: tuple[Any, ...]) -> Reply:
        (person,) = persons
        if given.until is not None and given.until <= work.now:
            raise BadInput("A seal ends in the future, or is lifted by hand. Leave `until` out.", path="until")
        why = Seal(said(given.legal_basis, "legalBasis"), said(given.reason, "reason"), given.until)
        return _reply(await work.write.seal(person.id, why, given.expected_version))

    whom = Whom(nik=given.nik, id=given.id, path="nik")
    return _outcome(await change_record(info.context, "sealCitizen", RecordAction.SEAL, given, procedure, whom))


async def unseal(info: HubInfo, given: Named) -> SealOutcome:
    async def procedure(work: RecordWork, persons: tuple[Any, ...]) -> Reply:
        (person,) = persons
        reason = said(given.reason, "reason")
        return _reply(await work.write.unseal(person.id, reason, given.expected_version))

    whom = Whom(nik=given.nik, id=given.id, path="nik")
    return _outcome(await change_record(info.context, "unsealCitizen", RecordAction.UNSEAL, given, procedure, whom))


def _reply(person: Citizen) -> Reply:
    return {"sealed": person.sealed, "version": person.version}


def _outcome(done: Done) -> SealOutcome:
    if done.reply is None:
        return SealOutcome(None, None, done.errors)
    return SealOutcome(done.reply["sealed"], done.reply["version"])
