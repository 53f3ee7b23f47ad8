"""What is asked of whoever takes a number or an appointment, at the counter or by herself: the same in both places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import Reply
from hub.console.base.visit import Visit
from hub.core.errors import BadInput
from hub.core.identifiers import is_nik
from hub.core.regions import RegionLevel, parse_region_code
from hub.core.texts import say
from hub.core.ticket import PriorityReason

_SPACES: Final = str.maketrans("", "", " .-")
_NIK: Final = FieldError("nik", say("NIK terdiri dari 16 angka. Boleh dikosongkan."))


def nik_of(visit: Visit) -> tuple[str, tuple[FieldError, ...]]:
    """The NIK as it was typed, without what stands between its digits, and what is wrong with it; it may be empty."""
    nik = text_of(visit.form, "nik").translate(_SPACES)
    return nik, (_NIK,) if nik and not is_nik(nik) else ()


def place_of(visit: Visit) -> str | None:
    """A village by the form or the address; None for the office, or for the clerk's own place."""
    given = text_of(visit.form, "place") or visit.request.query.get("tempat", "")
    try:
        code = parse_region_code(given) if given else ""
    except BadInput:
        return None
    return code if len(code) == RegionLevel.VILLAGE.length else None


def offered(reply: Reply, way: str) -> list[Mapping[str, Any]]:
    """The services for which this office gives `numbers`, or `appointments`."""
    return [one for one in reply.data.get("services") or () if one["setting"][way]]


def number_asked(visit: Visit, nik: str) -> dict[str, Any]:
    """The input of `takeTicket`; a reason that there is not is none."""
    reason = text_of(visit.form, "reason")
    return {
        "idempotencyKey": text_of(visit.form, "key"), "place": place_of(visit), "nik": nik or None,
        "service": text_of(visit.form, "service") or None,
        "priorityReason": reason if reason in PriorityReason.__members__ else None,
        "trackingNumber": text_of(visit.form, "appointment").upper() or None,
    }  # fmt: skip
