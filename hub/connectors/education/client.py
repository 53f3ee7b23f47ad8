"""One school's Dapodik web service: `GET {address}/WebService/{function}?npsn={npsn}` with the school's token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp

from hub.connectors.education.errors import error_of
from hub.connectors.education.schools import School
from hub.core.errors import SourceUnavailable
from hub.exchange.client import HttpClient, Question, Reply
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest
from hub.exchange.settings import ConnectorSettings

Row = Any
"""One entry of `rows`, which should be an object."""
_SCHOOL: Final = "getSekolah"
_PUPILS: Final = "getPesertaDidik"


class _Token:
    """A school's token is the same until the operator writes another one into the list."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        return self._token

    def forget(self, token: str) -> None:
        """There is no other one to ask for."""


class Dapodik:
    """Asks one school. Each method may raise SourceUnavailable or, for status 429, QuotaExhausted."""

    def __init__(self, manifest: Manifest, school: School, session: aiohttp.ClientSession) -> None:
        self._manifest = manifest
        self._npsn = school.npsn
        settings = ConnectorSettings(manifest=manifest, base_url=school.address)
        self._http = HttpClient(settings, session, tokens=_Token(school.token))

    async def school(self) -> Mapping[str, Any]:
        """`getSekolah`: what the school says about itself. An answer about another school is none."""
        rows, _ = await self._rows(_SCHOOL)
        if len(rows) != 1 or not isinstance(rows[0], dict) or rows[0].get("npsn") != self._npsn:
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return rows[0]

    async def pupils(self) -> tuple[Sequence[Row], bool]:
        """`getPesertaDidik`: the pupils, and whether these are all that the service says it has."""
        return await self._rows(_PUPILS)

    async def reach(self) -> None:
        """Whether anything answers at the school's address; no function is called."""
        try:
            await self._http.ask(Question(operation="reach", method="HEAD", path="/", idempotent=True))
        except SourceUnavailable as error:
            # Nobody promised a page there: refusing it is an answer too.
            if error.details["reason"] != Reason.REFUSED.value:
                raise

    async def _rows(self, function: str) -> tuple[Sequence[Row], bool]:
        question = Question(
            operation=function,
            method="GET",
            path=f"/WebService/{function}",
            idempotent=True,
            query={"npsn": self._npsn},
        )
        reply = await self._http.ask(question)
        if reply.status != 200:
            raise unavailable(self._manifest, Reason.ERROR_STATUS)
        page = _page(reply)
        return self._listed(page["rows"]), _is_whole(page)

    def _listed(self, rows: Any) -> Sequence[Row]:
        """`rows` is an object where there is one, an array otherwise, and null or false where there is none."""
        if isinstance(rows, list):
            return rows
        if isinstance(rows, dict):
            return [rows]
        if not rows:
            return []
        raise unavailable(self._manifest, Reason.UNREADABLE)


def _page(reply: Reply) -> Mapping[str, Any]:
    """The answer, if it has rows; whatever else a status of 200 may carry is an error, most often a text."""
    try:
        page = reply.json()
    except SourceUnavailable:
        raise error_of(reply) from None
    if not isinstance(page, dict) or "rows" not in page:
        raise error_of(reply)
    return page


def _is_whole(page: Mapping[str, Any]) -> bool:
    """`results` counts all rows that there are, `start` those left out before the first one."""
    rows = page["rows"]
    given = len(rows) if isinstance(rows, list) else int(bool(rows))
    return _number(page.get("start"), 0) == 0 and _number(page.get("results"), given) == given


def _number(value: Any, unsaid: int) -> int:
    """A whole number, which some releases write as text; -1 for anything else, so that it is not taken for whole."""
    if value is None:
        return unsaid
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
