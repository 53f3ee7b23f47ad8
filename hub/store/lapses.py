"""Offers of a move whose letter (SKPWNI) is past its validity: nobody moves, the letter is void, everybody is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from hub.core.actor import system
from hub.core.delivery import Notice
from hub.core.errors import Conflict
from hub.core.hand_over import HandOver, HandOverState
from hub.core.identifiers import new_id
from hub.core.notices import LAPSES, TARGET
from hub.core.predicates import ANYBODY, RowFilter
from hub.core.purpose import Purpose
from hub.store import certificates, hand_overs
from hub.store.database import Connection, Database
from hub.store.events import Event
from hub.store.publishing import publish

ENDED: Final = "citizen.move-ended"
"""What the register has to be told of each of those who stay after all; an officer types it in."""
_CHANGED: Final = ("family_card_number", "family_relationship", "address")
_EVERYBODY: Final = RowFilter((ANYBODY.name,))
_DUE: Final = """
    select id from hand_over where tenant = $1 and state = 'OFFERED' and side = 'ORIGIN' and offered_at < $2
    order by offered_at, id limit $3
"""
_WAITING: Final = """
    select count(*) from hand_over where tenant = $1 and state = 'OFFERED' and side = 'ORIGIN' and offered_at < $2
"""
_STAY: Final = """
    select p.id, p.version from hand_over_person o join person p on p.tenant = o.tenant and p.id = o.person_id
    where o.tenant = $1 and o.hand_over_id = $2 and p.moved_to is null and p.merged_into is null
    order by p.id for update of p
"""
_TOLD: Final = f"""
    insert into delivery (tenant, id, target, kind, person_id, version, changed, occurred_at, next_attempt_at)
    select tenant, $3, '{TARGET}', '{LAPSES}', id, version, '{{}}', $4, $4 from application
    where tenant = $1 and id = $2
"""


class PgLapses:
    """Letters of this tenant that are past their validity. The worker asks; each ends in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, tenant: str, before: dt.datetime, most: int) -> Sequence[uuid.UUID]:
        """Offers that were made before that and that nobody has received, refused or cancelled; the oldest first."""
        return [row["id"] for row in await self._database.fetch(_DUE, tenant, before, most)]

    async def waiting(self, tenant: str, before: dt.datetime) -> int:
        """How many such offers are open."""
        found: int = await self._database.fetchval(_WAITING, tenant, before)
        return found

    async def lapse(self, tenant: str, hand_over_id: uuid.UUID, reason: str, now: dt.datetime) -> bool:
        """Ends one offer; False where somebody has ended it meanwhile, by whatever step."""
        hub, places = system(tenant, ""), await self._database.regions.current()
        event = Event("closed", now, hub.subject, hub.display_name, hub.client_id, Purpose.CIVIL_REGISTRATION.value)
        at = hand_overs.Place(tenant, _EVERYBODY)
        try:
            async with self._database.transaction() as connection:
                ended = await hand_overs.close(
                    connection, at, hand_over_id, HandOverState.LAPSED, reason, event, places
                )
                await _tell(connection, ended, event)
        except Conflict:
            return False
        return True


async def _tell(connection: Connection, ended: HandOver, event: Event) -> None:
    """The applicant, if an application wrote the letter; and whoever types into the register, of each person."""
    application_id = await certificates.application_of_letter(connection, ended.tenant, ended.letter_number)
    if application_id is not None:
        await connection.execute(_TOLD, ended.tenant, application_id, new_id(), event.at)
    stay = await connection.fetch(_STAY, ended.tenant, ended.id)
    told = [
        Notice(
            tenant=ended.tenant, kind=ENDED, person_id=row["id"], at=event.at, version=row["version"],
            changed=_CHANGED, client_id=event.client_id,
        )
        for row in stay
    ]  # fmt: skip
    await publish(connection, told)
