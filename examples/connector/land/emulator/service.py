"""The emulated service: it answers only what the protocol would, and shows the faults that it is told to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from hub.core.ports import Clock
from hub.exchange.emulation import Control, Held, People

ACCOUNT: Final[Mapping[str, str]] = {"api_key": "contoh-bukan-rahasia"}
"""The one account of this emulator, by the names of the connector's credentials. Nothing here is secret."""


class Service:
    """Answers for one account."""

    def __init__(self, people: People, control: Control, _clock: Clock) -> None:
        self._people = people
        self._control = control

    async def lookup(self, request: web.Request) -> web.StreamResponse:
        """One person, by NIK."""
        asked = await request.json()
        nik = str(asked.get("nik")) if isinstance(asked, dict) else ""
        fault = await self._control.called(request, "lookup", nik)
        if fault is not None:
            return fault
        if request.headers.get("X-Api-Key") != ACCOUNT["api_key"]:
            return web.json_response({"code": "WRONG_KEY"}, status=401)
        if self._control.faults.quota_exhausted:
            return web.json_response({"code": "TOO_MANY"}, status=429)
        person = self._people.get(self._control.aimed(nik))
        if person is None:
            return web.json_response({"code": "UNKNOWN_PERSON"}, status=404)
        return web.json_response({"person": _shown(person)})

    def reset(self) -> None:
        """This service counts nothing of its own."""


def _shown(person: Held) -> dict[str, Any]:
    named = {"nik": person["nik"], "fullName": person["full_name"], "birthDate": person["birth_date"]}
    return {**named, "landParcels": person["land_parcels"]}


def add_service(application: web.Application, service: Service) -> None:
    """Adds the question; any other path is unknown (404)."""
    application.router.add_post("/v1/people/lookup", service.lookup)
    application.router.add_get("/", _root)


async def _root(request: web.Request) -> web.Response:
    """Where a browser lands: the admin page says what this is."""
    raise web.HTTPFound(f"{request.path.rstrip('/')}/admin")
