"""An agreement in its written form: one TOML file, as it stands in policies/agreements/.

Read strictly: what is not known here, or is missing, is an error that names its place, so that a misspelt word never
leaves out what it was meant to forbid. Whether the data exist that it names is asked in `hub.core.agreement_rules`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.purpose import Purpose

T = TypeVar("T")
_PARTIES: Final = frozenset({"provider", "recipient"})
_NEEDED: Final = frozenset(
    {
        "id",
        "number",
        "title",
        "parties",
        "legal_basis",
        "purposes",
        "categories",
        "region",
        "daily_quota",
        "starts_on",
        "ends_on",
        "keep_days",
    }
)
_MORE: Final = frozenset({"fields", "masked", "disclosure_delay_days"})


def read_agreement(text: str, tenant: str) -> Agreement:
    """The agreement of a file's text. Raises BadInput, whose `path` is the key that is wrong."""
    given = _parsed(text)
    _check_keys(given, _NEEDED, _NEEDED | _MORE, "")
    parties = _of_type(given, "parties", dict, "a table with provider and recipient")
    _check_keys(parties, _PARTIES, _PARTIES, "parties.")
    return Agreement(
        tenant=tenant,
        id=_text(given, "id"),
        number=_text(given, "number"),
        title=_text(given, "title"),
        provider=_text(parties, "provider", "parties.provider"),
        recipient=_text(parties, "recipient", "parties.recipient"),
        legal_basis=_texts(given, "legal_basis", least=1),
        purposes=_words(given, "purposes", Purpose, "PUBLIC_SERVICE"),
        categories=_words(given, "categories", Category, "population"),
        fields=frozenset(_texts(given, "fields")),
        masked=frozenset(_texts(given, "masked")),
        region=_text(given, "region"),
        daily_quota=_number(given, "daily_quota", least=1),
        starts_on=_day(given, "starts_on"),
        ends_on=_last_day(given),
        keep_days=_number(given, "keep_days"),
        disclosure_delay_days=_number(given, "disclosure_delay_days"),
    )


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is no TOML: {error}. Correct the file and read it again.") from error


def _check_keys(given: Mapping[str, Any], needed: Iterable[str], known: frozenset[str], above: str) -> None:
    for key in sorted(given.keys() - known):
        raise BadInput(
            f"Nothing is called {key} in an agreement. Known are: {', '.join(sorted(known))}.", path=f"{above}{key}"
        )
    for key in sorted(set(needed) - given.keys()):
        raise BadInput("This has to be there, and is not.", path=f"{above}{key}")


def _of_type(given: Mapping[str, Any], key: str, kind: type[T], what: str, path: str = "") -> T:
    value = given[key]
    # A truth value is a number to Python, and a moment is a day.
    if type(value) is not kind:
        raise BadInput(f"Write {what}.", path=path or key)
    return value


def _text(given: Mapping[str, Any], key: str, path: str = "") -> str:
    text = _of_type(given, key, str, "a text in quotes", path)
    if not text.strip():
        raise BadInput("Write what the paper says; it may not be empty.", path=path or key)
    return text


def _texts(given: Mapping[str, Any], key: str, least: int = 0) -> tuple[str, ...]:
    found = _of_type(given, key, list, "a list of texts") if key in given else []
    if not all(isinstance(one, str) and one.strip() for one in found):
        raise BadInput("Write a list of texts, none of them empty.", path=key)
    if len(found) < least:
        raise BadInput("Name at least one.", path=key)
    if len(set(found)) < len(found):
        raise BadInput("Name each only once.", path=key)
    return tuple(found)


def _words(given: Mapping[str, Any], key: str, made: Callable[[str], T], example: str) -> frozenset[T]:
    found = []
    for word in _texts(given, key, least=1):
        try:
            found.append(made(word))
        except ValueError:
            raise BadInput(f"There is no {word!r} here. Write it as in {example!r}.", path=key) from None
    return frozenset(found)


def _number(given: Mapping[str, Any], key: str, least: int = 0) -> int:
    number = _of_type(given, key, int, "a whole number") if key in given else 0
    if number < least:
        raise BadInput(f"Write a whole number, {least} or more.", path=key)
    return number


def _day(given: Mapping[str, Any], key: str) -> dt.date:
    return _of_type(given, key, dt.date, "a day as 2026-01-31, without quotes")


def _last_day(given: Mapping[str, Any]) -> dt.date:
    last = _day(given, "ends_on")
    if last < _day(given, "starts_on"):
        raise BadInput("The agreement ends before it begins. Check both dates.", path="ends_on")
    return last
