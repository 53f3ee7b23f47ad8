"""What may be asked by an address (GET): nothing that could name a person.

Addresses stand in histories, in logs of proxies and in monitoring. So a GET carries no variables, and its document is
either public in every field or a registered one, of which the address holds the hash alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.core.errors import BadInput
from hub.engine import GraphQLRequest
from hub.engine.plan import Plan
from hub.web.door import parsed

_TEXTS: Final = ("query", "documentId", "operationName")
_JSON: Final = ("variables", "extensions")


def parameters_of(query: Mapping[str, str]) -> dict[str, Any]:
    """The parameters as a body would hold them; an empty one counts as left out. Raises BadInput."""
    texts = {name: query[name] for name in _TEXTS if query.get(name)}
    return {**texts, **{name: _value(name, query[name]) for name in _JSON if query.get(name)}}


def check_address(operation: GraphQLRequest, plan: Plan) -> None:
    """Raises BadInput for an operation that has to be sent by POST."""
    if operation.variables:
        raise BadInput(
            "Values do not belong into an address, where logs and histories keep them. Send the operation by POST.",
            path="variables",
        )
    if not plan.is_public and not operation.by_id:
        raise BadInput(
            "An address may ask for public fields only, or name a registered document by `documentId`. Send this "
            "operation by POST.",
            path="query",
        )


def _value(name: str, text: str) -> Any:
    try:
        return parsed(text)
    except BadInput:
        raise BadInput(f"`{name}` must be JSON.", path=name) from None
