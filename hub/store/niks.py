"""Whose a NIK is: one person's in one district, and from which paper the record has it."""

from __future__ import annotations

from typing import Final

from hub.core.citizen import Citizen
from hub.core.errors import Conflict
from hub.core.evidence import SourceKind
from hub.store.database import Connection

_HOLDER: Final = "select id from person where tenant = $1 and nik = $2"
# A second one that enters the same NIK waits here for the first one's end.
_ENTER: Final = "insert into nik_directory (nik, tenant) values ($2, $1) on conflict (nik) do nothing"
_DISTRICT: Final = "select tenant from nik_directory where nik = $1"
# The kind too: a paper that says the same NIK again changes no attribute and is better evidence all the same.
_SOURCE: Final = """
    select source ->> 'kind' from record_event
    where tenant = $1 and person_id = $2 and ('nik' = any(changed) or kind = 'nik-assigned')
    order by version desc limit 1
"""


async def take(connection: Connection, person: Citizen, nik: str) -> None:
    """Enters the NIK into the directory for this person's district. Raises Conflict when it is somebody else's."""
    await connection.execute(_ENTER, person.tenant, nik)
    if await connection.fetchval(_DISTRICT, nik) != person.tenant:
        raise Conflict(
            "Another district's record holds this NIK. Check the number on the paper; if the person moved here, ask"
            " that district to hand her over.",
            path="nik",
        )
    holder = await connection.fetchval(_HOLDER, person.tenant, nik)
    if holder not in {None, person.id}:
        raise Conflict(
            "Another person in this district's record holds this NIK. Check the number on the paper; if both are one"
            " person, have them merged.",
            path="nik",
        )


async def source(connection: Connection, person: Citizen) -> SourceKind | None:
    """The paper that the person's NIK was last entered from; None where no event names one."""
    kind = await connection.fetchval(_SOURCE, person.tenant, person.id)
    return SourceKind[kind] if kind else None
