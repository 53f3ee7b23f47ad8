"""A day at the counters of a multitude: numbers, appointments, papers of today, the office's sums, and what single
people have before them. What is of today is made anew each time, so that a record that was kept has it too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from benchmarks.multitude import REGENCY, TENANT
from hub.core.identifiers import new_id
from hub.store import Database, bulk

PAPER: Final = b"%PDF-1.7\n"
"""The bytes of each paper that is looked at."""
_TODAY: Final = "(now() at time zone 'Asia/Jakarta')::date"
_KINDS: Final = "(array['birthCertificate', 'familyCard', 'identityCard', 'childCard', 'moveIn'])"
# 160 numbers: a hundred are done, four are served, two were called, four were not there, fifty wait.
_NUMBERS: Final = f"""
    insert into ticket (tenant, id, place, day, taken_at, number, service, priority, state, counter, called_at, calls,
                        ended_at, outcome)
    select $1, md5('number ' || {_TODAY} || n)::uuid, $2, {_TODAY}, now() - (161 - n) * interval '2 minutes', n,
           {_KINDS}[1 + n % 5], case when n % 7 = 0 then 'LANSIA' end, s.state,
           case when s.state <> 'WAITING' then 1 + n % 4 end,
           case when s.state <> 'WAITING' then now() - (111 - n) * interval '2 minutes' end,
           (s.state <> 'WAITING')::integer,
           case s.state when 'ENDED' then now() - (110 - n) * interval '2 minutes' end,
           case s.state when 'ENDED' then 'ADVICE' end
    from generate_series(1, 160) n cross join lateral (
        select case when n <= 100 then 'ENDED' when n <= 104 then 'SERVING' when n <= 106 then 'CALLED'
                    when n <= 110 then 'NO_SHOW' else 'WAITING' end as state
    ) s on conflict do nothing
"""
_NUMBERS_OF_DAY: Final = f"""
    insert into ticket_day (tenant, place, day, last_number) values ($1, $2, {_TODAY}, 160) on conflict do nothing
"""
_TIMES: Final = f"""
    select ({_TODAY} + d + time '08:00' + h * interval '30 minutes') at time zone 'Asia/Jakarta' as begins, d, h
    from generate_series(0, 14) d cross join generate_series(0, 13) h
"""
# Three of four places are taken, one of them openly.
_BOOKED: Final = f"""
    insert into appointment (tenant, code, begins, service, openly, booked_at)
    select $1, 'JT-' || translate(upper(substr(m.word, 1, 4) || '-' || substr(m.word, 5, 4)), '01', 'XY'), t.begins,
           {_KINDS}[1 + t.h % 5], p = 1, now() - interval '1 day'
    from ({_TIMES}) t cross join generate_series(1, 3) p
    cross join lateral (select md5(concat_ws(' ', t.begins, p)) as word) m on conflict do nothing
"""
_TAKEN: Final = f"""
    insert into appointment_slot (tenant, begins, taken, taken_openly)
    select $1, t.begins, 3, 1 from ({_TIMES}) t on conflict do nothing
"""
# What was issued today, of which nothing is printed yet.
_PAPERS: Final = f"""
    insert into certificate (tenant, id, code, service, title, deed_number, application_id, person_id, document_id,
                             status, issued_at, signed_by, series, about)
    select $1, md5('paper ' || {_TODAY} || a.id)::uuid, upper(substr(md5('code ' || {_TODAY} || a.id), 1, 12)), 'birth',
           'Contoh', 'D' || a.tracking_number || {_TODAY}, a.id, c.person_id, d.id, 'ACTIVE',
           now(), 'Pejabat', 'birth.deed', a.id::text
    from (select * from application where tenant = $1 and state = 'ISSUED' and tracking_number like 'WT-%'
          order by id limit 200) a
    join application_person c on c.tenant = a.tenant and c.application_id = a.id
    cross join (select id from document where tenant = $1 order by id limit 1) d on conflict do nothing
