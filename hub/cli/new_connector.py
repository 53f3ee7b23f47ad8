"""`hub new connector`: the folder of a connector that works, of an agency that is made up."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import keyword
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from hub.cli import scaffold
from hub.cli.new_in_tree import enter_deployment, publish, rights, told
from hub.cli.new_openapi import Described
from hub.core.attributes import CATEGORIES, Category
from hub.core.errors import BadInput
from hub.exchange import discover

OURS: Final = "hub.connectors"
_NAME: Final = re.compile(r"[a-z]{2,}(_[a-z]+)*")
_PACKAGE: Final = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
_LONGEST: Final = 24
_IMPORT: Final = re.compile(r"from ([\w.]+) import ")


class Protocol(StrEnum):
    """What the agency speaks."""

    REST = "rest"
    FHIR = "fhir"
    GRAPHQL = "graphql"
    FILE = "file"


_EVERY: Final[Mapping[str, str]] = {
    "__init__.py": "common/init.py.txt",
    "quality.toml": "common/quality.toml.txt",
    "agreement.toml": "common/agreement.toml.txt",
    "README.md": "common/README.md.txt",
    "tests/test_contract.py": "common/test_contract.py.txt",
}
_ASKED: Final[Mapping[str, str]] = {
    **_EVERY,
    "facet.py": "common/facet.py.txt",
    "emulator/__init__.py": "common/emulator.py.txt",
    "emulator/sample.jsonl": "common/sample.jsonl.txt",
}


def _own(protocol: str, *files: str) -> dict[str, str]:
    """Files of one protocol, whose templates are named as they are."""
    return {file: f"{protocol}/{file.rpartition('/')[2]}.txt" for file in files}


FILES: Final[Mapping[Protocol, Mapping[str, str]]] = {
    Protocol.REST: {
        **_ASKED,
        "mapping.py": "common/mapping.py.txt",
        **_own("rest", "manifest.toml", "client.py", "errors.py", "connector.py", "emulator/service.py"),
        **_own("rest", "tests/test_protocol.py", "tests/fixtures/answer.json"),
    },
    Protocol.GRAPHQL: {
        **_ASKED,
        "mapping.py": "common/mapping.py.txt",
        **_own("graphql", "manifest.toml", "client.py", "errors.py", "connector.py"),
        **_own("graphql", "emulator/service.py", "emulator/types.py"),
        **_own("graphql", "tests/test_protocol.py", "tests/fixtures/answer.json"),
    },
    Protocol.FHIR: {
        **_ASKED,
        **_own("fhir", "manifest.toml", "client.py", "errors.py", "connector.py", "mapping.py"),
        **_own("fhir", "emulator/service.py", "emulator/resources.py"),
        **_own("fhir", "tests/test_protocol.py", "tests/fixtures/answer.json"),
    },
    Protocol.FILE: {
        **_EVERY,
        **_own("file", "facet.py", "manifest.toml", "lines.py", "errors.py", "connector.py"),
        "emulator/__init__.py": "file/emulator.py.txt",
        **_own("file", "emulator/sample.jsonl", "tests/test_protocol.py", "tests/fixtures/answer.jsonl"),
    },
}
"""Protocol -> file in the folder -> its template."""
DESCRIBED: Final[Mapping[str, str]] = {
    **_EVERY,
    **_own("openapi", "facet.py", "manifest.toml", "client.py", "errors.py", "mapping.py", "connector.py"),
    "emulator/__init__.py": "openapi/emulator.py.txt",
    **_own("openapi", "emulator/sample.jsonl", "tests/test_protocol.py"),
    **_own("openapi", "tests/fixtures/answer.json", "tests/fixtures/nobody.json"),
}
"""The same for a REST agency that has an OpenAPI document, which lies beside them as it was given."""
_SPOKEN: Final = {
    Protocol.REST: "REST",
    Protocol.GRAPHQL: "GraphQL",
    Protocol.FHIR: "FHIR R4",
    Protocol.FILE: "signed files",
}
_SETTINGS: Final = {
    Protocol.REST: ("URL", "API_KEY"),
    Protocol.GRAPHQL: ("URL", "API_KEY"),
    Protocol.FHIR: ("URL", "CLIENT_ID", "CLIENT_SECRET"),
    Protocol.FILE: ("KEYS",),
}


_OUTSIDE: Final = "Nothing outside of this folder: it lies in a package of your own, which `HUB_CONNECTORS` brings in."
_NO_RULE: Final = "has no rule to take over: the hub has this kind of data already, and its policies hold;"
_ATTRIBUTES: Final = ("number", "status", "since")
"""Of the facet of an agency that is made up."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the folder is written: its package by name and as a folder, and the folder of the policies."""

    package: str
    folder: Path
    policies: Path

    @property
    def root(self) -> Path:
        """Where the tree begins."""
        return self.folder.parents[self.package.count(".")]


