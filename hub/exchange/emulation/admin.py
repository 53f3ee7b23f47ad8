"""The admin address of an emulator: data, faults, counted calls, reset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import Any, Protocol

from aiohttp import web
from pydantic import ValidationError

from hub.exchange.emulation.application import render
from hub.exchange.emulation.control import Control
from hub.exchange.emulation.faults import Faults


class Holdings(Protocol):
    """What an emulator holds, one JSON object a person."""

    def __len__(self) -> int: ...

    def get(self, key: str) -> Mapping[str, Any] | None: ...

    def first(self, count: int) -> list[Mapping[str, Any]]: ...

    def put(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Adds or replaces; raises ValueError for an item that cannot be used, and then none was taken."""
        ...


@dataclass(frozen=True, slots=True)
class _Admin:
    application: web.Application
    control: Control
    holdings: Holdings
    protocol: str
    reset: Callable[[], None]
    addresses: Mapping[str, str] = field(default_factory=dict)

    async def page(self, request: web.Request) -> web.Response:
        facts = {
            "Orang / People": len(self.holdings),
            "Panggilan / Calls": self.control.calls()["total"],
            "Gangguan / Faults": self.control.faults.model_dump(exclude_defaults=True) or "-",
        }
        addresses = {
            "data": "data (JSON); ?key=NIK, ?first=N; POST menambah / adds",
            "faults": "gangguan / faults (JSON); PUT, DELETE",
            "calls": "panggilan per metode dan kunci / calls per method and key (JSON)",
            **self.addresses,
        }
        base = request.path.rstrip("/")
        return render(
            self.application, "admin.html", protocol=self.protocol, facts=facts, addresses=addresses, base=base
        )

    async def data(self, request: web.Request) -> web.Response:
        key = request.query.get("key")
        if key is not None:
            found = self.holdings.get(key)
            return web.json_response(found) if found is not None else _refused(404, "Nobody with this key.")
        first = request.query.get("first", "100")
        if not (first.isascii() and first.isdigit() and len(first) < 8):
            return _refused(400, "`first` is a number.")
        return web.json_response({"people": len(self.holdings), "first": self.holdings.first(int(first))})

    async def add(self, request: web.Request) -> web.Response:
        items = await _json(request)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return _refused(400, "Send a JSON array of people; the connector's README has the form.")
        try:
            self.holdings.put(items)
        except ValueError as error:
            return _refused(422, str(error))
        return web.json_response({"people": len(self.holdings)})

    async def faults(self, _request: web.Request) -> web.Response:
        return web.json_response(self.control.faults.model_dump(mode="json"))

    async def set_faults(self, request: web.Request) -> web.Response:
        try:
            self.control.faults = Faults.model_validate(await _json(request))
        except ValidationError as error:
            return _refused(422, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
        return await self.faults(request)

    async def clear_faults(self, request: web.Request) -> web.Response:
        self.control.faults = Faults()
        return await self.faults(request)

    async def calls(self, _request: web.Request) -> web.Response:
        return web.json_response(self.control.calls())

    async def reset_all(self, _request: web.Request) -> web.Response:
        self.control.reset()
        self.reset()
        return web.json_response(self.control.calls())


def add_admin(
    application: web.Application,
    control: Control,
    holdings: Holdings,
    *,
    protocol: str,
    reset: Callable[[], None],
    addresses: Mapping[str, str],
) -> None:
    """Adds `/admin` and what lies below it. `reset` clears what the emulator counts itself (quota, tokens);
    `addresses` are further pages, by path below `/admin`, with what they are for."""
    admin = _Admin(application, control, holdings, protocol, reset, addresses)
    application.router.add_routes(
        [
            web.get("/admin", admin.page),
            web.get("/admin/", admin.page),
            web.get("/admin/data", admin.data),
            web.post("/admin/data", admin.add),
            web.get("/admin/faults", admin.faults),
            web.put("/admin/faults", admin.set_faults),
            web.post("/admin/faults", admin.set_faults),
            web.delete("/admin/faults", admin.clear_faults),
            web.get("/admin/calls", admin.calls),
            web.post("/admin/reset", admin.reset_all),
        ]
    )


async def _json(request: web.Request) -> Any:
    try:
        return await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return None


def _refused(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
