"""Whether each field of the form can be used as it stands, without looking at the record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.errors import BadInput
from hub.core.identifiers import parse_family_card_number, parse_nik
from hub.core.service import Finding
from hub.services.birth_certificate.findings import blocking

TEXT_MOST_LETTERS: Final = 200
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_RANGES: Final = {
    "birthOrder": (1, 30, "birth_order"),
    "weightGrams": (100, 9000, "weight"),
    "lengthCm": (10, 80, "length"),
}


def check_form(form: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings on single fields; all of them refuse the input."""
    yield from _texts(form, "")
    yield from _filled(form)
    yield from _child(form["child"])
    yield from _numbers(form)
    yield from _contact(form["reporter"])


def _texts(value: Any, path: str) -> Iterator[Finding]:
    """Control characters (a NUL byte cannot be stored at all) and texts that are no answer any more."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}.{at}")
    elif isinstance(value, str) and not _usable(value):
        yield blocking("text_unusable", path, most=str(TEXT_MOST_LETTERS))


def _usable(text: str) -> bool:
    return len(text) <= TEXT_MOST_LETTERS and not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} for c in text)


def _filled(form: Mapping[str, Any]) -> Iterator[Finding]:
    child, reporter = form["child"], form["reporter"]
    texts = {
        "child.fullName": child["fullName"],
        "child.birthPlace": child["birthPlace"],
        "reporter.fullName": reporter["fullName"],
    }
    texts |= {f"witnesses.{at}.fullName": witness["fullName"] for at, witness in enumerate(form["witnesses"])}
    for path, text in texts.items():
        if not text.strip():
            yield blocking("text_empty", path)


def _child(child: Mapping[str, Any]) -> Iterator[Finding]:
    if not _latin(child["fullName"]):
        yield blocking("name_script", "child.fullName")
    time = child.get("birthTime")
    if time and not _TIME.fullmatch(time):
        yield blocking("birth_time", "child.birthTime")
    for name, (least, most, key) in _RANGES.items():
        value = child.get(name)
        if value is not None and not least <= value <= most:
            yield blocking(key, f"child.{name}")


def _latin(text: str) -> bool:
    """A deed is written in Latin script (Permendagri 73/2022 art. 5(1))."""
    return all(unicodedata.name(letter, "").startswith("LATIN ") for letter in text if letter.isalpha())


def _numbers(form: Mapping[str, Any]) -> Iterator[Finding]:
    niks = {"motherNik": form["motherNik"], "reporter.nik": form["reporter"]["nik"]}
    if form.get("fatherNik"):
        niks["fatherNik"] = form["fatherNik"]
    niks |= {f"witnesses.{at}.nik": witness["nik"] for at, witness in enumerate(form["witnesses"])}
    for path, nik in niks.items():
        if not is_nik(nik):
            yield blocking("nik_form", path)
    try:
        parse_family_card_number(form["familyCardNumber"])
    except BadInput:
        yield blocking("family_card_form", "familyCardNumber")


def is_nik(value: str) -> bool:
    """Whether a text has the form of a NIK."""
    try:
        parse_nik(value)
    except BadInput:
        return False
    return True


def _contact(reporter: Mapping[str, Any]) -> Iterator[Finding]:
    phone, email = reporter.get("phone"), reporter.get("email")
    if not phone and not email:
        yield blocking("contact_missing", "reporter.phone")
    if phone and not _callable(phone):
        yield blocking("phone", "reporter.phone")
    if email and not _EMAIL.fullmatch(email):
        yield blocking("email", "reporter.email")


def _callable(phone: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - its tables are large, and needed only with an application

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(phone, "ID"))
    except phonenumbers.NumberParseException:
        return False
