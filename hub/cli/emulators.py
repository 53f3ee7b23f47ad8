"""`hub emulators`: the agencies' emulators of the demonstration, as a process of their own."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from hub.sandbox.emulators import run


def register(application: typer.Typer) -> None:
    application.command("emulators")(emulators)


def emulators() -> None:
    """Serve the agencies' emulators (they are not the agencies, and every page says so)."""
    run(Path(os.environ.get("HUB_STATE_DIR", "var")), int(os.environ.get("HUB_EMULATORS_PORT", "8401")))
