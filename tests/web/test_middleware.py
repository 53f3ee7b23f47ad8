"""One error shape, whatever goes wrong; security headers on every answer."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from hub.core.actor import anonymous
from hub.core.calendar import now
from hub.core.callers import Callers, Pace
from hub.core.errors import Conflict, ErrorCode, Forbidden, HubError, Unauthenticated
from hub.core.statuses import STATUS
from hub.identity.addresses import Proxies
from hub.web.front import request_ids
from hub.web.middleware import BY_TLS, PROXIES, SECURITY_HEADERS, envelope, error_shape, whence

SECRET = "1901014107909001"


def _application(failure: Exception) -> web.Application:
    async def fails(_request: web.Request) -> web.Response:
        raise failure

    application = web.Application(middlewares=[envelope, error_shape])
    application.router.add_get("/", fails)
    return application


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (Unauthenticated("Log in."), 401, "UNAUTHENTICATED"),
        (Forbidden("No.", rule="scope", ask="the office"), 403, "FORBIDDEN"),
        (Conflict("Load it again.", details={"version": 3}), 409, "CONFLICT"),
        (web.HTTPRequestEntityTooLarge(max_size=1, actual_size=2), 413, "COST_EXCEEDED"),
        (RuntimeError(f"row ({SECRET}) is odd"), 500, "INTERNAL"),
    ],
)
async def test_every_failure_has_the_one_shape(failure: Exception, status: int, code: str) -> None:
    async with TestClient(TestServer(_application(failure))) as client:
        response = await client.get("/")
        body = await response.json()
    assert response.status == status
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]
    assert body["errors"][0]["message"].endswith(".")
    assert SECRET not in str(body)
    assert all(response.headers[name] == value for name, value in SECURITY_HEADERS.items())
    assert response.headers["X-Request-Id"]


async def test_where_a_request_comes_from_is_counted_as_a_trusted_proxy_says_it() -> None:
    callers, pace = Callers(), Pace(1, dt.timedelta(days=1))

    async def counts(_request: web.Request) -> web.Response:
        callers.count("something", anonymous("1901"), pace, now())
        return web.Response()

    async def told(proxies: Proxies, *addresses: str) -> list[int]:
        application = web.Application(middlewares=[envelope, whence, error_shape])
        application[PROXIES] = proxies
        application.router.add_get("/", counts)
        async with TestClient(TestServer(application)) as client:
            return [(await client.get("/", headers={"X-Forwarded-For": each})).status for each in addresses]

    trusted = Proxies(["127.0.0.0/8"])
    assert await told(trusted, "192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8::1", "2001:db8::2") == [
        200, 200, 429, 200, 429,
    ]  # fmt: skip
    # Whom nobody trusts says it in vain.
    assert await told(Proxies(), "192.0.2.3", "192.0.2.4") == [200, 429]


@pytest.mark.parametrize("by_tls", [True, False])
async def test_browsers_stay_with_https_where_people_reach_the_hub_by_it(by_tls: bool) -> None:
    application = _application(Conflict("Load it again."))
    application[BY_TLS] = by_tls
    async with TestClient(TestServer(application)) as client:
        response = await client.get("/")
    assert ("Strict-Transport-Security" in response.headers) is by_tls


async def test_a_body_that_its_head_tells_wrong_of_is_the_callers_mistake(caplog: pytest.LogCaptureFixture) -> None:
    async def reads(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    application = web.Application(middlewares=[envelope, error_shape])
    application.router.add_post("/", reads)
    async with TestClient(TestServer(application)) as client:
        response = await client.post("/", data=SECRET.encode(), headers={"Content-Encoding": "gzip"})
        body = await response.json()
    assert (response.status, body["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")
    assert SECRET not in str(body) + caplog.text
    assert "A request failed" not in caplog.text


async def test_an_unknown_address_is_not_found() -> None:
    async with TestClient(TestServer(_application(HubError("x")))) as client:
        response = await client.get("/nowhere")
        assert response.status == 404
        assert (await response.json())["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_refused_token_carries_the_challenge() -> None:
    async with TestClient(TestServer(_application(Unauthenticated("Log in.")))) as client:
        assert (await client.get("/")).headers["WWW-Authenticate"].startswith("Bearer")


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(ErrorCode)


def test_no_two_answers_have_the_same_id() -> None:
    drawn = list(islice(request_ids(), 600))
    assert len(set(drawn)) == 600
    assert {len(bytes.fromhex(each.decode())) for each in drawn} == {16}
