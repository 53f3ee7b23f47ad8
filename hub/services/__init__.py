"""Services: one folder per application type. Who adds a folder adds a service; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any, Final

from hub.core import forms, service_file
from hub.core.forms.sentences import Sentences
from hub.core.manifest import Manifest
from hub.core.service import Service

__all__ = [
    "LANGUAGES",
    "Manifest",
    "Texts",
    "discover",
    "input_type_of",
    "packages",
    "read_manifest",
    "read_sentences",
    "read_texts",
]

LANGUAGES: Final = ("ID", "EN")
_SHARED: Final = forms.__name__
Texts = Mapping[str, Mapping[str, str]]
"""Language (`ID`, `EN`) -> dotted key -> text."""


def read_manifest(package: str) -> Manifest:
    """The `service.toml` in a service's package. Raises UnusableDefinition, which names all that is wrong with it."""
    return service_file.read_manifest(package, _read(package, "service.toml"), _read(_SHARED, "steps.toml"))


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


def input_type_of(package: str, name: str) -> Callable[[], type]:
    """Gives the input class of a service's types.py when it is asked for: a worker reads services without the graph."""

    def read() -> type:
        found = getattr(importlib.import_module(f"{package}.types"), name)
        assert isinstance(found, type)
        return found

    return read


def discover(package: str = __name__) -> tuple[Service, ...]:
    """Every service whose folder lies in `package`, by name. Raises ValueError when two share a name or prefix."""
    modules = [importlib.import_module(name) for name in packages(package)]
    services = sorted((module.SERVICE for module in modules), key=lambda service: service.name)
    for what in ("name", "prefix", "input_member"):
        values = [getattr(service, what) for service in services]
        if len(set(values)) != len(values):
            raise ValueError(f"Two services have the same {what}: {', '.join(values)}")
    return tuple(services)


def packages(package: str = __name__) -> tuple[str, ...]:
    """The packages of the services whose folders lie in `package`, without importing them."""
    folder = importlib.import_module(package)
    return tuple(found.name for found in pkgutil.iter_modules(folder.__path__, f"{package}.") if found.ispkg)


def _toml(package: str, *path: str) -> dict[str, Any]:
    return tomllib.loads(_read(package, *path))


def _read(package: str, *path: str) -> str:
    return resources.files(package).joinpath(*path).read_text(encoding="utf-8")


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value).strip()}
    return flat
