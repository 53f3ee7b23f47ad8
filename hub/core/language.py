"""In which language a page speaks: both as a rule, or the one that its reader chose. A cookie remembers the choice.

Templates say words through the functions of `WORDS`; what is at hand as a pair and what is said by its Indonesian text
go through the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any, Final

from markupsafe import Markup, escape

from hub.core.texts import Pair, formed, say, template

COOKIE: Final = "bahasa"


class Language(StrEnum):
    """What a reader can choose; `BOTH` is Indonesian with English beside it."""

    BOTH = "dua"
    INDONESIAN = "id"
    ENGLISH = "en"


CHOICES: Final[Mapping[Language, tuple[str, str]]] = {
    Language.BOTH: ("Dua bahasa", "id"),
    Language.INDONESIAN: ("Indonesia", "id"),
    Language.ENGLISH: ("English", "en"),
}
"""Each is called as it calls itself: choice -> (name, language of the name)."""
_SPOKEN: Final[ContextVar[Language]] = ContextVar("spoken", default=Language.BOTH)


@contextmanager
def speaking(cookies: Mapping[str, str]) -> Iterator[None]:
    """While a page is made it speaks the language of its reader's cookie."""
    before = _SPOKEN.set(chosen(cookies.get(COOKIE, "")))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def chosen(word: str) -> Language:
    """The choice that a word stands for; both languages where it stands for none."""
    return next((one for one in Language if one == word), Language.BOTH)


def spoken() -> Language:
    """The language of the page that is being made."""
    return _SPOKEN.get()


def page_language() -> str:
    """The language of a page as HTML names it: English stands in spans of its own where both are shown."""
    return "en" if spoken() is Language.ENGLISH else "id"


def plain(said: str | Pair, **values: Any) -> str:
    """Words where only one language fits, such as a title or the name of a region of the page."""
    pair = _pair(said, values)
    return pair[1] or pair[0] if spoken() is Language.ENGLISH else pair[0]


def slashed(said: str | Pair, **values: Any) -> str:
    """Words where no markup fits, such as a choice of a list: `Pilih / Choose`."""
    pair = _pair(said, values)
    return f"{pair[0]} / {pair[1]}" if spoken() is Language.BOTH else plain(pair)


def side(pair: Pair, classes: str = "en", mark: str = "") -> Markup:
    """Indonesian with English beside it, behind `mark`; one of them where one was chosen."""
    if spoken() is not Language.BOTH:
        return escape(plain(pair))
    return Markup('{} <span class="{}" lang="en">{}{}</span>').format(pair[0], classes, mark, pair[1])


def phrase(said: str, *, context: str = "", **values: Any) -> Pair:
    """A text in both languages for a template: as `say`, and markup among the values stays markup."""
    if not any(isinstance(value, Markup) for value in values.values()):
        return say(said, context=context, **values)
    indonesian, english = (escape(one) for one in template(said, context))
    return formed((indonesian, english), values)


def pair_of(said: Any, english: Any, values: Mapping[str, Any]) -> Pair:
    """What a macro was given: a text of the catalogue, a pair, or the same in two languages as it came as data."""
    return _pair(said, values) if english is None else (said, english)


def _pair(said: str | Pair, values: Mapping[str, Any]) -> Pair:
    return phrase(said, **values) if isinstance(said, str) else said


WORDS: Final[Mapping[str, Any]] = {
    "say": phrase,
    "plain": plain,
    "slashed": slashed,
    "side": side,
    "pair_of": pair_of,
    "page_language": page_language,
    "spoken": spoken,
    "language_choices": CHOICES,
}
"""For templates, by the names that they use."""
