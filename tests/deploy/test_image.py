"""What an image is made from: nothing secret, nothing of this machine."""

from __future__ import annotations

import pytest

from tests.deploy.places import ROOT


def _kept_out() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return {line.strip("/") for line in lines if line and not line.startswith("#")}


@pytest.mark.parametrize("name", [".env", "*.pem", "*.key", ".git", ".venv", "var"])
def test_secrets_and_local_data_stay_out_of_the_image(name: str) -> None:
    assert name in _kept_out()


def test_what_git_ignores_at_the_top_stays_out_of_the_image() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    local = {line.strip("/") for line in lines if line.startswith(("/", ".")) and "*" not in line}
    assert local - _kept_out() - {"build"} == set()


def test_what_the_image_is_made_from_is_let_in() -> None:
    wanted = {"hub", "policies", "requirements", "pyproject.toml", "package.json", "package-lock.json", "README.md"}
    assert wanted.isdisjoint(_kept_out())
