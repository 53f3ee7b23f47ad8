"""GovStack's suite of digital registries: where it comes from, whom it asks about, and what is declared for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.conformance.suites import Scenario, SuiteError, cucumber, packages, published, read, replace_once
from tests.fixtures.npm import node

REPOSITORY: Final = "https://github.com/GovStackWorkingGroup/bb-digital-registries"
COMMIT: Final = "bc35ff73e307ad21de06291a6777037a40e19115"
NAME: Final = "registries"
FIELDS: Final = {"ID": "nik", "FirstName": "firstName", "LastName": "lastName", "BirthCertificateID": "birthDeedNumber"}
DECLARED: Final = (
    ("registryname", "111", 1),
    ("registryempty", "111", 123),
    ("MCTS", "1.0", 8438778473),
    ("contoh", "1", 3287483474),
    ("contoh", "2", 8484848484),
)
"""The registries that the suite asks, each with the number by which it asks for it."""
_TOKEN: Final = """// The suite sends no token, though the specification has one.
const { request } = require('pactum');

request.setDefaultHeaders('Authorization', `Bearer ${process.env.TOKEN}`);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the hub that is asked."""

    id: str
    nik: str
    first: str
    last: str
    deed: str


def declarations(folder: Path) -> list[Path]:
    """Files for `hub govstack declare`."""
    folder.mkdir(parents=True, exist_ok=True)
    fields = "".join(f'{name} = "{attribute}"\n' for name, attribute in FIELDS.items())
    files = []
    for name, version, number in DECLARED:
        file = folder / f"{number}.toml"
        head = f'name = "{name}"\nversion = "{version}"\nnumber = {number}\ntitle = "Contoh"\ninstitution = "Contoh"\n'
        file.write_text(f"{head}\n[fields]\n{fields}", encoding="utf-8")
        files.append(file)
    return files


def checkout(source: str, folder: Path, url: str) -> Path:
    """The suite as it was published, but for the one line that says where the hub is, and a token."""
    published(source, COMMIT, folder)
    suite = folder / "test" / "openAPI"
    packages("install", suite)
    there = f"{url.rstrip('/')}/govstack/registries/"
    helpers = suite / "features/support/helpers/helpers.js"
    replace_once(helpers, "'http://localhost:3333/'", f"'{there}'")
    (suite / "features/support/token.js").write_text(_TOKEN, encoding="utf-8")
    return suite


def about(known: Known, suite: Path, folder: Path) -> Path:
    """A copy that asks about somebody of this hub, where it reads. What is expected stays as it is."""
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(suite, folder, symlinks=True)
    john = {"EE123627348834": known.nik, "John": known.first, "Bon": known.last, "RR-3334537999": known.deed}
    billy = {"EE378129127223": known.nik, "Billy": known.first, "Johnson": known.last, "RR-1112223331": known.deed}
    others = {"John Helmut": known.first, "Eva": known.first, "Smith": known.last, "EE6546273487865": known.deed}
    words: Mapping[str, Mapping[str, str]] = {
        "data_exist": john,
        "data_read": {**billy, **others},
        "data_read_value": {"80bcb084-fa17-11ed-be56-0242ac120002": known.id},
        "data_list": {"John": known.first},
        "data_my_personal_data_usage": {"EE378129127223": known.nik},
    }
    for feature, replaced in words.items():
        file = folder / "features" / f"{feature}.feature"
        text = file.read_text(encoding="utf-8")
        for word, by in replaced.items():
            text = _instead(text, word, by)
        file.write_text(text, encoding="utf-8")
    return folder


def run(suite: Path, token: str) -> list[Scenario]:
    """Every scenario, by its feature."""
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("HUB_")}, "PATH": path}
    return read(NAME, cucumber(suite, NAME, {**environment, "TOKEN": token}), _feature)


def _feature(pickle: Mapping[str, Any]) -> str:
    return Path(pickle["uri"]).stem


def _instead(text: str, word: str, by: str) -> str:
    """A sample value replaced where it stands as a whole: between quotation marks, or alone in a cell of a table."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.lstrip().startswith("|"):
            cells = [f" {by} " if cell.strip() == word else cell for cell in line.split("|")]
            lines[number] = "|".join(cells)
        else:
            lines[number] = line.replace(f'"{word}"', f'"{by}"')
    found = "\n".join(lines)
    if found == text:
        raise SuiteError(f"The suite does not ask about {word} there any more.")
    return found
