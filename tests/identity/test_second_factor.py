"""The second step: set up at the first log-in, each code once, recovery codes, one-time words, the clock."""

from __future__ import annotations

import base64
import datetime as dt
import re
import uuid

import pytest
from aiohttp import web
from joserfc import jwt

from hub.core.actor import MULTI_FACTOR, SINGLE_FACTOR
from hub.identity.claims import ClaimNames, external_actor
from hub.identity.devices import Devices
from hub.identity.second_factor import RECOVERY_CODES, STEP_SECONDS, SecondFactors, code_at
from hub.sealing import NotOpened
from hub.store import PgIdentity
from tests.identity.district import SEALER, Answer, Office, office
from tests.identity.registry import MemoryIdentity

OWN = "tiga kucing di atap"


def letters_on(page: Answer) -> str:
    """The key as the page spells it."""
    found = re.search(r'id="key">([A-Z2-7 ]+)<', page.text)
    assert found is not None, page.text
    return found[1].replace(" ", "")


def codes_on(page: Answer) -> list[str]:
    return re.findall(r'<li class="number">([a-z2-9-]+)</li>', page.text)


def code(desk: Office, letters: str, ahead: int = 0) -> str:
    return code_at(letters, desk.clock().timestamp() + ahead * STEP_SECONDS)


async def enrolled(desk: Office) -> tuple[str, list[str]]:
    """(the key of her app, her recovery codes) of somebody who has set it up, half a minute ago."""
    page = await desk.log_in(await desk.authorize())
    letters = letters_on(page)
    told = await desk.step(page, code=code(desk, letters))
    desk.clock.ahead += dt.timedelta(seconds=STEP_SECONDS)
    return letters, codes_on(told)


async def test_the_whole_way_on_a_real_database(real_store: PgIdentity) -> None:
    async with office(real_store, second_factor=True) as desk:
        page = await desk.log_in(await desk.authorize())
        assert page.stage == "enrol"
        letters = letters_on(page)
        wrong = await desk.step(page, code="000000")
        assert (wrong.status, wrong.stage, letters_on(wrong)) == (403, "enrol", letters), "the same key stays"
        told = await desk.step(wrong, code=code(desk, letters))
        recovery = codes_on(told)
        assert len(set(recovery)) == RECOVERY_CODES
        back = (await desk.step(told)).sent_back
        _, body = await desk.exchange(back["code"])
        claims = desk.tokens.read(body["access_token"])
        assert (claims["acr"], claims["amr"]) == (MULTI_FACTOR, ["pwd", "otp", "mfa"])
        desk.clock.ahead += dt.timedelta(seconds=STEP_SECONDS)
        page = await desk.log_in(await desk.authorize())
        assert page.stage == "code"
        used = code(desk, letters)
        assert "code" in (await desk.step(page, code=used)).sent_back
        page = await desk.log_in(await desk.authorize())
        again = await desk.step(page, code=used)
        assert (again.status, again.stage) == (403, "code"), "a code is used once"
        assert "code" in (await desk.step(again, code=recovery[0].upper())).sent_back
        page = await desk.log_in(await desk.authorize())
        again = await desk.step(page, code=recovery[0])
        assert again.status == 403, "and so is a recovery code"


async def test_nothing_of_it_lies_open_in_the_database(real_store: PgIdentity) -> None:
    async with office(real_store, second_factor=True) as desk:
        letters, recovery = await enrolled(desk)
        kept = ""
        for table in ("second_factor", "recovery_code", "log_in", "identity_user"):
            query = f"select t::text as row from {table} as t"  # noqa: S608  the tables are named above
            rows = await real_store._database.fetch(query)
            kept += "".join(row["row"] for row in rows)
        secret = base64.b32decode(letters)
        assert kept
        assert letters not in kept
        assert secret.hex() not in kept
        assert not any(word.replace("-", "") in kept or word in kept for word in recovery)


async def test_the_page_draws_the_key_without_script_or_style(strict: Office) -> None:
    page = await strict.log_in(await strict.authorize())
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert "<script" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy


