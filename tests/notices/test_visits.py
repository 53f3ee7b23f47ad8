"""The reminder on the working day before an appointment at the counter, where an application stands behind it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from typing import Final

import orjson

from hub.core.application import Application
from hub.core.appointment import Appointment
from hub.core.calendar import WIB, now
from hub.core.identifiers import new_id, new_tracking_number
from hub.core.notices import NotSent
from hub.core.office_setting import CounterSetting
from hub.notices.gsm import parts
from hub.store import Database, PgWrites
from tests.notices.office import Counter, MailBox, counter, mail_at, sms_at
from tests.notices.test_reminders import Clock, reminders
from tests.store.samples import TENANT, request
from tests.worker.receiver import Receiver

WEDNESDAY: Final = dt.datetime(2026, 12, 2, 9, 30, tzinfo=WIB)
THURSDAY: Final = dt.datetime(2026, 12, 3, 9, 30, tzinfo=WIB)
LONG_BEFORE: Final = dt.datetime(2026, 11, 20, 9, 0, tzinfo=WIB)
COUNTERS: Final = CounterSetting(TENANT, "19.01", places=9, open_places=4)


async def expected(
    office: Counter, begins: dt.datetime = WEDNESDAY, at: dt.datetime = LONG_BEFORE
) -> tuple[Application, Appointment]:
    """An application with an appointment, which was told of all before."""
    made = await office.submit()
    number = made.header.tracking_number
    appointment = Appointment(
        tenant=TENANT, code=new_tracking_number("JT"), begins=begins.astimezone(dt.UTC), service="birthCertificate",
        openly=False, booked_at=at.astimezone(dt.UTC), tracking_number=number,
    )  # fmt: skip
    async with PgWrites(office.database, now).begin(request(str(new_id()))) as work:
        await work.appointments.book(appointment, COUNTERS)
        await work.reply({})
    told = "update delivery set state = 'DELIVERED', settled_at = now() where settled_at is null"
    await office.database.execute(told)
    return made, appointment


async def move(office: Counter, before: Appointment, begins: dt.datetime | None) -> None:
    """To another time, or given back."""
    async with PgWrites(office.database, now).begin(request(str(new_id()))) as work:
        if begins is None:
            await work.appointments.cancel(before)
        else:
            await work.appointments.move(before, dataclasses.replace(before, begins=begins), COUNTERS)
        await work.reply({})


async def outcomes(office: Counter) -> list[tuple[str, str | None]]:
    return [(row["state"], row["problem"]) for row in await office.rows() if row["kind"] == "application.visit"]


async def test_it_says_when_and_where_in_both_languages(db: Database, box: MailBox) -> None:
    clock = Clock()
    async with counter(db, order=["mail"], clock=clock, **mail_at(box)) as office:
        made, _ = await expected(office)
        for _ in range(3):
            await reminders(db, clock).round()
            await office.tell()
    (mail,) = box.mails
    text = mail.get_content()
    assert mail["Subject"] == f"Pengingat janji temu permohonan {made.header.tracking_number}"
    assert "Rabu, 2 Desember 2026, 09.30 WIB, Kantor dinas." in text
    assert "Wednesday, 2 December 2026, 09:30 WIB, At the office." in text


async def test_it_comes_once_in_one_sms_of_the_working_day_before(db: Database, gateway: Receiver) -> None:
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        await expected(office)
        await expected(office, THURSDAY)
        await expected(office, at=dt.datetime(2026, 12, 1, 8, 0, tzinfo=WIB))
        handed_over, _ = await expected(office)
        await db.execute("update application set state = 'HANDED_OVER' where id = $1", handed_over.header.id)
        for time, written in (("07:29", 0), ("09:00", 1), ("09:01", 0), ("20:00", 0)):
            clock.set(f"2026-12-01T{time}")
            made = await asyncio.gather(*(reminders(db, clock).round() for _ in range(2)))
            assert sum(made) == written, time
        clock.set("2026-12-01T09:02")
        await office.tell()
        assert await outcomes(office) == [("DELIVERED", None)]
    (body,) = [orjson.loads(got.body) for got in gateway.got]
    assert (body["template"], parts(body["text"])) == ("visit", 1)
    assert "Rabu, 2 Desember 2026, 09.30 WIB" in body["text"]


async def test_what_is_given_back_moved_or_too_late_is_not_told(db: Database, gateway: Receiver) -> None:
    """Each between the moment when the reminder is written and that when it is sent."""
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        (gone, first), (moved, second) = await expected(office), await expected(office)
        assert await reminders(db, clock).round() == 2
        await move(office, first, None)
        await move(office, second, THURSDAY.astimezone(dt.UTC))
        await office.tell()
        assert await outcomes(office) == [("WITHHELD", NotSent.SESSION_GONE.value)] * 2
        clock.set("2026-12-02T09:00")
        assert await reminders(db, clock).round() == 1, "the time that was chosen instead"
        clock.set("2026-12-02T21:00")
        await office.tell()
        assert ("WITHHELD", NotSent.TOO_LATE.value) in await outcomes(office)
        assert gateway.got == []
    assert gone.header.id != moved.header.id
