"""What the suites said is read as they said it, and each failure has its line, which is gone when it passes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from tests.conformance.known import Known, differences, load
from tests.conformance.suites import COMMON, Scenario, read

VARIANT = "as published"
PASSES, FAILS = (Scenario("crvs", COMMON, name, name == "one") for name in ("one", "two"))
LINE = Known((VARIANT,), "crvs", COMMON, "It has no steps.", {"two": 1})


def told(number: int, status: str, *tags: str) -> list[str]:
    """One scenario with two steps, of which the second came out so."""
    of = {"id": f"p{number}", "name": f"scenario {number}", "tags": [{"name": tag} for tag in tags]}
    messages = [
        {"pickle": of},
        {"testCase": {"id": f"c{number}", "pickleId": of["id"]}},
        {"testCaseStarted": {"id": f"s{number}", "testCaseId": f"c{number}"}},
        *(
            {"testStepFinished": {"testCaseStartedId": f"s{number}", "testStepResult": {"status": each}}}
            for each in ("PASSED", status)
        ),
    ]
    return [json.dumps(message) for message in messages]


def test_a_scenario_passed_when_each_of_its_steps_did() -> None:
    lines = [
        *told(1, "PASSED", "@smoke", "@profile=crvs-registry"),
        *(
            line
            for number, how in enumerate(("FAILED", "UNDEFINED", "SKIPPED", "PENDING"), 2)
            for line in told(number, how)
        ),
    ]
    found = read("crvs", lines)
    assert [(one.part, one.passed) for one in found] == [*[(COMMON, False)] * 4, ("crvs-registry", True)]


def test_a_failure_without_a_line_is_wrong_and_so_is_a_line_without_one(tmp_path: Path) -> None:
    assert differences(VARIANT, [PASSES, FAILS], [LINE]) == []
    no_line, too_many = "1 fail, and known.toml says why 0 do", "0 fail, and known.toml says why 1 do"
    assert no_line in differences(VARIANT, [PASSES, FAILS], [])[0]
    assert too_many in differences(VARIANT, [PASSES, dataclasses.replace(FAILS, passed=True)], [LINE])[0]
    assert too_many in differences(VARIANT, [PASSES], [LINE])[0]
    # Another row of the same outline.
    (more,) = differences(VARIANT, [PASSES, FAILS, FAILS], [LINE])
    assert "2 fail, and known.toml says why 1 do" in more
    others = (LINE, dataclasses.replace(LINE, variants=("harness mended", VARIANT)))
    assert differences(VARIANT, [FAILS, FAILS], others) == []
    assert differences("harness mended", [PASSES], [LINE]) == []
    file = tmp_path / "known.toml"
    file.write_text(
        '[[fails]]\nvariants = ["x"]\ndomain = "crvs"\npart = "y"\nwhy = " "\nnames = {}\n', encoding="utf-8"
    )
    with pytest.raises(AssertionError, match="says why"):
        load(file)
    assert load(), "the suite as it is published has scenarios that cannot pass"