@pytest.mark.parametrize(("ahead", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_clocks_may_differ_by_half_a_minute(strict: Office, ahead: int, fits: bool) -> None:
    letters, _ = await enrolled(strict)
    strict.clock.ahead += dt.timedelta(minutes=5)
    page = await strict.log_in(await strict.authorize())
    assert ((await strict.step(page, code=code(strict, letters, ahead))).status == 303) is fits


async def test_an_older_code_is_used_up_with_a_newer_one(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    strict.clock.ahead += dt.timedelta(minutes=5)
    older = code(strict, letters, -1)
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, code=code(strict, letters))).status == 303
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, code=older)).status == 403


async def test_the_code_of_the_set_up_is_used_up_too(strict: Office) -> None:
    page = await strict.log_in(await strict.authorize())
    letters = letters_on(page)
    used = code(strict, letters)
    await strict.step(page, code=used)
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, code=used)).status == 403


async def test_codes_are_counted_by_the_lock_out(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    # In a browser that nobody has logged in with: the first log-in was not followed to its end.
    for _ in range(5):
        page = await strict.step(page, code="000000")
        assert page.status == 403
    blocked = await strict.step(page, code=code(strict, letters))
    assert blocked.status == 429
    assert int(blocked.headers["Retry-After"]) <= 31
    strict.clock.ahead += dt.timedelta(seconds=31)
    assert (await strict.step(blocked, code=code(strict, letters))).status == 303


async def test_a_known_browser_is_not_kept_waiting_by_others(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    done = await strict.step(page, code=code(strict, letters))
    known = {name: value for name, value in done.cookies.items() if "known" in name}
    assert len(known) == 1
    stranger = await strict.authorize()
    tries = [await strict.log_in(stranger, password="salah") for _ in range(6)]
    assert tries[-1].status == 429
    hers = await strict.authorize()
    hers.cookies.update(known)
    assert (await strict.log_in(hers)).stage == "code"
    forged = await strict.authorize()
    forged.cookies.update({name: value[:-4] + "AAA=" for name, value in known.items()})
    assert (await strict.log_in(forged)).status == 429


async def test_the_cookie_of_one_account_is_not_believed_under_the_name_of_another(strict: Office) -> None:
    """Otherwise whoever has an account of her own jumps the queue of those who guess at somebody else's."""
    devices, nobody = Devices(SEALER, strict.clock, secure=False), web.Response()
    for username in ("siti", "budi"):
        devices.remember(nobody, {}, username)
    hers, other = (morsel.value for morsel in nobody.cookies.values())
    name_of_hers, name_of_other = nobody.cookies
    assert devices.known({name_of_hers: hers}, "siti")
    assert devices.known({name_of_hers: other}, "siti") == ""
    assert devices.known({name_of_other: hers}, "budi") == ""
    stranger = await strict.authorize()
    assert (await _sixth_guess(strict, stranger)).status == 429
    stranger.cookies.update({name_of_hers: other})
    assert (await strict.log_in(stranger)).status == 429
    stranger.cookies.update({name_of_hers: hers})
    assert (await strict.log_in(stranger)).stage == "enrol"


async def _sixth_guess(desk: Office, page: Answer) -> Answer:
    return [await desk.log_in(page, password="salah") for _ in range(6)][-1]


@pytest.mark.parametrize("given", ["", "12345", "1234567", "٠١٢٣٤٥", "' or 1=1", "abcdef", "000 000"])
async def test_odd_codes_are_wrong_ones(strict: Office, given: str) -> None:
    await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, code=given)).status == 403


async def test_the_second_step_cannot_be_left_out(strict: Office) -> None:
    """Neither by naming another stage, nor by the word of a step that was taken, nor in another browser."""
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    for stage in ("done", "consent", "codes", "enrol", "password", ""):
        page = await strict.step(page, stage=stage, code=code(strict, letters))
        assert page.stage == "code", stage
    taken = await strict.step(page, step=page.hidden["step"], code="000000")
    assert (await strict.step(page, code=code(strict, letters))).stage == "", "its word was used up"
    other = await strict.authorize()
    stolen = await strict.step(taken, csrf=other.hidden["csrf"])
    assert "Location" not in stolen.headers
    taken.cookies.clear()
    taken.cookies.update(other.cookies)
    moved = await strict.step(taken, csrf=other.hidden["csrf"], code=code(strict, letters))
    assert (moved.status, moved.stage) == (403, "")


