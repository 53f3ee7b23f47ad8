"""The tables beside the policies: policies/*_test.toml, each case one question."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from hub.access import Policies
from hub.access.entities import (
    AccountFile,
    ApplicationFile,
    AttributeOfData,
    CategoryOfData,
    OfficeCounter,
    PartOfRecord,
    PersonRow,
    Principal,
    Question,
    Resource,
)
from hub.core.administration import AccountAction
from hub.core.attributes import Category
from hub.core.oversight import OversightAction
from hub.core.purpose import Purpose
from hub.core.record_action import OF_THE_OFFICE, RecordAction

FOLDER = Path(__file__).parents[2] / "policies"
ACTOR: dict[str, Any] = {
    "kind": "user", "subject": "somebody", "client": "console", "tenant": "1901", "roles": [], "region": "19.01",
    "nik": None, "family": [], "agency": "", "stepped_up": True,
}  # fmt: skip
FILE: dict[str, Any] = {
    "tenant": "1901", "region": "19.01.01.1001", "client": "frontend", "submitted_by": "applicant",
    "entered_by": ["applicant"], "niks": [], "sealed": False,
}  # fmt: skip
PERSON: dict[str, Any] = {
    "tenant": "1901", "region": "19.01.01.1001", "nik": None, "sealed": False, "moved": False, "niks": [],
    "entered_by": [],
}  # fmt: skip
ACCOUNT: dict[str, Any] = {
    "tenant": "1901", "subject": "somebody else", "region": "19.01.01", "niks": [], "brought_up_by": [],
    "brought_up_by_niks": [],
}  # fmt: skip
OF_PERSONS = frozenset({"see"}) | {action.value for action in RecordAction} - {a.value for a in OF_THE_OFFICE}
_BREACHES = OversightAction.KEEP_BREACHES.value
OF_ACCOUNTS = frozenset(action.value for action in (*AccountAction, *OversightAction)) - {_BREACHES}
OF_OFFICES = frozenset({"submit", _BREACHES}) | {action.value for action in OF_THE_OFFICE}


def cases() -> list[Any]:
    return [
        pytest.param(case, may, id=f"{path.stem}: {case['name']}: {may}")
        for path in sorted(FOLDER.glob("*_test.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for may in case["may"]
    ]


def principal(given: dict[str, Any]) -> Principal:
    values = {**ACTOR, **given}
    own = [values["nik"]] if values["nik"] else []
    lists = {"roles": frozenset(values["roles"]), "family": frozenset([*values["family"], *own])}
    return Principal(**{**values, **lists})


def resource(case: dict[str, Any], action: str, category: str) -> Resource:
    if action == "read":
        return CategoryOfData(Category(category))
    if action == "show":
        return AttributeOfData(category, Category(case.get("category", "population")))
    if action in OF_PERSONS:
        return PersonRow(**given(PERSON, case.get("person", {}), "niks", "entered_by"))
    if action == "record":
        return PartOfRecord("things", category)
    if action in OF_OFFICES:
        return OfficeCounter(case.get("office", "1901"))
    return of_file(case, action)


def of_file(case: dict[str, Any], action: str) -> Resource:
    if action in OF_ACCOUNTS:
        account = case.get("account", {})
        return AccountFile(**given(ACCOUNT, account, "niks", "brought_up_by", "brought_up_by_niks"))
    return ApplicationFile(**given(FILE, case.get("file", {}), "entered_by", "niks"))


def given(usual: dict[str, Any], changes: dict[str, Any], *sets: str) -> dict[str, Any]:
    values = {**usual, **changes}
    return {**values, **{name: frozenset(values[name]) for name in sets}}


def question_of(case: dict[str, Any], may: str) -> Question:
    action, _, category = may.partition(":")
    purpose = Purpose(case.get("purpose", "CIVIL_REGISTRATION"))
    return Question(principal(case["actor"]), action, resource(case, action, category), purpose)


@pytest.mark.parametrize(("case", "may"), cases())
def test_the_policies_answer_as_the_tables_say(policies: Policies, case: dict[str, Any], may: str) -> None:
    verdict = policies.ask(question_of(case, may))
    assert (verdict.because.rule if verdict.because else None) == case.get("rule")


def test_every_policy_file_has_its_table() -> None:
    named = {path.stem for path in FOLDER.glob("*.cedar")}
    assert named == {path.stem.removesuffix("_test") for path in FOLDER.glob("*_test.toml")}


def test_every_policy_decides_some_case(policies: Policies) -> None:
    """Without the policy at least one case of the tables has another answer."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.cedar")}
    rules = [line.split('"')[1] for text in sources.values() for line in text.splitlines() if line.startswith("@id(")]
    assert len(rules) > 20
    questions = [(param.values[0].get("rule"), question_of(*param.values)) for param in cases()]
    answers = [(rule, question, policies.ask(question).allowed) for rule, question in questions]
    idle = [rule for rule in rules if not _notices(_without(sources, rule), rule, answers)]
    assert not idle, "no case of the tables notices that these policies are gone"


def _notices(policies: Policies, gone: str, answers: list[tuple[str | None, Question, bool]]) -> bool:
    """Whether some question has another answer now; those that name the policy are asked first."""
    first = sorted(answers, key=lambda answer: answer[0] != gone)
    return any(policies.ask(question).allowed != allowed for _, question, allowed in first)


def _without(sources: dict[str, str], rule: str) -> Policies:
    """The bundle without one policy; policies stand apart by an empty line."""
    cut = {
        name: "\n\n".join(part for part in text.split("\n\n") if f'@id("{rule}")' not in part)
        for name, text in sources.items()
    }
    return Policies(cut, (FOLDER / "schema.cedarschema").read_text(encoding="utf-8"))