def connector(
    name: Annotated[str, typer.Argument(help="In small letters, as `land`.")],
    protocol: Annotated[Protocol, typer.Option(help="What the agency speaks.")],
    facet: Annotated[str, typer.Option(help="What it knows of a person, as `land_parcels`.")] = "",
    category: Annotated[str, typer.Option(help="The kind of data, one word; left out: the name.")] = "",
    package: Annotated[str, typer.Option(help="The Python package in which the folder is written.")] = OURS,
    policies: Annotated[Path | None, typer.Option(help="Where the rule for a new kind of data is written.")] = None,
    openapi: Annotated[Path | None, typer.Option(help="The agency's OpenAPI document, for --protocol rest.")] = None,
    operation: Annotated[str, typer.Option(help="The operation of it that answers about one person.")] = "",
) -> None:
    """Write the folder of a connector that works, of an agency that is made up, until you make it into yours."""
    names = names_of(name, facet or f"{name}_records", category or name)
    target = target_of(package, name, policies)
    if (target.folder / name).exists():
        raise BadInput(f"{target.folder / name} is there already. Choose another name, or take it away first.")
    if openapi is not None and protocol is not Protocol.REST:
        raise BadInput("An OpenAPI document describes a REST agency: use --protocol rest.")
    described = None if openapi is None else Described(openapi, operation)
    for path in write(protocol, names, target, described):
        typer.echo(f"  {path}")
    if target.package == OURS:
        publish(target.root, name, target.folder / name)
        typer.echo("  schema.graphql and policies/schema.cedarschema, written anew")
    typer.echo("Written. What is to be done now, in this order:")
    for step in steps_of(name, target, has_rule=names["category"] not in CATEGORIES):
        typer.echo(f"  {step}")


def names_of(name: str, facet: str, category: str) -> dict[str, str]:
    """What the templates call it. Raises BadInput for a name that cannot be one, or that is taken."""
    for word, what in ((name, "connector"), (facet, "facet"), (category, "category")):
        if not _NAME.fullmatch(word) or keyword.iskeyword(word) or len(word) > _LONGEST:
            raise BadInput(f"{word} is no name of a {what}. Write at most {_LONGEST} small letters: `land_parcels`.")
    if category == Category.ACCOUNT:
        raise BadInput("No agreement opens the office's own accounts. Name the agency's kind of data with --category.")
    for plugin in discover():
        taken = [one.name for one in plugin.facets]
        if facet in taken:
            raise BadInput(f"The connector {plugin.name} has a facet {facet} already. Give another with --facet.")
    words = facet.split("_")
    return {
        "name": name,
        "upper": name.upper(),
        "id": name.replace("_", "-"),
        "words": name.replace("_", " ").capitalize(),
        "facet": facet,
        "facet_words": " ".join(words),
        "facet_words_cap": " ".join(words).capitalize(),
        "json": words[0] + "".join(word.capitalize() for word in words[1:]),
        "item": "".join(word.capitalize() for word in words).removesuffix("s"),
        "category": category,
        "categories": _toml_list(dict.fromkeys(("population", category))),
        "today": dt.datetime.now(dt.UTC).date().isoformat(),
    }


def target_of(package: str, name: str, policies: Path | None) -> Target:
    """Where to write. A package that is not there yet is made in the folder in which the command runs."""
    if not _PACKAGE.fullmatch(package):
        raise BadInput(f"{package} is no Python package. Write its dotted name: `bangka.agencies`.")
    folder = _folder_of(package)
    if folder is None:
        folder = Path(*package.split("."))
        for part in [folder, *folder.parents][: package.count(".") + 1]:
            part.mkdir(parents=True, exist_ok=True)
            init = part / "__init__.py"
            if not init.exists():
                init.write_text('"""Connectors of a district\'s own."""\n', encoding="utf-8")
    own = Target(package, folder, policies or folder / name / "policies")
    return Target(package, folder, policies or own.root / "policies") if package == OURS else own


def _folder_of(package: str) -> Path | None:
    try:
        found = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        return None
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else None


