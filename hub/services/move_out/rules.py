"""What must hold before somebody can move to another district, and what an officer should look at.

A copy of the family card is enough (Perpres 96/2018 art. 25(3)): KTP-el and KIA are withdrawn where they arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.forms import move_rules as shared
from hub.core.forms.moves import HEAD, code_of, move_of
from hub.core.regions import tenant_of
from hub.core.service import Facts, Finding
from hub.services.move_out.manifest import MANIFEST, SAY

LETTER_LASTS_DAYS: Final = MANIFEST.limit("letter")
"""Working days in which it has to be shown at the new home."""
REGENCY_LENGTH: Final = len("19.02")


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first."""
    move = move_of(form, facts)
    found = [
        *shared.form_f_1_03(SAY, form, facts.channel),
        *shared.movers_of_card(SAY, form, facts, move),
        *_head_there(form, facts),
        *shared.new_home(SAY, form, facts, village=False),
        *_far_enough(form, facts),
        *shared.papers_of(SAY, form, facts, move),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _head_there(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """At most one: whoever moves without a head joins a card there."""
    if any(line["relationship"] == HEAD.name for line in form["movers"]):
        yield from shared.one_head(SAY, form, facts)
    elif form["movers"]:
        yield SAY.warning("joins_there", "movers")


def _far_enough(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    code = code_of(form["home"]["regionCode"])
    family = facts.families.get(form["familyCardNumber"], ())
    origin = next((one.region_code for one in family if one.region_code), "")
    if code and len(code) < REGENCY_LENGTH:
        yield SAY.blocking("home_regency", "home.regionCode")
    elif code and origin and tenant_of(code) == tenant_of(origin):
        yield SAY.blocking("home_inside", "home.regionCode")
