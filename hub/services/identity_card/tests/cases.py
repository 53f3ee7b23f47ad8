"""Applications for a card of somebody in the synthetic district (DATA CONTOH), to be changed by each test."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.codes_cards import IdentityCardReason
from hub.core.folding import fold
from hub.core.service import Facts
from hub.services.family_card.tests.cases import AT, SON, TODAY, changed_family

SESSION = {"place": "OFFICE", "date": "2026-11-27", "slot": "EIGHT"}
NOT_YET = {"birth_date": dt.date(2009, 11, 28)}
ON_THE_DAY = {"birth_date": dt.date(2009, 11, 27)}


def form(reason: str = "FIRST", **changed: Any) -> dict[str, Any]:
    reporter = {"fullName": "Budi Contoh", "nik": SON, "phone": "0812-7100-9001", "email": None}
    session = SESSION if reason == "FIRST" else None
    return {"nik": SON, "reason": reason, "session": session, "reporter": reporter, **changed}


def facts(*papers: str, **son: Any) -> Facts:
    people = {one.nik: one for one in changed_family(son=son) if one.nik}
    return Facts(people, frozenset({"family_card", *papers}), TODAY)


def application(given: dict[str, Any]) -> Application:
    header = ApplicationHeader("1901", uuid.uuid4(), "KT-7K3M-Q9TD", "identityCard", "19.01.01.1001", "front", AT)
    data = {"form": given, "documents": [], "channel": "ONLINE"}
    return fold(header, [Action(1, ActionKind.SUBMIT, "person-1", "Contoh", AT, data)])


def paper_cases() -> list[tuple[dict[str, Any], Facts]]:
    """A form for each paper that the rules can ask for."""
    return [(form(reason.name), facts()) for reason in IdentityCardReason]
