"""Several processes of one hub on one port: a parent that only starts, watches and ends them.

Each child listens for itself (SO_REUSEPORT) and the kernel spreads connections over them. They are forked from a parent
that has loaded the code and started nothing, so that they share its memory. A child ends when its parent does, however
that came about: it holds one end of a pipe whose other end only the parent has.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from hub.core.errors import HubError
from hub.telemetry import logger

_WATCHED: Final = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT}
_POLL_SECONDS: Final = 0.05
_SETTLED_SECONDS: Final = 10.0
"""A process that lived as long as this is started again at once."""
_LONGEST_PAUSE: Final = 30.0
_END_SECONDS: Final = 20.0
_log = logger(__name__)
Run = Callable[[int], None]
"""What a child does until the file descriptor can be read, or SIGTERM comes."""


@dataclass(slots=True)
class _Place:
    """One of the processes: `pid` is 0 while none runs; it may start again at `due`."""

    number: int
    pid: int = 0
    started: float = 0.0
    failures: int = 0
    due: float = 0.0


class Processes:
    """`run` is called in each child; `answers` tells whether somebody listens already."""

    def __init__(self, count: int, run: Run, answers: Callable[[], bool]) -> None:
        self._places = [_Place(number) for number in range(count)]
        self._run = run
        self._answers = answers
        self._lifeline, self._held = os.pipe()
        self._mask: set[int] = set()

    def serve(self) -> int:
        """Until SIGTERM or SIGINT; the exit code. What keeps the first process from starting ends it all."""
        self._mask = {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)}
        gc.freeze()
        try:
            code = self._first()
            return self._watch() if code is None else code
        finally:
            self._end()
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def _first(self) -> int | None:
        """Starts one process and waits until it answers: a wrong setting is told once, not by each of them."""
        place = self._places[0]
        self._start(place)
        while not self._answers():
            number = self._signal(_POLL_SECONDS)
            if number in {signal.SIGTERM, signal.SIGINT}:
                return 0
            code = _ended(place.pid)
            if code is not None:
                place.pid = 0
                return code or 1
        return None

    def _watch(self) -> int:
        while True:
            for place in self._places:
                if not place.pid and time.monotonic() >= place.due:
                    self._start(place)
            if self._signal(self._until_next()) in {signal.SIGTERM, signal.SIGINT}:
                return 0
            for place in self._places:
                self._look_at(place)

    def _look_at(self, place: _Place) -> None:
        """Notes a process that has ended, and when the next one may start in its place."""
        code = _ended(place.pid) if place.pid else None
        if code is None:
            return
        now = time.monotonic()
        place.failures = 0 if now - place.started >= _SETTLED_SECONDS else place.failures + 1
        pause = min(_LONGEST_PAUSE, 2.0 ** (place.failures - 1)) if place.failures else 0.0
        _log.error("A process of the hub ended.", extra={"number": place.number, "code": code, "pause": pause})
        place.pid, place.due = 0, now + pause

    def _until_next(self) -> float:
        due = min((place.due for place in self._places if not place.pid), default=None)
        return 60.0 if due is None else max(0.0, due - time.monotonic())

    def _signal(self, seconds: float) -> int | None:
        found = signal.sigtimedwait(_WATCHED, seconds)
        return found.si_signo if found else None

    def _start(self, place: _Place) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._child()
        place.pid, place.started = pid, time.monotonic()

    def _child(self) -> NoReturn:
        """Never returns into the parent's code."""
        code = 1
        try:
            os.close(self._held)
            # Ctrl-C reaches the whole group of a terminal; the parent tells each child once.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
            self._run(self._lifeline)
            code = 0
        except HubError as error:
            sys.stderr.write(f"{error.message}\n")
        except BaseException:  # noqa: BLE001 - whatever it is, it must not go on as a second parent
            _log.exception("A process of the hub failed.")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _end(self) -> None:
        """Asks every process to end, waits, and kills what is left."""
        os.close(self._held)
        os.close(self._lifeline)
        for number, seconds in ((signal.SIGTERM, _END_SECONDS), (signal.SIGKILL, _END_SECONDS)):
            running = [place for place in self._places if place.pid]
            for place in running:
                os.kill(place.pid, number)
            _wait(running, time.monotonic() + seconds)


def _wait(places: list[_Place], deadline: float) -> None:
    while time.monotonic() < deadline:
        for place in places:
            if place.pid and _ended(place.pid) is not None:
                place.pid = 0
        if not any(place.pid for place in places):
            return
        time.sleep(_POLL_SECONDS)


def _ended(pid: int) -> int | None:
    """The exit code of a child (negative for a signal), or None while it runs; it is asked once after the end."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def check_free(host: str, port: int) -> None:
    """Raises OSError when somebody listens there: with SO_REUSEPORT two hubs would share a port unnoticed."""
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(address)
            probe.listen(1)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there. An address that means every interface is asked at this machine's own."""
    own = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((own, port), timeout=1):
            return True
    except OSError:
        return False
