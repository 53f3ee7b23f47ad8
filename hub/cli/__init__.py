"""The command line of the hub."""

from hub.cli.main import main

__all__ = ["main"]
