"""A colleague of the demonstration: somebody of the office who works at the console as people do, by its forms."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self

import aiohttp

from hub.identity.second_factor import code_at
from hub.sandbox import demo_file
from hub.sandbox.errors import SandboxError


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and what it sends of itself."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """Gathers the forms of a page with their hidden fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.found.append(Form(given["action"]))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1].fields[given.get("name", "")] = given.get("value", "")


class Colleague:
    """Somebody with a browser's cookies, logged in."""

    def __init__(self, http: aiohttp.ClientSession, data: Mapping[str, Any], user: Mapping[str, Any]) -> None:
        self._http, self._site, self._user = http, data["issuer"], user

    @classmethod
    async def arrive(cls, data: Mapping[str, Any], username: str) -> Self:
        """Logs in with password and code. Close her afterwards; raises SandboxError where she is not let in."""
        user = next(one for one in demo_file.users(data) if one["username"] == username)
        # The demonstration's address is a number, for which cookies are not kept otherwise.
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        colleague = cls(http, data, user)
        try:
            await colleague._log_in()
        except BaseException:
            await http.close()
            raise
        return colleague

    async def close(self) -> None:
        await self._http.close()

    async def press(self, page: str, ending: str, **typed: str) -> None:
        """Opens a page and sends the form whose address ends so, with what she types; raises SandboxError when it is
        not there or not taken."""
        form = await self._form(await self._read(page), ending, page)
        async with self._http.post(
            f"{self._site}{form.action}", data={**form.fields, **typed}, allow_redirects=False
        ) as answer:
            if answer.status != 303:
                raise SandboxError(f"{self._user['username']} could not do {ending} at the console ({answer.status}).")

    async def reads(self, page: str) -> str:
        """The page as it stands."""
        return await self._read(page)

    async def _log_in(self) -> None:
        first = await self._form(await self._read("/console/login"), "/oauth/login", "the log-in page")
        given = {"username": self._user["username"], "password": self._user["password"], "decision": "allow"}
        second = await self._send(first, given)
        form = await self._form(second, "/oauth/step", "the second step")
        await self._send(form, {"code": code_at(self._user["totp_secret"], int(time.time())), "decision": "allow"})

    async def _send(self, form: Form, typed: Mapping[str, str]) -> str:
        async with self._http.post(f"{self._site}{form.action}", data={**form.fields, **typed}) as answer:
            return await answer.text()

    async def _read(self, path: str) -> str:
        async with self._http.get(f"{self._site}{path}") as answer:
            return await answer.text()

    async def _form(self, page: str, ending: str, where: str) -> Form:
        forms = _Forms()
        forms.feed(page)
        for form in forms.found:
            if form.action.endswith(ending):
                return form
        raise SandboxError(f"{self._user['username']} finds no {ending} at {where}.")
