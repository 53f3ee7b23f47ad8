"""One operation from its text to its answer: limits, document, plan, purpose, decision, execution, receipt."""

from hub.engine.answer import Answer
from hub.engine.engine import Engine
from hub.engine.limits import Limits
from hub.engine.register import Register
from hub.engine.registered import Registered
from hub.engine.request import GraphQLRequest
from hub.engine.traffic import Shares, Traffic

__all__ = ["Answer", "Engine", "GraphQLRequest", "Limits", "Register", "Registered", "Shares", "Traffic"]
