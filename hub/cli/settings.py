"""Settings for a command, or one sentence about what is missing."""

from __future__ import annotations

from pydantic import ValidationError

from hub.core.errors import BadInput
from hub.web.settings import Settings


def from_environment() -> Settings:
    """Reads `HUB_*`; raises BadInput naming the variables that are missing or cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        names = sorted({f"HUB_{str(problem['loc'][0]).upper()}" for problem in error.errors() if problem["loc"]})
        raise BadInput(
            f"These settings are missing or cannot be used: {', '.join(names)}. docs/operations.md describes them."
        ) from error
