from __future__ import annotations

import strawberry

from hub.schema.inputs.keyed import Keyed


@strawberry.input(description="A paper that will be uploaded.")
class CreateUploadInput(Keyed):
    kind: str = strawberry.field(description="Kind of document, as the service's requirements name it.")
    media_type: str = strawberry.field(description="`image/jpeg`, `image/png` or `application/pdf`.")
    size: int = strawberry.field(description="Bytes, at most 5 MiB.")
    filename: str | None = strawberry.field(description="Not kept: names of files hold personal data.")
