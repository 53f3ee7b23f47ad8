"""The past of the record, read from its events. See the comment on `record_event.after` for where a state stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import asyncpg

from hub.core.citizen import Citizen
from hub.core.clerks import NAMED_SQL
from hub.core.evidence import SourceKind
from hub.core.facet import Facet, FacetCopy
from hub.core.past import WHOLE, Change, Occasion, Origin, PastCitizen, Reading, RecordSource
from hub.core.predicates import NOT_SEALED, OWN_DATA, RowFilter
from hub.store import columns
from hub.store.cursors import Micros
from hub.store.database import Database
from hub.store.row_filter import Parameters, admitted

_MILLISECOND: Final = dt.timedelta(milliseconds=1)
_ROW: Final = (
    "jsonb_populate_record(null::person, {snapshot} || jsonb_build_object('tenant', {p}.tenant, 'id', {p}.{id}))"
)
"""A person's row of then, out of an event's snapshot."""
_THEN: Final = f"""
    select {{shown}}, t.version as version_then from (
        select coalesce(q.merged_into, q.id) as id from person q where q.tenant = $1 and q.nik = $2
        union
        select e.person_id from record_event e
        where e.tenant = $1 and 'nik' = any(e.changed) and e.before ->> 'nik' = $2
    ) c
    join person p on p.tenant = $1 and p.id = c.id
    cross join lateral (
        select e.version, e.after from record_event e
        where e.tenant = p.tenant and e.person_id = p.id and e.at < $3 order by e.version desc limit 1
    ) t
    left join lateral (
        select e.before from record_event e
        where e.tenant = p.tenant and e.person_id = p.id and e.version > t.version order by e.version limit 1
    ) n on t.after is null
    cross join lateral {_ROW.format(snapshot="coalesce(t.after, n.before, to_jsonb(p))", p="p", id="id")} h
"""
# Whoever had the NIK then goes before who has it now. Who may not be seen is as if she did not exist.
_NAMED: Final = "(h.nik = $2 or p.nik = $2)"
_FIRST: Final = "order by h.nik is not distinct from $2 desc, p.id limit 1"
_COPY: Final = """
    (select e.after -> $3 as items, coalesce(e.source_as_of, e.at) as as_of, true as told from record_event e
     where e.tenant = $1 and e.person_id = $2 and e.version <= $4 and $3 = any(e.changed) and e.after ? $3
     order by e.version desc limit 1)
    union all
    (select e.before -> $3, null, false from record_event e
     where e.tenant = $1 and e.person_id = $2 and e.version > $4 and $3 = any(e.changed) and e.before ? $3
     order by e.version limit 1)
    order by told desc limit 1
"""
EVENT: Final = (
    "e.version, e.at, e.kind, e.actor_name, e.purpose, e.reason, e.source, e.source_agency, e.source_as_of,"
    " a.tracking_number"
)
"""What `told_by` reads of an event `e` and its application `a`."""
_TOLD: Final = ("version", "at", "kind", "actor_name", "purpose", "reason", "tracking_number")
BEHIND_A_SEAL: Final = (
    "(e.kind in ('sealed', 'unsealed') or exists (select from seal s where s.tenant = e.tenant"
    " and s.person_id = e.person_id and e.at >= s.sealed_at and (s.lifted_at is null or e.at <= s.lifted_at)))"
)
"""The condition that an event `e` happened while the person was sealed, or is the seal itself or its end."""
# A paper that says the NIK again changes nothing and is what it rests on from then on.
_ORIGINS: Final = f"""
    select r.person_id, r.upto, o.name, {EVENT}, {BEHIND_A_SEAL} as hidden
    from unnest($2::uuid[], $3::integer[]) r(person_id, upto)
    cross join lateral (
        select c.name, max(v.version) as version from (
            select e.version, e.changed || case when e.kind = 'nik-assigned' then array['nik'] else '{{}}' end
                || case when row_number() over (order by e.version) = 1 then array['{WHOLE}'] else '{{}}' end as names
            from record_event e
            where e.tenant = $1 and e.person_id = r.person_id and (r.upto is null or e.version <= r.upto)
        ) v cross join lateral unnest(v.names) c(name) group by c.name
    ) o
    join record_event e on e.tenant = $1 and e.person_id = r.person_id and e.version = o.version
    left join application a on a.tenant = e.tenant and a.id = e.application_id
"""


_CHANGED: Final = """
    select e.person_id, e.version, e.changed, e.before is not null as was, e.after is not null as became
    from unnest($2::uuid[], $3::integer[]) o(person_id, version)
    join record_event e on e.tenant = $1 and e.person_id = o.person_id and e.version = o.version
"""
_SIDE: Final = f"""
    select {{shown}}, e.version as occasion
    from unnest($2::uuid[], $3::integer[]) o(person_id, version)
    join record_event e on e.tenant = $1 and e.person_id = o.person_id and e.version = o.version
    cross join lateral {_ROW.format(snapshot="e.{side}", p="e", id="person_id")} h
    where e.{{side}} is not null and {{seen}}
