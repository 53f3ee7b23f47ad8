"""What lists and files say of persons, compared with the record after their rows are kept."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from hub.core.contradiction import Claims
from hub.core.discrepancies import Discrepancies
from hub.core.discrepancy import Said
from hub.core.errors import HubError
from hub.exchange import Manifest
from hub.telemetry import logger

BATCH: Final = 200
_log = logger(__name__)
Compare = Callable[[Iterable[tuple[uuid.UUID, Claims | None]]], Awaitable[None]]
"""Takes (person, what was said of her); never fails."""


def comparing(store: Discrepancies, agency: Manifest) -> Compare:
    """For what this agency says."""

    async def compare(told: Iterable[tuple[uuid.UUID, Claims | None]]) -> None:
        said = [Said(person, agency.name, claims, agency.keep) for person, claims in told if claims]
        for batch in _batches(said):
            try:
                await store.note(batch)
            except HubError as error:
                # What was kept stands; the next list says the same again.
                _log.warning("What an agency said was not compared.", extra={"code": error.code.value})

    return compare


def _batches(said: list[Said]) -> Iterable[list[Said]]:
    return (said[at : at + BATCH] for at in range(0, len(said), BATCH))
