"""What goes to subscribers: the envelope, the signature by the specification's own vector, where it may be sent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from hub.core.errors import BadInput
from hub.exchange.public_address import check_address, open_public_session
from hub.exchange.sealing import SealingKey
from hub.exchange.webhooks import Message, Response, event, headers, new_secret, post, signature
from tests.connectors.serving import served

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')


def test_the_signature_is_that_of_the_specifications_vector() -> None:
    assert signature(SECRET, *VECTOR) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_valid_secret_signs() -> None:
    at = dt.datetime.fromtimestamp(VECTOR[1], dt.UTC)
    made = headers((SECRET, new_secret()), VECTOR[0], at, VECTOR[2])
    first, second = made["webhook-signature"].split()
    assert first == signature(SECRET, *VECTOR)
    assert second.startswith("v1,")
    assert (made["webhook-id"], made["webhook-timestamp"]) == (VECTOR[0], str(VECTOR[1]))


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_QUJD", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_###"])
def test_what_is_no_secret_signs_nothing(secret: str) -> None:
    with pytest.raises(ValueError, match=r"secret|base64|alphabet|padding"):
        signature(secret, *VECTOR)


def test_the_envelope_has_what_cloudevents_require() -> None:
    at = dt.datetime(2026, 11, 25, 3, 4, 5, tzinfo=dt.UTC)
    made = event(id_="1", source="https://hub", kind="citizen.changed", subject="x", at=at, data={"version": 2})
    assert made == {
        "specversion": "1.0",
        "id": "1",
        "source": "https://hub",
        "type": "id.satu.citizen.changed",
        "subject": "x",
        "time": "2026-11-25T03:04:05Z",
        "datacontenttype": "application/json",
        "data": {"version": 2},
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://subscriber.example/", "ftp://subscriber.example/", "https://", "https://localhost/", "https://127.0.0.1/",
        "https://10.1.2.3/", "https://192.168.0.9/", "https://169.254.169.254/latest", "https://[::1]/",
        "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://intranet/", "https://db.internal/",
        "https://2130706433/", "https://user:word@subscriber.example/", "https://subscriber.example/#x",
        "https://224.0.0.1/", "https://100.64.0.1/", "https://subscriber.example:0/", "https://127.1/",
        "https://[fec0::1]/", "https://[::7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/",
    ],
)  # fmt: skip
def test_addresses_of_our_own_network_are_refused(url: str) -> None:
    with pytest.raises(BadInput):
        check_address(url, sandbox=False)


def test_a_public_address_is_taken_and_this_machine_only_in_the_sandbox() -> None:
    assert check_address("https://subscriber.example/hook?x=1", sandbox=False)
    assert check_address("http://127.0.0.1:8080/hook", sandbox=True)
    with pytest.raises(BadInput):
        check_address("http://10.0.0.1/hook", sandbox=True)


async def test_a_name_that_means_our_own_network_is_not_reached() -> None:
    """The name passes the check when it is registered; where it leads is looked at when something is sent."""
    application = web.Application()
    application.router.add_post("/", _take)
    async with served(application) as url:
        named = url.replace("127.0.0.1", "localhost")
        async with open_public_session(sandbox=True) as session, session.post(named) as response:
            assert response.status == 200
        async with open_public_session(sandbox=False) as session:
            with pytest.raises(aiohttp.ClientError):
                await session.post(named)


async def test_a_receiver_neither_parks_its_line_for_years_nor_has_its_answer_unpacked() -> None:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        told = {"Retry-After": "9" * 400, "Content-Encoding": "gzip"}
        return web.Response(status=503, body=b"not packed at all", headers=told)

    application = web.Application()
    application.router.add_post("/", answer)
    async with served(application) as url, open_public_session(sandbox=True) as session:
        message = Message.of(url, {"id": "1"}, (SECRET,))
        assert await post(session, message, dt.datetime.now(dt.UTC)) == Response(503, 24 * 3600.0)


def test_a_sealed_secret_opens_under_its_own_name_and_key_only(tmp_path: Path) -> None:
    key = SealingKey.load(tmp_path / "a")
    sealed = key.seal("webhook:1", SECRET)
    assert SECRET.encode() not in sealed
    assert SealingKey.load(tmp_path / "a").open("webhook:1", sealed) == SECRET
    for other, name in ((key, "webhook:2"), (SealingKey.load(tmp_path / "b"), "webhook:1")):
        with pytest.raises(BadInput):
            other.open(name, sealed)


async def _take(_request: web.Request) -> web.Response:
    return web.Response()
