"""An agency that describes itself: its OpenAPI document (3.0 or 3.1) is the client, and no HTTP code is written.

`document` reads and checks the description, `client` asks one of its operations and holds the answer against it.
"""

from hub.exchange.openapi.client import Answered, OpenApiAgency
from hub.exchange.openapi.document import DocumentError, OpenApi, Operation, read_document

__all__ = ["Answered", "DocumentError", "OpenApi", "OpenApiAgency", "Operation", "read_document"]
