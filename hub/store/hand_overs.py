"""Hand-overs between districts. Each side has its own row; a step changes both, and locks the origin's first."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from hub.core.citizen import Citizen
from hub.core.codes import FamilyRelationship, VitalStatus
from hub.core.errors import Conflict, NotFound
from hub.core.hand_over import Arrival, HandOver, HandOverState, Residence, Side, check_step
from hub.core.predicates import RowFilter
from hub.store import columns, directory, duplicate_candidates, moving, niks
from hub.store.certificates import void_letter
from hub.store.columns import PERSON, changed_attributes
from hub.store.database import Connection, Database
from hub.store.events import SNAPSHOT, Event, record
from hub.store.move_undone import back_on_their_card
from hub.store.moved import moved
from hub.store.regions import Places

_PERSON: Final = columns.columns(PERSON, "p")
_READ: Final = """
    select h.*, (select count(*) from hand_over_person o where o.tenant = h.tenant and o.hand_over_id = h.id) as people
    from hand_over h
"""
# Nobody knows of a hand-over of somebody sealed who may not know of the person. She stands with the origin while it is
# open, and in both districts' rows afterwards.
_SEALED: Final = """
    exists (select from hand_over_person o
            join person s on s.id = o.person_id and s.tenant in (h.tenant, h.other_tenant)
            where o.tenant = h.tenant and o.hand_over_id = h.id and s.sealed)
"""
_MOVERS: Final = f"""
    select {_PERSON}, {SNAPSHOT} as snapshot from person p
    where p.tenant = $1 and p.id = any($2) and p.merged_into is null order by p.id for update
"""
_INSERT: Final = """
    insert into hand_over (tenant, id, side, other_tenant, region_code, letter_number, reason, state, offered_at,
                           offered_by)
    values ($1, $2, $3, $4, $5, $6, $7, 'OFFERED', $8, $9)
"""
_INSERT_PEOPLE: Final = """
    insert into hand_over_person (tenant, hand_over_id, person_id, offered_version)
    select $1, $2, * from unnest($3::uuid[], $4::integer[])
"""
_CLOSE: Final = """
    update hand_over set state = $3, closed_at = $4, closed_by = $5, closed_reason = $6 where tenant = $1 and id = $2
"""
_RELEASE: Final = "update hand_over_person set is_open = false where tenant = $1 and hand_over_id = $2"
_RESIDENCE: Final = """
    select d.tenant, d.since, coalesce(p.sealed, false) as sealed, p.id as person_id
    from nik_directory d left join person p on p.tenant = d.tenant and p.nik = d.nik where d.nik = $1
