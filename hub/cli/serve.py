"""`hub serve`: the hub itself."""

from __future__ import annotations

import typer
import uvloop
from aiohttp import web

from hub.app import web_application
from hub.cli.settings import from_environment


def register(application: typer.Typer) -> None:
    application.command("serve")(serve)


def serve() -> None:
    """Serve the GraphQL endpoint, the console and the public pages (settings: HUB_*)."""
    settings = from_environment()
    web.run_app(
        web_application(settings),
        host=settings.host,
        port=settings.port,
        print=None,
        loop=uvloop.new_event_loop(),
        shutdown_timeout=5,
    )
