"""What happens now with an application, told to the person who waits for it.

Anybody who knows the tracking number may read this, so it names no person and repeats no free text of an officer:
what is missing is said by the name of the paper.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from babel.dates import format_datetime

from hub.core.application import Application, Missing
from hub.core.calendar import WIB
from hub.core.forms.sentences import Sentences

_LOCALES: Final = {"ID": "id", "EN": "en"}
_NO_DATE: Final = {"ID": "satu hari kerja sesudahnya", "EN": "one working day later"}


def next_step(say: Sentences, application: Application, language: str, due: dt.datetime | None = None) -> str:
    """One or two plain sentences in `ID` (also for any other value) or `EN`: the text `next_step.STATE`.

    `due` is what the promise runs to (`hub.core.promise`); without one nothing is promised.
    """
    language = "EN" if language.upper() == "EN" else "ID"
    text = say.texts[language][f"next_step.{application.state.value}"]
    return text.format(
        number=application.header.tracking_number,
        count=len(application.missing),
        what=_what(say, application.missing, language),
        due=due_text(due, language) if due else _NO_DATE[language],
    )


def due_text(due: dt.datetime, language: str) -> str:
    """`25 November 2026 pukul 10.00 WIB`, as it is said after "paling lambat"."""
    pattern = "d MMMM y 'at' HH.mm" if language == "EN" else "d MMMM y 'pukul' HH.mm"
    return f"{format_datetime(due, pattern, tzinfo=WIB, locale=_LOCALES[language])} WIB"


def _what(say: Sentences, missing: tuple[Missing, ...], language: str) -> str:
    """The missing papers by name; what an officer wrote in own words is counted only."""
    names = [label for one in missing if (label := _paper(say, one.what, language))]
    others = len(missing) - len(names)
    if others:
        names.append(say.texts[language]["next_step.other_things"].format(count=others))
    # The text is trimmed where it is read, so the spaces around the word stand here.
    return f" {say.texts[language]['next_step.and']} ".join(names)


def _paper(say: Sentences, kind: str, language: str) -> str | None:
    """The name of a paper, with what the law takes in its place."""
    label = say.label_of(kind, language)
    substitute = next((paper.substitute for paper in say.requirements if paper.kind == kind), None)
    if label is None or substitute is None:
        return label
    instead = say.texts[language]["next_step.instead"].format(substitute=say.label_of(substitute, language))
    return f"{label} {instead}"
