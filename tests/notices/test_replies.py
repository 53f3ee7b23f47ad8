"""A gateway brings what applicants answer: a STOP is believed when it is signed, and kept by application."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from hub.core.application import ActionKind
from hub.exchange.webhooks import headers, new_secret
from hub.notices.replies import Reply, Wish, reply_of
from hub.sandbox.messages import Messages, routes
from hub.store import Database, PgNotices
from hub.web.notice_replies import REPLIES, Replies
from tests.notices.office import SECRET, counter
from tests.store.samples import TENANT
from tests.worker.receiver import Receiver

PHONE = "+6281271009001"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass
class Gateway:
    """The hub's door for replies, and who brings them."""

    url: str
    http: ClientSession

    async def bring(self, secret: str = SECRET, at: dt.datetime | None = None, **body: Any) -> tuple[int, Any]:
        data = orjson.dumps(body)
        signed = headers((secret,), "reply-1", at or now(), data, "application/json")
        async with self.http.post(self.url + REPLIES, data=data, headers=signed) as answer:
            return answer.status, await answer.json(content_type=None)


@asynccontextmanager
async def door(db: Database) -> AsyncIterator[Gateway]:
    app = web.Application()
    app.router.add_post(REPLIES, Replies(TENANT, PgNotices(db), (new_secret(), SECRET), now).take)
    async with TestServer(app) as server, ClientSession() as http:
        yield Gateway(str(server.make_url("")).rstrip("/"), http)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", Reply(Wish.STOP, None)), ("  stop!", Reply(Wish.STOP, None)),
        ("Berhenti al-7k3m-q9td, terima kasih", Reply(Wish.STOP, "AL-7K3M-Q9TD")),
        ("MULAI AL-7K3M-Q9TD", Reply(Wish.AGAIN, "AL-7K3M-Q9TD")), ("", None), ("Terima kasih", None),
        ("Jangan stop", None), ("AL-7K3M-Q9TD", None),
    ],
)  # fmt: skip
def test_what_an_answer_says(text: str, expected: Reply | None) -> None:
    assert reply_of(text) == expected


async def test_stop_by_the_number_or_by_the_message_and_again(db: Database, gateway: Receiver) -> None:
    async with counter(db, sms_url=gateway.url, sms_secret=SecretStr(SECRET)) as office, door(db) as hub:
        named, answered, other = [await office.submit() for _ in range(3)]
        await office.tell()
        sent = {orjson.loads(got.body)["id"]: orjson.loads(got.body)["text"] for got in gateway.got}
        of_answered = next(id_ for id_, text in sent.items() if answered.header.tracking_number in text)
        status, said = await hub.bring(text=f"STOP {named.header.tracking_number}")
        assert (status, said["done"]) == (200, True)
        assert (await hub.bring(text="stop", reply_to=of_answered))[1]["done"]
        notices = PgNotices(db)
        stopped = [await notices.is_stopped(TENANT, one.header.id) for one in (named, answered, other)]
        assert stopped == [True, True, False]
        assert (await hub.bring(text="MULAI", reply_to=of_answered))[1]["done"]
        assert not await notices.is_stopped(TENANT, answered.header.id)


async def test_a_stop_that_names_no_application_asks_for_its_number(db: Database, gateway: Receiver) -> None:
    """Nobody is found by a phone number, so what else stands in the reply is not looked at."""
    async with counter(db, sms_url=gateway.url, sms_secret=SecretStr(SECRET)) as office, door(db) as hub:
        made = await office.submit()
        await office.tell()
        wanted: list[dict[str, Any]] = [
            {"text": "STOP", "from": PHONE},
            {"text": "STOP AL-2222-2222"},
            {"text": "STOP", "reply_to": "0197f2c0-0000-7000-9000-000000000009"},
            {"text": f"Kapan selesai {made.header.tracking_number}?"},
        ]
        for body in wanted:
            status, said = await hub.bring(**body)
            assert (status, said["done"]) == (200, False)
            assert "STOP AL-7K3M-Q9TD" in said["answer"]
        assert not await PgNotices(db).is_stopped(TENANT, made.header.id)


async def test_what_is_not_signed_changes_nothing(db: Database, gateway: Receiver) -> None:
    async with counter(db, sms_url=gateway.url, sms_secret=SecretStr(SECRET)) as office, door(db) as hub:
        made = await office.submit()
        text = f"STOP {made.header.tracking_number}"
        assert (await hub.bring(new_secret(), text=text))[0] == 401
        assert (await hub.bring(at=now() - dt.timedelta(minutes=6), text=text))[0] == 401
        assert (await hub.bring(at=now() + dt.timedelta(minutes=6), text=text))[0] == 401
        async with hub.http.post(hub.url + REPLIES, data=b"{}") as answer:
            assert answer.status == 401
        unread: list[dict[str, Any]] = [{}, {"text": 7}, {"text": "STOP", "reply_to": "x"}]
        for broken in unread:
            assert (await hub.bring(**broken))[0] == 400
        assert (await hub.bring(text="STOP " + "x" * 17_000))[0] == 413
        assert not await PgNotices(db).is_stopped(TENANT, made.header.id)


async def test_the_emulator_answers_as_an_applicant_would(db: Database) -> None:
    async with door(db) as hub:
        kept = Messages(SECRET, hub.url)
        async with TestServer(routes(kept)) as emulator:
            base = str(emulator.make_url("")).rstrip("/")
            async with counter(db, sms_url=f"{base}/sms", sms_secret=SecretStr(SECRET)) as office:
                made = await office.submit()
                await office.tell()
                said = {"to": PHONE, "text": "STOP"}
                async with hub.http.post(f"{base}/admin/replies", json=said) as answer:
                    assert (await answer.json())["hub"]["done"]
                async with hub.http.post(f"{base}/admin/replies", json={**said, "to": "+6281200000000"}) as answer:
                    assert answer.status == 404
                await office.step(await office.step(made, ActionKind.CLAIM), ActionKind.ACCEPT)
                assert [row["state"] for row in await office.tell()] == ["DELIVERED", "WITHHELD"]
