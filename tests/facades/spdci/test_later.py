"""What is acknowledged now and answered by the worker: searches, subscriptions, and what happens to a person."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from hub.cli.late_engine import LateEngine
from hub.core.calendar import now
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.engine.asked import Asked
from hub.exchange.public_address import open_public_session
from hub.facades import Given
from hub.facades.spdci.callbacks import check_callback
from hub.facades.spdci.domains import CRVS
from hub.facades.spdci.rounds import SpdciRounds
from hub.facades.spdci.words import Err, Refused
from hub.facades.spdci.work import Work
from hub.parts import common
from hub.store import PgIdentity, PgWrites
from hub.store.jobs import TryAgain
from hub.store.spdci import KEPT_FOR, MOST_WAITING, Sender
from hub.web.graphql import DOOR
from hub.web.settings import Settings
from tests.facades.spdci.asking import Office, identifier, search, status, subscribe, unsubscribe
from tests.receipts.running import SECRET, Running
from tests.store.samples import TENANT, request


@dataclass
class Desk:
    """A sender's own server, and the worker's part of the hub."""

    office: Office
    work: Work
    rounds: SpdciRounds
    url: str = ""
    status: int = 200
    got: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, request_: web.Request) -> web.Response:
        self.got.append(await request_.json())
        return web.Response(status=self.status)

    async def send(self, path: str, body: dict[str, Any], **given: Any) -> str:
        """The correlation_id of what was acknowledged."""
        body["header"]["sender_uri"] = f"{self.url}/registry/on-{path}"
        code, answer = await self.office.post(path, body, **given)
        assert (code, answer["message"].get("ack_status")) == (200, "ACK"), answer
        found: str = answer["message"]["correlation_id"]
        return found

    async def worked(self) -> list[dict[str, Any]]:
        """What arrived since the last time, after everything was done that waits."""
        self.got.clear()
        rows = await self.office.hub.direct.fetch("select id from spdci_message where state = 'WAITING' order by id")
        for row in rows:
            await self.work.run({"tenant": TENANT, "id": str(row["id"])})
        return list(self.got)

    async def states(self) -> list[str]:
        rows = await self.office.hub.direct.fetch("select state from spdci_message order by id")
        return [row["state"] for row in rows]


@asynccontextmanager
async def desk(hub: Running) -> AsyncIterator[Desk]:
    given = Given(
        tenant=TENANT, public_url=hub.url, database=hub.direct, clock=now, sandbox=True, facets=frozenset(),
        ask=Asked(hub.application[DOOR].engine),
    )  # fmt: skip
    async with open_public_session(sandbox=True) as session:
        made = Desk(await Office.of(hub), Work.of(given, session), SpdciRounds.of(given))
        application = web.Application()
        application.router.add_post("/{path:.*}", made.take)
        async with TestServer(application) as server:
            made.url = str(server.make_url("")).rstrip("/")
            await made.office.register(callbacks=(f"{made.url}/registry",))
            yield made


async def test_a_search_is_answered_later_once_and_under_the_rights_of_then(hub: Running) -> None:
    known = hub.people.known
    async with desk(hub) as at:
        message = search(identifier(known.nik))
        correlation = await at.send("search", message)
        assert await at.send("search", message) == correlation
        assert await hub.receipts() == []
        (told,) = await at.worked()
        assert told["header"]["action"] == "on-search"
        assert told["message"]["correlation_id"] == correlation
        assert told["message"]["transaction_id"] == message["message"]["transaction_id"]
        (record,) = told["message"]["search_response"][0]["data"]["reg_records"]
        assert record["name"]["given_name"] == SECRET
        (receipt,) = await hub.receipts()
        assert (receipt["operation"], receipt["client_id"]) == ("SpdciCrvsPerson", "frontend")
        assert await at.worked() == []
        assert len(await hub.receipts()) == 1
        kept = dict(await hub.direct.fetchrow("select * from spdci_message") or {})
        assert kept["asked"] is None
        assert SECRET not in str(kept)
        assert (known.nik or "") not in str(kept)
        await at.send("search", search(identifier(known.nik)))
        identity = PgIdentity(hub.direct, TENANT)
        await hub.direct.execute("update oauth_client set scopes = '{family:read}' where client_id = 'frontend'")
        (told,) = await at.worked()
        part = told["message"]["search_response"][0]
        assert (part["status"], part["data"]["reg_records"]) == ("rjct", [])
        assert (await identity.client("frontend")) is not None
        await at.send("search", search(identifier(known.nik)))
        await hub.direct.execute("update oauth_client set active = false where client_id = 'frontend'")
        assert await at.worked() == []
        assert await at.states() == ["DONE", "DONE", "GAVE_UP"]
        assert len(await hub.receipts()) == 1


async def test_no_more_is_told_later_than_the_token_had_that_asked(hub: Running) -> None:
    async with desk(hub) as at:
        client = await PgIdentity(hub.direct, TENANT).client("frontend")
        assert client is not None
        token = f"Bearer {hub.tokens.for_client(client, 'family:read')}"
        await at.send("search", search(identifier(hub.people.known.nik)), Authorization=token)
        (told,) = await at.worked()
        assert told["message"]["search_response"][0]["status"] == "rjct"
        assert await hub.receipts() == []


async def test_what_does_not_arrive_is_tried_again_and_given_up_at_last(hub: Running) -> None:
    async with desk(hub) as at:
        at.status = 503
        await at.send("search", search(identifier(hub.people.known.nik)))
        with pytest.raises(TryAgain):
            await at.worked()
        at.status = 200
        assert len(await at.worked()) == 1
        at.status = 404
        await at.send("search", search(identifier(None)))
        await at.worked()
        at.status = 503
        await at.send("search", search(identifier(None)))
        await hub.direct.execute("update spdci_message set attempts = 13 where state = 'WAITING'")
        await at.worked()
        assert await at.states() == ["DONE", "GAVE_UP", "GAVE_UP"]
        at.office.sender = Sender(sender_id="x", client_id="frontend", unsigned=True)
        for uri in (None, f"{at.url}/elsewhere", "http://10.0.0.7/registry/on-search"):
            message = search(identifier(hub.people.known.nik))
            message["header"]["sender_uri"] = uri
            if uri is None:
                del message["header"]["sender_uri"]
            code, answer = await at.office.post("search", message)
            assert (code, answer["message"].get("error", {}).get("code")) == (
                (200, None) if uri is None else (400, Err.SENDER_URI)
            )
        # Nobody hears of it, so nothing is read.
        before = len(await hub.receipts())
        assert await at.worked() == []
        assert len(await hub.receipts()) == before
        await hub.direct.execute("update spdci_message set received_at = $1", now() - KEPT_FOR - dt.timedelta(hours=1))
        await at.rounds.round()
        assert await at.states() == []


async def test_a_subscriber_is_told_of_what_happens_to_her_and_of_nothing_behind_a_seal(hub: Running) -> None:
    known = hub.people.known
    async with desk(hub) as at:
        await at.send("subscribe", subscribe(known.nik))
        await at.send("subscribe", subscribe("1901010101019009"))
        await at.send("subscribe", subscribe(known.nik, "DEATH"))
        await at.send("subscribe", subscribe(known.nik, "FLOOD"))
        told = [one["message"]["subscribe_response"][0] for one in await at.worked()]
        assert [one.get("status_reason_code") for one in told] == [
            None, "rjct.person_id.invalid", None, "rjct.notify_types.invalid",
        ]  # fmt: skip
        code = told[0]["subscriptions"][0]["code"]
        await at.rounds.round()
        assert await at.worked() == []
        await renamed(hub, "Nama Baru")
        await at.rounds.round()
        (event,) = await at.worked()
        assert event["header"]["action"] == "notify"
        (news,) = event["message"]["notify_event"]
        assert news["data"]["reg_event_type"] == "UPDATE"
        assert news["data"]["reg_records"]["name"]["given_name"] == "Nama Baru"
        assert (await hub.receipts())[-1]["operation"] == "SpdciCrvsNotify"
        await at.rounds.round()
        assert await at.worked() == []
        before = len(await hub.receipts())
        await sealed(hub)
        await renamed(hub, "Nama Rahasia")
        await at.rounds.round()
        assert await at.worked() == []
        assert len(await hub.receipts()) == before
        await sealed(hub, ends=True)
        await at.rounds.round()
        assert await at.worked() == []
        assert len(await hub.receipts()) == before
        await at.send("unsubscribe", unsubscribe(code, "nothing"))
        (ended,) = await at.worked()
        assert ended["message"]["subscription_status"] == [{"code": code, "status": "unsubscribe"}]
        await renamed(hub, "Nama Akhir")
        await at.rounds.round()
        assert await at.worked() == []
        _, answer = await at.office.post("sync/txn/status", status("subscribe", "subscription_code_list", [code]))
        of = answer["message"]["txnstatus_response"]["txn_status"]["subscribe_response"]
        assert [one["status"] for one in of] == ["succ"]


async def renamed(hub: Running, name: str) -> None:
    """A clerk changes her name."""
    nik = hub.people.known.nik or ""
    async with PgWrites(hub.direct, now).begin(request(name)) as work:
        known = (await work.citizens([nik]))[nik]
        await work.apply(RecordChange(known, dataclasses.replace(known, full_name=name)), None)
        await work.reply({})


async def sealed(hub: Running, *, ends: bool = False) -> None:
    async with PgWrites(hub.direct, now).begin(request(f"seal-{ends}")) as work:
        if ends:
            await work.unseal(hub.people.known.id, "Ancaman berakhir", None)
        else:
            await work.seal(hub.people.known.id, Seal("UU 13/2006", "Saksi yang dilindungi"), None)
        await work.reply({})


async def test_a_sender_waits_for_its_own_and_others_are_not_asked(hub: Running) -> None:
    async with desk(hub) as at:
        await at.send("search", search(identifier(None)))
        await hub.direct.execute(
            "insert into spdci_message (tenant, id, domain, sender_id, client_id, message_id, digest, action,"
            " transaction_id, reference_ids, asked, scopes, state, received_at) select tenant, gen_random_uuid(),"
            " domain, sender_id, client_id, 'x' || n, digest, action, transaction_id, reference_ids, asked, scopes,"
            " state, received_at from spdci_message, generate_series(1, $1) n",
            MOST_WAITING,
        )
        code, answer = await at.office.post("search", search(identifier(None)))
        assert (code, answer["errors"][0]["code"]) == (429, Err.TOO_MANY)
        assert await at.office.kept.remove_sender(at.office.sender.sender_id)
        assert set(await at.states()) == {"GAVE_UP"}
        code, answer = await at.office.post("search", search(identifier(None)))
        assert (code, answer["errors"][0]["code"]) == (403, Err.SENDER_ID)


async def test_the_worker_makes_an_engine_when_somebody_is_to_be_answered(hub: Running, tmp_path: Path) -> None:
    """One, of its own, however many ask at once; the same answer and the same receipt."""
    settings = Settings.model_validate(
        {
            "database_url": hub.tap.url, "state_dir": tmp_path, "sandbox": True, "pool_size": 2,
            "connectors": "tests.receipts.agencies",
        }
    )  # fmt: skip
    acting = await PgIdentity(hub.direct, TENANT).acting("frontend")
    assert acting is not None
    async with common(settings) as made, LateEngine(settings, made) as ask:
        asked = {"nik": hub.people.known.nik}
        answers = await asyncio.gather(
            *(
                ask(acting.for_itself(), CRVS.document(frozenset()), asked, operation="SpdciCrvsPerson", purpose=None)
                for _ in range(2)
            )
        )
    assert [one["data"]["citizen"]["fullName"] for one in answers] == [SECRET, SECRET]
    assert [one["operation"] for one in await hub.receipts()] == ["SpdciCrvsPerson"] * 2


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://sp.example.org/dci/on-search", True),
        ("https://sp.example.org/dci", True),
        ("https://sp.example.org/dcix/on-search", False),
        ("https://sp.example.org/dci/../admin", False),
        ("https://sp.example.org/dci/%2e%2e/admin", False),
        ("https://sp.example.org:8443/dci/on-search", False),
        ("https://sp.example.org.evil.example/dci/on-search", False),
        ("https://u:p@sp.example.org/dci/on-search", False),
        ("http://sp.example.org/dci/on-search", False),
        ("http://127.0.0.1:4000/on-search", False),
    ],
)
def test_an_answer_goes_to_registered_addresses_only(url: str, allowed: bool) -> None:
    sender = Sender(
        sender_id="x", client_id="y", callbacks=("https://sp.example.org/dci", "http://127.0.0.1:0/"), unsigned=True
    )
    if allowed:
        assert check_callback(url, sender, sandbox=False) == url
    else:
        with pytest.raises(Refused):
            check_callback(url, sender, sandbox=False)
    assert check_callback("http://127.0.0.1:4000/on-search", sender, sandbox=True) is not None
