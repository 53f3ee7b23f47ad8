"""The applicant's words beside the record: which persons a form names, and where both differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.console.base.texts import Pair, form_label, form_value

_NAMED: Final[Mapping[str, Pair]] = {
    "motherNik": ("Ibu", "Mother"),
    "fatherNik": ("Ayah", "Father"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A person that the form names by NIK; `name` is what the applicant wrote, if anything."""

    role: Pair
    nik: str
    name: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A person of the form and the record's row for her; `record` None when nothing is found."""

    person: Person
    record: Mapping[str, Any] | None

    @property
    def name_differs(self) -> bool:
        """Whether the name was written otherwise than in the record, apart from case and spaces."""
        recorded = (self.record or {}).get("fullName") or ""
        return bool(self.person.name and recorded) and _plain(self.person.name) != _plain(recorded)


def persons_of(form: Mapping[str, Any]) -> tuple[Person, ...]:
    """Everybody the form names by NIK, in the form's order."""
    return tuple(_persons(form, ("Pemohon", "Applicant")))


def _persons(form: Mapping[str, Any], role: Pair) -> Iterator[Person]:
    for key, value in form.items():
        if isinstance(value, Mapping):
            yield from _persons(value, form_label(key))
        elif isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, Mapping):
                    indonesian, english = form_label(key)
                    yield from _persons(item, (f"{indonesian} {number}", f"{english} {number}"))
        elif isinstance(value, str) and value and (key == "nik" or key.endswith("Nik")):
            yield Person(_NAMED.get(key, role), value, str(form.get("fullName") or "") if key == "nik" else "")


def sections_of(form: Mapping[str, Any]) -> tuple[tuple[Pair, tuple[tuple[Pair, str], ...]], ...]:
    """The form as titled lists of (label, value), in its own order; loose values come first."""
    loose = tuple((form_label(key), form_value(key, value)) for key, value in form.items() if _is_plain(value))
    sections = [(("Data umum", "General"), loose)] if loose else []
    for key, value in form.items():
        if isinstance(value, Mapping):
            sections.append((form_label(key), _lines(value)))
        elif isinstance(value, list):
            indonesian, english = form_label(key)
            items = [item for item in value if isinstance(item, Mapping)]
            sections += [((f"{indonesian} {n}", f"{english} {n}"), _lines(item)) for n, item in enumerate(items, 1)]
    return tuple(sections)


def _lines(values: Mapping[str, Any]) -> tuple[tuple[Pair, str], ...]:
    return tuple((form_label(key), form_value(key, value)) for key, value in values.items() if _is_plain(value))


def _is_plain(value: Any) -> bool:
    return not isinstance(value, Mapping | list)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
