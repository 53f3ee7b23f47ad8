"""The reminder on the working day before a session: when it is due, that it comes once, and what ends it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Final

import orjson
import pytest

from hub.core.application import ActionKind, Application
from hub.core.calendar import WIB
from hub.core.identifiers import new_id
from hub.core.notices import NotSent
from hub.core.office_hours import PLAIN_WEEK
from hub.core.service import Session
from hub.notices.gsm import parts
from hub.store import Database, PgNotices, PgWrites
from hub.worker.reminders import ReminderRounds
from tests.notices.office import Counter, MailBox, counter, mail_at, sms_at
from tests.store.samples import TENANT, request
from tests.worker.receiver import Receiver

WEDNESDAY: Final = Session(dt.date(2026, 12, 2), "HALF_PAST_NINE")
MONDAY: Final = Session(dt.date(2026, 12, 7), "EIGHT")
PLACES: Final = 8
LONG_BEFORE: Final = dt.date(2026, 11, 20)


@dataclass
class Clock:
    """Stands where it is put; the office's time."""

    at: dt.datetime = dt.datetime(2026, 12, 1, 9, 0, tzinfo=WIB)

    def __call__(self) -> dt.datetime:
        return self.at.astimezone(dt.UTC)

    def set(self, text: str) -> None:
        self.at = dt.datetime.fromisoformat(text).replace(tzinfo=WIB)


async def booked(
    office: Counter, session: Session = WEDNESDAY, on: dt.date = LONG_BEFORE, reporter: dict[str, str] | None = None
) -> Application:
    """An application with a place in a session, as `submitApplication` leaves it; what tells of its hand-in is gone."""
    form = {"reason": "FIRST", "session": {"place": "OFFICE", "date": session.day.isoformat(), "slot": session.slot}}
    made = await office.submit(reporter, service="identityCard", form=form)
    await take(office, made, session, on)
    await office.database.execute(
        "update delivery set state = 'DELIVERED', settled_at = now() where settled_at is null"
    )
    return made


async def take(office: Counter, made: Application, session: Session | None, on: dt.date = LONG_BEFORE) -> None:
    """Another place, or none any more."""
    async with PgWrites(office.database, lambda: dt.datetime.now(dt.UTC)).begin(request(str(new_id()))) as work:
        if session is None:
            await work.sessions.release(made.header.id)
        else:
            assert await work.sessions.take(made.header.id, session, PLACES, on)
        await work.reply({})


def reminders(database: Database, clock: Clock) -> ReminderRounds:
    return ReminderRounds(TENANT, PgNotices(database), PLAIN_WEEK, clock)


async def reasons(office: Counter) -> list[tuple[str, str | None]]:
    return [(row["state"], row["problem"]) for row in await office.rows() if row["kind"] == "application.reminder"]


async def test_a_real_mail_server_gets_one_reminder_that_says_where_when_and_what_to_bring(
    db: Database, box: MailBox
) -> None:
    clock = Clock()
    async with counter(db, order=["mail"], clock=clock, **mail_at(box)) as office:
        made = await booked(office)
        for _ in range(3):
            await reminders(db, clock).round()
            await office.tell()
    (mail,) = box.mails
    text = mail.get_content()
    assert mail["Subject"] == f"Pengingat jadwal permohonan {made.header.tracking_number}"
    assert "Rabu, 2 Desember 2026, 09.30-11.00, Kantor dinas. Bawa: Kartu Keluarga." in text
    assert "Wednesday, 2 December 2026, 9.30 to 11.00, At the office. Bring: Family card." in text


async def test_an_sms_is_one_part_and_names_nobody(db: Database, gateway: Receiver) -> None:
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        await booked(office)
        await reminders(db, clock).round()
        await office.tell()
    (body,) = [orjson.loads(got.body) for got in gateway.got]
    assert (body["template"], parts(body["text"])) == ("reminder", 1)
    assert "Rabu, 2 Desember 2026, 09.30-11.00, Kantor dinas. Bawa: Kartu Keluarga." in body["text"]
    assert "Ahmad" not in body["text"]


@pytest.mark.parametrize(
    ("now", "session", "booked_on", "written"),
    [
        ("2026-12-01T07:30", WEDNESDAY, "2026-11-20", 1),
        ("2026-12-01T12:30", WEDNESDAY, "2026-11-30", 1),  # a break is no night
        ("2026-12-01T07:29", WEDNESDAY, "2026-11-20", 0),
        ("2026-12-01T20:00", WEDNESDAY, "2026-11-20", 0),
        ("2026-11-30T09:00", WEDNESDAY, "2026-11-20", 0),  # two days before
        ("2026-12-02T08:00", WEDNESDAY, "2026-11-20", 0),  # the day itself
        ("2026-12-01T09:00", WEDNESDAY, "2026-12-01", 0),  # told of it today, when it was booked
        ("2026-12-04T09:00", MONDAY, "2026-11-20", 1),  # the working day before a Monday is a Friday
        ("2026-12-05T09:00", MONDAY, "2026-11-20", 0),
        ("2026-12-06T09:00", MONDAY, "2026-11-20", 0),
    ],
)
async def test_the_clock_says_when_a_reminder_is_due(
    db: Database, now: str, session: Session, booked_on: str, written: int
) -> None:
    clock = Clock()
    clock.set(now)
    async with counter(db, clock=clock) as office:
        await booked(office, session, dt.date.fromisoformat(booked_on))
        assert await reminders(db, clock).round() == written
        assert len(await reasons(office)) == written


