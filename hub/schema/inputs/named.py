"""Each mutation has an input type of its own name, so that one can grow without the others."""

from __future__ import annotations

import strawberry


def named(name: str, base: type) -> type:
    """An input with the fields of `base` under its own name."""
    description = vars(base)["__strawberry_definition__"].description
    made: type = strawberry.input(type(name, (base,), {"__annotations__": {}}), name=name, description=description)
    return made
