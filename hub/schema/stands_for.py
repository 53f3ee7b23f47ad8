"""A type of the graph stands for a core class: resolvers give core objects, and the graph knows them by this."""

from __future__ import annotations

from typing import ClassVar


class StandsFor:
    """Mixin of types that implement an interface: `stands_for` is the class whose objects they are."""

    stands_for: ClassVar[type]

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether an object is one of this type."""
        return isinstance(value, cls.stands_for)
