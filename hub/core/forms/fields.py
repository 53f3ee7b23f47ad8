"""Whether each field of a form can be used as it stands, without looking at the record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.contact import e164, is_email
from hub.core.definition import is_remote
from hub.core.errors import BadInput
from hub.core.forms.sentences import Sentences
from hub.core.identifiers import parse_family_card_number, parse_nik
from hub.core.service import Finding

TEXT_MOST_LETTERS: Final = 200
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def usable_texts(say: Sentences, value: Any, path: str = "") -> Iterator[Finding]:
    """Control characters (a NUL byte cannot be stored at all) and texts that are no answer any more, anywhere in it."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from usable_texts(say, item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from usable_texts(say, item, f"{path}.{at}")
    elif isinstance(value, str) and not _usable(value):
        yield say.blocking("text_unusable", path, most=str(TEXT_MOST_LETTERS))


def _usable(text: str) -> bool:
    return len(text) <= TEXT_MOST_LETTERS and not any(unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} for c in text)


def filled(say: Sentences, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Texts by path that must not be empty."""
    for path, text in texts.items():
        if not text.strip():
            yield say.blocking("text_empty", path)


def latin(text: str) -> bool:
    """A deed is written in Latin script (Permendagri 73/2022 art. 5(1))."""
    return all(unicodedata.name(letter, "").startswith("LATIN ") for letter in text if letter.isalpha())


def niks(say: Sentences, numbers: Mapping[str, str]) -> Iterator[Finding]:
    """NIKs by path."""
    for path, nik in numbers.items():
        if not is_nik(nik):
            yield say.blocking("nik_form", path)


def is_nik(value: str) -> bool:
    """Whether a text has the form of a NIK."""
    try:
        parse_nik(value)
    except BadInput:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether this is a time of day such as `07:30`."""
    return _TIME.fullmatch(text) is not None


def family_card(say: Sentences, path: str, number: str) -> Iterator[Finding]:
    """A number of a family card."""
    try:
        parse_family_card_number(number)
    except BadInput:
        yield say.blocking("family_card_form", path)


def contact(say: Sentences, reporter: Mapping[str, Any], channel: str, path: str = "reporter") -> Iterator[Finding]:
    """Whoever hands in can be reached by phone or by e-mail; a family's phone will do.

    Who stands before an officer or a helper goes home with a slip: nobody is turned away for having no phone.
    """
    finding = say.blocking if is_remote(channel) else say.warning
    phone, email = reporter.get("phone"), reporter.get("email")
    if not phone and not email:
        yield finding("contact_missing", f"{path}.phone")
    if phone and e164(phone) is None:
        yield finding("phone", f"{path}.phone")
    if email and not is_email(email):
        yield finding("email", f"{path}.email")
