"""What pages say, in two languages: Indonesian is written where it is said, English stands in hub/locale.

A catalogue is a file of gettext, read once and without any program: `hub/locale/en/LC_MESSAGES/satu.po`. The Indonesian
text is its own key; `hub/locale/id` holds what has no English of its own. An office may lay a folder of its own over
them (`HUB_LOCALE`, with the same files below it) for the sentences that it wants to say otherwise. A plugin's words are
in its own folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final

Pair = tuple[str, str]
"""(Indonesian, English)."""
Key = tuple[str, str]
"""(context, Indonesian text). The context is empty but where one Indonesian text has two English ones."""
LOCALE: Final = Path(__file__).parents[1] / "locale"
LANGUAGES: Final = ("id", "en")
FILE: Final = Path("LC_MESSAGES") / "satu.po"
_LINE: Final = re.compile(r'^(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s+)?(".*")$')


@dataclass(frozen=True, slots=True)
class Words:
    """One language: key -> its forms, of which there are two where English has one for one and one for many."""

    forms: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    def of(self, key: Key, count: int = 1) -> str:
        """The text for a key; where there is none, the key's own text."""
        known = self.forms.get(key)
        return known[0 if count == 1 else -1] if known else key[1]


def say(text: str, /, *, context: str = "", **values: str | int | Pair) -> Pair:
    """A text in both languages. Values go where their names stand; a pair gives each language its own."""
    return formed(template(text, context), values)


def counted(text: str, count: int, /) -> Pair:
    """A text with a number at `{count}`, in the form that the number asks for."""
    indonesian, english = _catalogues()
    key = ("", text)
    return indonesian.of(key, count).format(count=count), english.of(key, count).format(count=count)


def indonesian(text: str, /) -> str:
    """A text that stands beside an English sentence of the hub's own answer, and so has no other English."""
    return _catalogues()[0].of(("", text))


def template(text: str, context: str = "") -> Pair:
    """A text in both languages, its values not yet filled in."""
    indonesian, english = _catalogues()
    return indonesian.of((context, text)), english.of((context, text))


def formed(pair: Pair, values: Mapping[str, str | int | Pair]) -> Pair:
    """Both texts with their values."""
    if not values:
        return pair
    first, second = (
        {name: value[at] if isinstance(value, tuple) else value for name, value in values.items()} for at in (0, 1)
    )
    return pair[0].format_map(first), pair[1].format_map(second)


def read(text: str) -> Words:
    """A catalogue from the text of its file. What is not translated yet is left out."""
    forms: dict[Key, tuple[str, ...]] = {}
    for entry in re.split(r"\n\s*\n", text):
        found = dict(_parts(entry))
        said = tuple(found[name] for name in sorted(found) if name.startswith("msgstr"))
        if found.get("msgid") and all(said):
            forms[found.get("msgctxt", ""), found["msgid"]] = said
    return Words(forms)


def places(text: str) -> frozenset[str]:
    """The names at which a text takes values."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def fills_plainly(text: str) -> bool:
    """Whether values stand in a text as they are: a width of its own could make a page as long as it likes."""
    return not any(form or conversion for _, _, form, conversion in Formatter().parse(text))


def problems_of(words: Words, known: Words, file: str) -> Iterator[str]:
    """What is wrong with an office's own words: a text that nobody says, or a place that it does not have."""
    for (context, text), said in words.forms.items():
        if (context, text) not in known.forms:
            yield f"{file}: nothing says {text!r}."
        elif any(places(one) - places(text) for one in said):
            yield f"{file}: {text!r} has no place for what its new wording names."
        elif not all(map(fills_plainly, said)):
            yield f"{file}: the new wording of {text!r} forms a value; write its name alone in the braces."


def overlaid(known: tuple[Words, Words], folder: Path) -> tuple[Words, Words]:
    """(Indonesian, English), with an office's own words over them; raises ValueError with all that is wrong there."""
    own = _both(folder)
    all_known = Words({**known[0].forms, **known[1].forms})
    problems = [
        problem
        for language, words in zip(LANGUAGES, own, strict=True)
        for problem in problems_of(words, all_known, language)
    ]
    if problems:
        raise ValueError(f"The words in HUB_LOCALE cannot be used. {' '.join(problems)}")
    first, second = (Words({**ours.forms, **theirs.forms}) for ours, theirs in zip(known, own, strict=True))
    return first, second


@lru_cache(maxsize=1)
def _catalogues() -> tuple[Words, Words]:
    folder = os.environ.get("HUB_LOCALE")
    known = _both(LOCALE)
    return overlaid(known, Path(folder)) if folder else known


def _both(folder: Path) -> tuple[Words, Words]:
    first, second = (_read(folder / language / FILE) for language in LANGUAGES)
    return first, second


def _read(path: Path) -> Words:
    return read(path.read_text(encoding="utf-8")) if path.is_file() else Words()


def _parts(entry: str) -> Iterator[tuple[str, str]]:
    """The keywords of an entry with their texts; lines that only go on belong to the keyword before."""
    name, said = "", ""
    for line in entry.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        keyword, form, quoted = found.groups()
        if keyword:
            yield name, said
            name, said = f"{keyword}{form or ''}", ""
        said += json.loads(quoted)
    yield name, said
