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
        return _joined(_decided(one.decision), *_stop(one.stop, one.decision.outcome))
    due = moment(one.due_at)
    if one.is_overdue(now):
        return say(
            "Kami belum menjawab, padahal batas waktunya {due}. Mohon maaf. Silakan datang ke kantor Dinas Dukcapil "
            "dengan membawa KTP-el; Anda didahulukan.",
            due=due,
        )
    return say("Keberatan Anda sudah kami terima. Gratis. Kami jawab paling lambat {due}.", due=due)


def _decided(decision: ObjectionDecision) -> Texts:
    return say(
        "Diputuskan pada {at}: {outcome}. Alasan: {reason}",
        at=moment(decision.at),
        outcome=_OUTCOMES[decision.outcome],
        reason=decision.reason,
    )


def _stop(stop: Stop | None, outcome: ObjectionOutcome) -> Iterator[Texts]:
    """What came of it for agencies, and that it was lifted."""
    if stop is None:
        return
    named = [category_text(category) for category in stop.categories]
    first, second = (", ".join(texts[side].lower() for texts in named) for side in (0, 1))
    whom = say("instansi itu") if stop.agreement else say("instansi lain")
    yield say("Karena itu kami berhenti memberikan kepada {whom}: {data}.", whom=whom, data=(first, second))
    if outcome is ObjectionOutcome.PARTLY_UPHELD:
        yield say("Data lainnya masih boleh diberikan.")
    if stop.lifted is not None:
        since, reason = moment(stop.lifted.at), stop.lifted.reason
        yield say("Sejak {at} data itu diberikan lagi. Alasan: {reason}", at=since, reason=reason)


def _joined(*texts: Texts) -> Texts:
    return " ".join(indonesian for indonesian, _ in texts), " ".join(english for _, english in texts)
