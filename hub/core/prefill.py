"""What a form takes from the record instead of asking for it: which attributes, and the operation that reads them.

There is no reading of its own for forms: a frontend runs the operation with its own token, and the hub scopes, masks
and receipts it like any other (docs/adr/0033).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.attributes import camel, declared
from hub.core.citizen import Citizen
from hub.core.definition import FormField

_PARTS: Final[Mapping[str, str]] = {
    "address": "address { line rt rw village district regency province postalCode }",
    "mother": "mother { fullName nik }",
    "father": "father { fullName nik }",
    "familyCard": "familyCard { number }",
}
ATTRIBUTES: Final[frozenset[str]] = frozenset({*(camel(one.name) for one in declared(Citizen)), *_PARTS})
"""What of a person a form may be filled from, as the graph names it."""


def attributes_of(person: str, fields: Sequence[FormField]) -> tuple[str, ...]:
    """What is read of a person of the form: what is shown of her, and what fills other fields in."""
    shown = (name for field in fields if field.person == person for name in field.shows)
    filling = (field.prefilled_from.partition(".") for field in fields)
    filled = (name for owner, _, name in filling if owner == person)
    return tuple(dict.fromkeys([*shown, *filled]))


def operation(person: str, fields: Sequence[FormField]) -> str | None:
    """The operation that reads these of one person by her NIK, with source and date of each; None without any."""
    attributes = [name for name in attributes_of(person, fields) if name != "nik"]
    if not attributes:
        return None
    # Of the family card, which is no attribute of hers, `sources` says how old it is.
    owned = [name for name in attributes if name != "familyCard"]
    told = [f'{name}From: provenance(attribute: "{name}") {{ agency asOf }}' for name in owned]
    selected = " ".join([*(_PARTS.get(name, name) for name in attributes), *told, "sources { agency state asOf }"])
    return f"query Prefill($nik: NIK!) {{ citizen(nik: $nik) {{ nik {selected} }} }}"
