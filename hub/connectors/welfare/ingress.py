"""A small file by HTTP: corrections within a quarter, brought by the agency itself. Pure; see hub.exchange.ingress.

The body is the file, the header `DTSEN-Signature` its signed statement. Each row is a mutation of its own. A file of
which a row cannot be used is refused with the numbers of its lines, and nothing of it is kept.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any, Final

from joserfc.jwk import KeySet

from hub.connectors.welfare import dtsen, signature
from hub.connectors.welfare.facet import FACETS
from hub.core.errors import BadInput, ErrorCode, Unauthenticated
from hub.core.recording import Recording
from hub.exchange.ingress import Command, IngressRoute, Outcome, Push, PushAnswer, Trouble

HEADER: Final = "DTSEN-Signature"
_MOST_BYTES: Final = 128 * 1024
_LINES_TOLD: Final = 20
_STATUS: Final = {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.FORBIDDEN: 403}
_OTHER: Final = (
    "The file is not the one that was signed: its SHA-256, or its number of lines, is another one. Send both again."
)


def route(keys: Callable[[], KeySet]) -> IngressRoute:
    """`POST /ingress/welfare/dtsen`. `keys` gives the agency's public keys."""

    def read(push: Push) -> Command:
        return _command(push, keys())

    return IngressRoute(name="dtsen", read=read, answer=_answer, max_bytes=_MOST_BYTES)


def _command(push: Push, keys: KeySet) -> Command:
    given = push.headers.get(HEADER)
    if not given:
        raise Unauthenticated(f"Send the signed statement of the file in the header {HEADER}.")
    said = signature.verified(given.encode(), keys)
    if said.sha256 != hashlib.sha256(push.body).hexdigest():
        raise BadInput(_OTHER)
    found = tuple(dtsen.rows(io.BytesIO(push.body), said.period))
    if len(found) != said.rows:
        raise BadInput(_OTHER)
    refused = [f"{row.line} ({row.refusal.value})" for row in found if row.refusal is not None]
    if refused:
        more = "" if len(refused) <= _LINES_TOLD else f" and {len(refused) - _LINES_TOLD} more"
        raise BadInput(f"These lines cannot be used, and nothing was kept: {', '.join(refused[:_LINES_TOLD])}{more}.")
    recordings = tuple(
        Recording(facet=FACETS[0].name, nik=row.nik or "", items=(row.item,), as_of=said.issued_at) for row in found
    )
    return Command(key=said.sha256, recordings=recordings)


def _answer(outcome: Outcome) -> PushAnswer:
    if outcome.refused is not None:
        return _json(_STATUS.get(outcome.refused.code, 400), {"error": _told(outcome.refused)})
    failed = [
        {"line": line, **_told(trouble)} for line, trouble in enumerate(outcome.results, start=1) if trouble is not None
    ]
    return _json(200, {"rows": len(outcome.results), "kept": len(outcome.results) - len(failed), "failed": failed})


def _told(trouble: Trouble) -> dict[str, str]:
    return {"code": trouble.code.value, "message": trouble.message}


def _json(status: int, body: dict[str, Any]) -> PushAnswer:
    return PushAnswer(status, json.dumps(body).encode())
