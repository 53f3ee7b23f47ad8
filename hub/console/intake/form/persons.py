"""What the record knows of the persons whom a form names: read with the visitor's own token, and not asked again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.console.base.graph import Reply, document
from hub.console.base.texts import form_label
from hub.console.base.visit import Visit
from hub.console.citizen.statement.paper import shown_value
from hub.console.intake.form import texts
from hub.console.intake.form.answers import Answers
from hub.console.intake.form.shape import Field
from hub.core.access_texts import attribute_text
from hub.core.errors import ErrorCode
from hub.core.identifiers import is_nik
from hub.core.texts import Pair

_STANDING: Final = document(__file__, "standing.graphql")
_SCOPE: Final = "citizen:read"
_RELIGION: Final = "religion"


@dataclass(frozen=True, slots=True)
class Known:
    """An attribute in words, the agency that gave it, and of when it is."""

    name: str
    label: Pair
    value: str
    agency: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the form names. `warning` says what is odd about her record; `given` are values by attribute."""

    name: str
    label: Pair
    nik: str
    known: tuple[Known, ...]
    given: Mapping[str, str]
    warning: Pair | None = None


async def look_up(visit: Visit, answers: Answers) -> list[Person]:
    """Everybody named so far. Each look is one operation, known before it runs, and leaves its receipt."""
    named = [(one, answers.text(one.path, one)) for one in answers.fields if one.is_person]
    return [await _person(visit, one, nik) for one, nik in named if nik]


def may_look(visit: Visit) -> bool:
    """Whether this visitor is shown anything of whom the form names."""
    return _SCOPE in visit.actor.scopes


async def look_up_rows(visit: Visit, answers: Answers, lists: Collection[str]) -> dict[str, Person]:
    """Whom the rows of these lists name, by the id of the field; nobody for whoever may read nobody."""
    if not may_look(visit):
        return {}
    named = [(at, one, nik) for at, one, nik in answers.answered() if one.names_in_list and one.rows in lists]
    return {at: await _person(visit, one, nik) for at, one, nik in named if is_nik(nik)}


def fill_in(answers: Answers, people: list[Person]) -> None:
    """Fields that the record answers, unless somebody said that it is wrong there; those are never typed over."""
    by_name = {person.name: person for person in people}
    for one in answers.fields:
        owner, _, attribute = one.source.partition(".")
        known = by_name[owner].given.get(attribute, "") if owner in by_name else ""
        before = answers.values.pop(f"known.{one.path}", "")
        if known and not answers.values.get(f"open.{one.path}"):
            answers.values[one.path] = answers.values[f"known.{one.path}"] = known
        elif before and before == answers.values.get(one.path) and not answers.values.get(f"open.{one.path}"):
            del answers.values[one.path]  # it was of somebody whom the form does not name any more


async def _person(visit: Visit, one: Field, nik: str) -> Person:
    label = texts.group(one.person)
    if not may_look(visit):
        return Person(one.person, label, nik, (), {}, texts.UNREAD)
    standing = await visit.ask(_STANDING, {"nik": nik})
    found = standing.data.get("citizen")
    if not found:
        return Person(one.person, label, nik, (), {}, _why_nothing(standing))
    read = await visit.ask(one.prefill, {"nik": nik}) if one.prefill else standing
    known = read.data.get("citizen") or found
    return Person(one.person, label, nik, tuple(_shown(one, known)), _given(known), _warning(found))


def _why_nothing(reply: Reply) -> Pair:
    away = reply.has(ErrorCode.SOURCE_UNAVAILABLE) or reply.has(ErrorCode.INTERNAL)
    return texts.AWAY if away else texts.UNREAD if reply.refused() else texts.UNKNOWN


def _warning(found: Mapping[str, Any]) -> Pair | None:
    if found["moved"]:
        return texts.MOVED
    return texts.DECEASED if found["vitalStatus"] == "DECEASED" else None


def _given(known: Mapping[str, Any]) -> dict[str, str]:
    """Values that can fill a field in."""
    card = known.get("familyCard") or {}
    given = {name: value for name, value in known.items() if isinstance(value, str)}
    return {**given, "familyCard": card.get("number") or ""}


def _shown(one: Field, known: Mapping[str, Any]) -> Iterator[Known]:
    """What is shown of her and not asked; what nobody knows, and what is only a code, is not there."""
    dates = {source["agency"]: source["asOf"] for source in known.get("sources") or ()}
    for name in dict.fromkeys([*one.shows, "fullName"]):
        value = shown_value(name, known.get(name))
        if value and name != _RELIGION:
            source = known.get(f"{name}From") or {}
            agency = source.get("agency") or "population"
            as_of = source.get("asOf") or dates.get(agency) or ""
            label = form_label("familyCard") if name == "familyCard" else attribute_text(name)
            yield Known(name, label, value, agency, as_of)
