"""Every task of every role. A new task needs a line in the table of its role, and in that role's guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.actor import Role
from tests.walks.pages import NOBODY
from tests.walks.tasks_of_citizens import CITIZENS, HELPERS
from tests.walks.tasks_of_clerks import HEADS, OPERATORS
from tests.walks.tasks_of_counters import COUNTERS, VISITORS
from tests.walks.tasks_of_overseers import ADMINISTRATORS, AUDITORS
from tests.walks.walk import Task

TASKS: Final[tuple[Task, ...]] = (
    *CITIZENS, *VISITORS, *HELPERS, *OPERATORS, *COUNTERS, *HEADS, *ADMINISTRATORS, *AUDITORS
)  # fmt: skip
GUIDES: Final[Mapping[str, str]] = {
    NOBODY: "citizens", Role.CITIZEN: "citizens", Role.HELPER: "village-helpers", Role.OPERATOR: "clerks",
    Role.VERIFIER: "verifiers-and-heads", Role.HEAD_OF_DIVISION: "verifiers-and-heads",
    Role.HEAD_OF_OFFICE: "verifiers-and-heads", Role.ADMINISTRATOR: "administrators", Role.AUDITOR: "auditors",
}  # fmt: skip
"""Role -> its guide under docs/guides."""
