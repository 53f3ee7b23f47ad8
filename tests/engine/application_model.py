"""What must become of an application, whatever anybody tries: the published workflow, not the hub's code."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from hub.core.actor import Role
from tests.engine.test_on_postgres import FRONTEND
from tests.fakes.actors import staff

STAFF: Final = {
    "operator": staff(Role.OPERATOR),
    "verifier": staff(Role.VERIFIER),
    "kabid": staff(Role.HEAD_OF_DIVISION),
    "kadis": staff(Role.HEAD_OF_OFFICE),
    "both": dataclasses.replace(staff(Role.OPERATOR, "both"), roles=frozenset({Role.OPERATOR, Role.VERIFIER}),
                                scopes=staff(Role.OPERATOR).scopes | staff(Role.VERIFIER).scopes),
    "applicant": FRONTEND,
}  # fmt: skip
STEPS: Final[Mapping[str, Mapping[str, Any]]] = {
    "claimApplication": {},
    "returnApplication": {"missing": [{"what": "marriage_certificate", "reason": "Halaman kedua tidak terbaca"}]},
    "acceptApplication": {},
    "verifyApplication": {},
    "validateApplication": {},
    "signApplication": {},
    "handOverApplication": {},
    "delayApplication": {"reason": "Listrik padam"},
    "resumeApplication": {"reason": "Listrik menyala"},
    "refuseApplication": {"reason": "Bukan penduduk"},
    "withdrawApplication": {"reason": "Salah kirim"},
    "takeOverApplication": {"reason": "Sakit"},
}
# From the published workflow (contract), not from the code: from which states, by whom, to which.
ALLOWED: Final[Mapping[str, tuple[frozenset[str], frozenset[str], str | None]]] = {
    name: (frozenset(origins.split()), frozenset(who.split()), target)
    for name, (origins, who, target) in {
        "claimApplication": ("SUBMITTED RESUBMITTED", "operator both", "IN_REVIEW"),
        "returnApplication": ("IN_REVIEW COMPLETE", "operator verifier both", "NEEDS_CORRECTION"),
        "acceptApplication": ("IN_REVIEW", "operator both", "COMPLETE"),
        "verifyApplication": ("COMPLETE", "verifier both", "PROCESSING"),
        "validateApplication": ("PROCESSING", "kabid", "AWAITING_SIGNATURE"),
        "signApplication": ("AWAITING_SIGNATURE", "kadis", "ISSUED"),
        "handOverApplication": ("ISSUED", "operator both", "HANDED_OVER"),
        "delayApplication": ("COMPLETE PROCESSING", "operator both", "DELAYED"),
        "resumeApplication": ("DELAYED", "operator both", None),
        "refuseApplication": (
            "IN_REVIEW NEEDS_CORRECTION RESUBMITTED COMPLETE PROCESSING DELAYED", "kabid", "REJECTED",
        ),
        "withdrawApplication": (
            "SUBMITTED IN_REVIEW NEEDS_CORRECTION RESUBMITTED COMPLETE PROCESSING AWAITING_SIGNATURE DELAYED",
            "applicant", "WITHDRAWN",
        ),
        "takeOverApplication": ("IN_REVIEW COMPLETE PROCESSING DELAYED", "operator verifier both kabid kadis", None),
    }.items()
}  # fmt: skip
HEADS: Final = ("kabid", "kadis")
# What a head does in the place of an officer from whom she took the case over, by desk.
STANDING_IN: Final = {
    "operator": (
        "returnApplication", "acceptApplication", "handOverApplication", "delayApplication", "resumeApplication",
    ),
    "verifier": ("verifyApplication", "returnApplication"),
}  # fmt: skip
APPROVING: Final = ("verifyApplication", "validateApplication", "signApplication")
NEXT: Final = {
    "SUBMITTED": ("claimApplication", "operator"),
    "RESUBMITTED": ("claimApplication", "operator"),
    "IN_REVIEW": ("acceptApplication", "operator"),
    "COMPLETE": ("verifyApplication", "verifier"),
    "PROCESSING": ("validateApplication", "kabid"),
    "AWAITING_SIGNATURE": ("signApplication", "kadis"),
    "ISSUED": ("handOverApplication", "operator"),
    "DELAYED": ("resumeApplication", "operator"),
}
DESKS: Final = {
    "SUBMITTED": "operator", "RESUBMITTED": "operator", "IN_REVIEW": "operator", "COMPLETE": "verifier",
    "PROCESSING": "operator", "DELAYED": "operator", "AWAITING_SIGNATURE": "kadis", "ISSUED": "operator",
}  # fmt: skip


@dataclasses.dataclass
class Model:
    """What the application must be, as the contract tells it."""

    state: str = "SUBMITTED"
    version: int = 1
    entered: set[str] = dataclasses.field(default_factory=lambda: {FRONTEND.subject})
    siak: str = "NONE"
    resume_to: str = ""
    at_work: str = ""
    assignee: str = ""
    stood_in: str = ""

    @property
    def holders(self) -> set[str]:
        return ({self.at_work} | ({self.assignee} if self.desk == "operator" else set())) - {""}

    @property
    def desk(self) -> str:
        if self.state == "PROCESSING" and self.siak == "CONFIRMED":
            return "kabid"
        return DESKS.get(self.state, "")

    def may(self, name: str, who: str) -> bool:
        origins, people, _ = ALLOWED[name]
        stands_in = who in HEADS and who in self.holders and name in STANDING_IN.get(self.desk, ())
        if self.state not in origins or not (who in people or stands_in):
            return False
        if name == "takeOverApplication":
            at_desk = who in (self.desk, "both", *HEADS)
            return self.desk in ("operator", "verifier") and at_desk and bool(self.holders - {who})
        if name == "validateApplication" and who == self.stood_in:
            return False
        if name != "withdrawApplication" and self.at_work not in ("", who):
            return False
        if name in APPROVING and STAFF[who].subject in self.entered:
            return False
        return name != "validateApplication" or self.siak == "CONFIRMED"

    def done(self, name: str, who: str) -> None:
        before, desk, target = self.state, self.desk, ALLOWED[name][2]
        back = self.resume_to if name == "resumeApplication" else before
        self.state, self.version = target or back, self.version + 1
        if name == "verifyApplication":
            self.stood_in = who if who in HEADS else ""
        if name == "delayApplication":
            self.resume_to = before
        takes_over = name == "takeOverApplication"
        if name in ("claimApplication", "acceptApplication") or (takes_over and desk == "operator"):
            self.entered.add(STAFF[who].subject)
        if name == "claimApplication" or (takes_over and desk == "operator"):
            self.assignee = who
        if name == "claimApplication" or takes_over:
            self.at_work = who
        if self.desk != desk:
            self.at_work = ""
