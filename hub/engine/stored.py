"""The types in which a statement reads the attributes of stored copies."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

from hub.core.attributes import declared
from hub.core.facet import Facet
from hub.engine.compiled import Refused


def stored_types(facet: Facet[Any]) -> Mapping[str, type]:
    """The Python type of each attribute of the facet's items, as the store reads it. Raises Refused."""
    return {one.name: _stored(one.type, facet, one.name) for one in declared(facet.item)}


def _stored(hint: Any, facet: Facet[Any], name: str) -> type:
    parts = [part for part in get_args(hint) if part is not type(None)] if _is_union(hint) else [hint]
    inner = parts[0]
    origin = get_origin(inner) or inner
    if len(parts) == 1 and isinstance(origin, type) and get_args(inner) in ((), (str, ...)):
        return origin
    raise Refused(f"`{name}` of the facet {facet.name} has a type that no statement reads")


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in {Union, types.UnionType}
