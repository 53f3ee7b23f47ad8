"""What a citizen reads about her objection: plain sentences, (Indonesian, English)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from hub.core.access_texts import category_text
from hub.core.discrepancy_texts import Texts, moment
from hub.core.objection import Objection, ObjectionDecision, ObjectionOutcome

_OUTCOMES: Final[Mapping[ObjectionOutcome, Texts]] = {
    ObjectionOutcome.UPHELD: ("keberatan Anda diterima", "your objection is upheld"),
    ObjectionOutcome.PARTLY_UPHELD: ("keberatan Anda diterima sebagian", "your objection is upheld in part"),
    ObjectionOutcome.DISMISSED: (
        "data Anda dipakai sesuai aturan, sehingga keberatan tidak dapat diterima",
        "your data were used lawfully, so the objection is dismissed",
    ),
}


def about(one: Objection) -> Texts:
    """What it is about."""
    if one.receipt_id is not None:
        return "satu kali data Anda dilihat", "one look at your data"
    indonesian, english = category_text(one.category)
    return f"pemakaian {indonesian.lower()}", f"the use of {english.lower()}"


def explanation(one: Objection, now: dt.datetime) -> Texts:
    """Where it stands, by when it is answered, what was decided and why."""
    if one.decision is not None:
        return _decided(one.decision)
    due_id, due_en = moment(one.due_at)
    if one.is_overdue(now):
        late_id = f"Kami belum menjawab, padahal batas waktunya {due_id}. Mohon maaf."
        late_en = f"We have not answered, though it was due on {due_en}. Sorry."
        return (
            f"{late_id} Silakan datang ke kantor Dinas Dukcapil dengan membawa KTP-el; Anda didahulukan.",
            f"{late_en} Please come to the civil registry office with your identity card; you will be seen first.",
        )
    return (
        f"Keberatan Anda sudah kami terima. Gratis. Kami jawab paling lambat {due_id}.",
        f"We have received your objection. It is free. We answer by {due_en}.",
    )


def _decided(decision: ObjectionDecision) -> Texts:
    (at_id, at_en), (outcome_id, outcome_en) = moment(decision.at), _OUTCOMES[decision.outcome]
    return (
        f"Diputuskan pada {at_id}: {outcome_id}. Alasan: {decision.reason}",
        f"Decided on {at_en}: {outcome_en}. Reason: {decision.reason}",
    )