def write(
    protocol: Protocol, names: Mapping[str, str], target: Target, described: Described | None = None
) -> list[Path]:
    """Writes every file of the folder, and the rule where the category is new; gives what was written."""
    folder, rule = target.folder / names["name"], target.policies / f"{names['name']}.cedar"
    templates, room = FILES[protocol], str(protocol)
    known = {**names, "package": target.package, "spoken": _SPOKEN[protocol], "policy_file": rule.name}
    settings = _SETTINGS[protocol]
    if described is not None:
        templates, room = DESCRIBED, "openapi"
        known |= described.names()
        settings = ("URL", *(each.upper() for each in json.loads(known["credentials"])))
    known["protocol_text"] = filled(f"{room}/protocol.md.txt", known).strip()
    known["settings_text"] = ", ".join(f"`HUB_CONNECTOR_{names['upper']}_{each}`" for each in settings) + "."
    is_ours, has_rule = target.package == OURS, names["category"] not in CATEGORIES
    changed = enter_deployment(target.root, names["name"], settings) if is_ours else []
    known["done_text"] = told(changed, target.root) if is_ours else _OUTSIDE
    known["rule_text"] = _rule_text(rule.name, is_ours=is_ours) if has_rule else _NO_RULE
    known["settings_step"] = "" if changed else " (and in compose.yaml)"
    wanted = {folder / file: filled(template, known) for file, template in templates.items()}
    if described is not None:
        wanted[folder / "openapi.txt"] = described.text
        wanted[folder / "quality.toml"] += "".join(_gap(each, names["today"]) for each in described.gaps())
    if has_rule:
        wanted[rule] = filled("common/policy.cedar.txt", known)
        wanted[rule.with_name(f"{names['name']}_test.toml")] = filled("common/policy_test.toml.txt", known)
    if is_ours:
        attributes = _ATTRIBUTES if described is None else [each.name for each in described.shape.attributes]
        is_written = protocol is Protocol.FILE
        who = rights(names["facet"], names["item"], attributes, names["category"], is_written=is_written)
        wanted[folder / "tests" / "rights.toml"] = who
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [*wanted, *changed]


def _rule_text(file: str, *, is_ours: bool) -> str:
    """The first step of an administrator, where the kind of data is new."""
    opens = "(it narrows to services and the person herself, and opens nothing)"
    if is_ours:
        return f"reads the rule `policies/{file}` {opens} and\n   runs `hub policy check`;"
    return f"takes the rule `{file}` over {opens} and runs `hub policy\n   schema --write` and `hub policy check`;"


def _gap(what: str, since: str) -> str:
    return f'\n[[gaps]]\nwhat = "{what}"\nsince = {since}\n'


def filled(template: str, names: Mapping[str, str]) -> str:
    """A template's text with the names in it; imports in order, whatever the package is called."""
    text = resources.files(scaffold).joinpath("connector", template).read_text(encoding="utf-8")
    made = Template(text).substitute(names)
    return _in_order(made) if template.endswith(".py.txt") else made


def _in_order(text: str) -> str:
    """The last block of imports, which is of our own packages, sorted by what it imports from."""
    lines = text.split("\n")
    at = [number for number, line in enumerate(lines) if _IMPORT.match(line)]
    if not at:
        return text
    first = last = at[-1]
    while first - 1 in at:
        first -= 1
    lines[first : last + 1] = sorted(lines[first : last + 1], key=lambda line: line.split()[1])
    return "\n".join(lines)


def steps_of(name: str, target: Target, *, has_rule: bool) -> list[str]:
    """What is to be done after the folder is written."""
    own = "" if target.package == OURS else f'HUB_CONNECTORS="{OURS} {target.package}" '
    folder, rule = target.folder / name, f"{target.policies}/{name}.cedar"
    steps = [
        f"{own}hub connector test {name}   its properties hold; change the protocol with them",
        f"{rule}   the rule for its category; README.md says what an administrator does" if has_rule else "",
        f"{own}hub policy schema --write && {own}hub policy check   the policies know the category" if own else "",
        f"{folder}/quality.toml   who answers for the data, and how good they are; then `{own}hub check`",
        f"{folder}/agreement.toml   the sandbox agreement, under which the demonstration's {name}-sandbox reads",
        "" if own else f"{folder}/tests/rights.toml   who may read it; `make schema` whenever its facet has changed",
    ]
    return [step for step in steps if step]


def _toml_list(words: Mapping[str, None]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"
