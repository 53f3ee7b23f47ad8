"""What somebody asked for, read for the page of it and for the forms that begin with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hub.console.base.visit import Visit

_QUERY: Final = (Path(__file__).with_name("request") / "query.graphql").read_text(encoding="utf-8")


async def request_of(visit: Visit, key: str) -> Mapping[str, Any] | None:
    """The request of this client's id; None where the reader sees none."""
    found = (await visit.ask(_QUERY, {"id": key})).data.get("clientRequests") or []
    return found[0] if found else None


async def begun(visit: Visit) -> Mapping[str, Any] | None:
    """The request that the address of a form names, while it waits."""
    key = visit.request.query.get("request", "")
    found = await request_of(visit, key) if key else None
    return found if found and found["state"] == "WAITING" else None
