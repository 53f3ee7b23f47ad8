"""The statements that apply an extract's rows to the record. They all run in one transaction.

$1 is the tenant, $2 the moment of which the extract speaks; {rows} is the import's own table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.extract.reasons import Reason
from hub.core.extract.rows import KEYS, VALUES
from hub.store.columns import PERSON

_DATES: Final = frozenset({"birth_date"})
_ADDRESS: Final = ("region_code", "address_line", "rt", "rw", "postal_code")
_NO_EVENTS: Final = frozenset({"tenant", "id", *KEYS})
_KEYS: Final[Mapping[str, str]] = {"name_key": "full_name", "mother_key": "mother_name"}
_PARENTS: Final = {f"{parent}_{part}": parent for parent in ("mother", "father") for part in ("name", "nik")}
_COMPARED: Final = tuple(name for name in VALUES if name != "nik" and name not in _KEYS)
_ATTRIBUTES: Final = {name: _PARENTS.get(name, "address" if name in _ADDRESS else name) for name in _COMPARED}
"""Column -> attribute of Citizen."""


def _column(name: str) -> str:
    return f"{name} {'date' if name in _DATES else 'text'}"


def _after(name: str) -> str:
    """The value after the import: an empty cell leaves what is held, but another village brings its own address."""
    held = f"coalesce(s.{name}, p.{name})"
    if name in _KEYS:
        return f"case when s.{_KEYS[name]} is null then p.{name} else {_said(name)} end"
    if name in _ADDRESS:
        return f"case when s.region_code <> p.region_code then s.{name} else {held} end"
    return held


def _said(name: str) -> str:
    """A value of the rows. A search key without a letter is empty, and comes as nothing."""
    return f"coalesce(s.{name}, '')" if name in _KEYS else f"s.{name}"


def _differs(name: str) -> str:
    return f"(s.{name} is not null and (p.{name} is null or s.{name} <> p.{name}))"


def _changed() -> str:
    by_attribute: dict[str, list[str]] = {}
    for name, attribute in _ATTRIBUTES.items():
        by_attribute.setdefault(attribute, []).append(_differs(name))
    cases = (f"case when {' or '.join(terms)} then '{attribute}' end" for attribute, terms in by_attribute.items())
    return f"array_remove(array[{', '.join(cases)}], null)"


def _snapshot(row: str) -> str:
    """What `events.SNAPSHOT_OF` gives, for less: nothing is put in to be taken out, and keys come in jsonb's order."""
    columns = sorted((name for name in PERSON if name not in _NO_EVENTS), key=lambda name: (len(name), name))
    return f"to_jsonb((select x from (select {', '.join(f'{row}.{name}' for name in columns)}) x))"


TABLE: Final = f"""
    create unlogged table {{rows}} (
        tenant text not null default '{{tenant}}' check (tenant = '{{tenant}}'),
        line integer not null,
        id uuid,
        reason text,
        reason_column text,
        {", ".join(map(_column, VALUES))},
        primary key (tenant, line)
    ) with (autovacuum_enabled = off);
    create index on {{rows}} (tenant, line) where reason is not null
"""
"""The rows of one import. `line` is the physical line in which a row begins."""

REPEATED: Final = "select exists (select from {rows} where reason is null group by nik::bigint having count(*) > 1)"
REFUSE_REPEATED: Final = f"""
    update {{rows}} s set reason = '{Reason.NIK_TWICE.name}', reason_column = 'NIK'
    from (select line, row_number() over (partition by nik order by line) as nth from {{rows}} where reason is null) n
    where n.line = s.line and n.nth > 1
"""
LISTS: Final = """
    create temporary table import_unlike (line integer primary key) on commit drop;
    create temporary table import_differing (
        id uuid primary key, line integer not null, version integer not null, changed text[] not null,
        as_of timestamptz, region_code text
    ) on commit drop;
    create temporary table import_set_aside (definition text not null) on commit drop;
    create temporary table import_card_unlike (number text not null) on commit drop;
"""
"""What the transaction of an import keeps of itself: rows that are unlike the record, persons who differ from theirs,
indexes that are set aside, numbers of cards that are not held or not so. The keys are for lookups one by one."""
_UNLIKE: Final = f"p.merged_into is null and p.moved_to is null and ({' or '.join(map(_differs, _COMPARED))})"
DIFFERING: Final = f"""
    insert into import_differing (id, line, version, changed, as_of, region_code)
    select p.id, s.line, p.version, {_changed()}, p.as_of, p.region_code
    from import_unlike u
    join {{rows}} s on s.tenant = $1 and s.line = u.line
    join person p on p.tenant = $1 and p.nik = s.nik
    where s.reason is null and p.id <> s.id and {_UNLIKE}
    order by p.id for update of p
"""
"""Persons are locked in the order of their ids, and compared once more as they are once they are locked. A row of
whoever was merged into somebody else changes nobody, and neither does that of whoever moved: what is left of her here
says where she is."""

