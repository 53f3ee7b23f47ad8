"""The applicant's words beside the record: which persons a form names, and where both differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.console.base.texts import code_label, form_label, form_value
from hub.console.intake.form.texts import group
from hub.core.texts import Pair, say

Fields = Sequence[Mapping[str, Any]]
"""The fields that a service declares: path, label, labelEn, codes, person."""
Declared = Mapping[str, Mapping[str, Any]]
Section = tuple[Pair, tuple[tuple[Pair, str], ...]]
_NAMED: Final[Mapping[str, Pair]] = {
    "motherNik": say("Ibu"),
    "fatherNik": say("Ayah"),
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


def persons_of(form: Mapping[str, Any], fields: Fields = ()) -> tuple[Person, ...]:
    """Everybody the form names by NIK, in the form's order; who she is of it, the service's definition says."""
    roles = {one["path"]: group(one["person"]) for one in fields if one.get("person")}
    return tuple(_persons(form, say("Pemohon"), roles))


def _persons(form: Mapping[str, Any], role: Pair, roles: Mapping[str, Pair], path: str = "") -> Iterator[Person]:
    for key, value in form.items():
        at = f"{path}{key}"
        if isinstance(value, Mapping):
            yield from _persons(value, group(key), roles, f"{at}.")
        elif isinstance(value, list):
            for number, item in enumerate(value, 1):
                if isinstance(item, Mapping):
                    yield from _persons(item, _numbered(key, number), {}, f"{at}.")
        elif isinstance(value, str) and value and (key == "nik" or key.endswith("Nik")):
            name = str(form.get("fullName") or "") if key == "nik" else ""
            yield Person(_NAMED.get(key) or roles.get(at, role), value, name)


def sections_of(form: Mapping[str, Any], fields: Fields = ()) -> tuple[Section, ...]:
    """The form as titled lists of (label, value), in its own order; loose values come first. Labels and code lists are
    those that the service declares for its form."""
    declared = {one["path"]: one for one in fields}
    loose = tuple(_line(declared, key, value) for key, value in form.items() if _is_plain(value))
    general = [(say("Data umum"), loose)] if loose else []
    return (*general, *_sections(declared, form, ""))


def _sections(declared: Declared, values: Mapping[str, Any], path: str) -> Iterator[Section]:
    """Those of parts and lists, and below them those of theirs."""
    for key, value in values.items():
        at = f"{path}{key}"
        titled = [(group(key), value)] if isinstance(value, Mapping) else []
        if isinstance(value, list):
            titled = [(_numbered(key, n), item) for n, item in enumerate(value, 1) if isinstance(item, Mapping)]
        for title, part in titled:
            lines = tuple(_line(declared, f"{at}.{name}", one) for name, one in part.items() if _is_plain(one))
            yield from [(title, lines)] if lines else []
            yield from _sections(declared, part, f"{at}.")


def _line(declared: Declared, path: str, value: Any) -> tuple[Pair, str]:
    key, field = path.rpartition(".")[2], declared.get(path) or {}
    label = (field["label"], field["labelEn"]) if field else form_label(key)
    coded = code_label(field["codes"], value) if field.get("codes") and isinstance(value, str) else ""
    return label, coded or form_value(key, value)


def _numbered(key: str, number: int) -> Pair:
    indonesian, english = group(key)
    return f"{indonesian} {number}", f"{english} {number}"


def _is_plain(value: Any) -> bool:
    return not isinstance(value, Mapping | list)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
