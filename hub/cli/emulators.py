"""`hub emulators`: the agencies' emulators of the demonstration, as a process of their own."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from hub.audit.notes import Verifier
from hub.sandbox.emulators import run
from hub.sandbox.messages import Messages


def register(application: typer.Typer) -> None:
    application.command("emulators")(emulators)


def emulators() -> None:
    """Serve the agencies' emulators (they are not the agencies, and every page says so)."""
    given = os.environ
    run(
        Path(given.get("HUB_STATE_DIR", "var")),
        int(given.get("HUB_EMULATORS_PORT", "8401")),
        int(given.get("HUB_EMULATORS_SMTP_PORT", "0")),
        Messages(given.get("HUB_SMS_SECRET", ""), given.get("HUB_PUBLIC_URL", "")),
        [Verifier.read(key) for key in given.get("HUB_EMULATORS_LOG_KEYS", "").split()],
    )
