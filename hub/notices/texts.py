"""The texts of notices, from templates/{id,en}.toml: read once, and found wrong at once.

A template has named values and nothing else: no attributes, indexes, conversions or formats, so a value can only ever
stand where it is put.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Final

from hub.core.errors import BadInput
from hub.core.notices import APPOINTMENT, BY_CLOCK, REMINDER, TEMPLATES, VISIT, Medium
from hub.notices.gsm import parts

FOLDER: Final = Path(__file__).parent / "templates"
LANGUAGES: Final = ("id", "en")
NAMES: Final = (*dict.fromkeys(TEMPLATES.values()), APPOINTMENT, *BY_CLOCK.values())
"""All templates."""
_FIELDS: Final = ("sms", "whatsapp", "subject", "body")
_OPTIONAL: Final = ("ground", "reason", "todo", "due", "bring")
"""Sentences that are left out where there is no value. To make an SMS one part they go in this order."""
_ALWAYS: Final = frozenset({"number", "service", "link", "office"})
_FURTHER: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"due"}),
    "needs-correction": frozenset({"count", "todo"}),
    "complete": frozenset({"due"}),
    "resumed": frozenset({"due"}),
    "delayed": frozenset({"reason"}),
    "refused": frozenset({"ground", "reason"}),
    APPOINTMENT: frozenset({"when", "place"}),
    REMINDER: frozenset({"when", "place", "bring"}),
    VISIT: frozenset({"when", "place"}),
}
_NOT_ON_A_PHONE: Final = frozenset({"ground", "reason"})
"""An officer's own words may tell of somebody, and so may the ground of a refusal; a message on a phone is read by the
family."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_GAPS: Final = re.compile(r"[ \t]{2,}")
_SPACE_AT_END: Final = re.compile(r"[ \t]+(?=\n|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a notice is about. `fields` are further values by name; one that is missing or empty is left out."""

    template: str
    service_name: str
    number: str
    service: str
    link: str
    office: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's subject and text."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The templates of one language."""

    language: str
    opening: Mapping[str, str]
    sentences: Mapping[str, str]
    around: Mapping[str, str]
    templates: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, language: str, folder: Path = FOLDER) -> Texts:
        """Raises BadInput with every problem of the file in a sentence."""
        read = _read(folder / f"{language}.toml")
        problems = list(problems_of(read))
        if problems:
            raise BadInput(f"The templates of notices ({language}.toml) cannot be used: {' '.join(problems)}")
        texts = {name: read[name] for name in NAMES}
        return cls(language, read["opening"], read["sentences"], read["mail"], texts)

    def message(self, medium: Medium, values: Values) -> str:
        """The text for a phone. An SMS is kept to one part where leaving out a sentence can do that."""
        given = self._given(values, without=_NOT_ON_A_PHONE)
        template = self.templates[values.template]["sms" if medium is Medium.SMS else "whatsapp"]
        text = self._opened(values, template.format_map(given))
        for name in _OPTIONAL:
            if medium is not Medium.SMS or parts(text) == 1:
                break
            given[name] = ""
            text = self._opened(values, template.format_map(given))
        return text

    def mail(self, values: Values) -> Mail:
        """Subject and body. The subject is one line whatever the values hold."""
        given = self._given(values)
        template = self.templates[values.template]
        opened = self._opened(values, template["body"].format_map(given))
        closing = self.around["closing"].format_map(given)
        body = f"{self.around['greeting']}\n\n{opened}\n\n{closing.strip()}"
        return Mail(_one_line(template["subject"].format_map(given)), body)

    def _given(self, values: Values, without: Iterable[str] = ()) -> dict[str, str]:
        plain = {"number": values.number, "service": values.service, "link": values.link, "office": values.office}
        given = {name: _one_line(value) for name, value in {**plain, **values.fields}.items()}
        for name in _OPTIONAL:
            value = "" if name in without else given.get(name, "")
            given[name] = self.sentences[name].format(value=value) if value else ""
        return given

    def _opened(self, values: Values, text: str) -> str:
        return _tidy(f"{self.opening.get(values.service_name, '')} {text}")


def problems_of(read: Mapping[str, object], services: Iterable[str] | None = None) -> Iterator[str]:
    """What is wrong with a file of templates, each as a sentence. With `services` also openings for none of them."""
    for section, names in (("opening", ()), ("sentences", _OPTIONAL), ("mail", ("greeting", "closing"))):
        yield from _texts(read.get(section), section, names)
    for name in NAMES:
        found = read.get(name)
        yield from _texts(found, name, _FIELDS)
        if isinstance(found, dict):
            for field, text in found.items():
                yield from _template(name, field, text)
    for name in sorted(read.keys() - {*NAMES, "opening", "sentences", "mail"}):
        yield f"[{name}] is no notice."
    opening = read.get("opening")
    if services is not None and isinstance(opening, dict):
        yield from (f"opening.{name} names no service." for name in sorted(opening.keys() - set(services)))


def file_problems(services: Iterable[str], folder: Path = FOLDER) -> Iterator[tuple[str, str]]:
    """What is wrong with the files: (file, sentence)."""
    known = list(services)
    for language in LANGUAGES:
        try:
            read = _read(folder / f"{language}.toml")
        except BadInput as error:
            yield f"{language}.toml", error.message
            continue
        yield from ((f"{language}.toml", problem) for problem in problems_of(read, known))


def _read(path: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"The templates of notices cannot be read: {path.name} ({type(error).__name__}).") from error


def _texts(found: object, section: str, names: Iterable[str]) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"[{section}] is missing."
        return
    yield from (f"{section}.{name} is missing." for name in names if not found.get(name))
    yield from (f"{section}.{name} is no text." for name, text in found.items() if not isinstance(text, str))


def _template(name: str, field: str, text: object) -> Iterator[str]:
    if field not in _FIELDS:
        yield f"{name}.{field} is not used."
    if not isinstance(text, str):
        return
    allowed = _ALWAYS | _FURTHER.get(name, frozenset())
    if field in {"sms", "whatsapp"}:
        allowed -= _NOT_ON_A_PHONE
    try:
        places = [place for place in Formatter().parse(text) if place[1] is not None]
    except ValueError:
        yield f"{name}.{field} has a brace too many or too few."
        return
    for _, value, form, conversion in places:
        if value not in allowed or form or conversion:
            yield f"{name}.{field} has {{{value}}}, which it is not given."
    if "number" not in {place[1] for place in places}:
        yield f"{name}.{field} does not name the application's {{number}}."


def _one_line(text: str) -> str:
    return _tidy(_CONTROL.sub(" ", text))


def _tidy(text: str) -> str:
    return _SPACE_AT_END.sub("", _GAPS.sub(" ", text)).strip()