async def test_two_workers_at_once_write_each_reminder_once(db: Database, database: str, gateway: Receiver) -> None:
    clock, other = Clock(), await Database.open(database)
    try:
        async with counter(db, clock=clock, **sms_at(gateway)) as office:
            for _ in range(PLACES):
                await booked(office)
            made = await asyncio.gather(*(reminders(each, clock).round() for each in (db, other) for _ in range(3)))
            await asyncio.gather(office.rounds.look(), office.rounds.look())
            assert await reasons(office) == [("DELIVERED", None)] * PLACES
    finally:
        await other.close()
    assert sum(made) == PLACES
    assert len({got.key for got in gateway.got}) == PLACES


async def test_a_worker_that_is_killed_in_the_middle_loses_none_and_doubles_none(
    db: Database, gateway: Receiver
) -> None:
    """Some are written, none is sent; then another worker begins, and ends the round and the deliveries."""
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        for _ in range(PLACES):
            await booked(office)
        killed = asyncio.create_task(reminders(db, clock).round())
        while not await reasons(office):
            await asyncio.sleep(0)
        killed.cancel()
        await asyncio.gather(killed, return_exceptions=True)
        clock.set("2026-12-01T15:00")
        await reminders(db, clock).round()
        await office.tell()
        assert await reasons(office) == [("DELIVERED", None)] * PLACES
    assert len({got.key for got in gateway.got}) == len(gateway.got) == PLACES


async def test_what_is_given_back_moved_stopped_or_settled_is_not_told(db: Database, gateway: Receiver) -> None:
    """Each between the moment when the reminder is written and that when it is sent."""
    clock, notices = Clock(), PgNotices(db)
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        gone, moved, stopped, issued = [await booked(office) for _ in range(4)]
        await reminders(db, clock).round()
        await take(office, gone, None)
        await take(office, moved, Session(dt.date(2026, 12, 3), "EIGHT"))
        await notices.stop(TENANT, stopped.header.tracking_number, clock())
        await db.execute("update application set state = 'ISSUED' where id = $1", issued.header.id)
        await office.tell()
        by_application = {row["person_id"]: row["problem"] for row in await office.rows() if row["problem"]}
        assert gateway.got == []
        assert by_application == {
            gone.header.id: NotSent.SESSION_GONE.value,
            moved.header.id: NotSent.SESSION_GONE.value,
            stopped.header.id: NotSent.STOPPED.value,
            issued.header.id: NotSent.SESSION_GONE.value,
        }
        clock.set("2026-12-02T09:00")
        assert await reminders(db, clock).round() == 1, "the session that was booked instead"


async def test_what_has_ended_before_is_not_even_written(db: Database) -> None:
    clock = Clock()
    async with counter(db, clock=clock) as office:
        refused, withdrawn, issued = [await booked(office) for _ in range(3)]
        for made, state in ((refused, "REJECTED"), (withdrawn, "WITHDRAWN"), (issued, "ISSUED")):
            await db.execute("update application set state = $2 where id = $1", made.header.id, state)
        assert await reminders(db, clock).round() == 0


async def test_nobody_is_told_at_night_when_the_gateway_answers_late(db: Database, gateway: Receiver) -> None:
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        await booked(office)
        await reminders(db, clock).round()
        clock.set("2026-12-01T21:00")
        await office.tell()
        assert await reasons(office) == [("WITHHELD", NotSent.TOO_LATE.value)]
        assert gateway.got == []


async def test_a_session_on_a_day_that_has_been_closed_since_is_not_reminded_of(db: Database) -> None:
    clock = Clock()
    closed = dataclasses.replace(PLAIN_WEEK, closed={WEDNESDAY.day: "Cuti bersama"})
    async with counter(db, clock=clock) as office:
        await booked(office)
        assert await ReminderRounds(TENANT, PgNotices(db), closed, clock).round() == 0


async def test_a_step_after_the_reminder_is_told_behind_it(db: Database, gateway: Receiver) -> None:
    clock = Clock()
    async with counter(db, clock=clock, **sms_at(gateway)) as office:
        made = await booked(office)
        await reminders(db, clock).round()
        claimed = await office.step(made, ActionKind.CLAIM)
        await office.step(claimed, ActionKind.RETURN, missing=[{"what": "family_card", "reason": "Buram."}])
        await db.execute("update delivery set next_attempt_at = $1 where settled_at is null", clock())
        await office.tell()
    assert [orjson.loads(got.body)["template"] for got in gateway.got] == ["reminder", "needs-correction"]
