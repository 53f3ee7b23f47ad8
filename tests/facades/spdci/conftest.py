"""The whole hub, and a sender that is registered with it."""

from __future__ import annotations

from tests.receipts.conftest import hub

__all__ = ["hub"]