"""


class PgPast:
    """Implements `hub.core.past.Past`; `facets` are the declared ones."""

    def __init__(self, database: Database, facets: Iterable[Facet[Any]]) -> None:
        self._database = database
        self._facets = {facet.name: facet for facet in facets}

    async def person(self, tenant: str, nik: str, at: dt.datetime, rows: RowFilter) -> PastCitizen | None:
        """One statement. Times are compared as the graph tells them, in milliseconds."""
        until = at.replace(microsecond=at.microsecond // 1000 * 1000) + _MILLISECOND
        parameters = Parameters(tenant, nik, until)
        seen = f"{admitted(rows, 'p', parameters)} and {_was_admitted(rows, 'h', parameters)}"
        row = await self._database.fetchrow(
            f"{_THEN.format(shown=columns.shown(rows, 'h'))} where {_NAMED} and {seen} {_FIRST}", *parameters.values
        )
        if row is None:
            return None
        person = columns.citizen(row, await self._database.regions.current())
        return PastCitizen(**{**_attributes(person), "version": row["version_then"]}, at=at)

    async def copy(self, tenant: str, facet: str, reading: Reading) -> FacetCopy[Any] | None:
        """The last event of the facet tells what it left; before the first one, what that one found."""
        row = await self._database.fetchrow(_COPY, tenant, reading.person_id, facet, reading.version)
        if row is None:
            return None
        declared = self._facets[facet]
        return FacetCopy(facet, tuple(declared.from_json(item) for item in row["items"]), row["as_of"], fresh=False)

    async def origins(
        self, tenant: str, readings: Sequence[Reading], rows: RowFilter
    ) -> Mapping[Reading, Mapping[str, Origin]]:
        ids, versions = [each.person_id for each in readings], [each.version for each in readings]
        found: dict[Reading, dict[str, Origin]] = defaultdict(dict)
        for row in await self._database.fetch(_ORIGINS, tenant, ids, versions):
            found[Reading(row["person_id"], row["upto"])][row["name"]] = _origin(row, rows)
        return found

    async def changes(self, tenant: str, occasions: Sequence[Occasion], rows: RowFilter) -> Mapping[Occasion, Change]:
        """A side that the reader may not see does not leave the database."""
        asked = (tenant, [each.person_id for each in occasions], [each.version for each in occasions])
        before, after = [await self._side(side, asked, rows) for side in ("before", "after")]
        found: dict[Occasion, Change] = {}
        for row in await self._database.fetch(_CHANGED, *asked):
            key = Occasion(row["person_id"], row["version"])
            shown = row["was"] == (key in before) and row["became"] == (key in after)
            found[key] = Change(tuple(row["changed"]), before.get(key), after.get(key), shown)
        return found

    async def _side(self, side: str, asked: tuple[object, ...], rows: RowFilter) -> Mapping[Occasion, Citizen]:
        parameters = Parameters(*asked)
        statement = _SIDE.format(shown=columns.shown(rows, "h"), side=side, seen=_was_admitted(rows, "h", parameters))
        places = await self._database.regions.current()
        found = await self._database.fetch(statement, *parameters.values)
        return {Occasion(row["id"], row["occasion"]): columns.citizen(row, places) for row in found}


NEWEST_FIRST: Final = "e.at desc, e.person_id desc, e.version desc"


def events_of(
    tenant: str,
    person: str,
    last: tuple[str, str, str],
    most: str,
    sight: tuple[Sequence[str], str, str],
    own: str = "",
) -> str:
    """A subquery of the newest events of a person before `last` (moment, person, version), `most` of them.

    The events of whoever was merged into her are hers as well. `own` narrows the rows `e`. `sight` is the reader's:
    the names of her predicates, and the placeholders of the facets that she is not told of (`RowFilter.untold`) and of
    the name that stands for clerks (`RowFilter.clerks`). What happened behind a seal is for those who see sealed
    persons; `told` are the names that she may hear of, `told_actor` who she may hear that it was.
    """
    moment = Micros.SQL.format(at="e.at")
    predicates, untold, clerks = sight
    open_ = "and not " + BEHIND_A_SEAL if NOT_SEALED.name in predicates else ""
    return (
        f"select e.*, array(select n.name from unnest(e.changed) with ordinality n(name, at)"
        f" where n.name <> all({untold}) order by n.at) as told, {NAMED_SQL.format(e='e', office=clerks)} as told_actor"
        f" from ({columns.whole_person(tenant, person)}) w cross join lateral ("
        f" select e.* from record_event e where e.tenant = {tenant} and e.person_id = w.id {own} {open_}"
        f" and not (e.changed <> '{{}}' and e.changed <@ {untold})"
        f" and ({last[0]} is null or ({moment}, e.person_id, e.version) < ({', '.join(last)}))"
        f" order by e.version desc limit {most}"
        f") e order by {NEWEST_FIRST} limit {most}"
    )


def told_by(row: asyncpg.Record) -> dict[str, Any]:
    """The arguments of an Origin, from a row that has the columns EVENT."""
    paper = row["source"] or {}
    kind = SourceKind(paper["kind"]) if paper else None
    said = RecordSource(row["source_agency"], kind, paper.get("number"), row["source_as_of"])
    return {**{name: row[name] for name in _TOLD}, "source": said}


def _origin(row: asyncpg.Record, rows: RowFilter) -> Origin:
    """Of what happened behind a seal no reason and no paper, for whom it hid her from."""
    origin = Origin(**told_by(row))
    if not row["hidden"] or NOT_SEALED.name not in rows.names:
        return origin
    source = dataclasses.replace(origin.source, document_kind=None, document_number=None)
    return dataclasses.replace(origin, reason=None, tracking_number=None, source=source)


def _was_admitted(rows: RowFilter, alias: str, parameters: Parameters) -> str:
    """The condition on how a person was: where she lived, and whether she was sealed. Who she is, her row of now tells:
    a citizen reads of herself what stood there before she had her NIK."""
    then = dataclasses.replace(rows, names=tuple(name for name in rows.names if name != OWN_DATA.name))
    return admitted(then, alias, parameters) if then.names or not rows.is_usable else "true"


def _attributes(person: Citizen) -> dict[str, Any]:
    return {field.name: getattr(person, field.name) for field in dataclasses.fields(Citizen)}
