"""From nothing to the first federated answer: the walk of the integrators' guide, with its time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.demo import ROOT, Demo

MOST_SECONDS = 300


def test_without_a_demonstration_it_says_what_to_start(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "first_query.py"), str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "Run `make demo`" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


@pytest.mark.long
def test_a_client_signs_up_and_is_answered_within_five_minutes(demo: Demo) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "first_query.py"), str(demo.state_dir)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=MOST_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    took = re.search(r"([0-9.]+) s  from nothing to the first answer", done.stdout)
    assert took is not None, done.stdout
    assert float(took[1]) < MOST_SECONDS
