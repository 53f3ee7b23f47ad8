"""The whole hub, with registries that are declared."""

from __future__ import annotations

from tests.receipts.conftest import hub

__all__ = ["hub"]
