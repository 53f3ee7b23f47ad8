"""Subscriptions over both transports, on a real record: what is told, to whom, with which receipt, and how it ends."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import pytest

from hub.audit.stops import StoppedProcessing
from hub.core.actor import Actor
from hub.core.agreement import Agreement
from hub.core.calendar import now
from hub.core.objection import Standing, Stop
from hub.core.receipt import Receipt
from hub.core.trusted import id_of
from hub.engine import Registered
from hub.web.socket import PROTOCOL, SocketLimits
from tests.fakes.actors import NOBODY, READER, agency
from tests.fakes.agreements import WIDE, agreement
from tests.web.following import APPLICATION, CITIZEN, Broken, Office, asked, office
from tests.web.rig import GRAPHQL, TRANSPORTS, rig
from tests.web.test_socket import closed_with, subscribe


async def told(wire: aiohttp.ClientWebSocketResponse, operation_id: str = "1") -> dict[str, Any]:
    message = await wire.receive_json(timeout=5)
    assert (message["type"], message["id"]) == ("next", operation_id), message
    found: dict[str, Any] = message["payload"]
    return found


async def refused(wire: aiohttp.ClientWebSocketResponse, operation_id: str = "1") -> str:
    message = await wire.receive_json(timeout=5)
    assert (message["type"], message["id"]) == ("error", operation_id), message
    return str(message["payload"][0]["extensions"]["code"])


async def test_a_stream_tells_each_change_with_a_receipt(module_database: str) -> None:
    async with office(module_database) as it:
        siti = await it.enter(full_name="Siti Satu")
        async with it.stream(asked(siti.nik)) as stream:
            assert await stream.is_quiet()
            assert await it.receipts(siti) == []
            siti = await it.rename(siti, "Siti Dua")
            assert await stream.next() == (
                "next", {"data": {"citizenChanged": {"fullName": "Siti Dua", "version": 2}}},
            )  # fmt: skip
            (receipt,) = await it.receipts(siti)
            assert (receipt["operation"], receipt["client_id"]) == ("Waiting", "frontend")
            assert set(receipt["fields"]) == {"Subscription.citizenChanged", "Citizen.fullName", "Citizen.version"}
            # What comes together is told once, as it is in the end.
            for name in ("Tiga", "Empat", "Lima"):
                siti = await it.rename(siti, f"Siti {name}")
            names = [await stream.name()]
            while names[-1] != "Siti Lima":
                names.append(await stream.name())
            assert await stream.is_quiet()
            assert len(await it.receipts(siti)) == 1 + len(names)
        await it.until(0)


async def test_whoever_says_what_she_has_misses_nothing(module_database: str) -> None:
    query = CITIZEN.replace("$nik: NIK!)", "$nik: NIK!, $since: Int)").replace(
        "(nik: $nik)", "(nik: $nik, since: $since)"
    )
    async with office(module_database) as it:
        siti = await it.rename(await it.enter(), "Sebelum")
        async with it.stream(asked(siti.nik, query, since=1)) as stream:
            assert await stream.name() == "Sebelum"
            assert await stream.is_quiet()
        async with it.stream(asked(siti.nik, query, since=2)) as stream:
            assert await stream.is_quiet()
            await it.rename(siti, "Sesudah")
            assert await stream.name() == "Sesudah"


async def test_a_socket_tells_until_its_client_has_enough(module_database: str) -> None:
    async with office(module_database) as it, it.hub.socket(it.token) as wire:
        siti, budi = await it.enter(), await it.enter()
        await wire.send_json(subscribe("1", asked(siti.nik)))
        await wire.send_json(subscribe("2", asked(budi.nik)))
        await it.until(2)
        siti = await it.rename(siti, "Siti Baru")
        assert (await told(wire, "1"))["data"]["citizenChanged"]["fullName"] == "Siti Baru"
        await wire.send_json({"id": "1", "type": "complete"})
        await it.until(1)
        siti, budi = await it.rename(siti, "Siti Lagi"), await it.rename(budi, "Budi Baru")
        assert (await told(wire, "2"))["data"]["citizenChanged"]["fullName"] == "Budi Baru"
        # The id is free again, and what is asked meanwhile is answered beside it.
        await wire.send_json(subscribe("1", {"query": "{ __typename }"}))
        assert await told(wire, "1") == {"data": {"__typename": "Query"}}
        assert await wire.receive_json(timeout=5) == {"id": "1", "type": "complete"}
    assert len(await receipts_after(module_database, siti)) == 1


async def receipts_after(url: str, somebody: Any) -> list[Any]:
    async with office(url) as it:
        return list(await it.receipts(somebody))


async def test_an_application_is_followed_by_whoever_may_read_it(module_database: str) -> None:
    reader = agency("application:read")
    async with office(module_database) as it:
        number = await it.submitted()
        parameters = {"query": APPLICATION, "variables": {"number": number}}
        mine, others = await it.hub.bearer(reader), await it.hub.bearer(agency("application:read", client_id="other"))
        async with it.stream(parameters, mine) as stream, it.stream(parameters, others) as unseen:
            await it.claim(number)
            event, payload = await stream.next()
            assert (event, payload["data"]["applicationChanged"]) == ("next", {"state": "IN_REVIEW", "version": 2})
            assert await unseen.is_quiet()


@pytest.mark.parametrize("hidden", [{"sealed": True}, {"region": "19.05.01.1001"}], ids=["sealed", "elsewhere"])
async def test_of_whom_is_out_of_sight_nothing_is_told_not_even_that_she_changed(
    module_database: str, hidden: dict[str, Any]
) -> None:
    async with office(module_database) as it:
        siti = await it.enter()
        async with it.stream(asked(siti.nik)) as hers, it.stream(asked("1901011501859099")) as nobodys:
            siti = await it.rename(siti, "Terlihat")
            assert await hers.name() == "Terlihat"
            if "sealed" in hidden:
                siti = await it.rename(siti, "Rahasia", sealed=True)
            else:
                assert siti.address is not None
                there = dataclasses.replace(siti.address, region_code=hidden["region"])
                siti = await it.rename(siti, "Rahasia", address=there)
            siti = await it.rename(siti, "Rahasia Lagi")
            assert await hers.is_quiet()
            assert await nobodys.is_quiet()
            assert len(await it.receipts(siti)) == 1
            home = {"sealed": False, "address": (await it.enter()).address}
            await it.rename(siti, "Kembali", **home)
            assert await hers.name() == "Kembali"


@pytest.mark.parametrize(
    ("reader", "parameters", "code"),
    [
        (NOBODY, asked("1901011501859099"), "UNAUTHENTICATED"),
        (agency("family:read"), asked("1901011501859099"), "FORBIDDEN"),
        (READER, asked("19010"), "BAD_INPUT"),
        (READER, asked(None), "BAD_INPUT"),
        (READER, asked("1901011501859099", CITIZEN.replace("fullName", "secret")), "BAD_INPUT"),
        (
            READER,
            asked("1901011501859099", CITIZEN.replace("{ citizenChanged", "{ __typename citizenChanged")),
            "BAD_INPUT",
        ),
    ],
)
async def test_who_may_not_have_it_or_asks_amiss_learns_so_at_once(
    module_database: str, reader: Actor, parameters: dict[str, Any], code: str
) -> None:
    async with office(module_database) as it:
        token = None if reader is NOBODY else await it.hub.bearer(reader)
        for way in ("socket", "events"):
            answer = await TRANSPORTS[way](it.hub, parameters, token)
            assert (set(answer.codes), answer.status in {0, 200, 401}) == ({code}, True)
        assert it.open == 0


async def test_without_a_stream_there_is_no_subscription(module_database: str) -> None:
    async with office(module_database) as it:
        nik = "1901011501859099"
        answer = await it.hub.post(asked(nik), it.token)
        assert (answer.status, answer.codes) == (400, ["BAD_INPUT"])
        assert "text/event-stream" in answer.payload["errors"][0]["message"]
        by_address = await it.hub.get(
            it.token, GRAPHQL, query='subscription { citizenChanged(nik: "1901011501859099") { id } }'
        )
        assert by_address.status == 405


async def ends(it: Office, how: str, under: Agreement) -> None:
    if how == "token":
        it.hub.registry.clients.pop("frontend")
    else:
        it.hub.registry.agreements[under.id] = dataclasses.replace(under, active=False, version=2)


async def test_a_stream_ends_within_a_second_with_its_token_or_its_agreement(module_database: str) -> None:
    under = agreement(id="berakhir")
    reader = agency("citizen:read", under=under)
    for how, code in (("agreement", "AGREEMENT_EXPIRED"), ("token", "UNAUTHENTICATED")):
        async with office(module_database) as it:
            siti, token = await it.enter(), await it.hub.bearer(reader)
            async with it.stream(asked(siti.nik), token) as stream, it.hub.socket(token) as wire:
                await wire.send_json(subscribe("1", asked(siti.nik)))
                await it.until(2)
                began = asyncio.get_running_loop().time()
                await ends(it, how, under)
                event, payload = await stream.next()
                assert (event, payload["errors"][0]["extensions"]["code"]) == ("next", code)
                assert await stream.next() == ("complete", None)
                assert await refused(wire) == code
                took = asyncio.get_running_loop().time() - began
                assert took < 1.5, took
                if how == "token":
                    assert await closed_with(wire) == 4403
                await it.rename(siti, "Terlambat")
            await it.until(0)
            assert await it.receipts(siti) == []


async def test_the_quota_of_a_day_ends_it(module_database: str) -> None:
    reader = agency("citizen:read", under=agreement(id="satu-sehari", daily_quota=1))
    async with office(module_database) as it:
        siti, token = await it.enter(), await it.hub.bearer(reader)
        async with it.stream(asked(siti.nik), token) as stream:
            siti = await it.rename(siti, "Pertama")
            assert await stream.name() == "Pertama"
            siti = await it.rename(siti, "Kedua")
            _, payload = await stream.next()
            assert payload["errors"][0]["extensions"]["code"] == "QUOTA_EXHAUSTED"
            assert await stream.next() == ("complete", None)
        assert len(await it.receipts(siti)) == 1


async def test_without_a_receipt_nothing_is_told(module_database: str) -> None:
    async with office(module_database) as it:
        broken = Broken(it.hub.world.hub.receipts)
        it.keep_receipts_in(broken)
        siti = await it.enter()
        async with it.stream(asked(siti.nik)) as stream:
            siti = await it.rename(siti, "Tercatat")
            assert await stream.is_quiet()
            assert broken.tried >= 1
            broken.is_broken = False
            assert await stream.name() == "Tercatat"
            assert len(await it.receipts(siti)) == 1


async def test_so_many_subscriptions_of_one_client_are_open(module_database: str) -> None:
    async with office(module_database, SocketLimits(streams=2, all_streams=3)) as it:
        nik, other = "1901011501859099", await it.hub.bearer(agency("citizen:read", client_id="other"))
        async with it.stream(asked(nik)), it.hub.socket(it.token) as wire, it.hub.socket(other) as others:
            await wire.send_json(subscribe("1", asked(nik)))
            await it.until(2)
            await wire.send_json(subscribe("2", asked(nik)))
            assert await refused(wire, "2") == "RATE_LIMITED"
            await others.send_json(subscribe("1", asked(nik)))
            await it.until(3)
            await others.send_json(subscribe("2", asked(nik)))
            assert await refused(others, "2") == "RATE_LIMITED"
        await it.until(0)


async def test_a_hub_that_stops_ends_each_in_its_way(module_database: str) -> None:
    async with aiohttp.ClientSession() as http:
        async with office(module_database) as it:
            headers = {"Accept": "text/event-stream", "Content-Type": "application/json", "Authorization": it.token}
            response = await http.post(it.hub.url, json=asked("1901011501859099"), headers=headers)
            wire = await http.ws_connect(it.hub.url, protocols=("graphql-transport-ws",))
            await wire.send_json({"type": "connection_init", "payload": {"Authorization": it.token}})
            assert await wire.receive_json(timeout=5) == {"type": "connection_ack"}
            await wire.send_json(subscribe("1", asked("1901011501859099")))
            await it.until(2)
            closed = asyncio.create_task(closed_with(wire))
        assert await closed == 1001
        # Not over: whoever reads connects again.
        assert b"complete" not in await response.read()


async def test_the_database_may_go_away_for_a_moment(module_database: str) -> None:
    async with office(module_database) as it:
        siti = await it.enter()
        async with it.stream(asked(siti.nik)) as stream:
            siti = await it.rename(siti, "Sebelum")
            assert await stream.name() == "Sebelum"
            for _ in range(3):
                await it.database.fetch(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
                await asyncio.sleep(0.1)
            siti = await it.rename(siti, "Sesudah")
            assert await stream.name() == "Sesudah"
            assert await stream.is_quiet()


class Late(Broken):
    """Receipts of a record in which somebody changes once more as soon as she was read."""

    def __init__(self, real: Any, change: Callable[[], Awaitable[object]]) -> None:
        super().__init__(real)
        self.change = change

    async def write(self, receipt: Receipt) -> None:
        await self.real.write(receipt)
        self.tried += 1
        if self.tried == 1:
            await self.change()


async def test_a_change_that_overtakes_the_reading_is_told_once_and_as_it_is(module_database: str) -> None:
    async with office(module_database) as it:
        siti = await it.enter()
        async with it.stream(asked(siti.nik)) as stream:
            wrong = dataclasses.replace(siti, full_name="Salah", version=2)
            late = Late(it.hub.world.hub.receipts, lambda: it.rename(wrong, "Benar"))
            it.keep_receipts_in(late)
            await it.rename(siti, "Salah")
            assert await stream.name() == "Benar"
            assert await stream.is_quiet()
            # What was read and not told stands on a receipt all the same.
            assert late.tried == 2


class Holding:
    """Stops that a test puts and lifts."""

    def __init__(self, holding: list[Standing]) -> None:
        self.holding = holding

    async def standing(self) -> Sequence[Standing]:
        return list(self.holding)


async def test_what_an_upheld_objection_stops_is_not_told_nor_that_it_changed(module_database: str) -> None:
    holding: list[Standing] = []
    stops = Holding(holding)
    async with office(module_database, stops=StoppedProcessing(stops, now)) as it:
        siti, budi = await it.enter(), await it.enter()
        holding.append(Standing(siti.id, Stop(WIDE.id, ("population",))))
        async with it.stream(asked(siti.nik)) as hers, it.stream(asked(budi.nik)) as his:
            siti = await it.rename(siti, "Berhenti")
            await it.rename(budi, "Budi Baru")
            assert await his.name() == "Budi Baru"
            assert await hers.is_quiet()
            holding.clear()
            await asyncio.sleep(0.8)
            await it.rename(siti, "Boleh Lagi")
            assert await hers.name() == "Boleh Lagi"


LONG = " ".join(f"a{n}: address {{ line }}" for n in range(50))


async def test_who_does_not_read_is_let_go(module_database: str) -> None:
    """Fifteen megabytes that nobody takes, on either transport."""
    async with office(module_database, SocketLimits(slow_seconds=0.3)) as it:
        siti = await it.enter()
        query = CITIZEN.replace("fullName version", LONG)
        url, init = it.hub.url, {"type": "connection_init", "payload": {"Authorization": it.token}}
        async with it.hub.http.ws_connect(url, protocols=(PROTOCOL,), max_msg_size=0) as wire:
            await wire.send_json(init)
            assert (await wire.receive_json(timeout=5))["type"] == "connection_ack"
            await wire.send_json(subscribe("1", asked(siti.nik, query)))
            async with it.stream(asked(siti.nik, query)) as stream:
                await it.until(2)
                assert siti.address is not None
                assert wire._conn is not None
                assert wire._conn.transport is not None
                # aiohttp's client reads a message to its end, whoever waits for it.
                wire._conn.transport.pause_reading()
                await it.rename(siti, "Panjang", address=dataclasses.replace(siti.address, line="x" * 300_000))
                await it.until(0)
                wire._conn.transport.resume_reading()
                # Cut off before its end.
                with pytest.raises(aiohttp.ClientError):
                    await stream.response.read()
            assert await closed_with(wire) == 1013


@pytest.mark.parametrize("way", ["events", "socket"])
async def test_only_registered_ones_run_where_nothing_else_does(way: str) -> None:
    documents = Registered({id_of(CITIZEN): CITIZEN})
    async with rig(documents=documents, trusted_only=True) as hub:
        token, variables = await hub.bearer(READER), {"nik": "1901011501859099"}
        told = await TRANSPORTS[way](hub, {"query": CITIZEN + " ", "variables": variables}, token)
        assert told.codes == ["OPERATION_NOT_REGISTERED"]
        # It would run, but this hub knows of no versions.
        told = await TRANSPORTS[way](hub, {"documentId": id_of(CITIZEN), "variables": variables}, token)
        assert told.codes == ["SOURCE_UNAVAILABLE"]
