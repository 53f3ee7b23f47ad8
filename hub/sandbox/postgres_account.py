"""The operating system account under which the embedded PostgreSQL runs.

PostgreSQL refuses to run as root. When we are root, its programs run as `nobody`; otherwise they run as ourselves.
No account is created and no directory is opened to others.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hub.sandbox.errors import SandboxError

UNPRIVILEGED = "nobody"
PROGRAM_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Account:
    """`uid` and `gid` are None when the programs run as the person who started us."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> Sequence[int] | None:
        """No supplementary group of root's may stay with the server."""
        return None if self.uid is None else ()

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def owner(self) -> int:
        return os.geteuid() if self.uid is None else self.uid


def choose() -> Account:
    """The account for this process; raises SandboxError when root finds no unprivileged one."""
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise SandboxError(
            f"PostgreSQL does not run as root and there is no account '{UNPRIVILEGED}' here: start as another user."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def environment() -> dict[str, str]:
    """What the server's programs see: none of our own settings or secrets."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def run(account: Account, command: Sequence[str], *, text: str = "", cwd: Path = Path("/")) -> tuple[int, str]:
    """Run one program to its end as `account`; returns its exit code and all that it printed."""
    try:
        done = subprocess.run(
            command,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=PROGRAM_TIMEOUT_SECONDS,
            check=False,
            cwd=cwd,
            env=environment(),
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            umask=0o077,
        )
    except subprocess.TimeoutExpired:
        name = Path(command[0]).name
        raise SandboxError(
            f"`{name}` did not end within {PROGRAM_TIMEOUT_SECONDS} s: is the disk slow or full?"
        ) from None
    except PermissionError:
        return 126, "permission denied"
    return done.returncode, done.stdout


def spawn(account: Account, command: Sequence[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a server as `account` in a session of its own, so that Ctrl-C reaches us first and we end it in order."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=environment(),
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
        umask=0o077,
        start_new_session=True,
    )


def can_enter(account: Account, directory: Path) -> bool:
    """Whether `account` may go through every directory down to `directory`; asked of the kernel, so ACLs count."""
    if account.uid is None:
        return os.access(directory, os.X_OK)
    return run(account, ["/bin/sh", "-c", 'test -x "$0"', str(directory)])[0] == 0
