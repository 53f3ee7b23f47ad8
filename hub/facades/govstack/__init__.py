"""GovStack's digital registries, over the citizen record: `/govstack/registries/`.

A registry is declared by an operator: its names for attributes of the record. It is asked about somebody, and never
written.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from hub.facades import Adds, Given, Handler, Knows, Rounds


@dataclass(frozen=True, slots=True)
class Govstack:
    """Implements `hub.facades.Facade`. All is answered at once: the worker has nothing to do for it."""

    name: str = "govstack"

    def routes(self, given: Given, who: Knows) -> Adds:
        adds: Adds = importlib.import_module("hub.facades.govstack.routes").routes(given, who)
        return adds

    def jobs(self, _given: Given, _public: aiohttp.ClientSession, /) -> Mapping[str, Handler]:
        return {}

    def rounds(self, _given: Given, /) -> Sequence[Rounds]:
        return ()


FACADE = Govstack()
