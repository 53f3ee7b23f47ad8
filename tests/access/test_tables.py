"""The tables beside the policies, run as `hub policy check` runs them; and what the check finds in tables that lack."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hub.access import Policies
from hub.access.tables import BadTable, Case, answer_of, check, read
from tests.access.asking import POLICIES

CASES = read(POLICIES)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.file}: {case.name}: {case.may}" for case in CASES])
def test_the_policies_answer_as_the_tables_say(policies: Policies, case: Case) -> None:
    assert answer_of(policies, case) == case.rule


def test_every_policy_has_its_table_and_decides_some_case(policies: Policies) -> None:
    """Without the policy at least one case of the tables has another answer."""
    assert len(list(policies.rules())) > 40
    assert check(POLICIES, policies) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of some of the shipped policies, to spoil."""
    for name in ("schema.cedarschema", "recording.cedar", "recording_test.toml", "masking.cedar", "masking_test.toml"):
        shutil.copy(POLICIES / name, tmp_path)
    return tmp_path


def found(folder: Path) -> list[str]:
    return ["\n".join(finding.lines()) for finding in check(folder, Policies.load(folder))]


def test_a_wrong_answer_is_told_with_its_file_its_case_and_both_answers(folder: Path) -> None:
    table = folder / "recording_test.toml"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace('rule = "recording-own-facet"', 'rule = "sealed"', 1), encoding="utf-8")
    told, *_ = found(folder)
    assert told.startswith('recording_test.toml: "')
    assert told.endswith("\n    expected: refused by sealed\n    got:      refused by recording-own-facet")


def test_a_policy_that_no_case_notices_is_a_finding(folder: Path) -> None:
    more = (
        '\n@id("recording-nobody") @reason("Never.") @ask("nobody")\n'
        'forbid (principal is Actor, action == Action::"record", resource is Facet)\n'
        'when { resource.agency == "nobody" };\n'
    )
    file = folder / "recording.cedar"
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    (told,) = found(folder)
    assert told.startswith("recording.cedar: no case of the tables notices when the policy recording-nobody is gone")


def test_a_policy_file_and_its_table_stand_side_by_side(folder: Path) -> None:
    (folder / "masking_test.toml").rename(folder / "unmasking_test.toml")
    assert found(folder) == [
        "masking.cedar: it has no table; write masking_test.toml beside it",
        "unmasking_test.toml: there is no unmasking.cedar that it could be the table of",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[case", "cannot be read as TOML"),
        ("[[kase]]", "cannot be read as TOML with a list of"),
        ('[[case]]\nname = "a"\nmay = ["sign"]\nactor = {}\nrol = "x"', "says rol, which no case has"),
        ('[[case]]\nname = "a"\nmay = ["sign"]\nactor = { rols = ["operator"] }', 'case 1 ."a". is no question'),
        ('[[case]]\nname = "a"\nmay = ["sign"]\nactor = {}\npurpose = "FUN"', "is no question"),
        ('[[case]]\nmay = ["sign"]\nactor = {}', "without a name"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(folder: Path, text: str, says: str) -> None:
    (folder / "masking_test.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=rf"masking_test\.toml.*{says}"):
        read(folder)
