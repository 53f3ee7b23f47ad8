"""The order in which test files are handed out names files that exist, and begins with them."""

from __future__ import annotations

import re
from collections import OrderedDict

from tests.architecture.conftest import python_files, shown
from tests.fixtures.order import DEMONSTRATION, SLOWEST, SlowestFirst, unit_of

TESTS = [path for path in python_files("tests", "hub") if path.name.startswith("test_")]


def test_what_is_named_exists() -> None:
    assert sorted(set(SLOWEST) - {DEMONSTRATION} - {shown(path) for path in TESTS}) == []


def test_the_demonstration_is_started_in_one_process() -> None:
    asking = {shown(path) for path in TESTS if re.search(r"\bdemo: Demo[,)]", path.read_text(encoding="utf-8"))}
    assert {shown(path) for path in TESTS if unit_of(shown(path)) == DEMONSTRATION} == asking
    assert len(asking) > 1


def test_the_slowest_begin_and_then_the_others_as_they_stood() -> None:
    """As the library hands them out, one after another."""
    handed: list[str] = []

    class Node:
        def send_runtest_some(self, indexes: list[int]) -> None:
            handed.append(unit_of(files[indexes[0]]))

    node = Node()
    files = ["tests/b.py", "tests/a.py", *reversed(SLOWEST[1:]), "tests/demo/test_running.py"]
    scheduling = SlowestFirst.__new__(SlowestFirst)
    scheduling.assigned_work, scheduling.registered_collections = {}, {node: files}
    scheduling.workqueue = OrderedDict((unit_of(file), {file: False}) for file in files)
    while scheduling.workqueue:
        scheduling._assign_work_unit(node)
    assert handed == [*SLOWEST, "tests/b.py", "tests/a.py"]
