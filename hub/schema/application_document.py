from __future__ import annotations

import strawberry

from hub.resolvers import application_fields
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A paper of an application.")
class ApplicationDocument:
    id: strawberry.ID = field(scope=INHERITED, resolver=application_fields.paper_id)
    kind: str = field(scope=INHERITED)
    label: str = field(scope=INHERITED, resolver=application_fields.paper_label)
    media_type: str | None = field(scope=INHERITED)
    size: int | None = field(scope=INHERITED, description="Bytes.")
    treatment: str | None = field(
        scope=INHERITED,
        resolver=application_fields.paper_treatment,
        description="What was done to it when it came: drawn anew, looked through for malware, or kept as it was.",
    )
    url: str | None = field(scope=INHERITED, description="Path at the hub; needs `document:read`.")
