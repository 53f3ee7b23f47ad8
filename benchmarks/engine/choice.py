"""What is measured this time, from the environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from benchmarks.engine.contract import QUERIES
from benchmarks.engine.stage import Peer

LAW: Final = "law"
RECEIPTS: Final = "receipts"


@dataclass(frozen=True, slots=True)
class Choice:
    """Servers and questions, and how long and how often. `law`: the tables with the law on, instead of all others;
    `cost`: what receipts cost with it, instead of those."""

    peers: Sequence[Peer]
    queries: Sequence[str]
    rounds: int
    seconds: int
    people: int
    connections: Sequence[int]
    port: int
    law: bool = False
    cost: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], peers: Sequence[Peer]) -> Self:
        """Raises SystemExit with a sentence for a word that nothing is called by."""

        def number(name: str, default: int) -> int:
            value = environment.get(name) or str(default)
            if not value.isascii() or not value.isdigit() or int(value) == 0:
                raise SystemExit(f"{name} must be a whole number from 1 on.")
            return int(value)

        words = environment.get("ONLY", "").split()
        law = LAW in words
        cost = law and RECEIPTS in words
        words = [word for word in words if word not in ((LAW, RECEIPTS) if law else ())]
        queries = [word for word in words if word in QUERIES] or list(QUERIES)
        chosen = _chosen(peers, [word for word in words if word not in QUERIES])
        connections = [int(word) for word in (environment.get("CONNECTIONS") or ("128" if law else "32 128")).split()]
        return cls(
            peers=[peer for peer in chosen if set(queries) & set(peer.queries)],
            queries=queries,
            rounds=number("ROUNDS", 12 if cost else 2 if law else 3),
            seconds=number("SECONDS", 2 if cost else 4),
            people=number("PEOPLE", 100_000),
            connections=connections,
            port=number("PORT", 31400),
            law=law,
            cost=cost,
        )


def _chosen(peers: Sequence[Peer], words: Sequence[str]) -> Sequence[Peer]:
    """Servers whose name or lane holds one of the words; all without a word."""
    for word in words:
        if not any(_is(peer, word) for peer in peers):
            names = ", ".join(peer.name for peer in peers)
            raise SystemExit(f"No server, lane or query is called {word}. There are: {names}; and Q1 to Q4.")
    return [peer for peer in peers if not words or any(_is(peer, word) for word in words)]


def _is(peer: Peer, word: str) -> bool:
    return word.lower() in f"{peer.name} {peer.lane}".lower()
