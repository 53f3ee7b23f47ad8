"""A record of a million people, made by the database itself within a minute or two; nobody in it exists.

Names follow Zipf's law as names do: of women one in fourteen is a Siti, of men one in fourteen a Muhammad, and there is
a long tail of words that a handful of people bear. People live in 62 villages of eight kecamatan, of which each has the
same share as in Kabupaten Bangka. Rows follow no order, which is the hard case for a search within a village.
The same number of people gives the same people, up to their ids' times.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import Final

from hub.core.names import search_key
from hub.sandbox.district import name_pools as pools
from hub.sandbox.district.places import KECAMATAN
from hub.store import Database, bulk
from hub.store.database import Connection

TENANT: Final = "1901"
REGENCY: Final = "19.01"
VILLAGES_PER_KECAMATAN: Final = (13, 8, 9, 8, 7, 6, 6, 5)
MOST_WORDS: Final = 20_000
"""Different words of each kind: first names of men, of women, and last names."""
_SEED: Final = 1901
_SYLLABLES: Final = re.findall(
    r"\w+",
    "su par man ra ni ti wa yu di to ha ru sa ma no li ar ji ko mi bu la ya ka da pri har wi ne tri an sum ja ro gi me "
    "ki ta si pu re nu is fa in hen jo del vi sya tu rus lan man zul bah",
)
_SHORT_FORMS: Final = frozenset({"m", "md", "st", "abd"})
"""Words that are spelled out before another one: their key depends on where they stand."""

_TABLES: Final = ("person", "record_event", "nik_directory", "family_card")
_INDEXES: Final = """
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i where i.indrelid = any($1::regclass[]) and not i.indisprimary
"""
# A draw of exp(u ln(n + 1)) is k with a chance near 1 / (k ln n).
_WORD: Final = "floor(exp(random() * ln($2::int + 1)))::int"
_DRAWS: Final = f"""
    create temporary table draw on commit drop as
    select n, n / 3 as card, n % 3 as place, random() < 0.5 as woman,
           date '1940-01-01' + (random() * 31000)::int as born, {_WORD} as first, {_WORD} as middle, {_WORD} as last,
           random() as length, {_WORD} as mother_first, {_WORD} as mother_last
    from generate_series(0, $1::int - 1) n
"""
_CARDS: Final = """
    create temporary table home on commit drop as
    select c as card, lpad((1901010101150000 + c)::text, 16, '0') as number,
           v.code as region_code, 1 + (random() * 11)::int as rt
    from (select c, random() * (select max(upto) from village) as at from generate_series(0, ($1::int - 1) / 3) c) c
    join village v on c.at >= v.since and c.at < v.upto
"""
_NAMED: Final = """
    create temporary table named on commit drop as
    select d.n, d.card, d.place, d.woman, d.born,
           concat_ws(' ', f.word, case when d.length > 0.7 then m.word end, case when d.length > 0.15 then l.word end)
               as full_name,
           concat_ws(' ', f.key, case when d.length > 0.7 then m.key end, case when d.length > 0.15 then l.key end)
               as name_key,
           concat_ws(' ', mf.word, ml.word) as mother_name, concat_ws(' ', mf.key, ml.key) as mother_key
    from draw d
    join word f on f.kind = case when d.woman then 'woman' else 'man' end and f.rank = d.first
    join word m on m.kind = f.kind and m.rank = d.middle
    join word l on l.kind = 'last' and l.rank = d.last
    join word mf on mf.kind = 'woman' and mf.rank = d.mother_first
    join word ml on ml.kind = 'last' and ml.rank = d.mother_last
"""
# Serials of NIKs begin with 9001: the register does not reach them in a day.
_PERSONS: Final = """
    insert into person (tenant, id, nik, full_name, sex, birth_date, birth_place, religion, marital_status, occupation,
                        citizenship, vital_status, region_code, address_line, rt, rw, postal_code, mother_name,
                        family_card_number, family_relationship, version, as_of, name_key, mother_key)
    select $1, id, code || lpad((9000 + row_number() over (partition by code order by n))::text, 4, '0'), full_name,
           case when woman then 'FEMALE' else 'MALE' end, born, 'Sungailiat', '1',
           case place when 2 then 'NEVER_MARRIED' else 'MARRIED_REGISTERED' end, '1', 'INDONESIAN', 'ALIVE',
           region_code, 'Jl. Contoh No. ' || n % 240 || ' (DATA CONTOH)', lpad(rt::text, 3, '0'), '001', '33215',
           mother_name, number, (array['HEAD', 'WIFE', 'CHILD'])[place + 1], 1,
           timestamptz '2026-11-01', name_key, mother_key
    from (
        select p.*, h.number, h.region_code, h.rt,
               -- In the order of time, as ids are made.
               (lpad(to_hex(1790000000000 + p.n), 12, '0') || '70008' || substr(md5(p.n::text), 1, 15))::uuid as id,
               replace(substr(h.region_code, 1, 8), '.', '')
                   || lpad((extract(day from born) + case when woman then 40 else 0 end)::text, 2, '0')
                   || to_char(born, 'MMYY') as code
        from named p join home h using (card)
    ) p
