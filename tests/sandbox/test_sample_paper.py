"""The papers of a sample application are drawn by a process that ends: whoever asks for one stays small."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import pytest
from PIL import Image

from hub.sandbox import sample_paper
from hub.sandbox.errors import SandboxError
from tests.architecture.conftest import ROOT

PROGRAM = """
import asyncio, sys
from hub.sandbox.sample_paper import drawn
image = asyncio.run(drawn("Akta"))
assert "typst" not in sys.modules, "loaded by who asked"
sys.stdout.buffer.write(image)
"""


def test_a_paper_is_drawn_and_who_asked_has_not_loaded_what_draws() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    with Image.open(BytesIO(done.stdout)) as picture:
        assert (picture.format, picture.size) == ("PNG", (559, 397))


async def test_a_paper_that_cannot_be_drawn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(SandboxError, match="could not be drawn"):
        await sample_paper.drawn("Akta")
