"""The phone of somebody of the demonstration: it shows codes, and no code twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

from hub.identity.second_factor import STEP_SECONDS, code_at

_SHOWN: Final[dict[str, int]] = {}
"""Secret -> the newest time step whose code was given out by this process."""


async def next_code(user: Mapping[str, Any]) -> str:
    """A code of a user of demo.json that was not used; of many log-ins within half a minute the third one waits."""
    secret: str = user["totp_secret"]
    step = max(_now(), _SHOWN.get(secret, 0) + 1)
    while step > _now() + 1:
        await asyncio.sleep(0.5)  # the code of a step that is two ahead is not taken yet
    _SHOWN[secret] = step
    return code_at(secret, step * STEP_SECONDS)


def _now() -> int:
    return int(time.time()) // STEP_SECONDS
