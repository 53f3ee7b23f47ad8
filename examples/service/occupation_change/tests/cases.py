"""A person of the synthetic district (DATA CONTOH) and her application, to be changed by each test."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.citizen import Address, Citizen
from hub.core.codes import Sex, VitalStatus
from hub.core.folding import fold
from hub.core.service import Facts

TODAY = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
NIK = "1901014505959001"
LETTER = "470/9001/2026"
PAPERS = frozenset({"family_card", "proof"})
ADDRESS = Address(
    "Jalan Contoh 1", "001", "002", "Contoh Jaya", "Sungailiat", "Bangka", "Bangka Belitung", "33211", "19.01.01.1001"
)
APPLICANT = Citizen(
    tenant="1901",
    id=uuid.uuid5(uuid.NAMESPACE_OID, NIK),
    nik=NIK,
    full_name="Nurhayati",
    sex=Sex.FEMALE,
    birth_date=dt.date(1995, 5, 5),
    occupation="1",
    vital_status=VitalStatus.ALIVE,
    address=ADDRESS,
)


def applicant(**changed: Any) -> Citizen:
    return dataclasses.replace(APPLICANT, **changed)


def facts(*people: Citizen, papers: frozenset[str] = PAPERS) -> Facts:
    """Facts with these people; with the applicant when none is named."""
    return Facts({person.nik: person for person in people or (applicant(),) if person.nik}, papers, TODAY)


def form(**changed: Any) -> dict[str, Any]:
    """The form with fields changed; those of the reporter by `reporter`."""
    reporter = {"fullName": "Nurhayati", "phone": "0812-7100-9001", "email": None}
    made: dict[str, Any] = {"applicantNik": NIK, "occupation": "9"}
    return {**made, **changed, "reporter": {**reporter, **changed.get("reporter", {})}}


def application(given: dict[str, Any] | None = None, *, captured: bool = True) -> Application:
    """An application after SIAK's result was captured, or before."""
    header = ApplicationHeader(
        tenant="1901",
        id=uuid.uuid4(),
        tracking_number="OC-7K3M-Q9TD",
        service="occupationChange",
        region_code="19.01.01.1001",
        client_id="front",
        submitted_at=AT,
    )
    documents = [{"kind": kind, "document_id": str(uuid.uuid4())} for kind in sorted(PAPERS)]
    steps: list[tuple[ActionKind, dict[str, Any]]] = [
        (ActionKind.SUBMIT, {"form": given or form(), "documents": documents, "channel": "ONLINE"}),
        (ActionKind.CLAIM, {}),
        (ActionKind.ACCEPT, {}),
        (ActionKind.VERIFY, {}),
    ]
    if captured:
        steps.append((ActionKind.RECORD_SIAK, {"letter_number": LETTER}))
    return fold(
        header,
        [Action(seq, kind, f"person-{seq}", "Contoh", AT, data) for seq, (kind, data) in enumerate(steps, start=1)],
    )
