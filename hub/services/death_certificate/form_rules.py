"""Whether each field of the form can be used as it stands, and its dates go together; the record is not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from hub.core.forms import fields
from hub.core.service import Finding
from hub.services.death_certificate.manifest import SAY


def check_form(form: Mapping[str, Any], today: dt.date, channel: str) -> Iterator[Finding]:
    """Findings on fields; all of them refuse the input. `today` is the day of the report."""
    yield from fields.usable_texts(SAY, form)
    yield from _filled(form)
    yield from _numbers(form)
    yield from fields.contact(SAY, form["reporter"], channel)
    yield from _days(form["death"], today)
    if form["reporter"]["nik"] == form["deceasedNik"]:
        yield SAY.blocking("reporter_is_deceased", "reporter.nik")


def _filled(form: Mapping[str, Any]) -> Iterator[Finding]:
    texts = {"death.deathPlace": form["death"]["deathPlace"], "reporter.fullName": form["reporter"]["fullName"]}
    texts |= {f"witnesses.{at}.fullName": witness["fullName"] for at, witness in enumerate(form["witnesses"])}
    yield from fields.filled(SAY, texts)


def _numbers(form: Mapping[str, Any]) -> Iterator[Finding]:
    numbers = {"deceasedNik": form["deceasedNik"], "reporter.nik": form["reporter"]["nik"]}
    numbers |= {name: form[name] for name in ("spouseNik", "newHeadNik") if form.get(name)}
    numbers |= {f"witnesses.{at}.nik": witness["nik"] for at, witness in enumerate(form["witnesses"])}
    yield from fields.niks(SAY, numbers)
    if form.get("familyCardNumber"):
        yield from fields.family_card(SAY, "familyCardNumber", form["familyCardNumber"])


def _days(death: Mapping[str, Any], today: dt.date) -> Iterator[Finding]:
    died = dt.date.fromisoformat(death["deathDate"])
    if died > today:
        yield SAY.blocking("death_future", "death.deathDate")
    if death.get("deathTime") and not fields.is_time(death["deathTime"]):
        yield SAY.blocking("death_time", "death.deathTime")
    if not death.get("burialDate"):
        return
    buried = dt.date.fromisoformat(death["burialDate"])
    if buried < died:
        yield SAY.blocking("burial_before_death", "death.burialDate")
    elif buried > today:
        yield SAY.blocking("burial_future", "death.burialDate")
