"""What a connector in `hub/connectors` needs besides its folder, written by the command: nobody edits a list.

Who may read its fields stands in the folder, and the deployment asks for its settings.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from hub.core.attributes import Category, camel
from hub.core.errors import HubError
from hub.sandbox import processes

_SETTING: Final = "HUB_CONNECTOR_"
_OFFICE: Final = "operator verifier head_of_division head_of_office"
_READERS: Final[Mapping[str, str]] = {
    Category.LICENCE: "agency narrow",
    Category.FAMILY: f"citizen {_OFFICE} agency",
    Category.APPLICATION: f"citizen helper {_OFFICE} agency",
    Category.ACCESS: "citizen auditor agency",
}
"""Category of the hub's own -> its readers as tests/access calls them; every other one is for `agency` alone."""
_WRITERS: Final[Mapping[str, str]] = {Category.LICENCE: "agency narrow"}
_AGENCY: Final = "agency"
_RIGHTS: Final = """\
# Who may read this agency's data: written by hand, and held against the policies for every reader (tests/access).
[reading]
readers = "{readers}"
fields = "{read}"
"""
_WRITING: Final = """
[writing]
readers = "{writers}"
fields = "{written}"
"""
_PUBLISHED: Final = (("policy", "schema", "--write"), ("schema", "print", "--file", "schema.graphql"))


def rights(facet: str, item: str, attributes: Iterable[str], category: str, *, is_written: bool) -> str:
    """The folder's `tests/rights.toml`: whom the policies let read the category, by the scope named after it."""
    read = " ".join((f"Citizen.{camel(facet)}", *(f"{item}.{camel(each)}" for each in attributes)))
    writers, written = _WRITERS.get(category, _AGENCY), f"Mutation.{camel(f'record_{facet}')}"
    writing = _WRITING.format(writers=writers, written=written) if is_written else ""
    return _RIGHTS.format(readers=_READERS.get(category, _AGENCY), read=read) + writing


def enter_deployment(root: Path, name: str, settings: Sequence[str]) -> list[Path]:
    """Asks for its settings in compose.yaml and lists them in the example; gives what was changed."""
    wanted = [f"{_SETTING}{name.upper()}_{each}" for each in settings]
    compose = [f"    {each}: ${{{each}:?set it in .env}}" for each in wanted]
    changed = {root / "compose.yaml": compose, root / "deploy" / "example.env": [f"{each}=" for each in wanted]}
    return [file for file, lines in changed.items() if _added(file, lines)]


def _added(file: Path, lines: Sequence[str]) -> bool:
    """After the last setting of a connector that stands there; what stands there already is not written twice."""
    if not file.exists():
        return False
    held = file.read_text(encoding="utf-8").split("\n")
    last = max((at for at, line in enumerate(held) if line.lstrip().startswith(_SETTING)), default=len(held) - 2)
    held[last + 1 : last + 1] = [line for line in lines if line not in held]
    file.write_text("\n".join(held), encoding="utf-8")
    return True


def publish(root: Path, name: str, folder: Path) -> None:
    """Writes the contract and the policies' schema anew, as `make schema` does: with the folder that is there now.

    Raises HubError, which says what is left, where a command fails.
    """
    for words in _PUBLISHED:
        command = processes.command(*words)
        done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
        if done.returncode:
            raise HubError(_left(" ".join(words), _last_line(done.stderr), name, folder))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if any(map(str.isalnum, line))]
    return lines[-1] if lines else "it said nothing"


def _left(words: str, why: str, name: str, folder: Path) -> str:
    return (
        f"The files above are written, but the contract does not have them yet: `hub {words}` failed"
        f" ({why.removesuffix('.')}). Mend that and run `make schema`. Or take all back: delete {folder}, the policies"
        f" {name}.cedar and {name}_test.toml where they are listed above, and the lines {_SETTING}{name.upper()}_ of"
        " compose.yaml and deploy/example.env; then run `make schema`."
    )


def told(changed: Iterable[Path], root: Path) -> str:
    """What the folder's README says that the command did outside of it."""
    files = " and ".join(f"`{each.relative_to(root)}`" for each in changed)
    asked = f"It entered the settings in {files}, and wrote" if files else "It wrote"
    return (
        f"{asked}\n`schema.graphql` and `policies/schema.cedarschema` anew with the field and the category.\n"
        "Who may read it stands in `tests/rights.toml`. No list elsewhere is to be edited; run `make schema`\n"
        "whenever the facet has changed."
    )
