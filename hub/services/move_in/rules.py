"""What must hold before somebody who comes from another district can be entered, and what an officer should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.errors import BadInput
from hub.core.forms import fields
from hub.core.forms import move_rules as shared
from hub.core.forms.moves import code_of
from hub.core.forms.papers import papers
from hub.core.hand_over import letter_number
from hub.core.regions import tenant_of
from hub.core.service import Facts, Finding
from hub.services.move_in.manifest import SAY

_REGENCY_LENGTH: Final = len("19.02")


def check(form: Mapping[str, Any], facts: Facts) -> tuple[Finding, ...]:
    """Every finding on a form, blocking ones first."""
    found = [
        *shared.form_f_1_03(SAY, form, facts.channel),
        *fields.filled(SAY, {f"movers.{at}.fullName": line["fullName"] for at, line in enumerate(form["movers"])}),
        *_letter(form),
        *shared.new_home(SAY, form, facts),
        *_here_already(form, facts),
        *_card(form, facts),
        *papers(SAY, facts.document_kinds, form=form, channel=facts.channel),
    ]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def _letter(form: Mapping[str, Any]) -> Iterator[Finding]:
    """The number as it stands on the paper, and the other district that wrote it."""
    try:
        letter_number(form["letterNumber"])
    except BadInput:
        yield SAY.blocking("letter_number", "letterNumber")
    origin, home = code_of(form["originRegionCode"]), code_of(form["home"]["regionCode"])
    if len(origin) < _REGENCY_LENGTH:
        yield SAY.blocking("origin_regency", "originRegionCode")
    elif home and tenant_of(origin) == tenant_of(home):
        yield SAY.blocking("origin_here", "originRegionCode")


def _here_already(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """Who lives elsewhere in this district has nothing to bring from another one. Somebody whom the hand-over or the
    register has brought here lives at the new home."""
    home = code_of(form["home"]["regionCode"])
    for at, line in enumerate(form["movers"]):
        person = facts.citizens.get(line["nik"])
        if person is not None and person.region_code != home:
            yield SAY.blocking("here_already", f"movers.{at}.nik")


def _card(form: Mapping[str, Any], facts: Facts) -> Iterator[Finding]:
    """One of three: they join a card, keep their own number, or SIAK gives a new one."""
    joins, keeps = form.get("joinsCardNumber"), form.get("keepsCardNumber")
    if joins and keeps:
        yield SAY.blocking("joins_or_keeps", "keepsCardNumber")
    if joins:
        yield from shared.no_head(SAY, form)
        yield from shared.joined(SAY, form, facts)
    elif form["movers"]:
        yield from shared.one_head(SAY, form, facts)
    if keeps:
        yield from fields.family_card(SAY, "keepsCardNumber", keeps)
        if facts.families.get(keeps, ()):
            yield from _of_others(form, facts, keeps)


def _of_others(form: Mapping[str, Any], facts: Facts, keeps: str) -> Iterator[Finding]:
    """A number that others of this district stand on is no number to bring along."""
    named = {line["nik"] for line in form["movers"]}
    if any(one.nik not in named for one in facts.families[keeps]):
        yield SAY.blocking("keeps_taken", "keepsCardNumber")