"""
_FAMILY_CARDS: Final = """
    insert into family_card (tenant, number, head_nik, region_code, address_line, rt, rw, issued_on)
    select tenant, family_card_number, nik, region_code, address_line, rt, rw, date '2020-01-01'
    from person where tenant = $1 and family_relationship = 'HEAD'
"""
_EVENTS: Final = """
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed)
    select tenant, id, 1, 'imported', as_of, 'system', 'Satu', 'satu', 'CIVIL_REGISTRATION', '{}'
    from person where tenant = $1
"""
_DIRECTORY: Final = (
    "insert into nik_directory (nik, tenant, since) select nik, tenant, as_of from person where tenant = $1"
)


async def load(database: Database, people: int) -> None:
    """Fills a migrated database that has no people with so many of them, and leaves it analysed and vacuumed."""
    await bulk.copy_regions(database, regions())
    async with database.transaction() as connection:
        await connection.execute("set local maintenance_work_mem = '512MB'; set local work_mem = '256MB'")
        indexes = await _without_indexes(connection)
        await _prepare(connection, people)
        for statement in (_PERSONS, _FAMILY_CARDS, _EVENTS, _DIRECTORY):
            await connection.execute(statement, TENANT, timeout=bulk.HOUR)
        for definition in indexes:
            await connection.execute(definition, timeout=bulk.HOUR)
    await database.execute(
        f"vacuum (analyze) {', '.join(_TABLES)}, name_word",
    )


def regions() -> list[tuple[str, str]]:
    """The regions of the multitude, as (code, name)."""
    above = [("19", "Provinsi Contoh"), (REGENCY, "Kabupaten Contoh")]
    return [
        *above,
        *((code, f"Kecamatan {code}") for code, _ in KECAMATAN),
        *((v, f"Desa {v}") for v, _ in _villages()),
    ]


def words(kind: str, count: int) -> list[tuple[str, str]]:
    """So many words of a kind (man, woman, last) with their search keys, the most frequent first."""
    known = {
        "man": ("Muhammad", "Ahmad", *pools.MALAY_MEN, *pools.JAVANESE_MEN, *pools.INDONESIAN_MEN),
        "woman": ("Siti", "Nur", *pools.MALAY_WOMEN, *pools.JAVANESE_WOMEN, *pools.INDONESIAN_WOMEN),
        "last": (*pools.MALAY_MEN_LAST, *pools.MALAY_WOMEN_LAST, *pools.JAVANESE_MEN_LAST, *pools.FAMILY_LAST),
    }[kind]
    found = {word: search_key(word) for word in known}
    rng = random.Random(f"{_SEED} {kind}")  # noqa: S311  made-up data, always the same
    while len(found) < count:
        word = "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 3, 3, 4)))).capitalize()
        key = search_key(word)
        if key and key not in _SHORT_FORMS:
            found[word] = key
    return list(found.items())[:count]


def _villages() -> Iterator[tuple[str, float]]:
    """Codes of the villages, with how many of the district's people live in each."""
    for (code, people), number in zip(KECAMATAN, VILLAGES_PER_KECAMATAN, strict=True):
        weights = range(1, number + 1)
        for weight in weights:
            yield f"{code}.{2000 + weight}", people * weight / sum(weights)


async def _without_indexes(connection: Connection) -> Sequence[str]:
    """Drops the indexes but the primary keys; returns the statements that make them again."""
    found = await connection.fetch(_INDEXES, list(_TABLES))
    for row in found:
        await connection.execute(f"drop index {row['name']}")
    return [row["definition"] for row in found]


async def _prepare(connection: Connection, people: int) -> None:
    await connection.execute("create temporary table word (kind text, rank int, word text, key text) on commit drop")
    count = min(MOST_WORDS, max(1000, people // 20))
    rows = [(kind, at, *each) for kind in ("man", "woman", "last") for at, each in enumerate(words(kind, count), 1)]
    await connection.copy_records_to_table("word", records=rows)
    await connection.execute("create temporary table village (code text, since float, upto float) on commit drop")
    await connection.copy_records_to_table("village", records=list(_spans()))
    await connection.execute("analyze word; analyze village; select setseed(0.1901)")
    await connection.execute(_DRAWS, people, count, timeout=bulk.HOUR)
    await connection.execute(_CARDS, people, timeout=bulk.HOUR)
    await connection.execute("analyze draw; analyze home", timeout=bulk.HOUR)
    await connection.execute(_NAMED, timeout=bulk.HOUR)


def _spans() -> Iterator[tuple[str, float, float]]:
    since = 0.0
    for code, people in _villages():
        yield code, since, since + people
        since += people
