"""What an agency writes of its own facet: decided, checked and kept in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, Protocol

from hub.access import decide_recording
from hub.audit.receipts import Reading, receipt_of
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.contradiction import Claims, claims
from hub.core.discrepancy import Said
from hub.core.errors import BadInput, NotFound
from hub.core.facet import Facet
from hub.core.recording import Recorded, Recording, flaws
from hub.core.writing_ports import Conclusion, WriteRequest
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, Flawed, RecordingOutcome, user_errors
from hub.resolvers.refusal import refusal

_CLOCKS_APART: Final = dt.timedelta(minutes=5)


class Given(Protocol):
    """The input of every recording; the items stand in a member that has the facet's name."""

    idempotency_key: str | None
    nik: str
    as_of: dt.datetime | None
    expected_version: int | None
    person: Any


Recorder = Callable[..., Coroutine[Any, Any, RecordingOutcome]]


def recorder_of(facet: Facet[Any]) -> Recorder:
    """The resolver of the mutation by which the agency writes this facet."""

    async def record(info: HubInfo, given: Given) -> RecordingOutcome:
        context = info.context
        denial = decide_recording(context.hub.policies, context.actor, context.purpose, facet, context.hub.clock())
        if denial is not None:
            raise refusal(denial)
        try:
            recorded = await _record(context, facet, given)
        except REFUSALS as error:
            return RecordingOutcome(None, user_errors(error, set(context.decision.rows.untold) - {facet.name}))
        return RecordingOutcome(recorded)

    return record


async def _record(context: Context, facet: Facet[Any], given: Given) -> Recorded:
    assert facet.written is not None
    mutation = camel(facet.written.mutation)
    request = WriteRequest(
        actor=context.actor,
        purpose=context.purpose,
        mutation=mutation,
        key=key_of(context, given.idempotency_key),
        body_hash=body_hash(mutation, given),
    )
    recording = _recording(context, facet, given)
    conclude = partial(_conclusion, context, facet)
    done = await context.hub.writes.record(request, facet, recording, context.decision.rows, conclude)
    if done is None:
        # Read before the transaction begins: inside, a second connection of the pool could be waited for by everybody.
        person = await _person(context, recording.nik)
        async with context.hub.writes.begin(replace(request, person_id=person.id)) as write:
            if write.replay is not None:
                return _replayed(write.replay)
            done = person.id, await write.record(facet, recording, person.id, partial(conclude, person.id))
    person_id, recorded = done
    if recording.claims and context.hub.notebook is not None:
        # What an agency brings by itself it hands over to be kept.
        context.hub.notebook.note(Said(person_id, facet.agency, recording.claims, keeps=True))
    return recorded


def _recording(context: Context, facet: Facet[Any], given: Given) -> Recording:
    """What the input says. Raises Flawed and BadInput."""
    assert facet.written is not None
    value = getattr(given, facet.name)
    items = tuple(_item(facet, one) for one in (value if facet.many else (value,)))
    wrong = flaws(facet.written, items)
    if wrong:
        raise Flawed([replace(flaw, attribute=_dotted(flaw.attribute)) for flaw in wrong], camel(facet.name))
    complete = bool(getattr(given, "complete", False))
    if not items and not complete:
        raise BadInput(
            "Nothing is named to be recorded. Name it, or say with `complete` that there is nothing.",
            path=camel(facet.name),
        )
    if given.as_of is not None and given.as_of > context.hub.clock() + _CLOCKS_APART:
        raise BadInput("`asOf` lies in the future. Compare the clock of your machine with ours.", path="asOf")
    return Recording(
        facet=facet.name,
        nik=given.nik,
        items=items,
        as_of=given.as_of,
        complete=complete,
        expected_version=given.expected_version,
        claims=_claims(given.person),
    )


def _claims(said: Any) -> Claims | None:
    """What the input says of the person herself."""
    if said is None:
        return None
    return claims(
        full_name=said.full_name,
        birth_date=said.birth_date,
        birth_place=said.birth_place,
        sex=said.sex,
        mother=said.mother_name,
    )


def _dotted(attribute: str) -> str:
    """`0.kbli_year` -> `0.kbliYear`, as the input names it."""
    return ".".join(camel(step) for step in attribute.split("."))


def _item(facet: Facet[Any], given: Any) -> Any:
    values = vars(given).items()
    item: type = facet.item
    return item(**{name: tuple(value) if isinstance(value, list) else value for name, value in values})


async def _person(context: Context, nik: str) -> Citizen:
    """The person, if the agency may see the row; the population agency is asked for one whom the record lacks."""
    person = await context.loaders.citizens.load(nik)
    if person is None:
        raise NotFound("The record knows nobody with this NIK in your region. Check the number.", path="nik")
    return person


def _conclusion(context: Context, facet: Facet[Any], person_id: uuid.UUID, recorded: Recorded) -> Conclusion:
    """The receipt of what was written, and the reply that a repeat gets."""
    assert facet.written is not None
    reading = Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=(f"Mutation.{camel(facet.written.mutation)}",),
        categories=(facet.category.value,),
        subjects=(person_id,),
        batches=tuple(sorted(context.loaders.calls)),
        sources=context.sources,
    )
    reply = {"version": recorded.version, "asOf": recorded.as_of.isoformat(), "changed": recorded.changed}
    return receipt_of(reading, context.hub.clock()), reply


def _replayed(reply: Mapping[str, Any]) -> Recorded:
    return Recorded(reply["version"], dt.datetime.fromisoformat(reply["asOf"]), reply["changed"])
