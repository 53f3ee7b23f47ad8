"""Two persons made one, and taken apart again: rows, events, copies of facets, and who leads to whom."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from hub.core.citizen import Citizen
from hub.core.errors import Conflict
from hub.core.facet import Facet
from hub.core.identifiers import new_id
from hub.core.merging import CHOOSABLE, Copied, Merge, Merging, gone_back, united
from hub.core.names import search_key
from hub.store import columns, directory, duplicate_candidates, niks
from hub.store.columns import PERSON, changed_attributes, columns_of, person_values
from hub.store.database import Connection
from hub.store.events import SNAPSHOT, UPDATE_PERSON, Event, record
from hub.store.failures import mapped
from hub.store.regions import RegionNames

_GROUPS: Final = (*(columns_of(name) for name in CHOOSABLE), ("nik",), ("sealed", "sealed_until"))
_SNAPSHOTS: Final = f"select p.id, {SNAPSHOT} as state from person p where p.tenant = $1 and p.id = any($2)"
_COPIES: Final = "select person_id, facet, items, as_of from facet_copy where tenant = $1 and person_id = any($2)"
_PUT: Final = """
    insert into facet_copy (tenant, person_id, facet, items, as_of) values ($1, $2, $3, $4, $5::text::timestamptz)
    on conflict (tenant, person_id, facet) do update
    set items = excluded.items, as_of = excluded.as_of, checked_at = null
"""
# Without its NIK first: the survivor may get it, and no two rows have one NIK at any time.
_AWAY: Final = """
    update person set merged_into = $3, nik = null, version = version + 1 where tenant = $1 and id = $2
"""
_LEAD_ON: Final = "update person set merged_into = $3 where tenant = $1 and merged_into = $2 returning id"
_NIK: Final = "update person set nik = $3 where tenant = $1 and id = $2"
_DROP: Final = "delete from facet_copy where tenant = $1 and person_id = $2 and facet = any($3)"
_INSERT: Final = """
    insert into person_merge (tenant, id, survivor_id, duplicate_id, survivor_version, duplicate_version, at, actor,
                              copies, carried)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
# The persons are locked by the merge's row: both of its ends go through it.
_STANDING: Final = """
    select m.id, m.survivor_id, m.duplicate_id, m.survivor_version, m.duplicate_version, m.at, m.actor, m.copies,
           m.carried
    from person_merge m where m.tenant = $1 and m.survivor_id = $2 and m.undone_at is null
    order by m.id desc limit 1 for update
"""
_STATES: Final = """
    select before, after from record_event where tenant = $1 and person_id = $2 and version = $3
"""
_BACK: Final = """
    update person p set nik = null, merged_into = null, version = p.version + 1 where p.tenant = $1 and p.id = $2
"""
_LEAD_BACK: Final = "update person set merged_into = $3 where tenant = $1 and id = any($4) and merged_into = $2"
_UNDONE: Final = "update person_merge set undone_at = $3 where tenant = $1 and id = $2"
_OFFERED: Final = "select exists (select from hand_over_person where tenant = $1 and person_id = $2 and is_open)"
_HOLDER: Final = "select id from person where tenant = $1 and nik = $2 and id <> all($3)"
_COLUMNS: Final = columns.columns(PERSON, "p")
Ends: TypeAlias = "tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]"
"""A copy as it was, and as it is."""


