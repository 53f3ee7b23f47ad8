"""Enrolments at schools (Dapodik)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet
from hub.core.recording import Flaw, Written, unlike

_E = Category.EDUCATION
_OWNER = "education"
_GENERAL = Sensitivity.GENERAL


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One enrolment of a pupil at a school."""

    nisn: Annotated[
        str | None,
        Attr(_E, "Nomor Induk Siswa Nasional, 10 digits, may begin with 0.", Sensitivity.IDENTIFIER, _OWNER),
    ]
    npsn: Annotated[str | None, Attr(_E, "Number of the school, 8 letters or digits.", _GENERAL, _OWNER)]
    school: Annotated[str | None, Attr(_E, "Name of the school.", _GENERAL, _OWNER)]
    level: Annotated[str | None, Attr(_E, "Kind of school: TK, SD, SMP, SMA, SMK, PKBM and others.", _GENERAL, _OWNER)]
    status: Annotated[str | None, Attr(_E, "ACTIVE, GRADUATED, MOVED or LEFT.", _GENERAL, _OWNER)]
    since: Annotated[dt.date | None, Attr(_E, "Day of entry into the school.", _GENERAL, _OWNER)]


_NISN: Final = re.compile(r"[0-9]{10}", re.ASCII)
_NPSN: Final = re.compile(r"[A-Z0-9]{8}", re.ASCII)
_STATUSES: Final = ("ACTIVE", "GRADUATED", "MOVED", "LEFT")


def _flaws(enrolment: Enrolment) -> Iterable[Flaw]:
    if enrolment.nisn is not None:
        yield from unlike(enrolment, "nisn", _NISN, "A NISN has exactly 10 digits; one that is not known is left out.")
    yield from unlike(enrolment, "npsn", _NPSN, "An NPSN has exactly 8 capital letters or digits.")
    if enrolment.status not in _STATUSES:
        yield Flaw("status", f"The status is one of {', '.join(_STATUSES)}.")


FACETS: Final[tuple[Facet[Any], ...]] = (
    Facet(
        name="enrolments",
        agency=_OWNER,
        item=Enrolment,
        many=True,
        category=_E,
        read_scope="education:read",
        description="Enrolments at schools, the present one and earlier ones.",
        written=Written("record_enrolment", key=("npsn",), check=_flaws),
    ),
)
