"""What must hold before a move within the district can be registered, and what an officer should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.core.forms import move_rules as shared
from hub.core.forms.moves import Move, code_of, move_of
from hub.core.regions import tenant_of
from hub.core.service import Facts, Finding
from hub.services.move_within.manifest import SAY


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first."""
    move = move_of(form, facts)
    found = [
        *shared.form_f_1_03(SAY, form, facts.channel),
        *shared.movers_of_card(SAY, form, facts, move),
        *_card_there(form, facts),
        *shared.new_home(SAY, form, facts),
        *_home(form, move),
        *shared.papers_of(SAY, form, facts, move),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _card_there(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """On a card of their own those who move have a head; on another's they have none."""
    if form.get("joinsCardNumber"):
        yield from shared.no_head(SAY, form)
        yield from shared.joined(SAY, form, facts)
    elif form["movers"]:
        yield from shared.one_head(SAY, form, facts)


def _home(form: Mapping[str, Any], move: Move) -> Iterator[Finding]:
    origin = next((one.region_code for one in move.movers if one.region_code), "")
    home, code = form["home"], code_of(form["home"]["regionCode"])
    if code and origin and tenant_of(code) != tenant_of(origin):
        yield SAY.blocking("home_outside", "home.regionCode")
    before = next((one.address for one in move.movers if one.address), None)
    if before and before.region_code == code and before.line == home.get("line"):
        yield SAY.warning("home_same", "home.line")
