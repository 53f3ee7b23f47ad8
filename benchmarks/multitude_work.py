"""What the record keeps beside its people: one row of each about each of the first of a multitude.

Of what waits for somebody, one in fifty is open, and those are the newest: whoever looks for them by walking through
what is settled passes all of it. Forty officers review, one for each 30,000 of the largest multitude, as in an office
that is short of hands: the more each of them has before her, the harder the case.
"""

from __future__ import annotations

from typing import Final

from hub.store import Database, bulk

_BUSY: Final = """
    create temporary table busy on commit drop as
    select id, nik, region_code, n, n * 50 > $1 * 49 as open, lag(id) over (order by id) as neighbour,
           case n % 2 when 1 then id else md5('mover ' || n)::uuid end as mover,
           timestamptz '2026-01-01' + n * interval '1 minute' as since
    from (select id, nik, region_code, row_number() over (order by id) as n
          from person where tenant = '1901' order by id limit $1) p
"""
_FORM: Final = "jsonb_build_object('childName', 'Anak', 'motherNik', nik)"
_CASEWORK: Final = (
    """insert into facet_copy (tenant, person_id, facet, items, as_of)
       select '1901', id, 'licences', '[]', timestamptz '2026-01-01' from busy""",
    """insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by,
                                submitted_at, state, version, channel, holder, holder_name)
       select '1901', id, 'BB' || n, 'testCertificate', region_code, 'frontend', 'frontend', since,
              (array['SUBMITTED', 'IN_REVIEW', 'ISSUED', 'HANDED_OVER'])[1 + n % 4], 1, 'ONLINE',
              case when n % 4 = 1 and open then 'clerk-' || n / 4 % 40 end,
              case when n % 4 = 1 and open then 'Contoh' end
       from busy""",
    # As a worker has counted them, one by one: in one transaction each would add to the same few sums, which the
    # database then finds more slowly with each. So they are summed up at once, as the migration does.
    "alter table promise_run disable trigger promise_counted",
    """update promise_run r set stale = false, version = 1, started_at = b.since, due_at = b.since + interval '1 day',
              ended_at = case when not b.open then b.since end, issued_at = case when not b.open then b.since end,
              kept = case when not b.open then true end, review_minutes = 30, work_minutes = 90
       from busy b where r.tenant = '1901' and r.application_id = b.id""",
    "alter table promise_run enable trigger promise_counted",
    """insert into promise_month (tenant, service, month, counted, number)
       select r.tenant, r.service, c.month, c.counted, count(*)
       from promise_run r cross join lateral promise_counts(r) c where r.version > 0 group by 1, 2, 3, 4
       on conflict do nothing""",
    """insert into promise_alarm (tenant, application_id, started_at, threshold, due_at, raised_at)
       select '1901', id, since, 'NEAR', since, since from busy""",
    """insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
       select '1901', id, 1, 'SUBMIT', 'frontend', 'Contoh', since,
              jsonb_build_object('channel', 'ONLINE', 'form', jsonb_build_object('childName', 'Anak', 'motherNik', nik))
       from busy""",
    # A lease goes with the work of a desk, so only what is in review has one, and it is that of one who reviews.
    """insert into application_lease (tenant, application_id, holder, holder_name, since, until)
       select '1901', id, 'clerk-' || n / 4 % 40, 'Contoh', since, since + interval '15 minutes'
       from busy where n % 4 = 1""",
    "insert into application_person (tenant, application_id, person_id) select '1901', id, id from busy",
    """insert into document (tenant, id, kind, media_type, size, received, state, owner, client_id, created_at, sha256,
                             application_id)
       select '1901', id, 'birth_statement', 'application/pdf', 9, 9, 'READY', 'frontend', 'frontend', since,
              repeat('0', 64), id from busy""",
    """insert into certificate (tenant, id, code, service, title, deed_number, application_id, person_id, document_id,
                                status, issued_at, signed_by, series, about)
       select '1901', id, 'C' || n, 'birth', 'Contoh', 'D' || n, id, id, id, 'ACTIVE', since, 'Pejabat', 'birth.deed',
              id::text from busy""",
    """insert into receipt (tenant, id, at, actor, actor_name, client_id, purpose, operation, fields, categories,
                            subjects, tx)
       select '1901', id, since, 'frontend', 'Aplikasi Contoh', 'frontend', 'PUBLIC_SERVICE', 'Q', '{Citizen.nik}',
              '{population}', uuid_send(id), null from busy""",
    "insert into receipt_subject (tenant, person_id, receipt_id) select '1901', id, id from busy",
    """insert into idempotency_reply (tenant, client_id, mutation, key, actor, body_hash, created_at, reply)
       select '1901', 'frontend', 'submitApplication', n::text, 'frontend', '', since, '{}' from busy""",
)
# Places and heads as if a worker had given and signed them; nobody checks their hashes here.
_LOG: Final = (
    """insert into receipt_leaf (tenant, position, receipt_id, hash, mark)
       select '1901', row_number() over (order by id) - 1, id, sha256(uuid_send(id)), sha256(uuid_send(id))
       from busy""",
    """insert into receipt_subtree (tenant, height, number, hash)
       select '1901', 8, n, sha256(n::text::bytea) from generate_series(0, (select count(*) / 256 - 1 from busy)) n""",
    """insert into receipt_head (tenant, size, root, signed_at, note)
       select '1901', l.position + 1, l.hash, timestamptz '2026-01-01', concat_ws(E'\\n', 'log.example',
              l.position + 1, encode(l.hash, 'base64'), '', E'\\u2014 log.example AAAA', '')
       from receipt_leaf l""",
    """insert into receipt_log (tenant, size, earlier, walked, cluster, seen)
       select '1901', count(*), false, null, (select system_identifier from pg_control_system()), pg_current_snapshot()
       from busy""",
)
_OUTBOX: Final = (
    """insert into delivery_target (tenant, name, way, kinds, created_at)
       select '1901', name, way, '{citizen.corrected,citizen.sealed}', timestamptz '2026-01-01'
       from (values ('population', 'TRANSCRIBE'), ('licensing', 'PUSH')) t(name, way)""",
    # One that is told of nothing that a benchmark does.
    """insert into delivery_target (tenant, name, way, kinds, client_id, purpose, url, secret, created_at)
       values ('1901', 'webhook:00000000-0000-7000-8000-000000000001', 'WEBHOOK', '{citizen.handed-over}', 'client-7',
               'PUBLIC_SERVICE', 'https://subscriber.example/hook', 'x', timestamptz '2026-01-01')""",
    """insert into delivery (tenant, id, target, kind, person_id, version, changed, occurred_at, state, next_attempt_at,
                             settled_at, settled_by)
       select '1901', id, (array['population', 'licensing'])[1 + n % 2],
              (array['citizen.corrected', 'citizen.sealed', 'citizen.imported'])[1 + n % 3], id, 1, '{birth_place}',
              since, case when open then (array['WAITING', 'TO_TRANSCRIBE', 'IN_DOUBT', 'DEAD'])[1 + n / 2 % 4]
                          else 'DELIVERED' end,
              since, case when not open then since end, case when not open then 'acknowledged' end
       from busy""",
)
_CLAIMS: Final = (
    """insert into facet_refresh (tenant, facet, person_id, until)
       select '1901', 'licences', id, since from busy""",
    """insert into discrepancy (tenant, id, person_id, attribute, source, claim, mark, recorded, state, opened_at,
                                changed_at, due_at, overdue_at, ruling, reason, decided_by, decided_at)
       select '1901', id, id, 'birth_place', source, 'Belinyu', 'Belinyu', 'Sungailiat',
              case when open then 'OPEN' else 'DECIDED' end, since, since,
              case source when 'citizen' then since + interval '72 hours' end, null,
              case when not open then 'RECORD_STANDS' end, case when not open then 'Akta.' end,
              case when not open then 'verifier' end, case when not open then since end
       from (select *, (array['citizen', 'health'])[1 + n % 2] as source from busy) b""",
    """insert into objection (tenant, id, person_id, category, grounds, state, opened_at, opened_by, due_at, outcome,
                              reason, decided_by, decided_as, decided_at)
       select '1901', id, id, 'health', 'Contoh', case when open then 'OPEN' else 'DECIDED' end, since, 'warga',
              since + interval '72 hours', case when not open then 'DISMISSED' end,
              case when not open then 'Contoh' end, case when not open then 'auditor' end,
              case when not open then 'auditor' end, case when not open then since end
       from busy""",
    """insert into burial (tenant, id, region_code, name, buried_on, reported_at, reported_by, state, person_id, reason,
                           settled_at)
       select '1901', id, '19.01.01.1001', 'Contoh ' || n, since::date, since, 'pendamping',
              case when not open then 'DISMISSED' when n % 2 = 0 then 'MATCHED' else 'OPEN' end,
              case when open and n % 2 = 0 then id end, case when not open then 'Contoh' end,
              case when not open then since end
       from busy""",
    "insert into satisfaction_mark (tenant, application_id, key_hash) select '1901', id, '' from busy where not open",
    """insert into register_check (tenant, person_id, checked_at) select '1901', id, since from busy""",
    # As many of each day: who claims something deletes what is older than thirty.
    """insert into match_claim (tenant, subject, party, claim, day)
       select '1901', uuid_send(id), 'clinic', uuid_send(id), current_date - (n % 30)::integer from busy""",
)
_PAIRS: Final = (
    """insert into duplicate_scan (tenant, person_id, version)
       select tenant, id, version from person where tenant = '1901'""",
    """insert into duplicate_key (tenant, key, person_id)
       select '1901', n / 2 * 8 + k, id from busy cross join generate_series(0, 7) k""",
    """insert into duplicate_candidate (tenant, low_id, high_id, state, score, reasons, basis, found_at, decided_at)
       select '1901', neighbour, id, case when open then 'OPEN' when n % 50 = 7 then 'MERGED' else 'DISMISSED' end,
              n % 90 / 10.0, '{}', '', since,
              case when not open then since end
       from busy where neighbour is not null""",
    """insert into person_merge (tenant, id, survivor_id, duplicate_id, survivor_version, duplicate_version, at, actor,
                                 copies, carried, undone_at)
       select '1901', id, neighbour, id, 1, 1, since, 'verifier', '{}', '{}', since
       from busy where neighbour is not null""",
)
_MOVES: Final = (
    """insert into seal (tenant, id, person_id, legal_basis, reason, until, sealed_at, sealed_by, lifted_at, lifted_by,
                         lifted_reason)
       select '1901', id, id, 'Contoh', 'Contoh', since, since, 'kadis', case when n % 50 <> 25 then since end,
              case when n % 50 <> 25 then 'kadis' end, case when n % 50 <> 25 then 'Contoh' end
       from busy""",
    """update person p set sealed = true, sealed_until = b.since + interval '50 years'
       from busy b where p.tenant = '1901' and p.id = b.id and b.n % 50 = 25""",
    # Every second one comes from the other district; of those that are open, one person each lives there.
    """insert into person (tenant, id, nik, full_name, region_code, version, vital_status, name_key)
       select '1902', mover, overlay(nik placing '1902' from 1), 'Contoh Pindahan', '19.02.01.1001', 1, 'ALIVE',
              'contoh pindahan'
       from busy where open and n % 2 = 0""",
    """insert into nik_directory (nik, tenant, since)
       select nik, tenant, timestamptz '2026-01-01' from person where tenant = '1902'""",
    """insert into hand_over (tenant, id, side, other_tenant, region_code, letter_number, reason, state, offered_at,
                              offered_by, closed_at, closed_by)
       select t.tenant, b.id, case when (n % 2 = 0) = (t.tenant = '1902') then 'ORIGIN' else 'DESTINATION' end, t.other,
              case when n % 2 = 0 then '19.01.01.2001' else '19.02.01.1001' end, 'SKPWNI/' || n, 'Pekerjaan',
              case when open then 'OFFERED' else 'REFUSED' end, since, 'kabid',
              case when not open then since end, case when not open then 'kabid' end
       from busy b cross join (values ('1901', '1902'), ('1902', '1901')) t(tenant, other)""",
    """insert into hand_over_person (tenant, hand_over_id, person_id, offered_version, is_open)
       select t.tenant, id, mover, 1, open from busy cross join (values ('1901'), ('1902')) t(tenant)""",
)
_ACCOUNTS: Final = (
    """insert into account_change (tenant, id, subject_kind, subject, version, kind, at, actor, actor_name, client_id,
                                   reason, before, after)
       select '1901', id, (array['USER', 'CLIENT'])[1 + n % 2], id, 1, 'CHANGED', since, 'admin', 'Contoh',
              'satu-console', 'Contoh', '{"region": "19.01"}', '{"region": "19.01"}'
       from busy""",
    """insert into account_proposal (tenant, id, subject_kind, subject, kind, expected_version, before, after, reason,
                                     state, proposed_by, proposed_by_name, proposed_through, proposed_at, expires_at,
                                     decided_by, decided_by_name, decided_at)
       select '1901', id, (array['USER', 'CLIENT'])[1 + n % 2], id, 'CHANGED', 1, '{"region": "19.01"}',
              '{"region": "19.01"}', 'Contoh', case when open then 'OPEN' else 'APPROVED' end, 'admin', 'Contoh',
              'satu-console', now(), now() + interval '7 days', case when not open then 'kadis' end,
              case when not open then 'Contoh' end, case when not open then since end
       from busy""",
)
_OVERSIGHT: Final = (
    """insert into client_request (tenant, client_id, name, office, intent, jwks, scopes, region, asked_at)
       select '1901', 'app-' || n, 'Aplikasi contoh ' || n, 'Dinas Contoh', 'Menampilkan data warga yang dilayani.',
              '{"keys": []}', '{population:read}', '19.01', now() - n * interval '1 hour'
       from generate_series(1, 40) n""",
    """insert into access_sighting (tenant, receipt_id, person_id, reader, at, family, place)
       select '1901', id, id, 'clerk ' || n % 40, since, id, region_code || '/001' from busy""",
    """insert into access_finding (tenant, id, key, kind, readers, reader_name, client_id, about, day, score, reason_id,
                                   reason_en, receipts, persons, found_at, state, settled_by, settled_by_name,
                                   settled_at, settled_reason)
       select '1901', id, n, (array['NO_CASE', 'PACE'])[1 + n % 2], array['clerk ' || n % 40], 'Contoh',
              'satu-console', id, since::date, 50, 'Contoh', 'Contoh', array[id], array[id], since,
              case when open then 'OPEN' else 'JUSTIFIED' end, case when not open then 'auditor' end,
              case when not open then 'Contoh' end, case when not open then since end,
              case when not open then 'Contoh' end
       from busy""",
    """insert into emergency_access (tenant, id, person_id, reader, reader_name, client_id, emergency, reason,
                                     opened_at, ends_at, review_due, verdict, reviewed_by, reviewed_by_name,
                                     reviewed_at, review_reason)
       select '1901', id, id, 'clerk ' || n % 40, 'Contoh', 'satu-console', 'HEALTH', 'Contoh', since,
              since + interval '1 hour', since + interval '72 hours', case when not open then 'JUSTIFIED' end,
              case when not open then 'kadis' end, case when not open then 'Contoh' end,
              case when not open then since end, case when not open then 'Contoh' end
       from busy""",
)


async def load(database: Database, people: int, service: str = "testCertificate", form: str = "") -> None:
    """What is done about the multitude's people, about so many of them: applications for a service (`form` as it is
    kept, with @WIFE for the NIK), papers, receipts, deliveries, discrepancies, pairs, moves, changes of accounts.

    Leaves the database analysed and vacuumed.
    """
    kept = f"replace($form${form}$form$, '@WIFE', nik)::jsonb" if form else _FORM
    async with database.transaction() as connection:
        await connection.execute(_BUSY, people, timeout=bulk.HOUR)
        await connection.execute("analyze busy")
        for statement in (*_CASEWORK, *_LOG, *_OUTBOX, *_CLAIMS, *_PAIRS, *_MOVES, *_ACCOUNTS, *_OVERSIGHT):
            await connection.execute(
                statement.replace("testCertificate", service).replace(_FORM, kept), timeout=bulk.HOUR
            )
    await database.execute("vacuum (analyze)")
