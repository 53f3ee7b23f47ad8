"""What can go wrong while the demonstration starts."""

from __future__ import annotations

from hub.core.errors import HubError


class SandboxError(HubError):
    """The demonstration cannot start or go on here; the message is one sentence that says what to do."""


class AlreadyRunning(SandboxError):
    """Another living process holds this state directory."""
