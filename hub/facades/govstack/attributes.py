"""What of the record a registry may show: how an attribute is asked of the graph, and read from its answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.errors import BadInput

Found = Mapping[str, Any]
_KNOWN: Final[Mapping[str, int]] = {"DAY": 10, "MONTH": 7, "YEAR": 4}
"""How much of a date is told, by its precision."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """`selects` are the fields of `Citizen` that it needs; `value` is None for what is not known, or not shown."""

    selects: tuple[str, ...]
    value: Callable[[Found], str | None]
    describes: str


def plain(name: str, describes: str) -> Attribute:
    return Attribute((name,), lambda found: found.get(name), describes)


def first_word(found: Found) -> str | None:
    return (found.get("fullName") or "").partition(" ")[0] or None


def other_words(found: Found) -> str | None:
    return (found.get("fullName") or "").partition(" ")[2] or None


def birth_date(found: Found) -> str | None:
    """As long as what is known of it."""
    told: str | None = found.get("birthDate")
    return told[: _KNOWN[found.get("birthDatePrecision") or "DAY"]] if told else None


def region_code(found: Found) -> str | None:
    return (found.get("address") or {}).get("regionCode")


NIK: Final = "nik"
DEED: Final = "birthDeedNumber"
FULL: Final = "fullName"
FIRST: Final = "firstName"
LAST: Final = "lastName"
ATTRIBUTES: Final[Mapping[str, Attribute]] = {
    NIK: plain("nik", "The number of the person (NIK)."),
    DEED: plain("birthDeedNumber", "The number of the birth deed."),
    FULL: plain("fullName", "The name, as the register writes it."),
    FIRST: Attribute(("fullName",), first_word, "The first word of the name. The register has one name."),
    LAST: Attribute(("fullName",), other_words, "The name without its first word. Who has one word has none."),
    "sex": plain("sex", "MALE or FEMALE."),
    "birthDate": Attribute(("birthDate", "birthDatePrecision"), birth_date, "As much of it as is known."),
    "birthPlace": plain("birthPlace", "The place of birth, as the register writes it."),
    "maritalStatus": plain("maritalStatus", "See the code list of the graph."),
    "vitalStatus": plain("vitalStatus", "See the code list of the graph."),
    "regionCode": Attribute(("address { regionCode }",), region_code, "The village of the address, by its code."),
}
"""By the names that a declaration has for them. All of them are texts."""


def selection(attributes: Collection[str]) -> str:
    """The fields that these attributes need, each once: what a registry does not show is not asked for."""
    return " ".join(sorted({select for each in attributes for select in ATTRIBUTES[each].selects}))


def check_fields(fields: Mapping[str, Any]) -> None:
    """Raises BadInput for a declaration that cannot be answered."""
    if not fields:
        raise BadInput("The declaration names no fields.", path="fields")
    for name, attribute in fields.items():
        if not name.isidentifier():
            raise BadInput("A field's name has letters, digits and _ only.", path=f"fields.{name}")
        if attribute not in ATTRIBUTES:
            raise BadInput(f"There is no such attribute. There are: {', '.join(ATTRIBUTES)}.", path=f"fields.{name}")
