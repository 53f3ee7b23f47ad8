"""Services are found by their folders, and what they declare holds together."""

from __future__ import annotations

import dataclasses
import importlib
import re
import sys
from pathlib import Path

import pytest

from hub.core.service import Service
from hub.core.service_file import UnusableDefinition
from hub.services import discover, read_manifest, read_texts
from hub.services.birth_certificate import SERVICE

SERVICES = discover()


def test_the_birth_certificate_is_found() -> None:
    assert SERVICE in SERVICES
    assert (SERVICE.name, SERVICE.prefix, SERVICE.input_member) == ("birthCertificate", "AL", "birth_certificate")
    assert (SERVICE.fee, SERVICE.max_hours) == ("GRATIS", 24)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_declares_what_citizens_must_know(service: Service) -> None:
    texts = [getattr(service, field.name) for field in dataclasses.fields(service) if field.type == "str"]
    assert all(text.strip() == text != "" for text in texts)
    assert re.fullmatch("[A-Z]{2}", service.prefix)
    kinds = [paper.kind for paper in service.requirements]
    assert len(kinds) == len(set(kinds))
    assert {paper.substitute for paper in service.requirements if paper.substitute} <= set(kinds)


PLUGIN = """
import dataclasses
from hub.services.birth_certificate import SERVICE
SERVICE = dataclasses.replace(SERVICE, name={name!r}, prefix={prefix!r}, input_member={name!r})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of services of its own, importable for this test only."""
    package = tmp_path / f"services_of_{tmp_path.name}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "note.py").write_text("raise AssertionError('a module is no service')")
    return package


def found(folder: Path, **plugins: tuple[str, str]) -> list[str]:
    for name, (service, prefix) in plugins.items():
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(PLUGIN.format(name=service, prefix=prefix))
    sys.path.insert(0, str(folder.parent))
    try:
        importlib.invalidate_caches()
        return [service.name for service in discover(folder.name)]
    finally:
        sys.path.remove(str(folder.parent))


def test_who_adds_a_folder_adds_a_service(folder: Path) -> None:
    assert found(folder, moves=("moveOut", "PI"), deaths=("deathCertificate", "KM")) == ["deathCertificate", "moveOut"]


@pytest.mark.parametrize("second", [("moveOut", "PX"), ("moveIn", "PI")])
def test_two_services_never_share_a_name_or_prefix(folder: Path, second: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="same"):
        found(folder, one=("moveOut", "PI"), two=second)


def test_a_text_in_one_language_only_does_not_start(folder: Path) -> None:
    (folder / "strings").mkdir()
    (folder / "strings" / "id.toml").write_text('a = "satu"\nb = "dua"')
    (folder / "strings" / "en.toml").write_text('a = "one"')
    sys.path.insert(0, str(folder.parent))
    try:
        with pytest.raises(ValueError, match="one language only: b"):
            read_texts(folder.name)
        (folder / "service.toml").write_text('name = "x"\nrequirements = []')
        with pytest.raises(UnusableDefinition, match="missing"):
            read_manifest(folder.name)
    finally:
        sys.path.remove(str(folder.parent))
