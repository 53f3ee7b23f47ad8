from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.notices import Medium, NoticeState
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A message to the applicant; neither its address nor its text.")
class ApplicationNotice:
    template: str = field(scope=INHERITED, description="What she is told, as in `needs-correction`.")
    channel: Medium | None = field(scope=INHERITED, description="By what it was sent; null until it was.")
    state: NoticeState = field(scope=INHERITED)
    reason: str | None = field(scope=INHERITED, description="Why it was not sent, or the last attempt failed: a code.")
    decided_at: dt.datetime = field(scope=INHERITED, description="When there was something to tell.")
    at: dt.datetime | None = field(scope=INHERITED, description="When it was sent, or it was settled that it is not.")
