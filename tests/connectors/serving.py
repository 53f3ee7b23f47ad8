"""Settings of the hub's own connectors, for their tests. Servers and clocks are those of the contract suite."""

from __future__ import annotations

import dataclasses
from typing import Any

from hub.exchange import ConnectorSettings, read_manifest
from hub.exchange.contract.serving import NOW, Asked, Canned, Clock, served

__all__ = ["CREDENTIALS", "NOW", "Asked", "Canned", "Clock", "served", "settings"]

CREDENTIALS = {
    "population": {
        "path": "bangka",
        "agency_id": "1901",
        "user_id": "SATU_CONTOH",
        "password": "contoh-bukan-rahasia",
        "ip_user": "10.19.1.10",
    },
    "health": {"client_id": "satu-contoh", "client_secret": "contoh-bukan-rahasia"},
    "licensing": {"user_key": "contoh-bukan-rahasia", "username": "OSS-CONTOH", "password": "contoh-bukan-rahasia"},
    "insurance": {"cons_id": "90001", "secret": "contoh-bukan-rahasia", "user_key": "contoh-bukan-rahasia"},
}


def settings(name: str, base_url: str, *, timeout_seconds: float = 5.0, **manifest: Any) -> ConnectorSettings:
    """Settings of a real connector with other limits."""
    declared = read_manifest(f"hub.connectors.{name}")
    changed = dataclasses.replace(declared, timeout_seconds=timeout_seconds, **manifest)
    return ConnectorSettings(manifest=changed, base_url=base_url, credentials=CREDENTIALS[name])
