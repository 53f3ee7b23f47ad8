"""Plain functions that answer fields: core objects in, core objects out. The graph's types are unknown here."""

from hub.resolvers.context import Context, Hub

__all__ = ["Context", "Hub"]
