"""Whose a NIK is: one person's in one district, and from which paper the record has it."""

from __future__ import annotations

from typing import Final

from hub.core.citizen import Citizen
from hub.core.errors import Conflict
from hub.core.evidence import SourceKind
from hub.store.database import Connection

_HOLDER: Final = "select id, merged_into from person where tenant = $1 and nik = $2"
# A second one that enters the same NIK waits here for the first one's end.
_ENTER: Final = "insert into nik_directory (nik, tenant) values ($2, $1) on conflict (nik) do nothing"
_DISTRICT: Final = "select tenant from nik_directory where nik = $1"
# The kind too: a paper that says the same NIK again changes no attribute and is better evidence all the same.
_SOURCE: Final = """
    select coalesce(source ->> 'kind', after ->> 'nik-source') from record_event
    where tenant = $1 and person_id = $2 and version < $3 and ('nik' = any(changed) or kind = 'nik-assigned')
    order by version desc limit 1
"""
_NEXT: Final = 2**31 - 1


async def take(connection: Connection, person: Citizen, nik: str) -> None:
    """Enters the NIK into the directory for this person's district. Raises Conflict when it is somebody else's."""
    await connection.execute(_ENTER, person.tenant, nik)
    if await connection.fetchval(_DISTRICT, nik) != person.tenant:
        raise Conflict(
            "Another district's record holds this NIK. Check the number on the paper; if the person moved here, ask"
            " that district to hand her over.",
            path="nik",
        )
    holder = await connection.fetchrow(_HOLDER, person.tenant, nik)
    if holder is not None and holder["merged_into"] == person.id:
        raise Conflict(
            "This NIK leads to this person already, from the record that was merged into hers. If it is the one on her"
            " KTP-el, have the merge taken back and made again with that NIK as the one on the KTP-el.",
            path="nik",
        )
    if holder is not None and holder["id"] != person.id:
        raise Conflict(
            "Another person in this district's record holds this NIK. Check the number on the paper; if both are one"
            " person, have them merged.",
            path="nik",
        )


async def source(connection: Connection, person: Citizen, before: int = _NEXT) -> SourceKind | None:
    """The paper that the person's NIK was last entered from, before a version; None where no event names one."""
    kind = await connection.fetchval(_SOURCE, person.tenant, person.id, before)
    return SourceKind[kind] if kind else None


async def evidence(connection: Connection, person: Citizen, before: int = _NEXT) -> dict[str, str]:
    """What an event that passes her NIK on keeps in `after`: from which paper the record has it, where it knows."""
    kind = await source(connection, person, before)
    return {"nik-source": kind.name} if kind else {}
