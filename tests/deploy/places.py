"""Where the deployment's files lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
COMPOSE: Final = ROOT / "compose.yaml"
EXAMPLE: Final = ROOT / "deploy" / "example.env"
REALM: Final = ROOT / "deploy" / "keycloak" / "satu-realm.json"
