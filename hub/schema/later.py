"""Types that are defined further on and known here by name only: the places where the graph closes a circle."""

from __future__ import annotations

from typing import Any, Final, Optional

from strawberry.types.lazy_type import LazyType

CITIZEN: Final[Any] = Optional[LazyType("Citizen", "hub.schema.citizen")]  # noqa: UP045 - an object, not a type
