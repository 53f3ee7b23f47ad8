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
    "returnApplication": {"missing": [{"what": "Buku nikah", "reason": "Halaman kedua tidak terbaca"}]},
    "acceptApplication": {},
    "verifyApplication": {},
    "validateApplication": {},
    "signApplication": {},
    "handOverApplication": {},
    "delayApplication": {"reason": "Listrik padam"},
    "resumeApplication": {"reason": "Listrik menyala"},
    "refuseApplication": {"reason": "Bukan penduduk"},
    "withdrawApplication": {"reason": "Salah kirim"},
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
    }.items()
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


@dataclasses.dataclass
class Model:
    """What the application must be, as the contract tells it."""

    state: str = "SUBMITTED"
    version: int = 1
    entered: set[str] = dataclasses.field(default_factory=lambda: {FRONTEND.subject})
    siak: str = "NONE"
    resume_to: str = ""

    def may(self, name: str, who: str) -> bool:
        origins, people, _ = ALLOWED[name]
        if self.state not in origins or who not in people:
            return False
        if name in APPROVING and STAFF[who].subject in self.entered:
            return False
        return name != "validateApplication" or self.siak == "CONFIRMED"

    def done(self, name: str, who: str) -> None:
        before, target = self.state, ALLOWED[name][2]
        self.state, self.version = target or self.resume_to, self.version + 1
        if name == "delayApplication":
            self.resume_to = before
        if name in ("claimApplication", "acceptApplication"):
            self.entered.add(STAFF[who].subject)
