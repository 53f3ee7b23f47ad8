"""Each rule once with what breaks it and once without; blocking and warning are never mixed up."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from examples.service.occupation_change.rules import check
from examples.service.occupation_change.tests.cases import NIK, PAPERS, applicant, facts, form
from hub.core.codes import Sex, VitalStatus
from hub.core.service import Finding


def paths(findings: tuple[Finding, ...], *, blocking: bool) -> set[str]:
    return {finding.path for finding in findings if finding.blocking is blocking}


def test_a_complete_application_has_no_finding() -> None:
    assert check(form(), facts()) == ()


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"applicantNik": "0901014505959001"}, "applicantNik"),
        ({"applicantNik": "123"}, "applicantNik"),
        ({"occupation": "farmer"}, "occupation"),
        ({"reporter": {"fullName": " "}}, "reporter.fullName"),
        ({"reporter": {"fullName": "Siti\x00"}}, "reporter.fullName"),
        ({"reporter": {"phone": None}}, "reporter.phone"),
        ({"reporter": {"email": "nama@contoh"}}, "reporter.email"),
    ],
)
def test_what_cannot_be_used_is_refused(changed: dict[str, Any], path: str) -> None:
    assert paths(check(form(**changed), facts()), blocking=True) == {path}


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        (PAPERS, set()),
        (PAPERS - {"family_card"}, {"documents.family_card"}),
        (PAPERS - {"proof"}, {"documents.proof"}),
        (PAPERS - {"proof"} | {"statement"}, set()),
        (frozenset[str](), {"documents.family_card", "documents.proof"}),
    ],
)
def test_papers_and_their_lawful_substitutes(papers: frozenset[str], missing: set[str]) -> None:
    assert paths(check(form(), facts(papers=papers)), blocking=True) == missing


def test_somebody_whom_nobody_knows_is_refused() -> None:
    assert paths(check(form(), facts(applicant(nik="1901014505959002"))), blocking=True) == {"applicantNik"}


def test_somebody_who_died_applies_for_nothing() -> None:
    found = check(form(), facts(applicant(vital_status=VitalStatus.DECEASED)))
    assert paths(found, blocking=True) == {"applicantNik"}


@pytest.mark.parametrize(
    ("changed", "path"), [({"sex": Sex.MALE}, "applicantNik"), ({"occupation": "9"}, "occupation")]
)
def test_what_the_record_says_otherwise_is_a_warning(changed: dict[str, Any], path: str) -> None:
    found = check(form(), facts(applicant(**changed)))
    assert (paths(found, blocking=True), paths(found, blocking=False)) == (set(), {path})
    assert NIK not in "".join(finding.message + finding.message_id for finding in found)


def test_every_text_of_a_finding_is_used() -> None:
    """A rule that is taken out takes its texts along."""
    folder = Path(__file__).parents[1]
    keys = tomllib.loads((folder / "strings" / "en.toml").read_text(encoding="utf-8"))["finding"]
    source = (folder / "rules.py").read_text(encoding="utf-8")
    assert {key for key in keys if f'"{key}"' not in source} == set()
