"""The pages behind the password, each with what it takes and what it shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.core.accounts import LogIn, User
from hub.core.errors import RateLimited
from hub.core.texts import Pair, say
from hub.identity import pages
from hub.identity.course import Course, Stage, Wanted
from hub.identity.enrolment import tokens_until
from hub.identity.lockout import Whence
from hub.identity.pages import Frame
from hub.identity.passwords import MOST_CHARACTERS
from hub.identity.ports import IdentityStore
from hub.identity.second_factor import SecondFactors
from hub.identity.sign_in import SignIn

LEAST_CHARACTERS: Final = 12
_SHORT: Final = say(
    "Kata sandi terlalu pendek. Pakai paling sedikit {least_characters} tanda.", least_characters=LEAST_CHARACTERS
)
_LONG: Final = say("Kata sandi terlalu panjang.")
_NAMED: Final = say("Kata sandi memuat nama pengguna Anda, jadi mudah ditebak. Pilih yang lain.")
_TWO: Final = say("Kedua isian tidak sama. Isi sekali lagi.")
_SAME: Final = say("Ini kata sekali pakai Anda. Buat kata sandi lain.")
_OVERTAKEN: Final = say(
    "Akun ini sementara itu berubah, jadi kata sandi tadi tidak dipakai. Minta kata sekali pakai yang baru."
)
_WITHDRAWN: Final = say("Izin dicabut. Aplikasi itu tidak dapat lagi melihat data Anda.")


@dataclass(slots=True)
class Turn:
    """One step of one log-in. `user` and `log_in` move on with what was taken; `confirmed`: she gave her consent."""

    user: User
    log_in: LogIn
    wanted: Wanted
    fields: Mapping[str, str]
    frame: Frame
    whence: Whence
    confirmed: bool = False


class Stages:
    """Takes and shows the pages of one tenant."""

    def __init__(self, store: IdentityStore, sign_in: SignIn, factors: SecondFactors, course: Course) -> None:
        self._store = store
        self._sign_in = sign_in
        self._factors = factors
        self._course = course
        self._takes = {
            Stage.PASSWORD: self._take_password,
            Stage.CODE: self._take_code,
            Stage.ENROL: self._take_enrolment,
            Stage.CONSENT: self._take_consent,
            Stage.DONE: self._take_change,
        }

    async def take(self, stage: Stage, turn: Turn) -> web.Response | None:
        """Takes what the page of this stage asked for; its answer, or None when the log-in goes on."""
        return await self._takes[stage](turn)

    async def show(self, stage: Stage, turn: Turn, problem: Pair | None = None, status: int = 200) -> web.Response:
        """The page of a stage."""
        if stage is Stage.ENROL and turn.log_in.proposed is None:
            turn.log_in = dataclasses.replace(turn.log_in, proposed=self._factors.propose(turn.user))
        frame = await self._frame(turn, problem, status)
        if stage is Stage.PASSWORD:
            return pages.password_page(frame, LEAST_CHARACTERS)
        if stage is Stage.CODE:
            return pages.code_page(frame)
        if stage is Stage.ENROL:
            assert turn.log_in.proposed is not None
            return pages.enrol_page(frame, self._factors.enrolment(turn.user, turn.log_in.proposed))
        if stage is Stage.CONSENT:
            scopes = self._course.scopes(turn.user, turn.wanted)
            return pages.consent_page(frame, turn.user, scopes, turn.wanted.redirect_uri)
        return await self._account(turn, frame)

    async def _frame(self, turn: Turn, problem: Pair | None = None, status: int = 200) -> Frame:
        word = await self._course.keep(turn.log_in)
        return dataclasses.replace(turn.frame, word=word, problem=problem, status=status)

    async def _account(self, turn: Turn, frame: Frame, done: Pair | None = None) -> web.Response:
        consents, has_factor = await self._store.consents(turn.user.id), await self._factors.has(turn.user)
        return pages.account_page(frame, turn.user, consents, has_factor=has_factor, done=done)

    async def _take_password(self, turn: Turn) -> web.Response | None:
        """A password of her own, in the place of the one-time word."""
        new = turn.fields.get("new", "")
        problem = await self._wrong_with(turn, new)
        if problem is not None:
            return await self.show(Stage.PASSWORD, turn, problem, 400)
        if not await self._sign_in.set_password(turn.user, new):
            return pages.refused_page(_OVERTAKEN, 409)
        turn.user = dataclasses.replace(turn.user, enrol_until=None)
        return None

    async def _wrong_with(self, turn: Turn, new: str) -> Pair | None:
        if len(new) < LEAST_CHARACTERS:
            return _SHORT
        if len(new) > MOST_CHARACTERS:
            return _LONG
        if turn.user.username in new.lower():
            return _NAMED
        if new != turn.fields.get("again", ""):
            return _TWO
        return _SAME if await self._sign_in.is_password(turn.user, new) else None

    async def _take_code(self, turn: Turn) -> web.Response | None:
        """The second step: counted before it is looked at, like the password."""
        lockout, username = self._sign_in.lockout, turn.user.username
        try:
            await lockout.try_code(username, turn.whence)
        except RateLimited as error:
            page = await self.show(Stage.CODE, turn, pages.too_many(error.details["minutes"]), 429)
            page.headers["Retry-After"] = str(error.details["retryAfter"])
            return page
        if not await self._factors.fits(turn.user, turn.fields.get("code", "")):
            return await self.show(Stage.CODE, turn, pages.WRONG_CODE, 403)
        await lockout.code_fitted(username, turn.whence)
        turn.log_in = self._course.proved(turn.log_in)
        return None

    async def _take_enrolment(self, turn: Turn) -> web.Response | None:
        """The first code of a new app; its recovery codes are told at once."""
        proposed = turn.log_in.proposed
        if proposed is None:
            return None
        codes = await self._factors.set_up(turn.user, proposed, turn.fields.get("code", ""))
        if codes is None:
            return await self.show(Stage.ENROL, turn, pages.WRONG_FIRST_CODE, 403)
        turn.log_in = self._course.proved(turn.log_in)
        return pages.codes_page(await self._frame(turn), codes)

    async def _take_consent(self, turn: Turn) -> web.Response | None:
        if turn.fields.get("decision") == "allow":
            await self._course.allow(turn.user, turn.wanted)
            turn.confirmed = True
        return None

    async def _take_change(self, turn: Turn) -> web.Response | None:
        """Of her own page: a consent withdrawn, or the second step wanted."""
        if turn.wanted.client is not None:
            return None
        if "withdraw" in turn.fields:
            now = self._course.now()
            await self._store.withdraw_consent(turn.user.id, turn.fields["withdraw"], tokens_until(now))
            return await self._account(turn, await self._frame(turn), _WITHDRAWN)
        if "enrol" in turn.fields and not await self._factors.has(turn.user):
            turn.log_in = dataclasses.replace(turn.log_in, proposed=self._factors.propose(turn.user))
        return None
