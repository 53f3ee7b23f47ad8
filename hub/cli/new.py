"""`hub new`: a folder to begin with, whose tests pass as written."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from hub import services
from hub.cli import scaffold
from hub.cli.new_connector import connector
from hub.core.errors import BadInput

FILES: Final[Mapping[str, str]] = {
    "__init__.py": "init.py.txt",
    "manifest.py": "manifest.py.txt",
    "service.toml": "service.toml.txt",
    "types.py": "types.py.txt",
    "rules.py": "rules.py.txt",
    "effects.py": "effects.py.txt",
    "siak.py": "siak.py.txt",
    "certificate.py": "certificate.py.txt",
    "certificate.typ": "certificate.typ.txt",
    "strings/id.toml": "strings.id.toml.txt",
    "strings/en.toml": "strings.en.toml.txt",
    "tests/cases.py": "cases.py.txt",
    "tests/test_rules.py": "test_rules.py.txt",
    "tests/test_effects.py": "test_effects.py.txt",
    "tests/test_types.py": "test_types.py.txt",
}
"""File in the folder -> its template."""
_NAME: Final = re.compile(r"[a-z]{2,}(_[a-z]+)*")
_LONGEST: Final = 40
_PREFIX: Final = re.compile(r"[A-Z]{2}")


def register(application: typer.Typer) -> None:
    group = typer.Typer(help="A folder to begin with.", no_args_is_help=True)
    group.callback()(_group)
    group.command("service")(service)
    group.command("connector")(connector)
    application.add_typer(group, name="new")


def _group() -> None:
    """A folder to begin with."""


def service(
    name: Annotated[str, typer.Argument(help="In small letters, as `stillbirth_statement`.")],
    prefix: Annotated[str, typer.Option(help="Two letters with which its tracking numbers begin.")] = "",
) -> None:
    """Write the folder of a service that works: it changes an occupation, until you make it into yours."""
    folder = Path(services.__file__).parent / name
    names = names_of(name, prefix)
    if folder.exists():
        raise BadInput(f"{folder} is there already. Choose another name, or take it away first.")
    for file, template in FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(template, names), encoding="utf-8")
    typer.echo(f"Written: {folder}. What is to be done now, in this order:")
    for step in _NEXT:
        typer.echo(f"  {step.format(name=name)}")


def names_of(name: str, prefix: str = "") -> dict[str, str]:
    """What the templates call it. Raises BadInput for a name or a prefix that cannot be one, or that is taken."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or len(name) > _LONGEST:
        raise BadInput(
            f"{name} is no name of a service. Write at most {_LONGEST} small letters: `stillbirth_statement`."
        )
    words = name.split("_")
    prefix = prefix or "".join(word[0] for word in (words if len(words) > 1 else name))[:2].upper()
    taken = {one.prefix for one in services.discover()}
    if not _PREFIX.fullmatch(prefix):
        raise BadInput(f"{prefix} is no prefix. Give two capital letters with --prefix.")
    if prefix in taken:
        raise BadInput(f"Another service has the prefix {prefix}. Give another with --prefix, not {sorted(taken)}.")
    return {
        "folder": name,
        "graph": words[0] + "".join(word.capitalize() for word in words[1:]),
        "class_name": "".join(word.capitalize() for word in words),
        "words": " ".join(words).capitalize(),
        "prefix": prefix,
    }


def filled(template: str, names: Mapping[str, str]) -> str:
    """A template's text with the names in it."""
    text = resources.files(scaffold).joinpath("service", template).read_text(encoding="utf-8")
    return Template(text).substitute(names)


_NEXT: Final = (
    ".venv/bin/pytest hub/services/{name}   its own tests pass; change them with the rules",
    "hub/services/{name}/service.toml     laws with their source, papers, fields, limits; then `hub check`",
    "hub/services/{name}/rules.py         each rule with its source and a case in tests/",
    "make schema                          its input enters the published contract",
)