"""
_STAYS: Final = """
    select from person where tenant = $1 and family_card_number = $2 and not id = any($3) and moved_to is null
    and merged_into is null limit 1
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The district that a step is taken in; `rows` says whether its clerk may know of somebody sealed."""

    tenant: str
    rows: RowFilter


class PgHandOvers:
    """Implements `hub.core.hand_over.HandOvers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, tenant: str, state: HandOverState | None, rows: RowFilter, most: int) -> Sequence[HandOver]:
        of_state = "" if state is None else "and h.state = $4"
        found = await self._database.fetch(
            f"{_READ} where h.tenant = $1 and ($2 or not {_SEALED}) {of_state}"
            " order by h.offered_at desc, h.id desc limit $3",
            tenant,
            rows.names_sealed,
            most,
            *([] if state is None else [state.name]),
        )
        return [_hand_over(row) for row in found]

    async def offered(self, tenant: str, origin: str, letter_number: str, rows: RowFilter) -> HandOver | None:
        row = await self._database.fetchrow(
            f"{_READ} where h.tenant = $1 and h.other_tenant = $3 and h.letter_number = $4 and h.state = 'OFFERED'"
            f" and h.side = 'DESTINATION' and ($2 or not {_SEALED}) order by h.offered_at desc limit 1",
            tenant,
            rows.names_sealed,
            origin,
            letter_number,
        )
        return None if row is None else _hand_over(row)

    async def sent(self, tenant: str, letter_number: str) -> HandOver | None:
        row = await self._database.fetchrow(
            f"{_READ} where h.tenant = $1 and h.letter_number = $2 and h.side = 'ORIGIN'"
            " order by h.offered_at desc, h.id desc limit 1",
            tenant,
            letter_number,
        )
        return None if row is None else _hand_over(row)

    async def residence(self, tenant: str, nik: str, rows: RowFilter) -> Residence | None:
        row = await self._database.fetchrow(_RESIDENCE, nik)
        # Where somebody sealed lives no other district is told, not even its head: it could ask for every NIK there is.
        if row is None or (row["sealed"] and not (rows.names_sealed and row["tenant"] == tenant)):
            return None
        return Residence(row["tenant"], row["since"], row["tenant"] == tenant, row["person_id"])


async def offer(connection: Connection, offered: HandOver, movers: Mapping[uuid.UUID, int | None], by: str) -> HandOver:
    """Stores the offer for both districts. Raises NotFound and Conflict."""
    persons = await connection.fetch(_MOVERS, offered.tenant, list(movers))
    if len(persons) < len(movers):
        raise NotFound("The record does not hold all of these persons. Look them up again.", path="people")
    for person in persons:
        _check_can_move(person)
        if movers[person["id"]] not in {None, person["version"]}:
            raise await moved(connection, offered.tenant, person["id"], movers[person["id"]] or 0)
    if await connection.fetchval(
        "select exists (select from hand_over_person where tenant = $1 and person_id = any($2) and is_open)",
        offered.tenant,
        list(movers),
    ):
        raise Conflict("One of these persons is offered to a district already. Cancel that offer first.", path="people")
    for side in (offered, _mirrored(offered)):
        await connection.execute(
            _INSERT, side.tenant, side.id, side.side.name, side.other_tenant, side.region_code, side.letter_number,
            side.reason, side.offered_at, by,
        )  # fmt: skip
        ids, versions = [person["id"] for person in persons], [person["version"] for person in persons]
        await connection.execute(_INSERT_PEOPLE, side.tenant, side.id, ids, versions)
    return offered


async def close(
    connection: Connection,
    at: Place,
    hand_over_id: uuid.UUID,
    to: HandOverState,
    reason: str,
    event: Event,
    places: Places,
) -> HandOver:
    """Refused, cancelled or lapsed: nobody moves, the letter is void, and who was taken off a card for it stands on it
    again. Raises NotFound and Conflict."""
    found = await _locked(connection, at, hand_over_id)
    check_step(found, to)
    returned = dataclasses.replace(event, kind="changed", reason=reason)
    await back_on_their_card(connection, found.origin, found.id, returned, places)
    await void_letter(connection, found.origin, found.letter_number)
    return await _closed(connection, found, to, reason, event)


async def receive(
    connection: Connection, at: Place, hand_over_id: uuid.UUID, arrival: Arrival, event: Event, places: Places
) -> tuple[HandOver, tuple[Citizen, ...]]:
    """Everything that a move is, in this transaction. Raises NotFound and Conflict."""
    found = await _locked(connection, at, hand_over_id)
    check_step(found, HandOverState.RECEIVED)
    persons = await _offered(connection, found, at.rows)
    number = await _card_number(connection, found.origin, persons, arrival)
    overrides = {**_home(arrival), "family_card_number": number}
    moves = _Moves(connection, found, overrides, dataclasses.replace(event, reason=found.reason), places)
    arrived = [await moves.move(person) for person in persons]
    ids = [person.id for person in arrived]
    await moving.take_along(connection, found.origin, found.destination, ids, arrival.facets)
    await moving.move_seals(connection, found.origin, found.destination, ids, event.at, event.actor)
    await moving.move_contests(connection, found.origin, found.destination, ids, event.at)
    await duplicate_candidates.forget(connection, found.origin, ids)
    if number is not None:
        head = next((p.nik for p in arrived if p.family_relationship is FamilyRelationship.HEAD), None)
        await moving.open_card(connection, found.destination, number, head, list(_home(arrival).values()))
    with_niks = sum(person.nik is not None for person in arrived)
    if await directory.move(connection, found.origin, found.destination, ids, event.at) < with_niks:
        raise Conflict("The directory says that a third district holds one of these persons. Ask the administrator.")
    return await _closed(connection, found, HandOverState.RECEIVED, None, event), tuple(arrived)


async def _locked(connection: Connection, at: Place, hand_over_id: uuid.UUID) -> HandOver:
    """The hand-over as this district sees it; both rows are ours until the transaction ends."""
    seen = await _seen(connection, at, hand_over_id)
    for side in (seen.origin, seen.destination):
        await connection.execute("select from hand_over where tenant = $1 and id = $2 for update", side, seen.id)
    # Again, because the first look may be older than the end of a wait.
    return await _seen(connection, at, hand_over_id)


async def _seen(connection: Connection, at: Place, hand_over_id: uuid.UUID) -> HandOver:
    row = await connection.fetchrow(
        f"{_READ} where h.tenant = $1 and h.id = $2 and ($3 or not {_SEALED})",
        at.tenant,
        hand_over_id,
        at.rows.names_sealed,
    )
    if row is None:
        raise NotFound(
            "This district knows no such hand-over. Look it up by the number of its letter.", path="handOver"
        )
    return _hand_over(row)


async def _offered(connection: Connection, found: HandOver, rows: RowFilter) -> list[asyncpg.Record]:
    """The persons as they stand with the origin now, whatever changed since they were offered."""
    named = await connection.fetch(
        "select person_id from hand_over_person where tenant = $1 and hand_over_id = $2", found.tenant, found.id
    )
    ids = [row["person_id"] for row in named]
    persons = await connection.fetch(_MOVERS, found.origin, ids)
    if len(persons) < len(ids):
        raise Conflict("The origin does not hold all of these persons any more. Refuse, and ask for a new offer.")
    for person in persons:
        # Locked now, so whoever was sealed a moment ago is seen to be.
        if person["sealed"] and not rows.names_sealed:
            raise Conflict("This hand-over cannot be received here. Ask the head of the office.", path="handOver")
        _check_can_move(person)
    return persons


@dataclass(frozen=True, slots=True)
class _Moves:
    """One receipt under way: each person goes with the same new home, the same event."""

    connection: Connection
    found: HandOver
    overrides: Mapping[str, Any]
    event: Event
    places: Places

    async def move(self, row: asyncpg.Record) -> Citizen:
        """Her row in the new district two versions on, her stub in the old one, and the event of each."""
        connection, found, before = self.connection, self.found, columns.citizen(row, self.places)
        given = {**self.overrides, "tenant": found.destination, "version": before.version + 2}
        await moving.make_way(connection, found.origin, found.destination, before.id, before.nik)
        evidence = await niks.evidence(connection, before)
        if not await moving.arrive(connection, found.origin, before.id, given):
            raise Conflict(
                "This district holds one of these persons already. Refuse, and ask the origin to look at it."
            )
        await moving.leave_stub(connection, found.origin, found.destination, before.id, self.event.at)
        stub, after = [await self._person(tenant, before.id) for tenant in (found.origin, found.destination)]
        # The origin keeps the move as its own last event; the destination begins with all that it was given.
        away, here = (dataclasses.replace(self.event, kind=kind) for kind in ("handed-over", "received"))
        here = dataclasses.replace(here, as_of=before.as_of)
        await record(connection, stub, away, changed_attributes(before, stub), row["snapshot"])
        await record(connection, after, here, changed_attributes(None, after), row["snapshot"], evidence)
        return after

    async def _person(self, tenant: str, person_id: uuid.UUID) -> Citizen:
        row = await self.connection.fetchrow(
            f"select {_PERSON} from person p where p.tenant = $1 and p.id = $2", tenant, person_id
        )
        assert row is not None
        return columns.citizen(row, self.places)


async def _card_number(
    connection: Connection, origin: str, persons: Sequence[asyncpg.Record], arrival: Arrival
) -> str | None:
    """The number that all of them stand on now: a new one, or theirs when the whole family moved."""
    if arrival.family_card_number is not None:
        return arrival.family_card_number
    numbers, ids = {person["family_card_number"] for person in persons}, [person["id"] for person in persons]
    if len(numbers) > 1 or None in numbers:
        return None
    (number,) = numbers
    stays = await connection.fetchrow(_STAYS, origin, number, ids)
    return None if stays is not None else str(number)


async def _closed(
    connection: Connection, found: HandOver, to: HandOverState, reason: str | None, event: Event
) -> HandOver:
    for tenant in (found.origin, found.destination):
        await connection.execute(_CLOSE, tenant, found.id, to.name, event.at, event.actor, reason)
        await connection.execute(_RELEASE, tenant, found.id)
    return dataclasses.replace(found, state=to, closed_at=event.at, closed_reason=reason)


def _home(arrival: Arrival) -> dict[str, Any]:
    home = arrival.address
    return {
        "region_code": home.region_code,
        "address_line": home.line,
        "rt": home.rt,
        "rw": home.rw,
        "postal_code": home.postal_code,
    }


def _check_can_move(person: asyncpg.Record) -> None:
    if person["moved_to"] is not None:
        raise Conflict("One of these persons stands in another district's record already.", path="people")
    if person["vital_status"] == VitalStatus.DECEASED.name:
        raise Conflict("One of these persons is recorded as deceased, and does not move.", path="people")


def _mirrored(offered: HandOver) -> HandOver:
    return dataclasses.replace(offered, tenant=offered.other_tenant, other_tenant=offered.tenant, side=Side.DESTINATION)


def _hand_over(row: asyncpg.Record) -> HandOver:
    return HandOver(
        tenant=row["tenant"],
        id=row["id"],
        side=Side[row["side"]],
        other_tenant=row["other_tenant"],
        region_code=row["region_code"],
        letter_number=row["letter_number"],
        reason=row["reason"],
        state=HandOverState[row["state"]],
        offered_at=row["offered_at"],
        people=row["people"],
        closed_at=row["closed_at"],
        closed_reason=row["closed_reason"],
    )
