"""Notices from the step of an application to a real mail server and a real gateway."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from typing import Any

import orjson
import pytest
from babel.dates import format_date
from pydantic import SecretStr

from hub.core.application import ActionKind, Application
from hub.core.calendar import local_date, now
from hub.core.notices import TEMPLATES, Medium
from hub.core.office_hours import PLAIN_WEEK
from hub.core.promise import due_after
from hub.core.refusal import SENTENCES
from hub.core.refusal import RefusalReason as R
from hub.exchange.webhooks import signature
from hub.notices.gsm import parts
from hub.store import Database, PgNotices, PgWrites
from hub.store.bulk import copy_citizens
from hub.web.notice_settings import NoticeSettings
from tests.notices.office import (
    MAIL,
    PHONE,
    REPORTER,
    SECRET,
    Counter,
    MailBox,
    counter,
    mail_at,
    sms_at,
    whatsapp_at,
)
from tests.store.samples import TENANT, action, person, request
from tests.worker.receiver import Receiver

A = ActionKind
WAY: list[tuple[A, dict[str, Any]]] = [
    (A.CLAIM, {}),
    (A.RETURN, {"missing": [{"what": "family_card", "reason": "KK Ibu Contoh 1901010101159001 buram."}]}),
    (A.RESUBMIT, {}),
    (A.CLAIM, {}),
    (A.ACCEPT, {}),
    (A.DELAY, {"reason": "SIAK mati, hubungi 0812-7100-9001."}),
    (A.RESUME, {"reason": "SIAK hidup."}),
    (A.VERIFY, {}),
    (A.RECORD_SIAK, {}),
    (A.CONFIRM_SIAK, {"status": "CONFIRMED"}),
    (A.VALIDATE, {}),
    (A.SIGN, {"certificate_code": "X"}),
    (A.HAND_OVER, {}),
]


async def walked(office: Counter, application: Application) -> Application:
    """An application taken all its way."""
    child = person()
    await copy_citizens(office.database, [child])
    for kind, data in WAY:
        given = {**data, "person_id": str(child.id)} if kind is A.SIGN else data
        application = await office.step(application, kind, **given)
    return application


async def test_each_step_that_matters_is_told_in_its_order_and_no_other(db: Database, gateway: Receiver) -> None:
    async with counter(db, **sms_at(gateway)) as office:
        application = await office.submit()
        application = await walked(office, application)
        rows = await office.tell()
    told = [orjson.loads(got.body)["template"] for got in gateway.got]
    texts = {orjson.loads(got.body)["template"]: orjson.loads(got.body)["text"] for got in gateway.got}
    (accepted,) = [one.at for one in application.actions if one.kind is A.ACCEPT]
    day = format_date(local_date(due_after(PLAIN_WEEK, accepted, 24)), "d MMMM y", locale="id")
    assert day in texts["complete"], "the day of the promise, as the tracking page shows it"
    assert told == [
        "received", "needs-correction", "received", "complete", "delayed", "resumed", "ready", "handed-over",
    ]  # fmt: skip
    assert [row["kind"] for row in rows] == [f"application.{template}" for template in told]
    assert {row["state"] for row in rows} == {"DELIVERED"}
    assert {row["acknowledgement"] for row in rows} == {"SMS"}
    assert all(application.header.tracking_number in orjson.loads(got.body)["text"] for got in gateway.got)


async def test_what_a_gateway_is_given_is_signed_and_has_one_id(db: Database, gateway: Receiver) -> None:
    gateway.answers = [0, 503]
    async with counter(db, **whatsapp_at(gateway)) as office:
        await office.submit()
        (row,) = await office.tell()
    assert len(gateway.got) == 3
    assert {got.key for got in gateway.got} == {str(row["id"])}
    for got in gateway.got:
        assert got.headers["Content-Type"] == "application/json"
        stamp = int(got.headers["webhook-timestamp"])
        assert got.headers["webhook-signature"] == signature(SECRET, got.key, stamp, got.body)
    body = orjson.loads(gateway.got[0].body)
    assert set(body) == {"id", "channel", "to", "text", "template", "language"}
    assert (body["id"], body["channel"], body["to"]) == (str(row["id"]), "whatsapp", "+6281271009001")


async def test_a_mail_is_plain_and_in_both_languages_and_has_nothing_attached(db: Database, box: MailBox) -> None:
    async with counter(db, order=["mail"], **mail_at(box)) as office:
        application = await office.submit()
        (row,) = await office.tell()
    (mail,) = box.mails
    number = application.header.tracking_number
    assert box.got[0].rcpt_tos == [MAIL]
    assert mail["From"] == "satu@dinas.test"
    assert mail["Message-ID"] == f"<{row['id']}@satu.test>"
    assert mail["Subject"] == f"Permohonan {number} sudah kami terima"
    assert mail["Date"].datetime == row["occurred_at"].replace(microsecond=0)
    assert mail.get_content_type() == "text/plain"
    text = mail.get_content()
    assert "GRATIS" in text
    assert "FREE" in text
    assert text.count(number) == 4
    assert row["acknowledgement"] == "MAIL"


async def test_a_mail_whose_answer_was_lost_is_repeated_under_its_message_id(db: Database, box: MailBox) -> None:
    box.answers = ["451 try again later"]
    async with counter(db, order=["mail"], **mail_at(box)) as office:
        await office.submit()
        (row,) = await office.tell()
    assert [mail["Message-ID"] for mail in box.mails] == [f"<{row['id']}@satu.test>"] * 2
    assert (row["state"], row["attempts"]) == ("DELIVERED", 2)


async def test_another_way_is_tried_where_the_first_refuses(db: Database, gateway: Receiver, box: MailBox) -> None:
    gateway.answers = [422]
    async with counter(db, **sms_at(gateway), **mail_at(box)) as office:
        await office.submit()
        (row,) = await office.tell()
    assert (len(gateway.got), len(box.got)) == (1, 1)
    assert (row["state"], row["acknowledgement"]) == ("DELIVERED", "MAIL")


async def test_the_order_is_the_settings_and_what_is_not_in_it_is_not_used(
    db: Database, gateway: Receiver, box: MailBox
) -> None:
    async with counter(db, order=["mail"], **sms_at(gateway), **mail_at(box)) as office:
        await office.submit()
        await office.submit({**REPORTER, "email": None})
        rows = await office.tell()
    assert (len(gateway.got), len(box.got)) == (0, 1)
    assert [(row["state"], row["problem"]) for row in rows] == [("DELIVERED", None), ("WITHHELD", "NO_CHANNEL")]


async def test_what_is_refused_everywhere_is_a_dead_letter(db: Database, gateway: Receiver, box: MailBox) -> None:
    gateway.status, box.answers = 400, ["550 no such user"]
    async with counter(db, **sms_at(gateway), **mail_at(box)) as office:
        await office.submit()
        (row,) = await office.tell()
    assert (row["state"], row["problem"], row["attempts"]) == ("DEAD", "HTTP_400", 1)


async def test_without_a_channel_it_is_kept_as_not_sent(db: Database) -> None:
    async with counter(db) as office:
        await office.submit()
        (row,) = await office.tell()
    assert (row["state"], row["problem"], row["attempts"]) == ("WITHHELD", "NO_CHANNEL", 0)


@pytest.mark.parametrize(
    "reporter",
    [
        {"phone": "12345", "email": None},
        {"phone": None, "email": "a@b.id\r\nBcc: all@b.id"},
        {"phone": None, "email": "a b@c.id"},
        {"phone": None, "email": "<x@c.id>"},
        {"phone": None, "email": f"{'x' * 250}@c.id"},
        {},
    ],
)
async def test_an_address_that_cannot_be_used_sends_nothing_and_stops_nothing(
    db: Database, gateway: Receiver, box: MailBox, reporter: dict[str, Any]
) -> None:
    async with counter(db, **sms_at(gateway), **mail_at(box)) as office:
        await office.submit(reporter)
        (row,) = await office.tell()
    assert (row["state"], row["problem"]) == ("WITHHELD", "NO_CONTACT")
    assert (gateway.got, box.got) == ([], [])


async def test_one_phone_serves_many_applications(db: Database, gateway: Receiver) -> None:
    async with counter(db, **sms_at(gateway)) as office:
        numbers = {(await office.submit()).header.tracking_number for _ in range(3)}
        await office.tell()
    said = [orjson.loads(got.body) for got in gateway.got]
    assert {each["to"] for each in said} == {"+6281271009001"}
    assert {number for number in numbers if any(number in each["text"] for each in said)} == numbers


async def test_whoever_wants_no_messages_gets_none_about_that_application(db: Database, gateway: Receiver) -> None:
    async with counter(db, **sms_at(gateway)) as office:
        stopped, other = await office.submit(), await office.submit()
        notices = PgNotices(db)
        await notices.stop(TENANT, stopped.header.tracking_number, office.rounds.clock())
        rows = {row["person_id"]: row for row in await office.tell()}
        assert (rows[stopped.header.id]["state"], rows[stopped.header.id]["problem"]) == ("WITHHELD", "STOPPED")
        assert rows[other.header.id]["state"] == "DELIVERED"
        await notices.resume(TENANT, stopped.header.tracking_number)
        await office.step(stopped, A.CLAIM)
        await office.step(await office.step(other, A.CLAIM), A.ACCEPT)
        assert not await notices.is_stopped(TENANT, stopped.header.id)


@pytest.mark.parametrize(("language", "first"), [("EN", "have received"), (None, "kami terima")])
async def test_the_language_that_was_chosen_is_honoured(
    db: Database, gateway: Receiver, box: MailBox, language: str | None, first: str
) -> None:
    """On a phone alone, in a mail above the other one."""
    about: dict[str, Any] = {"language": language} if language else {}
    async with counter(db, **sms_at(gateway)) as office:
        await office.step(await office.step(await office.submit(**about), A.CLAIM), A.ACCEPT)
        await office.tell(rounds=2)
    async with counter(db, **mail_at(box)) as office:
        await office.submit({"email": MAIL}, **about)
        await office.tell()
    received, complete = (orjson.loads(got.body) for got in gateway.got)
    assert {received["language"], complete["language"]} == {(language or "ID").lower()}
    assert first in received["text"].casefold()
    (mail,) = box.mails
    assert first in mail["Subject"].casefold()
    above, _, below = mail.get_content().partition("--")
    assert (first in above.casefold(), bool(below)) == (True, True)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ID", "Rabu, 2 Desember 2026, 08.00-09.30, Kantor dinas"),
        ("EN", "Wednesday, 2 December 2026, 8.00 to 9.30, At the office"),
    ],
)
async def test_a_session_is_told_when_it_is_booked_and_when_it_is_changed(
    db: Database, gateway: Receiver, language: str, says: str
) -> None:
    session = {"place": "OFFICE", "date": "2026-12-02", "slot": "EIGHT"}
    async with counter(db, **sms_at(gateway)) as office:
        made = await office.submit(service="identityCard", form={"session": session}, language=language)
        await office.tell()
        missing = {"missing": [{"what": "family_card", "reason": "Buram."}]}
        returned = await office.step(await office.step(made, A.CLAIM), A.RETURN, **missing)
        changed = {**made.form, "session": {**session, "slot": "ELEVEN"}}
        await office.step(returned, A.RESUBMIT, form=changed, documents=[])
        await office.tell(rounds=2)
    sent = [orjson.loads(got.body) for got in gateway.got]
    assert [each["template"] for each in sent] == ["appointment", "needs-correction", "appointment"]
    assert says in sent[0]["text"]
    assert "11.00" in sent[2]["text"]
    assert [parts(each["text"]) for each in sent] == [1, 1, 1]


async def test_no_message_on_a_familys_phone_names_anybody(db: Database, gateway: Receiver) -> None:
    """One phone serves several people: what is told of one of them names none of the others, nor herself."""
    names = ("Siti Rahasia", "Budi Rahasia", "Nurul Rahasia")
    async with counter(db, **sms_at(gateway)) as office:
        for name in names:
            one = {"fullName": name, "nik": "1901011501859002"}
            form = {"child": one, "motherNik": "1901011501859003", "movers": [one], "witnesses": [one]}
            await walked(office, await office.submit({**REPORTER, "fullName": name}, form=form))
        await office.tell(rounds=12)
    texts = [orjson.loads(got.body)["text"] for got in gateway.got]
    assert len(texts) == 3 * 8
    assert not [text for text in texts if "Rahasia" in text or "1901011501859" in text]


async def test_who_is_protected_is_not_told_by_message(db: Database, gateway: Receiver) -> None:
    sealed = person(sealed=True)
    await copy_citizens(db, [sealed])
    async with counter(db, **sms_at(gateway)) as office:
        await office.submit(persons=[sealed.id])
        (row,) = await office.tell()
    assert (row["state"], row["problem"]) == ("WITHHELD", "SEALED")
    assert gateway.got == []


async def test_the_receipt_is_durable_before_the_notice_leaves(db: Database, gateway: Receiver) -> None:
    """Nor is it settled before."""
    child, seen = person(), []
    settled: list[dt.datetime | None] = []
    await copy_citizens(db, [child])

    async def look() -> None:
        seen.append(
            await db.fetch(
                "select r.operation, r.fields, r.actor from receipt r"
                " cross join lateral persons_in(r.subjects) s(person_id) where s.person_id = $1",
                child.id,
            )
        )
        settled.extend(row["settled_at"] for row in await db.fetch("select settled_at from delivery"))

    gateway.before, gateway.answers = look, [500]
    async with counter(db, **sms_at(gateway)) as office:
        await office.submit(persons=[child.id])
        (row,) = await office.tell()
    assert [len(found) for found in seen] == [1, 1], "one receipt, whose repeats need no other"
    assert seen[0][0]["operation"] == "notice"
    assert seen[0][0]["actor"] == "system"
    assert "Application.trackingNumber" in seen[0][0]["fields"]
    assert row["receipt_id"] is not None
    assert settled == [None, None]
    assert row["settled_at"] is not None


async def test_nothing_of_anybody_stands_in_rows_and_logs(
    db: Database, gateway: Receiver, box: MailBox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.answers, box.answers = [400, 500, 0], ["550 no", "451 later"]
    async with counter(db, **sms_at(gateway), **mail_at(box)) as office:
        await walked(office, await office.submit())
        rows = await office.tell(rounds=3)
    kept = repr([dict(row) for row in rows])
    # What the mail server of the test says of itself is not the hub's.
    logged = repr([vars(record) for record in caplog.records if not record.name.startswith("mail.")])
    assert "Tried a delivery." in logged
    for secret in (PHONE, "81271009001", MAIL, "Ahmad Contoh", "Anak Contoh", "Ibu Contoh", SECRET):
        assert secret not in kept
        assert secret not in logged


async def test_no_officers_word_and_no_number_of_a_person_is_sent_to_a_phone(db: Database, gateway: Receiver) -> None:
    async with counter(db, **sms_at(gateway), **whatsapp_at(gateway)) as office:
        await walked(office, await office.submit())
        await office.tell()
    told = b"".join(got.body for got in gateway.got).decode()
    for word in ("SIAK", "buram", "Ibu Contoh", "1901010101159001", "Ahmad", "Anak Contoh", REPORTER["nik"]):
        assert word not in told
    assert "Yang pertama: Kartu Keluarga." in told


async def test_an_officers_reason_stands_in_a_mail_without_numbers(db: Database, box: MailBox) -> None:
    async with counter(db, order=["mail"], **mail_at(box)) as office:
        await walked(office, await office.submit())
        await office.tell()
    delayed = next(mail for mail in box.mails if "lebih lama" in mail["Subject"]).get_content()
    assert "Alasannya: SIAK mati, hubungi ...." in delayed
    assert "0812" not in delayed


async def test_a_refusal_is_reasoned_in_each_language_of_its_mail(db: Database, box: MailBox) -> None:
    async with counter(db, order=["mail"], **mail_at(box)) as office:
        application = await office.step(await office.submit(), A.CLAIM)
        await office.step(application, A.REFUSE, code="NO_MANDATE", reason="Kuasa belum ada.")
        await office.tell(rounds=2)
    indonesian, _, english = box.mails[-1].get_content().partition("--")
    first, second = (" ".join(text.split()) for text in (indonesian, english))
    ours, theirs = SENTENCES[R.NO_MANDATE]
    assert (ours in first, theirs in first, ours in second, theirs in second) == (True, False, False, True)


async def test_two_workers_tell_once(db: Database, gateway: Receiver) -> None:
    async with counter(db, **sms_at(gateway)) as one, counter(db, **sms_at(gateway)) as two:
        for _ in range(5):
            await one.submit()
        await asyncio.gather(one.tell(), two.tell())
        rows = await one.tell()
    assert len(gateway.got) == 5
    assert {row["state"] for row in rows} == {"DELIVERED"}


async def test_a_row_stands_or_falls_with_its_step(db: Database) -> None:
    async with counter(db) as office:
        application = await office.submit()
        with pytest.raises(RuntimeError):
            await _failing(office, application)
        assert [row["kind"] for row in await office.rows()] == ["application.received"]


async def _failing(office: Counter, application: Application) -> None:
    async with PgWrites(office.database, now).begin(request("failing")) as work:
        await work.append(application, action(2, A.WITHDRAW, {"reason": "Tidak jadi."}))
        raise RuntimeError


def test_there_is_a_template_for_each_step_that_matters() -> None:
    silent = {
        A.CLAIM, A.VERIFY, A.RECORD_SIAK, A.CONFIRM_SIAK, A.VALIDATE, A.SETTLE_STEP, A.TAKE_OVER, A.PRINT, A.ASSIGN,
    }  # fmt: skip
    assert set(TEMPLATES) == set(A) - silent


def test_a_channel_needs_its_other_half() -> None:
    for half in ({"sms_url": "http://127.0.0.1"}, {"smtp_url": SecretStr("smtp://127.0.0.1")}):
        with pytest.raises(ValueError, match="beside it"):
            NoticeSettings(**half)
    assert {medium.value for medium in Medium} == {"SMS", "WHATSAPP", "MAIL"}