"""
_OFFICE: Final = (
    "alter table promise_run disable trigger office_counted, disable trigger office_month_counted",
    """update promise_run r set tallies = array[d.received || 'received:' || coalesce(a.channel, 'ONLINE')]
           || case when a.channel <> 'ONLINE' then array[d.received || 'helped'] else '{}' end
           || case when r.ended_at is null then array[d.received || 'open:' || a.state || ':operator'] else '{}' end
           || case when r.issued_at is not null then array[d.issued || 'issued', d.issued || 'kept'] else '{}' end
       from application a cross join lateral (
           select concat_ws('|', (a.submitted_at at time zone 'Asia/Jakarta')::date, left(a.region_code, 8), '')
                      as received,
                  concat_ws('|', (a.submitted_at at time zone 'Asia/Jakarta')::date + 2, left(a.region_code, 8), '')
                      as issued
       ) d where r.tenant = $1 and a.tenant = r.tenant and a.id = r.application_id""",
    "alter table promise_run enable trigger office_counted, enable trigger office_month_counted",
    """insert into office_sum (tenant, day, region_code, service, counted, number)
       select r.tenant, split_part(l, '|', 1)::date, split_part(l, '|', 2), r.service, split_part(l, '|', 3), count(*)
       from promise_run r cross join lateral unnest(r.tallies) l where r.tenant = $1 group by 1, 2, 3, 4, 5""",
    """insert into office_month (tenant, month, region_code, service, counted, number)
       select tenant, date_trunc('month', day::timestamp)::date, region_code, service, counted, sum(number)
       from office_sum where tenant = $1 group by 1, 2, 3, 4, 5""",
    # What was issued, as births and deaths of their villages.
    """insert into office_sum (tenant, day, region_code, service, counted, number)
       select r.tenant, (r.issued_at at time zone 'Asia/Jakarta')::date, r.region_code, r.service,
           concat_ws(':', 'vital', case r.service when 'deathCertificate' then 'DEATH' else 'LIVE_BIRTH' end,
           case when get_byte(uuid_send(r.application_id), 15) % 2 = 0 then 'FEMALE' else 'MALE' end,
           case when get_byte(uuid_send(r.application_id), 14) % 5 = 0 then 'LATE' else 'IN_TIME' end), count(*)
       from promise_run r where r.tenant = $1 and r.issued_at is not null
           and r.service in ('birthCertificate', 'deathCertificate') group by 1, 2, 3, 4, 5""",
)
# Eight applications for a card that were returned, as somebody handed them in herself.
_OWN: Final = """
    create temporary table own on commit drop as
    select a.*, md5($2 || a.id)::uuid as new_id, 'HN-' || translate(
               upper(substr(md5($2 || a.id), 1, 4) || '-' || substr(md5($2 || a.id), 5, 4)), '01', 'XY') as number
    from application a where tenant = $1 and state = 'NEEDS_CORRECTION' and service = 'familyCard'
        and tracking_number like 'WT-%' order by id limit 8
"""
_OWN_ROWS: Final = (
    """insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by,
                                submitted_at, state, version, channel)
       select tenant, new_id, number, service, region_code, 'satu-console', $1, submitted_at, state, version, channel
       from own""",
    """insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
       select n.tenant, o.new_id, n.seq, n.kind, case n.kind when 'SUBMIT' then $1 else n.actor end, n.actor_name, n.at,
              n.data
       from own o join application_action n on n.tenant = o.tenant and n.application_id = o.id""",
    """insert into application_person (tenant, application_id, person_id)
       select c.tenant, o.new_id, c.person_id
       from own o join application_person c on c.tenant = o.tenant and c.application_id = o.id where $1 <> ''""",
    """update promise_run r set stale = false, version = o.version, started_at = o.submitted_at,
              due_at = o.submitted_at + interval '3 days'
       from own o where r.tenant = o.tenant and r.application_id = o.new_id and $1 <> ''""",
)
_CITIZEN: Final = """
    select p.id from person p join identity_user u on u.tenant = p.tenant and u.nik = p.nik where p.tenant = $1
"""
_READ: Final = f"""
    insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories, subjects,
                         tx)
    select $1, $2, now(), 'verifier', 'Petugas Contoh', 'satu-console', 'CIVIL_REGISTRATION', 'Case', '{{Citizen.nik}}',
           '{{population}}', uuid_send(p.id), null from ({_CITIZEN}) p
"""
_READ_OF: Final = f"""
    insert into receipt_subject (tenant, person_id, receipt_id)
    select $1, p.id, $2 from ({_CITIZEN}) p
"""
_PROPOSED: Final = """
    insert into account_proposal (tenant, id, subject_kind, subject, kind, expected_version, before, after, reason,
                                  state, proposed_by, proposed_by_name, proposed_through, proposed_at, expires_at)
    values ($1, $2::uuid, 'USER', $2::uuid::text, 'CHANGED', 1, '{"region": "19.01.01"}', '{"region": "19.01"}',
            'Contoh', 'OPEN', 'admin', 'Contoh', 'satu-console', now(), now() + interval '7 days')
"""


async def load_sums(database: Database) -> None:
    """What the office's figures are made of, added up at once."""
    async with database.transaction() as connection:
        for statement in _OFFICE:
            values = (TENANT,) if "$1" in statement else ()
            await connection.execute(statement, *values, timeout=bulk.HOUR)
    await database.execute("vacuum (analyze) promise_run, office_sum, office_month")


async def today(database: Database, own: Mapping[str, str]) -> None:
    """What is of this day, and what these people have handed in."""
    await database.execute(_NUMBERS, TENANT, REGENCY)
    await database.execute(_NUMBERS_OF_DAY, TENANT, REGENCY)
    for statement in (_BOOKED, _TAKEN, _PAPERS):
        await database.execute(statement, TENANT)
    for subject in own.values():
        await _handed_in(database, subject)
    reading = new_id()
    for statement in (_READ, _READ_OF):
        await database.execute(statement, TENANT, reading)
    for _ in range(20):
        await database.execute(_PROPOSED, TENANT, new_id())
    whole = hashlib.sha256(PAPER).hexdigest()
    await database.execute("update document set sha256 = $2 where tenant = $1 and sha256 <> $2", TENANT, whole)


async def _handed_in(database: Database, subject: str) -> None:
    """Once in a record that is kept."""
    if await database.fetch("select from application where tenant = $1 and submitted_by = $2 limit 1", TENANT, subject):
        return
    async with database.transaction() as connection:
        await connection.execute(_OWN, TENANT, subject)
        for statement in _OWN_ROWS:
            await connection.execute(statement, subject)
        await connection.execute("drop table own")
