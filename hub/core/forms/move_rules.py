"""What must hold before a move can be registered (form F-1.03), for all three kinds of move.

Sources: Perpres 96/2018 art. 25, Permendagri 108/2019 (numbers and heads of family cards), as second sources tell them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hub.core.forms import fields
from hub.core.forms.family_card_paper import stands_on_a_card
from hub.core.forms.moves import (
    HEAD,
    VILLAGE_LENGTH,
    Move,
    code_of,
    is_adult,
    only_minors_stay,
    relations,
)
from hub.core.forms.papers import papers
from hub.core.forms.persons import nik_differs
from hub.core.forms.sentences import Sentences
from hub.core.service import Facts, Finding

GUARDIAN: Final = "guardian_statement"


def form_f_1_03(say: Sentences, form: Mapping[str, Any], channel: str) -> Iterator[Finding]:
    """Whether each field can be used as it stands."""
    yield from fields.usable_texts(say, form)
    reporter, home = form["reporter"], form["home"]
    yield from fields.filled(say, {"reporter.fullName": reporter["fullName"], "home.line": home.get("line") or ""})
    yield from fields.contact(say, reporter, channel)
    yield from fields.niks(say, {"reporter.nik": reporter["nik"]})
    for name in ("movers", "stayers"):
        yield from _lines(say, name, form.get(name, ()))
    if not form["movers"]:
        yield say.blocking("movers_none", "movers")


def movers_of_card(say: Sentences, form: Mapping[str, Any], facts: Facts, move: Move) -> Iterator[Finding]:
    """The card is there, and whoever moves stands on it and lives."""
    yield from fields.family_card(say, "familyCardNumber", form["familyCardNumber"])
    family = facts.families.get(form["familyCardNumber"], ())
    if not family:
        yield say.blocking("card_unknown", "familyCardNumber")
        return
    by_nik = {one.nik: one for one in family}
    for at, line in enumerate(form["movers"]):
        path, person = f"movers.{at}.nik", by_nik.get(line["nik"])
        if person is None:
            yield say.blocking("mover_not_on_card", path)
        elif not stands_on_a_card(person):
            yield say.blocking("mover_deceased", path)
        else:
            yield from nik_differs(say, person, path)
    yield from _stayers(say, form, facts, move)


def one_head(say: Sentences, form: Mapping[str, Any], facts: Facts, path: str = "movers") -> Iterator[Finding]:
    """Exactly one head among these lines, who is old enough to be one."""
    heads = [line["nik"] for line in form[path] if line["relationship"] == HEAD.name]
    if len(heads) != 1:
        yield say.blocking("one_head", path)
        return
    yield from old_enough(say, heads[0], facts, path)


def no_head(say: Sentences, form: Mapping[str, Any]) -> Iterator[Finding]:
    """Whoever joins a card is not its head."""
    if HEAD in {relations(form)[line["nik"]] for line in form["movers"]}:
        yield say.blocking("joins_as_head", "movers")


def papers_of(say: Sentences, form: Mapping[str, Any], facts: Facts, move: Move) -> Iterator[Finding]:
    """Those that service.toml asks for; the guardian's statement where only children stay."""

    def needed(kind: str) -> bool:
        return kind != GUARDIAN or only_minors_stay(move, facts.today)

    yield from papers(say, facts.document_kinds, needed, form=form, channel=facts.channel)


def old_enough(say: Sentences, nik: str, facts: Facts, path: str) -> Iterator[Finding]:
    """A head is 17, or married or was (Permendagri 108/2019 art. 10(4)); whoever is head already may stay so."""
    person = next((one for one in _everybody(facts) if one.nik == nik), None)
    if person is not None and person.family_relationship is not HEAD and not is_adult(person, facts.today):
        yield say.blocking("head_too_young", path)


def new_home(say: Sentences, form: Mapping[str, Any], facts: Facts, *, village: bool = True) -> Iterator[Finding]:
    """A code of a region that is there; of a village, unless less is enough."""
    code = code_of(form["home"]["regionCode"])
    if not code or (village and len(code) != VILLAGE_LENGTH):
        yield say.blocking("home_village", "home.regionCode")
        return
    named = facts.places.get(code)
    # Where no names at all are known nothing can be said of a code.
    if named is not None and named.province and not (named.village or len(code) < VILLAGE_LENGTH):
        yield say.blocking("home_unknown", "home.regionCode")


def joined(say: Sentences, form: Mapping[str, Any], facts: Facts, path: str = "joinsCardNumber") -> Iterator[Finding]:
    """A card that is there, another one, in the village of the new home: everybody on a card lives at one address."""
    number = form[path]
    yield from fields.family_card(say, path, number)
    family = [one for one in facts.families.get(number, ()) if stands_on_a_card(one)]
    if number == form.get("familyCardNumber"):
        yield say.blocking("joins_same", path)
    elif not family:
        yield say.blocking("joins_unknown", path)
    elif family[0].region_code != code_of(form["home"]["regionCode"]):
        yield say.blocking("joins_elsewhere", path)


def _lines(say: Sentences, name: str, lines: Sequence[Mapping[str, str]]) -> Iterator[Finding]:
    yield from fields.niks(say, {f"{name}.{at}.nik": line["nik"] for at, line in enumerate(lines)})
    numbers = [line["nik"] for line in lines]
    for at, nik in enumerate(numbers):
        if nik in numbers[:at]:
            yield say.blocking("named_twice", f"{name}.{at}.nik")


def _stayers(say: Sentences, form: Mapping[str, Any], facts: Facts, move: Move) -> Iterator[Finding]:
    """Only where the head leaves members behind the form says who they are to the new head."""
    named = {line["nik"] for line in form["stayers"]}
    if not (move.head_moves and move.stay):
        if named:
            yield say.blocking("stayers_not_asked", "stayers")
        return
    if named != {one.nik for one in move.stay if one.nik}:
        yield say.blocking("stayers_all", "stayers")
    elif only_minors_stay(move, facts.today):
        if sum(line["relationship"] == HEAD.name for line in form["stayers"]) != 1:
            yield say.blocking("one_head", "stayers")
        yield say.warning("only_minors", "stayers")
    else:
        yield from one_head(say, form, facts, "stayers")


def _everybody(facts: Facts) -> Iterator[Any]:
    for family in facts.families.values():
        yield from family
    yield from facts.citizens.values()
