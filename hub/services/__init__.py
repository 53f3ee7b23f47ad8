"""Services: one folder per application type. Who adds a folder adds a service; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from hub.core import forms
from hub.core.forms.sentences import Sentences
from hub.core.service import Requirement, Service

LANGUAGES: Final = ("ID", "EN")
_SHARED: Final = forms.__name__
Texts = Mapping[str, Mapping[str, str]]
"""Language (`ID`, `EN`) -> dotted key -> text."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `service.toml` declares: what a citizen may know before applying."""

    name: str
    prefix: str
    input_member: str
    title_id: str
    title_en: str
    description_id: str
    description_en: str
    legal_basis: str
    fee: str
    max_hours: int
    requirements: tuple[Requirement, ...]


def read_manifest(package: str) -> Manifest:
    """The `service.toml` in a service's package. A key too many or too few raises TypeError when it starts."""
    declared = _toml(package, "service.toml")
    requirements = tuple(Requirement(**paper) for paper in declared.pop("requirements"))
    return Manifest(requirements=requirements, **declared)


def read_texts(package: str) -> Texts:
    """The texts in `strings/id.toml` and `strings/en.toml`, over those that all share. Both have the same keys."""
    texts = {language: _texts(package, language) for language in LANGUAGES}
    if texts["ID"].keys() != texts["EN"].keys():
        odd = sorted(texts["ID"].keys() ^ texts["EN"].keys())
        raise ValueError(f"{package}: these texts stand in one language only: {', '.join(odd)}")
    return {language: {**_texts(_SHARED, language), **own} for language, own in texts.items()}


def read_sentences(package: str) -> Sentences:
    """What a service says: its texts, and the names of its papers."""
    return Sentences(read_texts(package), read_manifest(package).requirements)


def _texts(package: str, language: str) -> dict[str, str]:
    return _flat(_toml(package, "strings", f"{language.lower()}.toml"))


def discover(package: str = __name__) -> tuple[Service, ...]:
    """Every service whose folder lies in `package`, by name. Raises ValueError when two share a name or prefix."""
    folder = importlib.import_module(package)
    modules = [importlib.import_module(found.name) for found in _plugins(folder.__path__, package)]
    services = sorted((module.SERVICE for module in modules), key=lambda service: service.name)
    for what in ("name", "prefix", "input_member"):
        values = [getattr(service, what) for service in services]
        if len(set(values)) != len(values):
            raise ValueError(f"Two services have the same {what}: {', '.join(values)}")
    return tuple(services)


def _plugins(path: Any, package: str) -> list[pkgutil.ModuleInfo]:
    return [found for found in pkgutil.iter_modules(path, f"{package}.") if found.ispkg]


def _toml(package: str, *path: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(*path).read_text(encoding="utf-8"))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value).strip()}
    return flat
