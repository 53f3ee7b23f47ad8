"""One-time words: a new password and a new app for somebody who lost both, and when such a word ends."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from hub.core.accounts import User
from hub.core.errors import Unauthenticated
from hub.identity import IdentityStore
from hub.identity.enrolment import ENROLMENT, issue_enrolment
from hub.store import PgIdentity
from tests.identity.district import Office, office
from tests.identity.registry import MemoryIdentity
from tests.identity.test_second_factor import OWN, code, letters_on


async def user_of(store: IdentityStore) -> User:
    found = await store.user_by_name("siti")
    assert found is not None
    return found


@pytest.mark.parametrize("real", [False, True])
async def test_a_one_time_word_gives_a_new_password_and_a_new_app(
    registry: MemoryIdentity, real_store: PgIdentity, real: bool
) -> None:
    store = real_store if real else registry
    async with office(store, second_factor=True) as desk:
        page = await desk.log_in(await desk.authorize())
        told = await desk.step(page, code=code(desk, letters_on(page)))
        _, body = await desk.exchange((await desk.step(told)).sent_back["code"])
        user = await store.user_by_name("siti")
        assert user is not None
        word, until = await issue_enrolment(store, user.id, desk.clock)
        desk.clock.ahead += dt.timedelta(seconds=2)
        with pytest.raises(Unauthenticated):
            await desk.verifier.actor(f"Bearer {body['access_token']}")
        refreshed = await desk.post(
            "/oauth/token", grant_type="refresh_token", refresh_token=body["refresh_token"], client_id="console"
        )
        assert refreshed[1]["error"] == "invalid_grant"
        assert (await desk.log_in(await desk.authorize())).status == 403, "the old password is gone"
        page = await desk.log_in(await desk.authorize(), password=word)
        assert page.stage == "password"
        page = await desk.step(page, new=OWN, again=OWN)
        assert page.stage == "enrol"
        told = await desk.step(page, code=code(desk, letters_on(page)))
        assert (await desk.step(told)).status == 303
        assert (await desk.log_in(await desk.authorize(), password=word)).status == 403, "the word was used up"
        assert (await desk.log_in(await desk.authorize(), password=OWN)).stage == "code"
        assert until > desk.clock()


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("pendek", "pendek"),
        ("", ""),
        (OWN, OWN + "!"),
        ("x" * 2000, "x" * 2000),
        ("siti dan kucing", "siti dan kucing"),
        ("WORD", "WORD"),
    ],
)
async def test_a_bad_new_password_is_refused(strict: Office, registry: MemoryIdentity, new: str, again: str) -> None:
    word, _ = await issue_enrolment(registry, (await user_of(registry)).id, strict.clock)
    page = await strict.log_in(await strict.authorize(), password=word)
    answer = await strict.step(page, new=new.replace("WORD", word), again=again.replace("WORD", word))
    assert (answer.status, answer.stage) == (400, "password")
    assert 'role="alert"' in answer.text
    assert (await user_of(registry)).enrol_until is not None


class Overtaken(MemoryIdentity):
    """Another one-time word is given out at the moment at which she has chosen her password."""

    overtakes = False

    async def set_password(self, user_id: uuid.UUID, password_hash: str, before: str) -> bool:
        if self.overtakes:
            now = dt.datetime.now(dt.UTC)
            await self.begin_enrolment(user_id, "of a newer word", now + ENROLMENT, now + ENROLMENT)
        return await super().set_password(user_id, password_hash, before)


async def test_a_password_that_comes_too_late_is_not_taken() -> None:
    """Otherwise who knows an operator's word has the page of her password wait until two people made her a signer."""
    registry = Overtaken()
    async with office(registry) as desk:
        word, _ = await issue_enrolment(registry, (await user_of(registry)).id, desk.clock)
        page = await desk.log_in(await desk.authorize(), password=word)
        registry.overtakes = True
        answer = await desk.step(page, new=OWN, again=OWN)
        assert (answer.status, answer.stage) == (409, "")
        assert "Location" not in answer.headers
        assert (await user_of(registry)).password_hash == "of a newer word"
        assert (await user_of(registry)).enrol_until is not None


async def test_a_password_takes_the_place_of_the_one_it_was_asked_for(real_store: PgIdentity) -> None:
    async with office(real_store):
        user = await user_of(real_store)
        assert await real_store.set_password(user.id, "second", user.password_hash)
        assert not await real_store.set_password(user.id, "third", user.password_hash)
        assert (await user_of(real_store)).password_hash == "second"


async def test_a_one_time_word_ends(strict: Office, registry: MemoryIdentity) -> None:
    word, until = await issue_enrolment(registry, (await user_of(registry)).id, strict.clock)
    assert ENROLMENT - dt.timedelta(minutes=1) < until - strict.clock() <= ENROLMENT
    strict.clock.ahead += ENROLMENT
    assert (await strict.log_in(await strict.authorize(), password=word)).status == 403
