"""What the architecture tests look at: the files of this checkout that are, or will be, under version control."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project, new ones included and ignored ones left out; from the disk where git is missing."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        kept = ("hub", "tests", "docs", "policies", "requirements", "scripts")
        return tuple(path for name in kept for path in sorted((ROOT / name).rglob("*")) if path.is_file())
    return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*rooms: str) -> list[Path]:
    """The Python files below the given folders of the project."""
    return [path for path in tracked_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in rooms]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
