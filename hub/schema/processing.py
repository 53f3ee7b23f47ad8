from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="One activity of the record of processing (UU 27/2022 art. 31).")
class ProcessingActivity:
    name: str = field(scope=INHERITED)
    source: str = field(scope=INHERITED, description="What it was generated from: hub, service, facet, agreement.")
    purposes: list[str] = field(scope=INHERITED)
    legal_basis: list[str] = field(scope=INHERITED)
    subjects: str = field(scope=INHERITED, description="Whose data.")
    categories: list[str] = field(scope=INHERITED)
    fields: list[str] = field(scope=INHERITED)
    recipients: list[str] = field(scope=INHERITED, description="Empty where nobody gets them.")
    keeping: str = field(scope=INHERITED, description="How long they are kept.")
