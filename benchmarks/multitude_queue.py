"""What waits in the offices of a multitude: open applications of all services in all states, of the last half year.

Each is of another family, and has taken every step that leads to where it stands. Most of them are older than
what was promised, as in an office that cannot keep up: that is the hard case for lists of what is late.
"""

from __future__ import annotations

from typing import Any, Final

import orjson

from benchmarks.multitude import TENANT
from hub.store import Database, bulk

_REPORTER: Final = {"fullName": "Pelapor Contoh", "nik": "@HEAD", "phone": "081271000009"}
_HOUSE: Final = {"regionCode": "@HOME", "line": "Jl. Baru Contoh 7", "rt": "003", "rw": "004"}
_MOVERS: Final = [
    {"nik": "@HEAD", "relationship": "HEAD"}, {"nik": "@WIFE", "relationship": "WIFE"},
    {"nik": "@CHILD", "relationship": "CHILD"},
]  # fmt: skip
_MOVE: Final = {"familyCardNumber": "@CARD", "movers": _MOVERS, "stayers": [], "reporter": _REPORTER}
FORMS: Final[dict[str, dict[str, Any]]] = {
    "birthCertificate": {
        "child": {
            "fullName": "Bayi Contoh", "sex": "FEMALE", "birthDate": "2026-05-04", "birthTime": "07:45",
            "birthPlace": "Sungailiat", "placeKind": "HOSPITAL", "birthKind": "SINGLE", "birthOrder": 2,
            "attendant": "MIDWIFE", "weightGrams": 3100, "lengthCm": 49.0,
        },
        "motherNik": "@WIFE", "fatherNik": "@HEAD", "familyCardNumber": "@CARD", "reporter": _REPORTER, "witnesses": [],
    },
    "childCard": {"nik": "@CHILD", "reason": "FIRST", "reporter": _REPORTER},
    "deathCertificate": {
        "deceasedNik": "@HEAD", "spouseNik": "@WIFE", "newHeadNik": "@WIFE",
        "death": {
            "deathDate": "2026-05-04", "deathTime": "04:30", "deathPlace": "Sungailiat", "burialDate": "2026-05-04",
            "cause": "ILLNESS", "attester": "DOCTOR", "circumstance": "ORDINARY",
        },
        "reporter": {**_REPORTER, "nik": "@WIFE", "relation": "HEIR"},
    },
    "familyCard": {
        "cause": {"reprint": {"headNik": "@HEAD", "reason": "DAMAGED"}}, "familyCardNumber": "@CARD",
        "reporter": _REPORTER,
    },
    "identityCard": {"nik": "@WIFE", "reason": "DAMAGED", "reporter": _REPORTER},
    "moveIn": {
        "letterNumber": "SKPWNI/1902/20112026/0042", "originRegionCode": "19.02", "reason": "WORK",
        "movers": [{"nik": "1902014606919002", "fullName": "Pendatang Contoh", "relationship": "HEAD"}],
        "home": _HOUSE, "housing": "OWN", "reporter": {**_REPORTER, "nik": "1902014606919002"},
    },
    "moveOut": {**_MOVE, "reason": "WORK", "home": {"regionCode": "19.02", "line": "Jl. Seberang Contoh 3"}},
    "moveWithin": {**_MOVE, "reason": "HOUSING", "home": _HOUSE, "housing": "OWN"},
}  # fmt: skip
"""As they are kept; what begins with an @ is of the family."""
STEPS: Final = {
    "SUBMITTED": (),
    "IN_REVIEW": ("CLAIM",),
    "NEEDS_CORRECTION": ("CLAIM", "RETURN"),
    "RESUBMITTED": ("CLAIM", "RETURN", "RESUBMIT"),
    "COMPLETE": ("CLAIM", "ACCEPT"),
    "PROCESSING": ("CLAIM", "ACCEPT", "VERIFY"),
    "DELAYED": ("CLAIM", "ACCEPT", "VERIFY", "DELAY"),
    "AWAITING_SIGNATURE": ("CLAIM", "ACCEPT", "VERIFY", "RECORD_SIAK", "CONFIRM_SIAK", "VALIDATE"),
    "ISSUED": ("CLAIM", "ACCEPT", "VERIFY", "RECORD_SIAK", "CONFIRM_SIAK", "VALIDATE", "SIGN"),
}
"""What was done until an application stood in a state. One in nine is issued, and waits for its owner."""
_DATA: Final[dict[str, dict[str, Any]]] = {
    "RETURN": {"missing": [{"what": "family_card", "reason": "Kartu keluarga belum terbaca."}]},
    "DELAY": {"disturbance": "CENTRAL_SYSTEM", "reason": "SIAK tidak dapat dibuka."},
    "RECORD_SIAK": {"deed_number": "1901-LU-04052026-0001"},
    "SIGN": {"certificate_code": "CONTOH", "document_id": None, "person_id": None},
    "CONFIRM_SIAK": {"status": "CONFIRMED", "differences": []},
}
_WAITING: Final = """
    create temporary table waiting on commit drop as
    select n, md5('waiting ' || n)::uuid as id, w.id as about, w.region_code,
           'WT-' || translate(upper(substr(md5('number ' || n), 1, 4) || '-' || substr(md5('number ' || n), 5, 4)),
                              '01', 'XY') as number,
           (array[{services}])[1 + n % {of_services}] as service,
           (array[{states}])[1 + n / {of_services} % {of_states}] as state,
           now() - (($1 - n)::float / $1) * interval '180 days' - interval '1 hour' as since,
           h.nik as head, w.nik as wife, coalesce(c.nik, w.nik) as child, w.family_card_number as card
    from (select *, row_number() over (order by id desc) - 1 as n from person
          where tenant = '{tenant}' and family_relationship = 'WIFE' and nik is not null order by id desc limit $1) w
    join person h on h.tenant = w.tenant and h.family_card_number = w.family_card_number
         and h.family_relationship = 'HEAD'
    left join person c on c.tenant = w.tenant and c.family_card_number = w.family_card_number
         and c.family_relationship = 'CHILD'
"""
_APPLICATIONS: Final = """
    insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_by, submitted_at,
                             state, version, channel)
    select '{tenant}', id, number, service, region_code, 'agency-frontend', 'frontend', since, state,
           1 + cardinality(s.steps), (array['ONLINE', 'COUNTER', 'VILLAGE', 'OUTREACH'])[1 + n % 4]
    from waiting join step s using (state)
"""
_SUBMITTED: Final = """
    insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
    select '{tenant}', id, 1, 'SUBMIT', 'frontend', 'Aplikasi Contoh', since,
           jsonb_build_object('channel', (array['ONLINE', 'COUNTER', 'VILLAGE', 'OUTREACH'])[1 + n % 4],
               'documents', '[]'::jsonb, 'mandate', 'FAMILY', 'on_behalf_of', head, 'notice_language', 'ID', 'form',
               replace(replace(replace(replace(replace(f.form, '@HEAD', head), '@WIFE', wife), '@CHILD', child),
                       '@CARD', card), '@HOME', region_code)::jsonb)
    from waiting join form f using (service)
"""
_STEPPED: Final = """
    insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
    select '{tenant}', id, 1 + t.seq, t.kind, 'clerk ' || (n + t.seq) % 40, 'Petugas Contoh',
           since + t.seq * interval '9 minutes', coalesce(d.data, '{{}}')::jsonb
    from waiting join step s using (state) cross join lateral unnest(s.steps) with ordinality t(kind, seq)
    left join given d on d.kind = t.kind
"""
_ABOUT: Final = """
    insert into application_person (tenant, application_id, person_id) select '{tenant}', id, about from waiting
"""
_PROMISED: Final = """
    update promise_run r
    set stale = false, version = a.version, started_at = w.since,
        due_at = w.since + interval '3 days', review_minutes = 30, work_minutes = 90,
        ended_at = case w.state when 'ISSUED' then w.since + interval '2 days' end,
        issued_at = case w.state when 'ISSUED' then w.since + interval '2 days' end,
        kept = case w.state when 'ISSUED' then true end
    from waiting w join application a on a.tenant = '{tenant}' and a.id = w.id
    where r.tenant = '{tenant}' and r.application_id = w.id
"""
_ALARMS: Final = """
    insert into promise_alarm (tenant, application_id, started_at, threshold, due_at, raised_at)
    select '{tenant}', w.id, r.started_at, t.threshold, r.due_at, least(r.due_at, now())
    from waiting w join promise_run r on r.tenant = '{tenant}' and r.application_id = w.id
    cross join (values ('NEAR'), ('PAST')) t(threshold)
    where r.ended_at is null
        and r.due_at < now() + case t.threshold when 'NEAR' then interval '2 hours' else interval '0' end
"""
_COUNTED: Final = """
    insert into promise_month (tenant, service, month, counted, number)
    select r.tenant, r.service, c.month, c.counted, count(*)
    from promise_run r cross join lateral promise_counts(r) c where r.version > 0 group by 1, 2, 3, 4
    on conflict (tenant, service, month, counted) do update set number = excluded.number
"""
_WORDS: Final = {
    "tenant": TENANT,
    "services": ", ".join(f"'{name}'" for name in FORMS),
    "of_services": len(FORMS),
    "states": ", ".join(f"'{state}'" for state in STEPS),
    "of_states": len(STEPS),
}


