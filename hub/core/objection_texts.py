"""What a citizen reads about her objection: plain sentences, (Indonesian, English)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from hub.core.access_texts import category_text
from hub.core.discrepancy_texts import Texts, moment
from hub.core.objection import Objection, ObjectionDecision, ObjectionOutcome, Stop
from hub.core.texts import say

_OUTCOMES: Final[Mapping[ObjectionOutcome, Texts]] = {
    ObjectionOutcome.UPHELD: say("keberatan Anda diterima"),
    ObjectionOutcome.PARTLY_UPHELD: say("keberatan Anda diterima sebagian"),
    ObjectionOutcome.DISMISSED: say("data Anda dipakai sesuai aturan, sehingga keberatan tidak dapat diterima"),
}


def about(one: Objection) -> Texts:
    """What it is about."""
    if one.receipt_id is not None:
        return say("satu kali data Anda dilihat")
    indonesian, english = category_text(one.category)
    return say("pemakaian {data}", data=(indonesian.lower(), english.lower()))


def explanation(one: Objection, now: dt.datetime) -> Texts:
    """Where it stands, by when it is answered, what was decided and why."""
    if one.decision is not None:
        return _joined(_decided(one.decision), *_stop(one.stop))
    due_id, due_en = moment(one.due_at)
    if one.is_overdue(now):
        late_id = f"Kami belum menjawab, padahal batas waktunya {due_id}. Mohon maaf."
        late_en = f"We have not answered, though it was due on {due_en}. Sorry."
        return say(
            "{late} Silakan datang ke kantor Dinas Dukcapil dengan membawa KTP-el; Anda didahulukan.",
            late=(late_id, late_en),
        )
    return say("Keberatan Anda sudah kami terima. Gratis. Kami jawab paling lambat {due}.", due=(due_id, due_en))


def _decided(decision: ObjectionDecision) -> Texts:
    (at_id, at_en), (outcome_id, outcome_en) = moment(decision.at), _OUTCOMES[decision.outcome]
    return say(
        "Diputuskan pada {at}: {outcome}. Alasan: {reason}",
        at=(at_id, at_en),
        outcome=(outcome_id, outcome_en),
        reason=decision.reason,
    )


def _stop(stop: Stop | None) -> Iterator[Texts]:
    """What came of it for agencies, and that it was lifted."""
    if stop is None:
        return
    named = [category_text(category) for category in stop.categories]
    data_id, data_en = (", ".join(texts[side].lower() for texts in named) for side in (0, 1))
    whom_id, whom_en = say("instansi itu") if stop.agreement else say("instansi lain")
    yield say(
        "Karena itu kami berhenti memberikan kepada {whom}: {data}.", whom=(whom_id, whom_en), data=(data_id, data_en)
    )
    if stop.lifted is not None:
        at_id, at_en = moment(stop.lifted.at)
        yield say("Sejak {at} data itu diberikan lagi. Alasan: {reason}", at=(at_id, at_en), reason=stop.lifted.reason)


def _joined(*texts: Texts) -> Texts:
    return " ".join(indonesian for indonesian, _ in texts), " ".join(english for _, english in texts)
