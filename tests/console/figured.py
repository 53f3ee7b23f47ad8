"""An office with figures over a real database: days of intake, open work, two quarters of births, answers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final

from hub.core.satisfaction import Rating
from hub.engine import Engine
from hub.store import Database, PgPeople, figures
from tests.fakes.people_of_bangka import NOW, TENANT, clock
from tests.fakes.world import World, schema
from tests.rights.office import furnished

TODAY: Final = NOW.date()
REGIONS: Final = {
    "19": "Kepulauan Bangka Belitung", "19.01": "Kabupaten Bangka", "19.01.01": "Sungailiat", "19.01.02": "Belinyu",
    "19.01.03": "Merawang", "19.01.01.1001": "Sungailiat", "19.01.01.1002": "Kudai", "19.01.02.2001": "Gunung Muda",
    "19.01.02.2002": "Bintet", "19.01.03.2001": "Baturusa",
}  # fmt: skip
SERVICE: Final = "testCertificate"
_SUM: Final = (
    "insert into office_sum (tenant, day, region_code, service, counted, number) values ($1, $2, $3, $4, $5, $6)"
)
_MONTHS: Final = """
    insert into office_month select tenant, date_trunc('month', day::timestamp)::date, region_code, service, counted,
        sum(number) from office_sum where counted not like 'vital:%' group by 1, 2, 3, 4, 5
"""
_QUARTER: Final = dt.date(2026, 8, 10)
BIRTHS: Final = (
    ("19.01.01.1001", 22, 25, 6), ("19.01.01.1002", 14, 11, 0), ("19.01.02.2001", 2, 1, 0), ("19.01.02.2002", 9, 12, 0),
    ("19.01.03.2001", 30, 28, 7),
)  # fmt: skip
"""(village, girls, boys, how many of the girls were reported late)."""


async def office(database: Database) -> World:
    """A world whose hub reads its figures from this database."""
    for region in REGIONS.items():
        await database.execute("insert into region (code, name) values ($1, $2)", *region)
    for row in (*_intake(), *_work(), *_births()):
        await database.execute(_SUM, TENANT, *row)
    await database.execute(_MONTHS)
    made, kept = furnished(), figures(database, clock)
    for number in range(11):
        await kept.surveys.give(
            TENANT, uuid.uuid4(), str(number), SERVICE, "19.01.01", Rating((4, 4, 3, 4, 3, 4, 4, 2, 3), _said(number))
        )
    hub = dataclasses.replace(made.hub, figures=kept, people=PgPeople(database))
    return dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))


def _said(number: int) -> str:
    return "Petugasnya ramah, terima kasih. (contoh)" if number == 2 else ""


def _intake() -> list[tuple[dt.date, str, str, str, int]]:
    rows = []
    for back in range(28):
        day = TODAY - dt.timedelta(days=back)
        if day.weekday() < 5:
            for number, district in enumerate(("19.01.01", "19.01.02"), 1):
                rows += [
                    (day, district, SERVICE, "received:ONLINE", 6 + back % 5),
                    (day, district, SERVICE, "received:COUNTER", 9 - back % 4),
                    (day, district, SERVICE, "received:VILLAGE", 3 * number),
                    (day, district, SERVICE, "helped", 9 - back % 4 + 3 * number),
                    (day, district, SERVICE, "unreachable", 2),
                ]
    return rows


def _work() -> list[tuple[dt.date, str, str, str, int]]:
    rows = [
        (TODAY - dt.timedelta(days=back), "19.01.01", SERVICE, f"open:{state}", number)
        for back, state, number in (
            (0, "SUBMITTED:operator", 7), (1, "IN_REVIEW:operator", 4), (2, "COMPLETE:verifier", 3),
            (5, "NEEDS_CORRECTION:applicant", 6), (12, "NEEDS_CORRECTION:applicant", 2),
            (40, "AWAITING_SIGNATURE:head_of_office", 1),
        )
    ]  # fmt: skip
    for month, issued, kept, lawful in ((9, 120, 102, 90), (10, 140, 131, 120), (11, 99, 97, 88)):
        day = dt.date(2026, month, 12)
        for what, number in (("issued", issued), ("kept", kept), ("lawful", lawful)):
            rows.append((day, "19.01.01", SERVICE, what, number))
    return rows


def _births() -> list[tuple[dt.date, str, str, str, int]]:
    rows = [
        (_QUARTER, village, SERVICE, f"vital:DEATH:{sex}:IN_TIME", number)
        for village, sex, number in (
            ("19.01.01.1001", "MALE", 22), ("19.01.02.2001", "FEMALE", 3), ("19.01.03.2001", "FEMALE", 9)
        )
    ]  # fmt: skip
    for village, girls, boys, late in BIRTHS:
        for what, number in (("FEMALE:IN_TIME", girls - late), ("FEMALE:LATE", late), ("MALE:IN_TIME", boys)):
            if number:
                rows.append((_QUARTER, village, SERVICE, f"vital:LIVE_BIRTH:{what}", number))
    return rows
