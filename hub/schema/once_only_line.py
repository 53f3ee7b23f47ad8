from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.application import Channel
from hub.resolvers import once_only
from hub.schema.declare import INHERITED, field


@strawberry.type(description="What applications of one month and channel did not have to ask. Counts alone.")
class OnceOnlyLine:
    month: dt.date = field(scope=INHERITED, description="Its first day.")
    channel: Channel = field(scope=INHERITED, resolver=once_only.channel)
    applications: int = field(scope=INHERITED)
    prefilled: int = field(
        scope=INHERITED, description="Answers that came from the record: declared so, and found the same there."
    )
    typed: int = field(scope=INHERITED, description="All other answers.")
    papers: int = field(scope=INHERITED, description="Papers that were asked.")
    papers_spared: int = field(
        scope=INHERITED, description="Papers of the service that were not, because of the form or the channel."
    )
    visits_spared: int = field(
        scope=INHERITED, description="Applications that were handed in without coming to the office."
    )
