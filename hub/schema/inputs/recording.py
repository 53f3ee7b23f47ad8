"""Inputs by which agencies write their facets: made from the facets' declarations, not written here."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import strawberry

from hub.core.attributes import Declared, declared
from hub.core.facet import Facet
from hub.schema.attributes import graph_type
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.person_said import PersonSaidInput
from hub.schema.scalars import NIK

_AS_OF: Final = "When your agency knew it; now, if left out. Older than what the record holds is a CONFLICT."
_VERSION: Final = "Version of the person that the caller looked at; a newer one is a CONFLICT."
_PERSON: Final = "What your agency knows of the person herself; where the record says otherwise, a discrepancy opens."
_COMPLETE: Final = "These are all that your agency has of the person: whatever else is held is dropped."


def recording_input(facet: Facet[Any]) -> type:
    """`RecordLicenceInput`: the key, the person, and the items in a member that has the facet's name."""
    assert facet.written is not None
    item = _item_input(facet)
    annotations: dict[str, Any] = {
        "nik": NIK,
        facet.name: list[item] if facet.many else item,  # type: ignore[valid-type]  # made when it runs
        "as_of": dt.datetime | None,
        "expected_version": int | None,
        "person": PersonSaidInput | None,
    }
    fields: dict[str, Any] = {
        "as_of": strawberry.field(description=_AS_OF),
        "expected_version": strawberry.field(description=_VERSION),
        "person": strawberry.field(description=_PERSON),
    }
    if facet.many:
        annotations["complete"] = bool
        fields["complete"] = strawberry.field(description=_COMPLETE, default=False)
    name = "".join(word.capitalize() for word in facet.written.mutation.split("_"))
    made = _class(f"{name}Input", (Keyed,), annotations, fields)
    return strawberry.input(made, description=f"What `{facet.agency}` says: {facet.description}")


def _item_input(facet: Facet[Any]) -> type:
    """The facet's item as an input: the same attributes, each may be left out."""
    attributes = declared(facet.item)
    annotations = {one.name: graph_type(one.type, {}) | None for one in attributes}
    made = _class(f"{facet.item.__name__}Input", (), annotations, {one.name: _member(one) for one in attributes})
    return strawberry.input(made, description=(facet.item.__doc__ or "").strip().partition("\n")[0] or None)


def _member(one: Declared) -> Any:
    return strawberry.field(description=one.attr.description)


def _class(name: str, bases: tuple[type, ...], annotations: dict[str, Any], fields: dict[str, Any]) -> type:
    return type(name, bases, {"__annotations__": annotations, "__module__": __name__, **fields})