async def test_a_step_serves_one_request(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    other = await strict.authorize(scope="citizen:read")
    answer = await strict.step(page, request=other.hidden["request"], code=code(strict, letters))
    assert (answer.status, answer.stage) == (403, "")


async def test_a_step_ends_after_ten_minutes(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    strict.clock.ahead += dt.timedelta(minutes=10, seconds=1)
    assert (await strict.step(page, code=code(strict, letters))).status == 403


async def test_going_back_in_the_browser_opens_nothing(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, code=code(strict, letters))).status == 303
    strict.clock.ahead += dt.timedelta(seconds=STEP_SECONDS)
    assert (await strict.step(page, code=code(strict, letters))).status == 403


async def test_cancelling_the_second_step_goes_back_without_a_code(strict: Office) -> None:
    await enrolled(strict)
    page = await strict.log_in(await strict.authorize())
    assert (await strict.step(page, decision="cancel")).sent_back["error"] == "access_denied"


async def test_who_asks_for_it_gets_it_where_it_is_not_required(desk: Office) -> None:
    assert (await desk.log_in(await desk.authorize())).status == 303
    page = await desk.log_in(await desk.authorize(acr_values=MULTI_FACTOR))
    assert page.stage == "enrol"
    _, body = await desk.exchange(await desk.code())
    claims = desk.tokens.read(body["access_token"])
    assert (claims["acr"], claims["amr"]) == (SINGLE_FACTOR, ["pwd"])
    actor = await desk.verifier.actor(f"Bearer {body['access_token']}")
    assert not actor.is_stepped_up(desk.clock())


async def test_the_id_token_says_how_and_when(strict: Office) -> None:
    letters, _ = await enrolled(strict)
    page = await strict.log_in(await strict.authorize(scope="openid citizen:read", max_age="300"))
    began = int(strict.clock().timestamp())
    back = (await strict.step(page, code=code(strict, letters))).sent_back
    _, body = await strict.exchange(back["code"])
    claims = jwt.decode(body["id_token"], strict.tokens.keys.verifying).claims
    assert (claims["acr"], claims["amr"]) == (MULTI_FACTOR, ["pwd", "otp", "mfa"])
    assert began <= claims["auth_time"] <= began + 5
    actor = await strict.verifier.actor(f"Bearer {body['access_token']}")
    assert actor.is_stepped_up(strict.clock())
    refreshed = await strict.post(
        "/oauth/token", grant_type="refresh_token", refresh_token=body["refresh_token"], client_id="console"
    )
    renewed = strict.tokens.read(refreshed[1]["access_token"])
    assert (renewed["auth_time"], renewed["acr"]) == (claims["auth_time"], MULTI_FACTOR), "a refresh proves nothing"
    assert not actor.is_stepped_up(strict.clock() + dt.timedelta(minutes=5, seconds=5))


# What another issuer says


@pytest.mark.parametrize(
    ("claims", "fresh"),
    [
        ({"acr": MULTI_FACTOR}, True),
        ({"acr": "1", "amr": ["pwd", "otp", "mfa"]}, True),
        ({"acr": "2"}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": "mfa-not"}, False),
        ({"acr": [MULTI_FACTOR]}, False),
        ({"acr": MULTI_FACTOR, "auth_time": None}, False),
        ({"acr": MULTI_FACTOR, "auth_time": "1"}, False),
        ({"acr": MULTI_FACTOR, "auth_time": True}, False),
        ({"acr": MULTI_FACTOR, "auth_time": 1e300}, False),
        ({"acr": MULTI_FACTOR, "auth_time": -1}, False),
    ],
)
def test_another_issuer_has_to_say_how_and_when(claims: dict[str, object], fresh: bool) -> None:
    now = dt.datetime.now(dt.UTC)
    whole = {"iss": "https://login.example", "sub": "f3", "azp": "console", "auth_time": now.timestamp() - 60, **claims}
    assert external_actor(whole, ClaimNames(), "1901").is_stepped_up(now) is fresh


# Codes and secrets by themselves


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, cut to six digits."""
    letters = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    times = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}
    assert {at: code_at(letters, at) for at in times} == times


async def test_a_secret_opens_for_its_owner_alone(registry: MemoryIdentity) -> None:
    clock = dt.datetime.now(dt.UTC)
    factors = SecondFactors(registry, SEALER, lambda: clock, required=True, issuer="Satu")
    mine, hers = uuid.uuid4(), uuid.uuid4()
    sealed = factors.sealed(mine, b"x" * 20)
    with pytest.raises(NotOpened):
        SEALER.open(b"totp:" + hers.bytes, sealed)
