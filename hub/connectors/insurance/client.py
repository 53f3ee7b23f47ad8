"""VClaim: `GET Peserta/nik/{nik}/tglSEP/{day}`, one member a call.

The protocol puts the NIK into the path of a GET; that is the agency's design. The hub's traces leave long numbers out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from hub.connectors.insurance.errors import OK, error_of, is_nobody
from hub.connectors.insurance.lzstring import TooLong
from hub.connectors.insurance.sealing import opened, signed
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.exchange import exact_json
from hub.exchange.client import HttpClient, Question, Reply
from hub.exchange.failures import Reason, unavailable
from hub.exchange.settings import ConnectorSettings

Member = Mapping[str, Any]
"""`peserta` of an answer."""


class VClaim:
    """Asks with the district's account; each question is signed with its own time."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession, clock: Clock) -> None:
        self._manifest = settings.manifest
        self._credentials = settings.credentials
        self._http = HttpClient(settings, session)
        self._clock = clock

    async def member(self, nik: str) -> Member | None:
        """The member with this NIK; None when nobody has it. Raises SourceUnavailable or QuotaExhausted."""
        now = self._clock()
        timestamp = str(int(now.timestamp()))
        question = Question(
            operation="Peserta",
            method="GET",
            path=f"/Peserta/nik/{nik}/tglSEP/{local_date(now).isoformat()}",
            idempotent=True,
            headers=signed(self._credentials, timestamp),
        )
        return self._member(await self._http.ask(question), timestamp)

    async def reach(self) -> None:
        """Whether anything answers at the service's address; asks about nobody."""
        await self._http.reach()

    def _member(self, reply: Reply, timestamp: str) -> Member | None:
        if reply.status != 200:
            raise unavailable(self._manifest, Reason.ERROR_STATUS)
        answer = reply.json()
        told = answer.get("metaData", answer.get("metadata")) if isinstance(answer, dict) else None
        if not isinstance(told, dict):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        code = str(told.get("code"))
        if is_nobody(code, str(told.get("message"))):
            return None
        if code != OK:
            raise error_of(code, self._manifest)
        return self._opened(answer.get("response"), timestamp)

    def _opened(self, sealed: object, timestamp: str) -> Member:
        try:
            text = opened(self._credentials, timestamp, sealed if isinstance(sealed, str) else "")
            found = exact_json.loads(text.encode())
        except TooLong:
            raise unavailable(self._manifest, Reason.TOO_LARGE) from None
        except ValueError:
            raise unavailable(self._manifest, Reason.UNREADABLE) from None
        member = found.get("peserta") if isinstance(found, dict) else None
        if not isinstance(member, dict):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return member
