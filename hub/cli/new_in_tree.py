"""What a connector in `hub/connectors` needs besides its folder, written by the command: nobody edits a list.

Who may read its fields stands in the folder, and the deployment asks for its settings.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hub.core.attributes import camel
from hub.sandbox import processes

_SETTING: Final = "HUB_CONNECTOR_"
_RIGHTS: Final = """\
# Who may read this agency's data: written by hand, and held against the policies for every reader (tests/access).
[reading]
readers = "agency"
fields = "{read}"
"""
_WRITING: Final = """
[writing]
readers = "agency"
fields = "{written}"
"""


def rights(facet: str, item: str, attributes: Iterable[str], *, is_written: bool) -> str:
    """The folder's `tests/rights.toml`: only a client under an agreement that names the category."""
    read = " ".join((f"Citizen.{camel(facet)}", *(f"{item}.{camel(each)}" for each in attributes)))
    written = _WRITING.format(written=f"Mutation.{camel(f'record_{facet}')}") if is_written else ""
    return _RIGHTS.format(read=read) + written


def enter_deployment(root: Path, name: str, settings: Sequence[str]) -> list[Path]:
    """Asks for its settings in compose.yaml and lists them in the example; gives what was changed."""
    wanted = [f"{_SETTING}{name.upper()}_{each}" for each in settings]
    compose = [f"    {each}: ${{{each}:?set it in .env}}" for each in wanted]
    changed = {root / "compose.yaml": compose, root / "deploy" / "example.env": [f"{each}=" for each in wanted]}
    return [file for file, lines in changed.items() if _added(file, lines)]


def _added(file: Path, lines: Sequence[str]) -> bool:
    """After the last setting of a connector that stands there."""
    if not file.exists():
        return False
    held = file.read_text(encoding="utf-8").split("\n")
    last = max((at for at, line in enumerate(held) if line.lstrip().startswith(_SETTING)), default=len(held) - 2)
    held[last + 1 : last + 1] = lines
    file.write_text("\n".join(held), encoding="utf-8")
    return True


def publish(root: Path) -> None:
    """Writes the contract and the policies' schema anew, as `make schema` does: with the folder that is there now."""
    for words in (("policy", "schema", "--write"), ("schema", "print", "--file", "schema.graphql")):
        subprocess.run(processes.command(*words), cwd=root, check=True, stdout=subprocess.DEVNULL)
