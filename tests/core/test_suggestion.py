"""What counts as having been asked for: the newest application for a service that was neither refused nor withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hub.core.application import ActionKind
from hub.core.suggestion import Asked, newest
from tests.core.test_ripple import WAY, application

A = ActionKind
FIRST, SECOND, THIRD = (dt.date(2026, 11, day) for day in (1, 2, 3))
SERVICE: Final = "birthCertificate"


def test_the_newest_counts_whatever_the_order() -> None:
    issued, running = application(*WAY[:7]), application(A.CLAIM)
    for given in ([(issued, FIRST), (running, SECOND)], [(running, SECOND), (issued, FIRST)]):
        assert newest(given) == {SERVICE: Asked(SECOND, issued=False)}
    assert newest([(running, FIRST), (issued, SECOND)]) == {SERVICE: Asked(SECOND, issued=True)}


def test_what_was_refused_or_withdrawn_was_not_asked_for() -> None:
    refused, withdrawn = application(A.CLAIM, A.REFUSE), application(A.WITHDRAW)
    assert newest([(refused, FIRST), (withdrawn, SECOND)]) == {}
    assert newest([(application(*WAY), FIRST), (refused, THIRD)]) == {SERVICE: Asked(FIRST, issued=True)}
