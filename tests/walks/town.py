"""A running demonstration in which every page has something to show: who logs in, and what is made for her to look at.

Whatever is made is made as a person would, by the forms of the console, without a browser; each of it once, when a page
first asks for it.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
from playwright.async_api import Browser, BrowserContext

from hub.core.actor import Role
from hub.sandbox.sample_paper import sample_paper
from tests.console.visitor import Response, Visitor
from tests.demo.graph import SUBMIT, Frontend
from tests.demo.second_step import next_code

COUNTER: Final = "counter"
USERS: Final[Mapping[str, str]] = {
    Role.CITIZEN: "warga.contoh",
    Role.HELPER: "pendamping.rebo",
    COUNTER: "loket.kabupaten",
    Role.OPERATOR: "operator.kabupaten",
    Role.VERIFIER: "kasi.kelahiran",
    Role.HEAD_OF_DIVISION: "kabid.capil",
    Role.HEAD_OF_OFFICE: "kadis.dukcapil",
    Role.ADMINISTRATOR: "admin.satu",
    Role.AUDITOR: "auditor.inspektorat",
}
"""Role -> who of the demonstration has it; a clerk at the counter has the operator's and the helper's."""
PAPERS: Final[Mapping[str, str]] = {"family_card": "Kartu Keluarga", "old_card": "KTP-el yang lama"}
"""What is brought for a card in place of a damaged one."""
_PATIENCE_SECONDS: Final = 40
_FRESH_SECONDS: Final = 200
_FAMILIES: Final = 40
"""People of the sample about whom no other test tells anything."""
_STEPS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "SUBMITTED": (),
    "IN_REVIEW": ((Role.OPERATOR, "claimApplication"),),
    "COMPLETE": ((Role.OPERATOR, "acceptApplication"),),
    "PROCESSING": ((Role.VERIFIER, "verifyApplication"),),
    "CONFIRMED": (),
    "AWAITING_SIGNATURE": ((Role.HEAD_OF_DIVISION, "validateApplication"),),
    "ISSUED": (),
}
"""State -> the steps without words that lead to it from the one before, and whose they are."""
_PERSON: Final = "query P($nik: NIK!) { citizen(nik: $nik) { id nik fullName familyCard { number head { nik } } } }"


@dataclass
class Town:
    """`data` is demo.json, `scratch` a folder for scans. `used` counts the people about whom something was made.

    `apart` are the NIKs of those of whom the record was made to say something else than the register.
    """

    data: Mapping[str, Any]
    browser: Browser
    scratch: Path
    frontend: Frontend
    apart: set[str]
    visitors: dict[str, Visitor] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    used: int = 0

    @property
    def site(self) -> str:
        found: str = self.data["issuer"]
        return found

    async def __aenter__(self) -> Self:
        await self.frontend.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.frontend.__aexit__()
        for visitor in self.visitors.values():
            await visitor.http.close()

    # ---- who -------------------------------------------------------------------------------------------------------

    async def at(self, who: str) -> Visitor:
        """Somebody who logged in a moment ago, in a browser without script: what binds the office asks for that."""
        if time.monotonic() > self.until.get(who, 0):
            if who in self.visitors:
                await self.visitors[who].http.close()
            http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
            self.visitors[who] = Visitor(http, self.site)
            await self._log_in(self.visitors[who], self.user(who))
            self.until[who] = time.monotonic() + _FRESH_SECONDS
        return self.visitors[who]

    def user(self, who: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = next(one for one in self.data["users"] if one["username"] == USERS[who])
        return found

    async def _log_in(self, visitor: Visitor, user: Mapping[str, Any]) -> None:
        page = await visitor.get("/console/login")
        form = page.form("/oauth/login")
        page = await visitor.send(form, username=user["username"], password=user["password"], decision="allow")
        if user["totp_secret"]:
            page = await visitor.send(page.form("/oauth/step"), code=await next_code(user), decision="allow")
        assert "/console" in page.url, page.text

    async def browser_of(self, who: str, **settings: Any) -> BrowserContext:
        """A browser in which somebody is logged in already; nobody, where `who` is empty."""
        context = await self.browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", **settings)
        if who:
            jar = (await self.at(who)).http.cookie_jar
            await context.add_cookies([{"name": one.key, "value": one.value, "url": self.site} for one in jar])
        return context

    # ---- what ------------------------------------------------------------------------------------------------------

    async def once(self, name: str, make: Callable[[], Awaitable[str]]) -> str:
        """What is made when it is first asked for."""
        if name not in self.made:
            self.made[name] = await make()
        return self.made[name]

    def next(self, options: Sequence[str]) -> str:
        """Each of these in turn: what waits for an answer cannot be asked a second time."""
        self.turns[options[0]] = self.turns.get(options[0], -1) + 1
        return options[self.turns[options[0]] % len(options)]

    async def sent(self, who: str, page: str, ending: str, **fields: str) -> Response:
        """Fills the form in whose address ends so, and sends it; what is wrong with it fails."""
        visitor = await self.at(who)
        opened = await visitor.get(page)
        answer = await visitor.send(opened.form(ending), **fields)
        assert answer.status == 200, said(answer)
        return answer

    async def listed(self, who: str, page: str, below: str, tries: int = 1) -> str:
        """The id of the first thing that a list leads to; a worker may still have to bring it there."""
        link = re.compile(rf'href="{re.escape(below)}/((?!new")[^"/?]+)"')
        for left in range(tries, 0, -1):
            shown = await (await self.at(who)).get(page)
            if found := link.search(shown.text):
                return found[1]
            assert left > 1, said(shown)
            await asyncio.sleep(1)
        raise AssertionError(page)

    async def already(self, who: str, page: str, below: str) -> str:
        """The id of the first thing on a list; nothing where there is none."""
        try:
            return await self.listed(who, page, below)
        except AssertionError:
            return ""

    async def head(self) -> Mapping[str, Any]:
        """The head of a family, another one each time for as long as there are any; nobody who was set apart."""
        for _ in range(_FAMILIES):
            self.used += 1
            person = await self.person(self.data["sample"]["niks"][-1 - self.used % _FAMILIES])
            nik = person["familyCard"]["head"]["nik"]
            if nik not in self.apart:
                return await self.person(nik)
        raise AssertionError("Everybody was set apart.")

    async def person(self, nik: str) -> Mapping[str, Any]:
        await self.frontend.renew()
        found: Mapping[str, Any] = (await self.frontend.data(_PERSON, nik=nik))["citizen"]
        return found

    # ---- applications ----------------------------------------------------------------------------------------------

    async def application(self, state: str) -> str:
        """The number of a new application in a state: a card that is printed again."""
        number = await self.handed_in()
        for name, steps in _STEPS.items():
            for who, action in steps:
                at = f"/console/applications/{number}"
                await self.sent(who, at, f"/step/{action}")
            if name == "CONFIRMED":
                await self._recorded(number)
            if name == "ISSUED":
                at = f"/console/applications/{number}/sign"
                await self.sent(Role.HEAD_OF_OFFICE, at, "/sign", seen="yes")
            if name == state:
                break
        return number

    async def handed_in(self) -> str:
        """Its number, by an agency's frontend."""
        await self.frontend.renew()
        form = card_of(await self.head())
        scans = {kind: await asyncio.to_thread(sample_paper, name) for kind, name in PAPERS.items()}
        papers = [{"kind": kind, "documentId": await self.frontend.upload(kind, scan)} for kind, scan in scans.items()]
        given = {"idempotencyKey": uuid.uuid4().hex, "documents": papers, "application": {"identityCard": form}}
        submitted = (await self.frontend.data(SUBMIT, input=given))["submitApplication"]
        assert not submitted["errors"], submitted["errors"]
        number: str = submitted["application"]["trackingNumber"]
        return number

    async def _recorded(self, number: str) -> None:
        """What SIAK gave stands here, and was read back."""
        at = f"/console/applications/{number}"
        await self.sent(Role.OPERATOR, f"{at}/siak", "/siak")
        for _ in range(_PATIENCE_SECONDS):
            page = await (await self.at(Role.OPERATOR)).get(at)
            if "Cocok dengan data kependudukan" in page.text:
                return
            await asyncio.sleep(0.5)
        page = await (await self.at(Role.OPERATOR)).get(at)
        raise AssertionError(f"{number} is not read back: {said(page)}")

    async def at_desk(self, state: str) -> str:
        """An application in a state that pages look at and nobody changes."""
        return await self.once(f"application in {state}", lambda: self.application(state))


def card_of(person: Mapping[str, Any]) -> dict[str, Any]:
    """The form with which somebody asks for a card in place of a damaged one."""
    reporter = {"fullName": person["fullName"], "nik": person["nik"], "phone": "081271000009"}
    return {"nik": person["nik"], "reason": "DAMAGED", "reporter": reporter}


def said(page: Response) -> str:
    """What a page says, for a test that fails."""
    text = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return f"{page.status} {page.url} {' '.join(text.split())[:3000]}"
