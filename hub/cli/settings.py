"""Settings for a command, or one sentence about what is missing."""

from __future__ import annotations

import re

from pydantic import ValidationError
from pydantic_settings import SettingsError

from hub.core.errors import BadInput
from hub.web.settings import Settings


def from_environment() -> Settings:
    """Reads `HUB_*`; raises BadInput naming the variables that are missing or cannot be used."""
    try:
        return Settings()
    except SettingsError as error:
        named = re.search(r'field "(\w+)"', str(error))
        setting = f"HUB_{named[1].upper()}" if named else "A setting"
        raise BadInput(f'{setting} must be a JSON list, such as ["one"]. docs/operations.md describes it.') from error
    except ValidationError as error:
        contradictions = [str(problem["ctx"]["error"]) for problem in error.errors() if not problem["loc"]]
        if contradictions:
            raise BadInput(contradictions[0]) from error
        names = sorted({f"HUB_{str(problem['loc'][0]).upper()}" for problem in error.errors() if problem["loc"]})
        raise BadInput(
            f"These settings are missing or cannot be used: {', '.join(names)}. docs/operations.md describes them."
        ) from error
