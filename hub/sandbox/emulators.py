"""The emulator host: the emulators of all agencies in one process, each below its name.

They are not the agencies. Who adds a connector with an `emulator` folder adds an emulator; there is no list to edit.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import html
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from hub.audit.notes import Verifier
from hub.core.ports import Clock
from hub.exchange import ConnectorPlugin, discover
from hub.exchange.emulation.found import Emulator, has_emulator
from hub.sandbox import messages, witness

FOLDER: Final = "emulators"
HOST: Final = "127.0.0.1"
_PAGE: Final = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Emulator (DATA CONTOH)</title></head><body>
<p><strong>INI ADALAH EMULATOR.</strong> Bukan sistem milik instansi mana pun; semua orang di sini rekaan.</p>
<p lang="en"><strong>THESE ARE EMULATORS.</strong> They are no agency's systems; all people in them are made up.</p>
<ul>{links}</ul></body></html>
"""


def names() -> tuple[str, ...]:
    """The connectors that have an emulator; none is loaded."""
    return tuple(plugin.name for plugin in plugins() if has_emulator(plugin))


def emulators() -> Iterator[Emulator]:
    """The emulators of those connectors that have one."""
    return (found for plugin in plugins() if (found := Emulator.of(plugin)) is not None)


def connector_environment(base_url: str, state_dir: Path) -> dict[str, str]:
    """`HUB_CONNECTOR_*` for a hub that shall use the emulators at `base_url`: addresses and accounts."""
    environment: dict[str, str] = {}
    for emulator in emulators():
        prefix, url = f"HUB_CONNECTOR_{emulator.name.upper()}_", f"{base_url}/{emulator.name}"
        account = emulator.account(url, state_dir / FOLDER)
        environment |= {f"{prefix}URL": url, **{f"{prefix}{key.upper()}": value for key, value in account.items()}}
    return environment


def application(
    state_dir: Path, clock: Clock, kept: messages.Messages | None = None, log: Sequence[Verifier] = ()
) -> web.Application:
    """All emulators below their names, and a page with links at `/`. Data lie in STATE_DIR/emulators.

    With `kept` also the gateway of messages, and with the public keys of the receipt log also its witness.
    """
    root = web.Application()
    root.on_response_prepare.append(_mark)
    names = []
    for emulator in emulators():
        root.add_subapp(f"/{emulator.name}", emulator.module.create(state_dir / FOLDER, clock))
        names.append(emulator.name)
    if kept is not None:
        root.add_subapp(f"/{messages.NAME}", messages.routes(kept))
        names.append(messages.NAME)
    if log:
        root.add_subapp(f"/{witness.NAME}", witness.of_demonstration(state_dir, log).application())
    root.router.add_get("/", _index(names))
    return root


def run(
    state_dir: Path,
    port: int,
    smtp_port: int = 0,
    kept: messages.Messages | None = None,
    log: Sequence[Verifier] = (),
) -> None:
    """Serves the emulators on the loopback address until the process is told to end.

    With a `smtp_port` also a mail server; `kept` is where that and the gateway of messages put what they are given.
    """
    asyncio.run(_serve(state_dir, port, smtp_port, kept or messages.Messages(""), log))


async def _serve(state_dir: Path, port: int, smtp_port: int, kept: messages.Messages, log: Sequence[Verifier]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(application(state_dir, _now, kept, log), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    mail = None
    try:
        await web.TCPSite(runner, HOST, port).start()
        if smtp_port:
            mail = await messages.mail_server(kept, smtp_port)
        await stop.wait()
    finally:
        if mail is not None:
            mail.close()
        await runner.cleanup()


def packages() -> str:
    """The packages of the connectors that the hub is started with: HUB_CONNECTORS, where it says anything."""
    return os.environ.get("HUB_CONNECTORS") or "hub.connectors"


def plugins() -> tuple[ConnectorPlugin, ...]:
    """The connectors that the hub is started with."""
    return discover(packages())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _mark(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("X-Satu-Emulator", "host")


def _index(names: list[str]) -> Any:
    links = "".join(f'<li><a href="/{html.escape(n)}/admin">{html.escape(n)}</a></li>' for n in names)

    async def index(_request: web.Request) -> web.Response:
        return web.Response(text=_PAGE.format(links=links), content_type="text/html")

    return index
