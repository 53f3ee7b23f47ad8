"""Where an agency is and how the hub presents itself there: from the environment, never from the code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from hub.core.errors import BadInput
from hub.exchange.breaker import Breaker
from hub.exchange.budget import Budget
from hub.exchange.manifest import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorSettings:
    """Settings of one connector. `base_url` has no query and no slash at its end; it is empty for an agency without an
    address of its own. Credentials are not shown.

    `breaker` is the connector's one: what one of its clients finds out about the agency holds for all. `budget` counts
    its calls where the agency has a daily quota.
    """

    manifest: Manifest
    base_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    connect_seconds: float = 2.0
    budget: Budget | None = field(default=None, repr=False, compare=False)
    breaker: Breaker = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "breaker", Breaker(self.manifest))

    @property
    def name(self) -> str:
        return self.manifest.name

    @classmethod
    def from_environment(
        cls,
        manifest: Manifest,
        *,
        base_url: str | None = None,
        environ: Mapping[str, str] | None = None,
        budget: Budget | None = None,
    ) -> Self:
        """Reads `HUB_CONNECTOR_<NAME>_URL` (before `base_url`) and one variable for each declared credential.

        A credential `user_id` of population is `HUB_CONNECTOR_POPULATION_USER_ID`. Raises BadInput naming the
        variables that are missing.
        """
        environment = os.environ if environ is None else environ
        prefix = f"HUB_CONNECTOR_{manifest.name.upper()}_"
        url = (environment.get(f"{prefix}URL") or base_url) if manifest.has_address else ""
        wanted = {name: f"{prefix}{name.upper()}" for name in manifest.credentials}
        missing = [variable for variable in wanted.values() if not environment.get(variable)]
        if url is None:
            missing.insert(0, f"{prefix}URL")
        if url is None or missing:
            raise BadInput(f"The connector {manifest.name} needs these settings: {', '.join(missing)}.")
        credentials = {name: environment[variable] for name, variable in wanted.items()}
        address = _address(url, f"{prefix}URL") if manifest.has_address else ""
        return cls(manifest=manifest, base_url=address, credentials=credentials, budget=budget)


def _address(value: str, variable: str) -> str:
    try:
        url = urlsplit(value)
        # Reading the port is what checks it.
        usable = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0 and not url.query
        usable = usable and not url.fragment and not url.username
    except ValueError:
        usable = False
    if not usable:
        raise BadInput(f"{variable} must be an http or https address without a query.")
    return value.rstrip("/")
