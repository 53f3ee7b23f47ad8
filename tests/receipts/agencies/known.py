"""What the two agencies know, by NIK."""

from __future__ import annotations

from typing import Any, Final

from hub.core.citizen import Citizen

REGISTERED: Final[dict[str, Citizen]] = {}
IMMUNISED: Final[dict[str, tuple[Any, ...]]] = {}
