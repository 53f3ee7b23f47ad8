from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.evidence import SourceKind
from hub.core.held import Column
from hub.schema.declare import INHERITED, field


@strawberry.type(description="What a change of the record rests on; null where nobody said.")
class RecordSource:
    agency: str | None = field(scope=INHERITED, description="Whose word it is.", held=Column("agency"))
    document_kind: SourceKind | None = field(scope=INHERITED, held=Column("document_kind"))
    document_number: str | None = field(
        scope=INHERITED, description="As it stands on the paper.", held=Column("document_number")
    )
    as_of: dt.datetime | None = field(
        scope=INHERITED, description="The moment of which it is said.", held=Column("as_of")
    )
