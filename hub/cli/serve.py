"""`hub serve`: the hub itself."""

from __future__ import annotations

import errno
from typing import Final

import typer
import uvloop
from aiohttp import web

from hub.app import web_application
from hub.cli.settings import from_environment
from hub.core.errors import BadInput

_NO_ADDRESS: Final = {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES}


def register(application: typer.Typer) -> None:
    application.command("serve")(serve)


def serve() -> None:
    """Serve the GraphQL endpoint, the console and the public pages (settings: HUB_*)."""
    settings = from_environment()
    try:
        web.run_app(
            web_application(settings),
            host=settings.host,
            port=settings.port,
            print=None,
            loop=uvloop.new_event_loop(),
            shutdown_timeout=5,
        )
    except OSError as error:
        if error.errno not in _NO_ADDRESS:
            raise
        raise BadInput(
            f"Nobody can be served at {settings.host}, port {settings.port}: another program listens there, or this "
            "account may not. Set HUB_HOST and HUB_PORT to a free address."
        ) from error
