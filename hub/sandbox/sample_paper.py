"""A picture of a paper, for a sample application. `python -m hub.sandbox.sample_paper LABEL` writes one and ends.

Who draws keeps some 20 MB for as long as it lives, which the supervisor of the demonstration does for its whole life:
it has its papers drawn (`drawn`) by a process that ends.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final

from hub.sandbox.errors import SandboxError

_PAPER: Final = b"""
#set page(width: 148mm, height: 105mm, margin: 14mm, fill: rgb("#fbfaf4"))
#set text(size: 11pt)
#text(15pt, weight: "bold", sys.inputs.at("title"))
#line(length: 100%)
#sys.inputs.at("text")
#align(bottom, text(9pt)[DATA CONTOH. Bukan dokumen sah. / Sample data, not a valid document.])
"""


async def drawn(label: str) -> bytes:
    """A picture that says what it stands for, made by a process of its own. Raises SandboxError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.sandbox.sample_paper", label),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        image, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise SandboxError("A paper of the sample application could not be drawn. What was wrong stands above.")
    return image


def sample_paper(label: str) -> bytes:
    """A picture that says what it stands for."""
    import typst  # noqa: PLC0415 - large, and used only where no application stands yet

    words = {"title": label, "text": "Pindaian contoh untuk demonstrasi. / A sample scan for the demonstration."}
    image = typst.compile(_PAPER, format="png", ppi=96.0, sys_inputs=words)
    assert isinstance(image, bytes)
    return image


if __name__ == "__main__":
    sys.stdout.buffer.write(sample_paper(sys.argv[1]))
