"""Clerks put a person's data right, and enter the NIK that SIAK gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final, Protocol

from hub.core.attributes import camel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.correction import CORRECTABLE, corrected, nik_findings
from hub.core.errors import BadInput
from hub.core.evidence import Cause, SourceDocument
from hub.core.nik_assignment import check_assignment, with_nik
from hub.core.record_action import RecordAction
from hub.core.recording import Flaw
from hub.core.service import RecordChange
from hub.resolvers.citizen_outcome import CitizenOutcome, changed_names, outcome_of, reply_of
from hub.resolvers.context import HubInfo
from hub.resolvers.outcome import Flawed
from hub.resolvers.record_work import RecordWork, Reply, Whom, change_record
from hub.resolvers.sources import GivenSource, source_of
from hub.resolvers.steps import said

CORRECTED: Final = "corrected"
NIK_ASSIGNED: Final = "nik-assigned"


class Reasoned(Protocol):
    """What every change of a person by a clerk says."""

    idempotency_key: str | None
    expected_version: int
    reason: str
    source: GivenSource


class Correcting(Reasoned, Protocol):
    """`attributes` has a member for each attribute: None where it is left out, else what it is set to."""

    nik: str | None
    id: str | None
    attributes: Any


class Assigning(Reasoned, Protocol):
    id: str
    nik: str


async def correct(info: HubInfo, given: Correcting) -> CitizenOutcome:
    paper = Paper(info, given)

    async def procedure(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        await work.write.check_version(person, given.expected_version)
        cause, changes = paper.cause(CORRECTED), changes_of(given.attributes)
        if not changes:
            raise BadInput("Nothing is named to be corrected.", path="attributes")
        result = corrected(person, changes, given.source.kind, local_date(work.now))
        if result.flaws:
            raise Flawed([placed(flaw) for flaw in result.flaws], "")
        after = await _applied(work, person, result.person, cause)
        return reply_of(person, after, result.warnings)

    whom = Whom(given.nik, given.id, path="nik" if given.nik else "id")
    done = await change_record(
        info.context, "correctCitizen", RecordAction.CORRECT, given, procedure, whom, prepare=paper.find
    )
    return await outcome_of(info.context, done)


async def assign_nik(info: HubInfo, given: Assigning) -> CitizenOutcome:
    paper = Paper(info, given)

    async def procedure(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        await work.write.check_version(person, given.expected_version)
        cause, held_from = paper.cause(NIK_ASSIGNED), await work.write.nik_source(person)
        check_assignment(person, held_from, given.nik, given.source.kind)
        await work.write.take_nik(person, given.nik)
        after = await work.write.apply(RecordChange(person, with_nik(person, given.nik)), None, cause)
        return reply_of(person, after, tuple(nik_findings(after)))

    whom = Whom(id=given.id, path="id")
    done = await change_record(
        info.context, "assignNik", RecordAction.ASSIGN_NIK, given, procedure, whom, prepare=paper.find
    )
    return await outcome_of(info.context, done)


class Paper:
    """What a change rests on: looked up before the transaction begins, named by its event."""

    def __init__(self, info: HubInfo, given: Reasoned) -> None:
        self._context, self._given = info.context, given
        self._source: SourceDocument | None = None

    async def find(self) -> None:
        """Raises BadInput when the upload is not there."""
        self._source = await source_of(self._context, self._given.source)

    def cause(self, kind: str) -> Cause:
        """Raises BadInput when no reason is said."""
        return Cause(kind, said(self._given.reason, "reason"), self._source)


async def _applied(work: RecordWork, before: Citizen, after: Citizen, cause: Cause) -> Citizen:
    """The person as she is stored now. What stood there already is no change, and gets no event."""
    if not changed_names(before, after):
        return before
    stored = await work.write.apply(RecordChange(before, after), None, cause)
    if after.address != before.address:
        (stored,) = (await work.write.persons([stored.id])).values()
        _check_village(stored)
    return stored


def _check_village(stored: Citizen) -> None:
    if stored.address is None or stored.address.village is None:
        raise BadInput(
            "There is no village with this code. Choose it from the list.", path="attributes.address.regionCode"
        )


def changes_of(attributes: Any) -> Mapping[str, Any]:
    """The members that are set, by the names of the core; those of an address or a parent in the same way."""
    given = ((name, getattr(attributes, name, None)) for name in sorted(CORRECTABLE))
    return {name: _value(one.value) for name, one in given if one is not None}


def _value(value: Any) -> Any:
    if not dataclasses.is_dataclass(value):
        return value
    return {name: one.value for name, one in vars(value).items() if one is not None}


def placed(flaw: Flaw) -> Flaw:
    """Where the input says it; a flaw without an attribute lies in the paper."""
    path = ".".join(camel(step) for step in flaw.attribute.split("."))
    return dataclasses.replace(flaw, attribute=f"attributes.{path}" if path else "source.kind")
