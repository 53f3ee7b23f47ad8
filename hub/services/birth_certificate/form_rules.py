"""Whether each field of form F-2.01 can be used as it stands, without looking at the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.core.forms import fields
from hub.core.service import Finding
from hub.services.birth_certificate.manifest import SAY

_RANGES: Final = {
    "birthOrder": (1, 30, "birth_order"),
    "weightGrams": (100, 9000, "weight"),
    "lengthCm": (10, 80, "length"),
}


def check_form(form: Mapping[str, Any], channel: str) -> Iterator[Finding]:
    """Findings on single fields; all of them refuse the input."""
    yield from fields.usable_texts(SAY, form)
    yield from _filled(form)
    yield from _child(form["child"])
    yield from _numbers(form)
    yield from fields.contact(SAY, form["reporter"], channel)


def _filled(form: Mapping[str, Any]) -> Iterator[Finding]:
    child, reporter = form["child"], form["reporter"]
    texts = {
        "child.fullName": child["fullName"],
        "child.birthPlace": child["birthPlace"],
        "reporter.fullName": reporter["fullName"],
    }
    texts |= {f"witnesses.{at}.fullName": witness["fullName"] for at, witness in enumerate(form["witnesses"])}
    yield from fields.filled(SAY, texts)


def _child(child: Mapping[str, Any]) -> Iterator[Finding]:
    if not fields.latin(child["fullName"]):
        yield SAY.blocking("name_script", "child.fullName")
    time = child.get("birthTime")
    if time and not fields.is_time(time):
        yield SAY.blocking("birth_time", "child.birthTime")
    for name, (least, most, key) in _RANGES.items():
        value = child.get(name)
        if value is not None and not least <= value <= most:
            yield SAY.blocking(key, f"child.{name}")


def _numbers(form: Mapping[str, Any]) -> Iterator[Finding]:
    numbers = {"reporter.nik": form["reporter"]["nik"]}
    numbers |= {name: form[name] for name in ("motherNik", "fatherNik") if form.get(name) is not None}
    numbers |= {f"witnesses.{at}.nik": witness["nik"] for at, witness in enumerate(form["witnesses"])}
    yield from fields.niks(SAY, numbers)
    if form.get("motherNik") is not None or form.get("familyCardNumber"):
        yield from fields.family_card(SAY, "familyCardNumber", form.get("familyCardNumber") or "")
