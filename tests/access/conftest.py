from __future__ import annotations

from pathlib import Path

import pytest

from hub.access import Policies

FOLDER = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="session")
def policies() -> Policies:
    """The bundle as it is shipped."""
    return Policies.load(FOLDER)