class PgMerges:
    """Implements `hub.core.merging.Merges` inside a transaction. `event` makes the event of a kind."""

    def __init__(
        self, connection: Connection, tenant: str, regions: RegionNames, event: Callable[[str], Event]
    ) -> None:
        self._connection = connection
        self._tenant = tenant
        self._regions = regions
        self._event = event

    async def merge(self, merging: Merging, facets: Mapping[str, Facet[Any]], reason: str) -> Merge:
        event = dataclasses.replace(self._event("merged"), reason=reason)
        survivor, gone = merging.before, merging.duplicate
        with mapped():
            await self._check_stays(gone.id)
            states = await self._states(survivor.id, gone.id)
            moved = await self._unite(survivor.id, gone.id, facets)
            away = await self._lead_away(merging)
            led = await self._connection.fetch(_LEAD_ON, self._tenant, gone.id, survivor.id)
            changes = {name: (copies["survivor"], copies["united"]) for name, copies in moved.items()}
            also = await self._evidence(merging)
            await self._tell(event, survivor, merging.after, states[survivor.id], changes, also)
            told = dataclasses.replace(event, kind="merged-away")
            link = {"merged-into": str(survivor.id)}
            await record(self._connection, away, told, changed_attributes(gone, away), states[gone.id], link)
            merge = Merge(new_id(), merging.after, away, event.actor, event.at)
            await self._keep(merge, moved, [row["id"] for row in led])
            await duplicate_candidates.merged(self._connection, self._tenant, survivor.id, gone.id, event)
        return merge

    async def standing(self, person_id: uuid.UUID) -> Merge | None:
        with mapped():
            row = await self._connection.fetchrow(_STANDING, self._tenant, person_id)
            if row is None:
                return None
            ids = [row["survivor_id"], row["duplicate_id"]]
            found = await self._connection.fetch(
                f"select {_COLUMNS} from person p where p.tenant = $1 and p.id = any($2) order by p.id for update",
                self._tenant,
                ids,
            )
            places = await self._regions.current(self._connection.fetch)
        persons = {each["id"]: columns.citizen(each, places) for each in found}
        return Merge(row["id"], persons[ids[0]], persons[ids[1]], row["actor"], row["at"])

    async def undo(self, merge: Merge, reason: str) -> Merge:
        event = dataclasses.replace(self._event("merge-undone"), reason=reason)
        with mapped():
            kept = await self._connection.fetchrow(_STANDING, self._tenant, merge.survivor.id)
            assert kept is not None
            now = await self._states(merge.survivor.id, merge.duplicate.id)
            before, after = await self._around(merge.survivor.id, kept["survivor_version"])
            was, _ = await self._around(merge.duplicate.id, kept["duplicate_version"])
            back = gone_back(now[merge.survivor.id], before, after, _GROUPS)
            await self._check_nik(merge, was["nik"], back.get("nik", merge.survivor.nik))
            await self._connection.execute(_BACK, self._tenant, merge.duplicate.id)
            survivor = await self._give_back(merge.survivor, {**now[merge.survivor.id], **back})
            await self._connection.execute(_NIK, self._tenant, merge.duplicate.id, was["nik"])
            ends = (merge.survivor.id, merge.duplicate.id)
            await self._connection.execute(_LEAD_BACK, self._tenant, *ends, kept["carried"])
            changes = await self._part(merge, kept["copies"])
            also = await niks.evidence(self._connection, survivor, kept["survivor_version"])
            await self._tell(event, merge.survivor, survivor, now[merge.survivor.id], changes, also)
            duplicate = dataclasses.replace(merge.duplicate, nik=was["nik"], version=merge.duplicate.version + 1)
            changed = changed_attributes(merge.duplicate, duplicate)
            also = await niks.evidence(self._connection, duplicate, kept["duplicate_version"])
            await record(self._connection, duplicate, event, changed, now[merge.duplicate.id], also)
            await self._connection.execute(_UNDONE, self._tenant, merge.merge_id, event.at)
            await duplicate_candidates.parted(self._connection, self._tenant, *ends, event)
        return dataclasses.replace(merge, survivor=survivor, duplicate=duplicate)

    async def dismiss(self, one: uuid.UUID, other: uuid.UUID, reason: str) -> bool:
        event = dataclasses.replace(self._event("dismissed"), reason=reason)
        with mapped():
            return await duplicate_candidates.dismissed(self._connection, self._tenant, one, other, event)

    # ---- rows ------------------------------------------------------------------------------------------------------

    async def _states(self, *ids: uuid.UUID) -> Mapping[uuid.UUID, dict[str, Any]]:
        rows = await self._connection.fetch(_SNAPSHOTS, self._tenant, ids)
        return {row["id"]: row["state"] for row in rows}

    async def _around(self, person_id: uuid.UUID, version: int) -> tuple[dict[str, Any], dict[str, Any]]:
        row = await self._connection.fetchrow(_STATES, self._tenant, person_id, version)
        assert row is not None
        return row["before"], row["after"]

    async def _lead_away(self, merging: Merging) -> Citizen:
        """Both rows as they shall be; returns the duplicate's."""
        gone = merging.duplicate
        await self._connection.execute(_AWAY, self._tenant, gone.id, merging.before.id)
        await self._connection.execute(UPDATE_PERSON, *person_values(merging.after))
        await self._connection.execute(_NIK, self._tenant, gone.id, merging.other_nik)
        if merging.after.nik != merging.before.nik:
            await directory.enter(self._connection, self._tenant, merging.after.nik)
        return dataclasses.replace(gone, nik=merging.other_nik, version=gone.version + 1)

    async def _check_stays(self, person_id: uuid.UUID) -> None:
        """Raises Conflict for a duplicate who is offered to another district: that one would receive nobody."""
        if await self._connection.fetchval(_OFFERED, self._tenant, person_id):
            raise Conflict(
                "The duplicate is offered to another district. Cancel that offer first, and offer the one who stays.",
                path="duplicate",
            )

    async def _evidence(self, merging: Merging) -> dict[str, str]:
        """From which paper the NIK is that the survivor has now: her own, or the duplicate's."""
        own = merging.after.nik == merging.before.nik
        return await niks.evidence(self._connection, merging.before if own else merging.duplicate)

    async def _tell(
        self,
        event: Event,
        before: Citizen,
        after: Citizen,
        state: Mapping[str, Any],
        copies: Mapping[str, Ends],
        said: Mapping[str, Any],
    ) -> None:
        """The survivor's event: her attributes, the facets whose items changed, and what is `said` besides."""
        items = {name: (_items(was), _items(made)) for name, (was, made) in copies.items()}
        changed = {name: both for name, both in items.items() if both[0] != both[1]}
        was = {**state, **{name: old for name, (old, _) in changed.items()}}
        also = {**said, **{name: new for name, (_, new) in changed.items()}}
        await record(self._connection, after, event, [*changed_attributes(before, after), *changed], was, also)

    async def _give_back(self, survivor: Citizen, state: Mapping[str, Any]) -> Citizen:
        names = [column for group in _GROUPS for column in group]
        keys = search_key(state["full_name"] or ""), search_key(state["mother_name"] or "")
        values = ", ".join(f"r.{name}" for name in names)
        row = await self._connection.fetchrow(
            f"update person p set ({', '.join(names)}) = (select {values} from jsonb_populate_record(p, $3) r),"
            " name_key = $4, mother_key = $5, version = p.version + 1"
            f" where p.tenant = $1 and p.id = $2 returning {_COLUMNS}",
            self._tenant,
            survivor.id,
            state,
            *keys,
        )
        assert row is not None
        return columns.citizen(row, await self._regions.current(self._connection.fetch))

    async def _check_nik(self, merge: Merge, nik: str | None, survivors: str | None) -> None:
        """Raises Conflict when the duplicate cannot have her NIK back."""
        if nik is None:
            return
        holder = await self._connection.fetchval(_HOLDER, self._tenant, nik, [merge.survivor.id, merge.duplicate.id])
        own = await directory.claim(self._connection, self._tenant, [nik])
        if holder is not None or nik == survivors or nik not in own:
            raise Conflict(
                "The NIK of the person who was merged is somebody else's by now. Correct that NIK first.", path="nik"
            )

    # ---- facets ----------------------------------------------------------------------------------------------------

    async def _unite(
        self, survivor: uuid.UUID, duplicate: uuid.UUID, facets: Mapping[str, Facet[Any]]
    ) -> dict[str, dict[str, Any]]:
        """Moves the duplicate's copies into the survivor's. Returns by facet what both had, and what is there now."""
        held: dict[str, dict[uuid.UUID, Copied]] = {}
        for row in await self._connection.fetch(_COPIES, self._tenant, [survivor, duplicate]):
            held.setdefault(row["facet"], {})[row["person_id"]] = Copied(row["items"], row["as_of"])
        moved = {}
        for facet, of in held.items():
            if duplicate in of:
                both = _united(facets.get(facet), of.get(survivor), of[duplicate])
                await self._put(survivor, facet, _plain(both))
                mine = _plain(of[survivor]) if survivor in of else None
                moved[facet] = {"survivor": mine, "duplicate": _plain(of[duplicate]), "united": _plain(both)}
        await self._drop(duplicate, list(moved))
        return moved

    async def _part(self, merge: Merge, moved: Mapping[str, Any]) -> dict[str, Ends]:
        """Gives the duplicate her copies back, and the survivor hers where nobody wrote them since."""
        rows = await self._connection.fetch(_COPIES, self._tenant, [merge.survivor.id])
        held = {row["facet"]: row["items"] for row in rows}
        changes: dict[str, Ends] = {}
        for facet, copies in moved.items():
            await self._put(merge.duplicate.id, facet, copies["duplicate"])
            if held.get(facet) != copies["united"]["items"]:
                continue
            changes[facet] = (copies["united"], copies["survivor"])
            if copies["survivor"] is None:
                await self._drop(merge.survivor.id, [facet])
            else:
                await self._put(merge.survivor.id, facet, copies["survivor"])
        return changes

    async def _put(self, person_id: uuid.UUID, facet: str, copy: Mapping[str, Any]) -> None:
        await self._connection.execute(_PUT, self._tenant, person_id, facet, copy["items"], copy["as_of"])

    async def _drop(self, person_id: uuid.UUID, facets: Sequence[str]) -> None:
        await self._connection.execute(_DROP, self._tenant, person_id, facets)

    async def _keep(self, merge: Merge, moved: Mapping[str, Any], carried: Sequence[uuid.UUID]) -> None:
        ends, versions = (merge.survivor, merge.duplicate), (merge.survivor.version, merge.duplicate.version)
        await self._connection.execute(
            _INSERT,
            self._tenant,
            merge.merge_id,
            *(end.id for end in ends),
            *versions,
            merge.at,
            merge.by,
            moved,
            carried,
        )


def _united(facet: Facet[Any] | None, mine: Copied | None, hers: Copied) -> Copied:
    """A facet that nobody declares any more is taken for a list."""
    key = facet.written.key if facet and facet.written else ()
    return united(mine, hers, many=facet is None or facet.many, key=key) if mine else hers


def _plain(copy: Copied) -> dict[str, Any]:
    return {"items": list(copy.items), "as_of": copy.as_of.isoformat() if copy.as_of else None}


def _items(copy: Mapping[str, Any] | None) -> list[Any]:
    return copy["items"] if copy else []
