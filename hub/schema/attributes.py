"""Fields made from the declared attributes of core dataclasses: declared once there, published here."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final, Union, get_args, get_origin

from hub.core.attributes import Declared, declared
from hub.core.held import Column, Declaration
from hub.schema.declare import field
from hub.schema.enums import registered

_PLAIN: Final = (str, int, float, bool, dt.date, dt.datetime)


def with_attributes(
    core: type,
    scope: str,
    *,
    types_of: Mapping[type, Any] | None = None,
    named: Mapping[str, Any] | None = None,
    held: Mapping[str, Declaration] | None = None,
) -> Callable[[type], type]:
    """Puts a field for each declared attribute of `core` before the fields of a class; every one is nullable.

    `types_of` maps core classes to types of the graph; `named` gives the type of single attributes; `held` says where
    the record holds those that are no column of their own.
    """

    def decorate(cls: type) -> type:
        own = dict(vars(cls).get("__annotations__", {}))
        annotations: dict[str, Any] = {}
        for one in declared(core):
            type_ = (named or {}).get(one.name) or graph_type(one.type, types_of or {})
            annotations[one.name] = type_ | None
            setattr(cls, one.name, _field(one, scope, (held or {}).get(one.name, Column(one.name))))
        cls.__annotations__ = {**annotations, **own}
        return cls

    return decorate


def graph_type(hint: Any, types_of: Mapping[type, Any]) -> Any:
    """The type of the graph for a core annotation, without its nullability. Raises TypeError for an unknown one."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        (inner,) = (part for part in parts if part is not type(None))
        return graph_type(inner, types_of)
    if origin is tuple:
        return list[graph_type(parts[0], types_of)]  # type: ignore[misc]  # made when it runs, from the declaration
    if hint in types_of:
        return types_of[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return registered(hint)
    if hint in _PLAIN:
        return hint
    raise TypeError(f"An attribute of the type {hint!r} has no place in the graph yet.")


def _field(one: Declared, scope: str, held: Declaration) -> Any:
    attr = one.attr
    return field(
        scope=scope, category=attr.category, description=attr.description, held=held, sensitivity=attr.sensitivity
    )
