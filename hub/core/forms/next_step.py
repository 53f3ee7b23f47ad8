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


def next_step(say: Sentences, max_hours: int, application: Application, language: str) -> str:
    """One or two plain sentences in `ID` (also for any other value) or `EN`: the text `next_step.STATE`."""
    language = "EN" if language.upper() == "EN" else "ID"
    text = say.texts[language][f"next_step.{application.state.value}"]
    return text.format(
        number=application.header.tracking_number,
        count=len(application.missing),
        what=_what(say, application.missing, language),
        due=_due(application, max_hours, language),
    )


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


def _due(application: Application, max_hours: int, language: str) -> str:
    """The clock starts when the papers are complete (Permendagri 19/2018)."""
    begun = application.completed_at or application.header.submitted_at
    due = begun + dt.timedelta(hours=max_hours)
    pattern = "d MMMM y 'at' HH.mm" if language == "EN" else "d MMMM y 'pukul' HH.mm"
    return f"{format_datetime(due, pattern, tzinfo=WIB, locale=_LOCALES[language])} WIB"
