"""Family cards and their members, as the services that change them read and write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.citizen import Citizen, FamilyCard
from hub.store.columns import FAMILY_CARD, PERSON, citizen, columns, family_card_values
from hub.store.database import Connection
from hub.store.regions import Places

_MEMBERS: Final = (
    f"select {columns(PERSON, 'p')} from person p"
    " where p.tenant = $1 and p.family_card_number = any($2) and p.merged_into is null and p.moved_to is null"
    " order by p.family_relationship <> 'HEAD', p.birth_date, p.id"
)
_HOLD: Final = "select pg_advisory_xact_lock(hashtextextended('family_card:' || $1, 0))"
_VALUES: Final = ", ".join(f"${at}" for at in range(1, len(FAMILY_CARD) + 1))
_PUT: Final = (
    f"insert into family_card ({', '.join(FAMILY_CARD)}) values ({_VALUES}) on conflict (tenant, number) do update set "
    + ", ".join(f"{name} = excluded.{name}" for name in FAMILY_CARD[2:])
)


async def members(
    connection: Connection, tenant: str, numbers: Sequence[str], places: Places
) -> Mapping[str, tuple[Citizen, ...]]:
    """The members by number of the card, the head of each first, then by age. No filter: rules decide on them."""
    found: dict[str, list[Citizen]] = defaultdict(list)
    for row in await connection.fetch(_MEMBERS, tenant, list(numbers)) if numbers else ():
        person = citizen(row, places)
        found[person.family_card_number or ""].append(person)
    return {number: tuple(people) for number, people in found.items()}


async def hold(connection: Connection, tenant: str, numbers: Sequence[str]) -> None:
    """One signature at a time for each card, held or not; in the order of numbers, so that nobody waits in a ring."""
    for number in sorted(set(numbers)):
        await connection.execute(_HOLD, f"{tenant}:{number}")


async def put(connection: Connection, card: FamilyCard) -> None:
    """The card as it shall be, new or not."""
    await connection.execute(_PUT, *family_card_values(card))
