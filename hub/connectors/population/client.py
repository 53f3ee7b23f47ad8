"""The access web service: `POST /dukcapil/get_json/{path}/{agency_id}/{method}`, one NIK a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import aiohttp

from hub.connectors.population.errors import error_of, is_not_found
from hub.core.errors import QuotaExhausted
from hub.exchange.client import HttpClient, Question, Reply
from hub.exchange.failures import Reason, unavailable
from hub.exchange.settings import ConnectorSettings

Fields = Mapping[str, Any]
"""One entry of `content`: field names in capitals, numbers whole."""

_READ: Final = "CALL_NIK"
_MATCH: Final = "MATCH_NIK"


class AccessService:
    """Calls the service with the hub's account. Each call costs one of the day's quota."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self._manifest = settings.manifest
        self._account = settings.credentials
        self._breaker = settings.breaker
        self._http = HttpClient(settings, session)

    async def read(self, nik: str) -> Fields | None:
        """The person's fields; None when nobody has this NIK. Raises SourceUnavailable or QuotaExhausted."""
        return await self._call(_READ, {"nik": nik})

    async def match(self, nik: str, elements: Mapping[str, str]) -> Fields | None:
        """True or false per element; None when nobody has this NIK."""
        return await self._call(_MATCH, {"nik": nik, **elements})

    async def reach(self) -> None:
        """Asks whether anything answers at the service's address; calls no method, so it costs no quota."""
        await self._http.reach()

    async def _call(self, method: str, body: Mapping[str, str]) -> Fields | None:
        account = {name: self._account[name] for name in ("user_id", "password", "ip_user")}
        # A read by POST: asking again changes nothing but the count of the quota.
        question = Question(
            operation=method, method="POST", path=self._path(method), idempotent=True, json={**body, **account}
        )
        reply = await self._http.ask(question)
        if reply.status != 200:
            raise unavailable(self._manifest, Reason.ERROR_STATUS)
        return self._entry(reply)

    def _path(self, method: str) -> str:
        path, agency = self._account["path"], self._account["agency_id"]
        return f"/dukcapil/get_json/{quote(path)}/{quote(agency, safe='')}/{method}"

    def _entry(self, reply: Reply) -> Fields | None:
        page = reply.json()
        content = page.get("content") if isinstance(page, dict) else None
        if not isinstance(content, list) or len(content) != 1 or not isinstance(content[0], dict):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        fields = {str(name).upper(): value for name, value in content[0].items()}
        respon = fields.get("RESPON")
        if not isinstance(respon, str):
            return fields
        if is_not_found(respon):
            return None
        error = error_of(respon, self._manifest)
        if isinstance(error, QuotaExhausted):
            # Said with status 200, so nobody else can know: without this each reader would be told so by a call.
            self._breaker.full()
        raise error
