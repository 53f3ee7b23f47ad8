"""The emulator in a connector's folder: found by its name, as the connector itself is."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from hub.exchange.discovery import ConnectorPlugin


@dataclass(frozen=True, slots=True)
class Emulator:
    """An emulator: `module` has `create(folder, clock)`, and `ACCOUNT` or `prepare(base_url, folder)`.

    ACCOUNT are the credentials it accepts; `prepare` writes files that a hub needs to use it, and gives credentials.
    """

    name: str
    module: Any

    @classmethod
    def of(cls, plugin: ConnectorPlugin) -> Self | None:
        """The emulator of an agency, or None where its folder has none."""
        return cls(plugin.name, importlib.import_module(f"{plugin.package}.emulator")) if has_emulator(plugin) else None

    def account(self, base_url: str, folder: Path) -> Mapping[str, str]:
        """The connector's credentials for this emulator at `base_url`, whose data lie in `folder`."""
        prepare = getattr(self.module, "prepare", None)
        account: Mapping[str, str] = self.module.ACCOUNT if prepare is None else prepare(base_url, folder)
        return account


def has_emulator(plugin: ConnectorPlugin) -> bool:
    """Whether there is one; it is not loaded."""
    return importlib.util.find_spec(f"{plugin.package}.emulator") is not None
