"""What a citizen reads about her objection: plain sentences, (Indonesian, English)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from hub.core.access_texts import category_text
from hub.core.discrepancy_texts import Texts, moment
from hub.core.objection import Objection, ObjectionDecision, ObjectionOutcome, Stop

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
        return _joined(_decided(one.decision), *_stop(one.stop))
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


def _stop(stop: Stop | None) -> Iterator[Texts]:
    """What came of it for agencies, and that it was lifted."""
    if stop is None:
        return
    named = [category_text(category) for category in stop.categories]
    data_id, data_en = (", ".join(texts[side].lower() for texts in named) for side in (0, 1))
    whom_id, whom_en = ("instansi itu", "that agency") if stop.agreement else ("instansi lain", "other agencies")
    yield (
        f"Karena itu kami berhenti memberikan kepada {whom_id}: {data_id}.",
        f"So we stopped giving {whom_en}: {data_en}.",
    )
    if stop.lifted is not None:
        at_id, at_en = moment(stop.lifted.at)
        yield (
            f"Sejak {at_id} data itu diberikan lagi. Alasan: {stop.lifted.reason}",
            f"Since {at_en} these data are given out again. Reason: {stop.lifted.reason}",
        )


def _joined(*texts: Texts) -> Texts:
    return " ".join(indonesian for indonesian, _ in texts), " ".join(english for _, english in texts)
