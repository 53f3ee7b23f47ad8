"""The data directory: where it lies, how it is made whole or not at all, and what its `postmaster.pid` says."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres_account import Account, can_enter, choose, run
from hub.sandbox.postgres_state import State, load

MAJOR_VERSION = "18"
SUPERUSER = "postgres"
ROLE = DATABASE = "satu"
# For root's demo in a directory that the server's account cannot enter.
OUTSIDE = Path("/var/lib/satu-sandbox")
ROOM_FOR_A_NEW_CLUSTER_BYTES = 96 * 1024 * 1024
NO_ROOM = "The disk that holds {home} is full: free at least {need} MB and start again."


@dataclass(frozen=True)
class PidFile:
    """`postmaster.pid`: process number, port, and whether the server takes connections."""

    pid: int
    port: int
    ready: bool


def choose_home(account: Account, state_dir: Path, state: State, outside: Path = OUTSIDE) -> Path:
    """Where this state directory's cluster lies: inside, unless the server's account cannot get there.

    Outside, the name holds a hash of the state directory's path and the state's own identity: a copied checkout and a
    new clone in an old place both get a cluster of their own.
    """
    inside = state_dir / "postgres"
    key = hashlib.sha256(os.fsencode(state_dir)).hexdigest()[:12]
    elsewhere = outside / f"{key}-{state.identity}"
    recorded = Path(state.home)
    if recorded in (inside, elsewhere) and recorded.is_dir():
        return recorded
    return inside if can_enter(account, state_dir) else elsewhere


def expected_home(state_dir: Path, outside: Path = OUTSIDE) -> Path:
    """Where this state directory's cluster lies or will lie, before anything is made: to ask its disk for room."""
    found = load(state_dir / "postgres.json")
    if found and found.home:
        return Path(found.home)
    existing = next((folder for folder in (state_dir, state_dir.parent) if folder.is_dir()), None)
    # A folder that root is yet to make will be closed to the server's account.
    reachable = os.geteuid() != 0 or (existing is not None and can_enter(choose(), existing))
    return state_dir / "postgres" if reachable else outside


def prepare_home(account: Account, home: Path) -> None:
    try:
        home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        if not home.exists():
            home.mkdir(mode=0o700)
            account.own(home)
    except OSError as error:
        raise SandboxError(f"The directory {home} for the database could not be made: {error.strerror}.") from None
    if home.is_symlink() or home.stat().st_uid != account.owner():
        raise SandboxError(f"{home} belongs to another account: remove it, or start as the account that made it.")


def is_complete(home: Path) -> bool:
    """True for a cluster of ours, False for none yet; a half-made or foreign one is refused, never touched."""
    data = home / "data"
    if not data.exists():
        return False
    parts = ("PG_VERSION", "base", "global/pg_control", "postgresql.conf", "pg_wal")
    if not all((data / part).exists() for part in parts):
        raise SandboxError(
            f"{data} holds only half a database: remove that directory, or call `make clean`, and start again."
        )
    version = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if version != MAJOR_VERSION:
        raise SandboxError(
            f"{data} was made by PostgreSQL {version} and this is {MAJOR_VERSION}: call `make clean`, which throws the "
            "demo's data away, and start again."
        )
    return True


def create(account: Account, bin_directory: Path, home: Path, state: State, *, sync: bool) -> None:
    """Make the cluster with its role and database beside its final place, then rename: nothing half-made is left."""
    refuse_full_disk(home, ROOM_FOR_A_NEW_CLUSTER_BYTES)
    for leftover in home.glob("data.new*"):
        shutil.rmtree(leftover)
    staging, password_file = home / "data.new", home / "password.new"
    try:
        _write_for(account, password_file, state.superuser_password)
        _initdb(account, bin_directory, staging, password_file, sync=sync)
        _create_role_and_database(account, bin_directory, staging, state.password)
        staging.rename(home / "data")
    except OSError as error:
        raise SandboxError(f"The database could not be made in {home}: {error.strerror}.") from None
    finally:
        password_file.unlink(missing_ok=True)
        shutil.rmtree(staging, ignore_errors=True)


def refuse_full_disk(home: Path, need: int) -> None:
    if shutil.disk_usage(home).free < need:
        raise SandboxError(NO_ROOM.format(home=home, need=need // 2**20))


def explain(output: str, home: Path) -> SandboxError:
    """One sentence for what PostgreSQL's programs printed."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return SandboxError(NO_ROOM.format(home=home, need=ROOM_FOR_A_NEW_CLUSTER_BYTES // 2**20))
    lines = [
        line for line in output.splitlines() if any(mark in line for mark in ("FATAL", "PANIC", "error:", "ERROR"))
    ]
    reason = lines[-1].strip() if lines else "it gave no reason"
    return SandboxError(f"PostgreSQL could not be started in {home}: {reason}")


def read_pid_file(home: Path) -> PidFile | None:
    """None when there is none, or when it is only half written yet."""
    try:
        lines = (home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return PidFile(int(lines[0]), int(lines[3]), len(lines) > 7 and lines[7].strip() == "ready")
    except (OSError, ValueError, IndexError):
        return None


def is_server_of(pid: int, home: Path) -> bool:
    """Whether that process is a PostgreSQL on exactly this data directory."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(home / "data") in arguments


def disown_pid_file(home: Path) -> None:
    """Mark a pid file stale whose number now belongs to a stranger.

    The server gives up when it finds that number alive, but lets its parent's number pass; and it still checks that no
    old child holds the shared memory which the file names. So the number is replaced by ours and the rest is kept.
    """
    path = home / "data" / "postmaster.pid"
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as handle:
        rest = handle.read().split("\n", 1)[1]
        handle.seek(0)
        handle.write(f"{os.getpid()}\n{rest}")
        handle.truncate()


def _write_for(account: Account, path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secret + "\n")
    account.own(path)


def _initdb(account: Account, bin_directory: Path, data: Path, password_file: Path, *, sync: bool) -> None:
    command = [
        str(bin_directory / "initdb"),
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        *([] if sync else ["--no-sync"]),
    ]
    code, output = run(account, command)
    if code != 0:
        raise explain(output, data.parent)


def _create_role_and_database(account: Account, bin_directory: Path, data: Path, password: str) -> None:
    """The hub works as an owner without superuser rights, as in production. The password travels on standard input."""
    statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
    command = [str(bin_directory / "postgres"), "--single", "-D", str(data), "postgres"]
    code, output = run(account, command, text=statements)
    if code != 0 or "ERROR:" in output or "FATAL:" in output:
        raise explain(output.replace(password, "(password)"), data.parent)
