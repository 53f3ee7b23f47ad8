"""Settings for a command, or one sentence about what is missing."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_settings import SettingsError

from hub.core.errors import BadInput
from hub.web.settings import Settings


def from_environment() -> Settings:
    """Reads `HUB_*`; raises BadInput naming the variables that are missing or cannot be used."""
    try:
        return Settings()
    except SettingsError as error:
        if 'field "limits"' in str(error) or 'field "trusted_clients"' in str(error):
            raise BadInput(
                'HUB_LIMITS must be a JSON object such as {"rate": 200}, and HUB_TRUSTED_CLIENTS a JSON list such as '
                '["agency-frontend"].'
            ) from error
        raise BadInput(
            "HUB_EXTERNAL_ISSUERS must be a JSON list of addresses or objects, such as "
            '["https://login.example/realms/satu"].'
        ) from error
    except ValidationError as error:
        contradictions = [str(problem["ctx"]["error"]) for problem in error.errors() if not problem["loc"]]
        if contradictions:
            raise BadInput(contradictions[0]) from error
        names = sorted({_place(problem["loc"]) for problem in error.errors() if problem["loc"]})
        raise BadInput(
            f"These settings are missing or cannot be used: {', '.join(names)}. docs/operations.md describes them."
        ) from error


def _place(location: tuple[int | str, ...]) -> str:
    """The variable, and the place in it where it has several."""
    name, *steps = location
    where = f" ({' '.join(str(step) for step in steps)})" if steps else ""
    return f"HUB_{str(name).upper()}{where}"