async def load(database: Database, count: int) -> None:
    """So many open applications of the multitude's families, and an eighth as many issued."""
    count += count // (len(STEPS) - 1)
    async with database.transaction() as connection:
        await connection.execute("create temporary table form (service text, form text) on commit drop")
        forms = [(name, orjson.dumps(form).decode()) for name, form in FORMS.items()]
        await connection.copy_records_to_table("form", records=forms)
        await connection.execute("create temporary table step (state text, steps text[]) on commit drop")
        await connection.copy_records_to_table("step", records=[(state, list(to)) for state, to in STEPS.items()])
        await connection.execute("create temporary table given (kind text, data text) on commit drop")
        given = [(kind, orjson.dumps(data).decode()) for kind, data in _DATA.items()]
        await connection.copy_records_to_table("given", records=given)
        await connection.execute(_WAITING.format(**_WORDS), count, timeout=bulk.HOUR)
        # One by one each would add to the same few sums (`multitude_work`): they are summed up at once.
        await connection.execute("analyze waiting; alter table promise_run disable trigger promise_counted")
        for statement in (_APPLICATIONS, _SUBMITTED, _STEPPED, _ABOUT, _PROMISED, _ALARMS):
            await connection.execute(statement.format(**_WORDS), timeout=bulk.HOUR)
        await connection.execute("alter table promise_run enable trigger promise_counted")
        await connection.execute(_COUNTED, timeout=bulk.HOUR)
    await database.execute("vacuum (analyze)")
