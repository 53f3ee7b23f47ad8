"""A family of four whose members move (DATA CONTOH), their forms, and an application of any kind of move."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen
from hub.core.codes import FamilyRelationship, Sex
from hub.core.folding import fold
from hub.core.service import Facts, Finding
from tests.fakes.people_of_bangka import TENANT, VILLAGE, address, person

TODAY: Final = dt.date(2026, 11, 24)
AT: Final = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
CARD, NEW_CARD, OTHER_CARD = "1901010101159001", "1901012411269002", "1901010202209003"
BUDI, SITI, RIZKI, ANI = "1901011501809001", "1901015502839002", "1901010303059003", "1901014404129004"
UNCLE: Final = "1901010606709006"
NEXT_VILLAGE, OTHER_DISTRICT, OTHER_REGENCY = "19.01.01.1002", "19.01.02.2001", "19.02.01.1001"
LETTER: Final = "SKPWNI/1901/24112026/0001"
REPORTER: Final = {"fullName": "Budi Contoh", "nik": BUDI, "phone": "081234567890", "email": None}
_R = FamilyRelationship


def family(**of_one: Mapping[str, Any]) -> tuple[Citizen, ...]:
    """Father (head), mother, a son of 21 and a daughter of 14; what is said of one by name changes her."""
    people = (
        person("Budi Contoh", nik=BUDI, birth_date=dt.date(1980, 1, 15), family_relationship=_R.HEAD),
        person("Siti Contoh", nik=SITI, sex=Sex.FEMALE, birth_date=dt.date(1983, 2, 15), family_relationship=_R.WIFE),
        person("Rizki Contoh", nik=RIZKI, birth_date=dt.date(2005, 3, 3), family_relationship=_R.CHILD),
        person("Ani Contoh", nik=ANI, sex=Sex.FEMALE, birth_date=dt.date(2012, 4, 4), family_relationship=_R.CHILD),
    )
    said = {name: of_one.get(name, {}) for name in ("budi", "siti", "rizki", "ani")}
    return tuple(
        dataclasses.replace(one, family_card_number=CARD, **changed)
        for one, changed in zip(people, said.values(), strict=True)
    )


def uncle(**changed: Any) -> Citizen:
    """The head of another card, in the next village."""
    usual = {"family_card_number": OTHER_CARD, "family_relationship": _R.HEAD, "address": address(NEXT_VILLAGE)}
    return person("Umar Contoh", nik=UNCLE, birth_date=dt.date(1970, 6, 6), **{**usual, **changed})


def facts(
    people: tuple[Citizen, ...] | None = None,
    *,
    papers: frozenset[str] = frozenset({"family_card"}),
    places: Mapping[str, Address] | None = None,
) -> Facts:
    """The family and the uncle, each on a card; `people` instead of the four."""
    members = family() if people is None else people
    everybody = (*members, uncle())
    families = {CARD: members, OTHER_CARD: (uncle(),)}
    return Facts({one.nik: one for one in everybody if one.nik}, papers, TODAY, families, places=places or {})


def lines(**relations: str) -> list[dict[str, str]]:
    """`budi="HEAD"`: a line of the form."""
    niks = {"budi": BUDI, "siti": SITI, "rizki": RIZKI, "ani": ANI, "uncle": UNCLE}
    return [{"nik": niks[name], "relationship": relation} for name, relation in relations.items()]


EVERYBODY: Final = lines(budi="HEAD", siti="WIFE", rizki="CHILD", ani="CHILD")
_FORM: Final[Mapping[str, Any]] = {
    "familyCardNumber": CARD,
    "reason": "WORK",
    "movers": EVERYBODY,
    "stayers": [],
    "home": {"regionCode": NEXT_VILLAGE, "line": "Jl. Baru 7", "rt": "003", "rw": "004", "postalCode": None},
    "reporter": REPORTER,
}
WITHIN: Final[Mapping[str, Any]] = {**_FORM, "housing": "OWN", "joinsCardNumber": None}
OUT: Final[Mapping[str, Any]] = {**_FORM, "home": {**_FORM["home"], "regionCode": OTHER_REGENCY}}
IN: Final[Mapping[str, Any]] = {
    "letterNumber": "SKPWNI/1902/20112026/0042",
    "originRegionCode": "19.02",
    "reason": "WORK",
    "movers": [{**line, "fullName": name} for line, name in zip(EVERYBODY, ("Budi Contoh", "Siti Contoh",
                                                                            "Rizki Contoh", "Ani Contoh"),
                                                                  strict=True)],
    "home": {"regionCode": VILLAGE, "line": "Jl. Baru 7", "rt": "003", "rw": "004", "postalCode": None},
    "housing": "RENTED",
    "joinsCardNumber": None,
    "keepsCardNumber": None,
    "reporter": REPORTER,
}  # fmt: skip


def form(of: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """The form with fields changed by dotted path, written with `__`: home__line=''."""
    made: dict[str, Any] = copy.deepcopy(dict(of))
    for path, value in changed.items():
        *folders, last = path.split("__")
        place = made
        for folder in folders:
            place = place[folder]
        place[last] = value
    return made


def application(service: str, given: Mapping[str, Any], **siak: str | None) -> Application:
    """After SIAK's result was captured; without any of it before that, as `nothing=None` captures an empty one."""
    header = ApplicationHeader(TENANT, uuid.uuid4(), "PD-7K3M-Q9TD", service, VILLAGE, "front", AT)
    submit = (ActionKind.SUBMIT, {"form": given, "documents": [], "channel": "ONLINE"})
    usual: tuple[tuple[ActionKind, dict[str, Any]], ...] = (
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
        (ActionKind.RECORD_SIAK, dict(siak)),
    )
    steps = (submit, *(usual if siak else ()))
    return fold(
        header,
        [Action(seq, kind, f"person-{seq}", "Contoh", AT, data) for seq, (kind, data) in enumerate(steps, start=1)],
    )


def blocking(findings: tuple[Finding, ...]) -> set[str]:
    """Where the findings are that refuse the input."""
    return {finding.path for finding in findings if finding.blocking}


def warnings(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.path for finding in findings if not finding.blocking}
