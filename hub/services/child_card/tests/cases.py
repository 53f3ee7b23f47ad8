"""Applications for a card of somebody in the synthetic district (DATA CONTOH), to be changed by each test."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.codes_cards import ChildCardReason
from hub.core.folding import fold
from hub.core.service import Facts
from hub.services.family_card.tests.cases import AT, FATHER, GIRL, TODAY, changed_family

PAPERS = ("birth_certificate", "family_card", "parent_identity")
DEED = {"birth_deed_number": "1901-LU-20102015-9001"}
BABY = {**DEED, "birth_date": dt.date(2025, 10, 2)}


def form(reason: str = "FIRST", **changed: Any) -> dict[str, Any]:
    reporter = {"fullName": "Ahmad Contoh", "nik": FATHER, "phone": "0812-7100-9001", "email": None}
    return {"nik": GIRL, "reason": reason, "reporter": reporter, **changed}


def facts(*papers: str, **girl: Any) -> Facts:
    people = {one.nik: one for one in changed_family(girl={**DEED, **girl}) if one.nik}
    return Facts(people, frozenset(papers or (*PAPERS, "photo")), TODAY)


def application(given: dict[str, Any]) -> Application:
    header = ApplicationHeader("1901", uuid.uuid4(), "KA-7K3M-Q9TD", "childCard", "19.01.01.1001", "front", AT)
    data = {"form": given, "documents": [], "channel": "ONLINE"}
    return fold(header, [Action(1, ActionKind.SUBMIT, "person-1", "Contoh", AT, data)])


def paper_cases() -> list[tuple[dict[str, Any], Facts]]:
    """A form for each paper that the rules can ask for."""
    return [(form(reason.name), facts()) for reason in ChildCardReason]
