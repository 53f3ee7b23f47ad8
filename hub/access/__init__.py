"""May they: decisions on values, made by the Cedar policies. No I/O beyond loading the policies once."""

from hub.access.accounts import decide_on_account
from hub.access.actions import allowed_actions, decide_action, decide_assignee, may_read_application
from hub.access.agreements import agreement_denial, validity_of
from hub.access.decision import Decision, Denial, FieldNeed
from hub.access.fields import decide, rows_of, untold
from hub.access.oversight import decide_oversight
from hub.access.persons import decide_on_person
from hub.access.policies import InvalidPolicies, Policies
from hub.access.purpose import purpose_of
from hub.access.recording import decide_recording

__all__ = [
    "Decision",
    "Denial",
    "FieldNeed",
    "InvalidPolicies",
    "Policies",
    "agreement_denial",
    "allowed_actions",
    "decide",
    "decide_action",
    "decide_assignee",
    "decide_on_account",
    "decide_on_person",
    "decide_oversight",
    "decide_recording",
    "may_read_application",
    "purpose_of",
    "rows_of",
    "untold",
    "validity_of",
]