REFUSE_NEWER: Final = f"""
    with newer as (
        delete from import_differing d where d.as_of > $2
            or exists (select from record_import_region r
                       where r.tenant = $1 and r.region_code = d.region_code and r.as_of > $2)
            or exists (select from record_event e where e.tenant = $1 and e.person_id = d.id and e.at > $2
                       and e.kind not in ('imported', 'adopted', 'recorded'))
        returning line
    )
    update {{rows}} s set reason = '{Reason.NEWER_HELD.name}' from newer n where s.line = n.line
"""
"""What an import or an agency brought counts by the time of which it speaks, what was done in the hub by its own."""

ELSEWHERE: Final = "select exists (select from nik_directory where tenant <> $1)"
REFUSE_ELSEWHERE: Final = f"""
    update {{rows}} s set reason = '{Reason.HELD_ELSEWHERE.name}', reason_column = 'NIK'
    where s.reason is null
    and not exists (select from person p where p.tenant = $1 and p.nik = s.nik and p.moved_to is null)
"""
"""Whoever is still not in the record was left out by INSERT, or has moved."""

COLLIDED: Final = """
    select exists (select from {rows} s join person p on p.tenant = $1 and p.id = s.id
                   join nik_directory d on d.nik = s.nik where d.tenant <> $1)
"""
"""Whether another district entered one of the new persons while INSERT did, which does not see that."""

