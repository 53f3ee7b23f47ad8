"""What may be done to persons of the record besides reading: who may do it stands in policies/record.cedar."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class RecordAction(StrEnum):
    """The value is the action's name in the policies."""

    CORRECT = "correct"
    """An attribute of the person is put right."""
    ASSIGN_NIK = "assign_nik"
    """The NIK that SIAK gave is entered, or the one of the KTP-el in place of another paper's."""
    CONTEST = "contest"
    """Somebody says that an attribute is wrong."""
    OBJECT = "object"
    """Somebody objects to a reading of her data, or to a kind of processing."""
    DECIDE_OBJECTION = "decide_objection"
    INFORM = "inform"
    """Somebody is given what the hub keeps about her."""
    RESOLVE = "resolve"
    """A contradiction is decided."""
    MERGE = "merge"
    """Two persons of the record turn out to be one."""
    UNDO_MERGE = "undo_merge"
    SEAL = "seal"
    """The person becomes invisible."""
    UNSEAL = "unseal"
    HAND_OVER = "hand_over_person"
    """The person moves to another district, whose record she stands in from then on."""
    RECEIVE = "receive_person"
    TRANSCRIBE = "transcribe"
    """What the hub cannot deliver by itself was typed into the agency's own system."""
    REPLAY = "replay"
    """A delivery that was given up is tried again."""
    OPEN_EMERGENCY = "open_emergency"
    """The person is seen for an hour by somebody who may not see her otherwise."""
    REPORT_BURIAL = "report_burial"
    """A line of a village's burial book is brought."""
    NOTE_WALK_IN = "note_walk_in"
    """Somebody came to have biometrics recorded, without a booking."""
    CALL_TICKET = "call_ticket"
    """A number is called to a counter, passed on, or done."""
    KEEP_APPOINTMENT = "keep_appointment"
    """It is noted that nobody came to an appointment at the counters."""
    NOTE_ABSENCE = "note_absence"
    """An officer says when she is away, or that she is back."""
    NOTE_ABSENCE_OF = "note_absence_of"
    """Whoever leads says so of a colleague."""
    KEEP_WEBHOOK = "keep_webhook"
    """A client changes a subscription of its own, or has events told again."""
    SETTLE_BURIAL = "settle_burial"
    """An officer finds out whom it is about, has the family invited, or dismisses it."""


_LEADING: Final = frozenset({"application:verify", "application:validate", "application:sign"})
_CORRECT: Final = frozenset({"citizen:correct"})
_MERGE: Final = frozenset({"citizen:merge"})
_SEAL: Final = frozenset({"citizen:seal"})
_HAND_OVER: Final = frozenset({"citizen:hand_over"})

RECORD_SCOPES: Final[Mapping[RecordAction, frozenset[str]]] = {
    RecordAction.CORRECT: _CORRECT,
    RecordAction.ASSIGN_NIK: _CORRECT,
    RecordAction.CONTEST: frozenset({"citizen:contest"}),
    RecordAction.OBJECT: frozenset({"objection:raise"}),
    RecordAction.DECIDE_OBJECTION: frozenset({"objection:decide"}),
    RecordAction.INFORM: frozenset({"citizen:inform"}),
    RecordAction.RESOLVE: frozenset({"discrepancy:decide"}),
    RecordAction.MERGE: _MERGE,
    RecordAction.UNDO_MERGE: _MERGE,
    RecordAction.SEAL: _SEAL,
    RecordAction.UNSEAL: _SEAL,
    RecordAction.HAND_OVER: _HAND_OVER,
    RecordAction.RECEIVE: _HAND_OVER,
    RecordAction.TRANSCRIBE: frozenset({"delivery:transcribe"}),
    RecordAction.REPLAY: frozenset({"delivery:replay"}),
    RecordAction.OPEN_EMERGENCY: frozenset({"emergency:open"}),
    RecordAction.REPORT_BURIAL: frozenset({"burial:report"}),
    RecordAction.NOTE_WALK_IN: frozenset({"application:process"}),
    RecordAction.CALL_TICKET: frozenset({"ticket:call"}),
    RecordAction.KEEP_APPOINTMENT: frozenset({"appointment:keep"}),
    RecordAction.NOTE_ABSENCE: frozenset({"application:process"}) | _LEADING,
    RecordAction.NOTE_ABSENCE_OF: _LEADING,
    RecordAction.KEEP_WEBHOOK: frozenset({"webhook:manage"}),
    RecordAction.SETTLE_BURIAL: frozenset({"burial:settle"}),
}
"""The scopes for each action; one of them is enough."""

OF_THE_OFFICE: Final = frozenset(
    {
        RecordAction.RECEIVE,
        RecordAction.REPLAY,
        RecordAction.REPORT_BURIAL,
        RecordAction.NOTE_WALK_IN,
        RecordAction.CALL_TICKET,
        RecordAction.KEEP_APPOINTMENT,
        RecordAction.NOTE_ABSENCE,
        RecordAction.NOTE_ABSENCE_OF,
        RecordAction.KEEP_WEBHOOK,
    }
)
"""Actions that are decided for the office as a whole: no person of its record is touched by them yet."""
