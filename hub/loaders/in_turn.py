"""Who waits, a line for each client; they are served in turn, so that a long line keeps nobody out of a short one."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Generic, TypeVar

W = TypeVar("W")


class InTurn(Generic[W]):
    """One client's requests in the order in which they came; of several clients one of each in turn."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[W]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __iter__(self) -> Iterator[W]:
        return chain.from_iterable(self._lines.values())

    def of(self, client: str) -> Iterator[W]:
        """Those of one client."""
        return iter(self._lines.get(client, ()))

    def add(self, client: str, waiting: W) -> None:
        """At the end of the client's line."""
        line = self._lines.get(client)
        if line is None:
            line = self._lines[client] = deque()
        line.append(waiting)

    def take(self) -> tuple[str, W]:
        """Serves the first, and says whose it was; that client's others wait for the others' turn."""
        client, line = self._lines.popitem(last=False)
        served = line.popleft()
        if line:
            self._lines[client] = line
        return client, served

    def put_back(self, client: str, waiting: W) -> None:
        """Whoever was taken last is the first again."""
        line = self._lines.get(client)
        if line is None:
            line = self._lines[client] = deque()
        line.appendleft(waiting)
        self._lines.move_to_end(client, last=False)

    def keep(self, stays: Callable[[W], bool]) -> None:
        """Lets all others go."""
        lines = ((client, deque(filter(stays, line))) for client, line in self._lines.items())
        self._lines = OrderedDict((client, line) for client, line in lines if line)
