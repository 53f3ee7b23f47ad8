"""One error shape, whatever goes wrong; security headers on every answer."""

from __future__ import annotations

from itertools import islice

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from hub.core.errors import Conflict, ErrorCode, Forbidden, HubError, Unauthenticated
from hub.core.statuses import STATUS
from hub.web.front import request_ids
from hub.web.middleware import BY_TLS, SECURITY_HEADERS, envelope, error_shape

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
