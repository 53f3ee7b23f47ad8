"""Those who do not move after all: nobody is left without a family card because no other district took her in."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Final

from hub.core.codes import FamilyRelationship
from hub.store import columns
from hub.store.columns import PERSON
from hub.store.database import Connection
from hub.store.events import Event, update_person
from hub.store.regions import Places

# What took her off her card is her last event about it; the card has to have somebody on it still.
_OFF_THEIR_CARD: Final = f"""
    select {columns.columns(PERSON, "p")}, e.before->>'family_card_number' as card,
           e.before->>'family_relationship' as relationship
    from hand_over_person o
    join person p on p.tenant = o.tenant and p.id = o.person_id
    cross join lateral (
        select v.before from record_event v
        where v.tenant = p.tenant and v.person_id = p.id and 'family_card_number' = any(v.changed)
        order by v.version desc limit 1
    ) e
    where o.tenant = $1 and o.hand_over_id = $2 and p.family_card_number is null and p.moved_to is null
    and p.merged_into is null and exists (
        select from person s where s.tenant = p.tenant and s.family_card_number = e.before->>'family_card_number'
        and s.moved_to is null and s.merged_into is null
    ) order by p.id for update of p
"""


async def back_on_their_card(
    connection: Connection, origin: str, hand_over_id: uuid.UUID, event: Event, places: Places
) -> None:
    """Puts whoever stands on no card since she was offered back on the one that she left, as what she was on it."""
    for row in await connection.fetch(_OFF_THEIR_CARD, origin, hand_over_id):
        before = columns.citizen(row, places)
        relationship = row["relationship"]
        after = dataclasses.replace(
            before,
            family_card_number=row["card"],
            family_relationship=FamilyRelationship[relationship] if relationship else before.family_relationship,
            version=before.version + 1,
        )
        await update_person(connection, before, after, event)
