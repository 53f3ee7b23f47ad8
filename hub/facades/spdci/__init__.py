"""SPDCI, the interfaces of the Digital Convergence Initiative: a civil registry and a social registry over one record.

`/dci/crvs/` and `/dci/social/` speak the same envelope; what differs stands in `domains.py`.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from hub.facades import Adds, Given, Handler, Knows, Rounds
from hub.store.spdci import JOB


@dataclass(frozen=True, slots=True)
class Spdci:
    """Implements `hub.facades.Facade`. What it needs is loaded by the process that needs it."""

    name: str = "spdci"

    def routes(self, given: Given, who: Knows) -> Adds:
        adds: Adds = importlib.import_module("hub.facades.spdci.routes").routes(given, who)
        return adds

    def jobs(self, given: Given, public: aiohttp.ClientSession) -> Mapping[str, Handler]:
        handler: Handler = importlib.import_module("hub.facades.spdci.work").Work.of(given, public).run
        return {JOB: handler}

    def rounds(self, given: Given) -> Sequence[Rounds]:
        found: Rounds = importlib.import_module("hub.facades.spdci.rounds").SpdciRounds.of(given)
        return (found,)


FACADE = Spdci()
