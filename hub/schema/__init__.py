"""The published graph: types as the contract names them, one a file. `build` makes the schema of one hub."""

from hub.schema.root import HubSchema, build

__all__ = ["HubSchema", "build"]
