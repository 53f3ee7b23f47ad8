"""A new agency of a new domain, from nothing to an answer in the sandbox: the walk of the guide, with its time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.demo import ROOT, free_ports, lend_regions

MOST_SECONDS = 300


@pytest.mark.long
def test_a_new_agency_is_live_in_the_sandbox_within_five_minutes(tmp_path: Path) -> None:
    lend_regions(tmp_path / "state")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "DEMO_"))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "new_agency.py"), str(tmp_path)],
        cwd=ROOT,
        env={**environment, "PORT": str(free_ports()), "PEOPLE": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "28 of 28 points, grade A" in done.stdout
    assert '{"number": "CONTOH-101", "status": "AKTIF", "since": "2019-08-17"}' in done.stdout
    took = re.search(r"([0-9.]+) s  from nothing to the first answer", done.stdout)
    assert took is not None
    assert float(took[1]) < MOST_SECONDS