INSERT: Final = f"""
    with seen as materialized (
        select s.line, p.id is null as is_new, {_UNLIKE} as unlike
        from {{rows}} s left join person p on p.tenant = $1 and p.nik = s.nik
        where s.tenant = $1 and s.line >= $8 and s.line < $9 and s.reason is null
    ), noted as (
        insert into import_unlike select line from seen where unlike and not is_new
    ), stored as (
        insert into person (tenant, id, as_of, {", ".join(VALUES)})
        select distinct on (s.nik) $1, s.id, $2, {", ".join(map(_said, VALUES))}
        from seen join {{rows}} s on s.tenant = $1 and s.line = seen.line
        where seen.is_new and not exists (select from nik_directory d where d.nik = s.nik and d.tenant <> $1)
        order by s.nik, s.line
        returning id, nik
    ), listed as (
        insert into nik_directory (nik, tenant) select nik, $1 from stored on conflict (nik) do nothing
    )
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              source_agency, source_as_of)
    select $1, id, 1, 'imported', $3, $4, $5, $6, $7, '{{}}', 'population', $2 from stored
"""
"""The rows of the lines from $8 until $9: enters whom no record holds, and notes which rows are unlike the record. A
few thousand at a time are best looked up one by one, so this runs with LOOKED_UP: neither the rows nor the persons are
ever read as a whole."""
_OF_LINES: Final = "from {rows} s where s.tenant = $1 and s.line >= $2 and s.line < $3 and s.reason is null"
_EVENTS: Final = """
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              source_agency, source_as_of)
    select $1, s.id, 1, 'imported', $5, $6, $7, $8, $9, '{}', 'population', $4
"""
FILL_PERSONS: Final = f"""
    insert into person (tenant, id, as_of, {", ".join(VALUES)})
    select $1, s.id, $4, {", ".join(map(_said, VALUES))} {_OF_LINES} order by s.line
"""
FILL_DIRECTORY: Final = f"insert into nik_directory (nik, tenant) select s.nik, $1 {_OF_LINES} order by s.nik"
FILL_EVENTS: Final = f"{_EVENTS} {_OF_LINES} order by s.line"
"""What INSERT does with the lines from $2 until $3, for a record that holds nobody: each line is a new person, and one
whose NIK came before is against the key of the directory. In plain statements this costs half as much."""
FILL_SIFTED: Final = f"""
    with stored as (
        insert into person (tenant, id, as_of, {", ".join(VALUES)})
        select distinct on (s.nik) $1, s.id, $4, {", ".join(map(_said, VALUES))} {_OF_LINES}
        and not exists (select from nik_directory d where d.nik = s.nik)
        order by s.nik, s.line
        returning id, nik
    ), listed as (
        insert into nik_directory (nik, tenant) select nik, $1 from stored
    )
    {_EVENTS} from stored s
"""
"""The same for lines of which one has a NIK that came before: who is in the directory is in the record already, or in
another district's."""
LOOKED_UP: Final = """
    select set_config('enable_seqscan', $1, true), set_config('enable_bitmapscan', $1, true),
           set_config('enable_hashjoin', $1, true), set_config('enable_mergejoin', $1, true)
"""
UPDATE: Final = f"""
    with written as (
        update person p set
            ({", ".join(name for name in VALUES if name != "nik")}) =
            row({", ".join(_after(name) for name in VALUES if name != "nik")}),
            version = p.version + 1, as_of = $2
        from import_differing d
        join {{rows}} s on s.tenant = $1 and s.line = d.line
        join person o on o.tenant = $1 and o.id = d.id
        where p.tenant = $1 and p.id = d.id
        returning p.id, p.version, {_snapshot("p")} as after, {_snapshot("o")} as before, d.changed
    )
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              before, after, source_agency, source_as_of)
    select $1, w.id, w.version, 'imported', greatest($3, (
        select e.at + interval '1 millisecond' from record_event e
        where e.tenant = $1 and e.person_id = w.id and e.version < w.version order by e.version desc limit 1
    )), $4, $5, $6, $7, w.changed, w.before, w.after, 'population', $2 from written w
"""
"""`o` is the person's row as it was: it is locked, so nobody has changed it since it was compared. Read here, it need
not wait in a table. Runs with LOOKED_UP, too: those who are changed are few beside the record and the rows; and with
IN_ORDER, since it sets the times of its events itself."""
IN_ORDER: Final = "select set_config('satu.events_in_order', $1, true)"
"""'statement': what statements insert into record_event is checked to follow the events before it, in one pass for each
statement; otherwise, the time of each row is set to."""
DIFFERING_FOUND: Final = "select exists (select from import_differing)::int"
CHANGED: Final = "select id, version + 1 as version, changed from import_differing order by id"
_CARD: Final = ("number", "head_nik", *_ADDRESS)
_ADDRESS_OF_ROW: Final = ", ".join(f"s.{name}" for name in _ADDRESS)
_HEADS: Final = "s.family_card_number is not null and s.family_relationship = 'HEAD'"
NOTE_CARDS: Final = f"""
    insert into import_card_unlike
    select s.number from (
        select s.family_card_number as number, case when {_HEADS} then s.nik end as head_nik, {_ADDRESS_OF_ROW},
               s.family_card_number is distinct from lag(s.family_card_number) over (order by s.line) as first
        {_OF_LINES} and s.family_card_number is not null
    ) s
    left join family_card p on p.tenant = $1 and p.number = s.number
    where (s.first or s.head_nik is not null)
      and (p.number is null or (s.head_nik is not null and ({" or ".join(map(_differs, _CARD[1:]))})))
"""
"""Of the lines from $2 until $3: which cards are not held, or are unlike what the row of a head says. Only these are
looked at when all has come. Families stand together, so few numbers are looked for more than once."""
FILL_CARDS: Final = f"""
    insert into family_card (tenant, {", ".join(_CARD)})
    select distinct on (s.family_card_number) $1, s.family_card_number, s.nik, {_ADDRESS_OF_ROW}
    {_OF_LINES} and {_HEADS}
      and not exists (select from family_card f where f.tenant = $1 and f.number = s.family_card_number)
"""
FILL_CARDS_ORDER: Final = " order by s.family_card_number, s.line"
FILL_CARDS_SIFTED: Final = " and exists (select from person p where p.tenant = $1 and p.id = s.id)"
"""The cards of heads, for a record that held none: the first head of the file is the one. In sifted lines, of heads who
were stored."""
NOTE_HEADLESS: Final = """
    insert into import_card_unlike
    select distinct s.family_card_number from {rows} s
    where s.reason is null and s.family_card_number is not null
      and not exists (select from family_card f where f.tenant = $1 and f.number = s.family_card_number)
"""
UNLIKE_NOTED: Final = "select exists (select from import_unlike)::int"
CARDS_NOTED: Final = "select exists (select from import_card_unlike)::int"
CARDS: Final = f"""
    create temporary table import_card on commit drop as
    select distinct on (s.family_card_number) s.family_card_number as number, s.nik as head_nik, {_ADDRESS_OF_ROW}
    from {{rows}} s where s.reason is null and {_HEADS}
      and s.family_card_number in (select number from import_card_unlike)
    order by s.family_card_number, s.line
"""
CARDS_WITHOUT_HEAD: Final = f"""
    insert into import_card
    select distinct on (s.family_card_number) s.family_card_number, null, {_ADDRESS_OF_ROW}
    from {{rows}} s
    where s.reason is null and s.family_card_number in (select number from import_card_unlike)
      and not exists (select from import_card c where c.number = s.family_card_number)
      and not exists (select from family_card f where f.tenant = $1 and f.number = s.family_card_number)
    order by s.family_card_number, s.line
"""
UPDATE_CARDS: Final = f"""
    update family_card p set ({", ".join(_CARD[1:])}) = row(s.head_nik, {", ".join(map(_after, _ADDRESS))})
    from import_card s
    where p.tenant = $1 and p.number = s.number and s.head_nik is not null
      and ({" or ".join(_differs(name) for name in _CARD[1:])})
"""
INSERT_CARDS: Final = f"""
    insert into family_card (tenant, {", ".join(_CARD)})
    select $1, {", ".join(f"s.{name}" for name in _CARD)} from import_card s
    where not exists (select from family_card f where f.tenant = $1 and f.number = s.number)
    order by s.number
"""
SPOKEN: Final = """
    select region_code, count(*) as persons from {rows}
    where $1::text is not null and reason is null and $3::uuid is not null group by region_code
"""
SPOKEN_BY_PIECE: Final = """
    select s.key as region_code, sum(s.value::bigint) as persons
    from record_import_piece p cross join jsonb_each_text(p.regions) s where p.tenant = $1 and p.import_id = $3
    group by s.key
"""
"""Of how many persons of each village the rows speak that are not refused; as it was when they were read."""
REGIONS: Final = """
    with spoken as ({spoken}), kept as (
        insert into record_import_region (tenant, region_code, as_of)
        select $1, region_code, $2::timestamptz from spoken
        on conflict (tenant, region_code) do update set as_of = greatest(record_import_region.as_of, excluded.as_of)
    )
    select coalesce(sum(s.persons), 0) from spoken s
    where not exists (select from region r where r.code = s.region_code and r.valid_until is null)
"""
"""Keeps that the register has spoken about these villages; gives how many persons live where no region is known."""
KEEP_REFUSALS: Final = """
    insert into record_import_refusal (tenant, import_id, line, reason, reason_column)
    select tenant, $2, line, reason, reason_column from {rows} where tenant = $1 and reason is not null order by line
"""
ROWS: Final = """
    select coalesce(sum(rows), 0)::int as rows, coalesce(sum(refused), 0)::int as refused
    from record_import_piece where tenant = $1 and import_id = $2
"""
"""How many rows came, and how many of them were refused when they were read."""
