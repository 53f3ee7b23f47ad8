"""Keys in arguments, by the resolvers' own rules: NIKs, a node's id, and what a federation gateway names."""

from __future__ import annotations

import uuid
from typing import Any

from hub.core.held import Found, Keys, Way
from hub.core.identifiers import parse_uuid
from hub.engine.binding import Coerce, Unbindable, at_most, required
from hub.resolvers import citizens, nodes


def key_of(found: Found) -> Coerce:
    """How the key or keys of a root are read; see `argument_of`."""
    if found.way is Way.CITIZENS:
        return at_most(citizens.LARGEST_LIST)
    if found.way is Way.ENTITIES:
        return entities
    return node_of(found.type_name) if found.way is Way.NODE else required


def node_of(wanted: str | None) -> Coerce:
    """The id of a node of the type `wanted`. Raises Unbindable for one of another type, BadInput for what is no id."""

    def key(value: Any) -> uuid.UUID:
        type_name, text = nodes.named(value)
        if type_name != wanted:
            raise Unbindable
        return parse_uuid(text)

    return key


def entities(representations: list[Any]) -> Keys:
    """The persons whom a gateway names, in its order. Raises BadInput, also where only one of them cannot be read."""
    citizens.check_representations(representations)
    found = [citizens.key_of(one) for one in representations]
    return Keys(
        tuple(key if isinstance(key, str) else None for key in found),
        tuple(key if isinstance(key, uuid.UUID) else None for key in found),
    )
