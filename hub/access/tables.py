"""The tables beside the policies: `*_test.toml`, each case a question and the answer that somebody wrote down for it.

`hub policy check` and the tests run the same. A policy whose absence no case would notice is not tested at all, so that
is a finding too, as is a policy file without its table.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

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
    Terms,
)
from hub.access.masking import SHOW
from hub.access.policies import Policies
from hub.access.protecting import DISCLOSE
from hub.core.administration import AccountAction
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.oversight import OversightAction
from hub.core.purpose import Purpose
from hub.core.record_action import OF_THE_OFFICE, RecordAction

_ENDING: Final = "_test.toml"
_KEYS: Final = frozenset({"name", "may", "actor", "purpose", "rule", "category", "file", "person", "account", "office"})
_ACTOR: Final[Mapping[str, Any]] = {
    "kind": "user", "subject": "somebody", "client": "console", "tenant": "1901", "roles": [], "region": "19.01",
    "nik": None, "family": [], "agency": "", "stepped_up": True, "agreement": None,
    "absent": False,
}  # fmt: skip
_FILE: Final[Mapping[str, Any]] = {
    "tenant": "1901", "region": "19.01.01.1001", "client": "frontend", "submitted_by": "applicant",
    "entered_by": ["applicant"], "niks": [], "sealed": False, "desk": "operator", "holders": [],
    "stood_in": [],
}  # fmt: skip
_PERSON: Final[Mapping[str, Any]] = {
    "tenant": "1901", "region": "19.01.01.1001", "nik": None, "sealed": False, "moved": False, "niks": [],
    "entered_by": [], "opened": False,
}  # fmt: skip
_ACCOUNT: Final[Mapping[str, Any]] = {
    "tenant": "1901", "subject": "somebody else", "region": "19.01.01", "niks": [], "brought_up_by": [],
    "brought_up_by_niks": [],
}  # fmt: skip
"""What a case does not say."""
_OF_PERSONS: Final = frozenset({"see"}) | {one.value for one in RecordAction} - {one.value for one in OF_THE_OFFICE}
_BREACHES: Final = OversightAction.KEEP_BREACHES.value
_OF_ACCOUNTS: Final = frozenset(one.value for one in (*AccountAction, *OversightAction)) - {_BREACHES}
_OF_OFFICES: Final = frozenset({"submit", _BREACHES}) | {one.value for one in OF_THE_OFFICE}


class BadTable(BadInput):
    """A table cannot be read, or a case of it is no question."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a table. `may` is the action, with a category or coordinate behind a colon where it has one;
    `rule` the @id of the policy that has to refuse it, None where it has to be allowed."""

    file: str
    name: str
    may: str
    rule: str | None
    question: Question


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it has to be. `file` is a name in the folder; `expected` and `got` are empty where a
    case is missing altogether."""

    file: str
    what: str
    expected: str = ""
    got: str = ""

    def lines(self) -> list[str]:
        """As a person reads it."""
        if not self.expected:
            return [f"{self.file}: {self.what}"]
        return [f"{self.file}: {self.what}", f"    expected: {self.expected}", f"    got:      {self.got}"]


def check(folder: Path, policies: Policies) -> list[Finding]:
    """Everything that the tables of a folder find in these policies, which are the folder's. Raises BadTable."""
    cases = read(folder)
    return [*_without_table(folder), *_wrong(policies, cases), *unnoticed(policies, cases)]


def read(folder: Path) -> list[Case]:
    """The cases of all tables, file by file. Raises BadTable."""
    return [case for path in sorted(folder.glob(f"*{_ENDING}")) for case in _cases(path)]


def answer_of(policies: Policies, case: Case) -> str | None:
    """The @id of the policy that refuses it; None when it is allowed."""
    because = policies.ask(case.question).because
    return because.rule if because else None


def unnoticed(policies: Policies, cases: Sequence[Case]) -> Iterator[Finding]:
    """Policies without which every case of the tables has the same answer."""
    # Only an answer that rests on one policy alone can be another one without it.
    resting: dict[frozenset[str], list[Question]] = {}
    for case in cases:
        resting.setdefault(policies.deciding(case.question), []).append(case.question)
    for file, rule in policies.rules():
        without, questions = policies.without(rule), resting.get(frozenset({rule}), [])
        if not any(without(one) != policies.ask(one).allowed for one in questions):
            yield Finding(file, f"no case of the tables notices when the policy {rule} is gone; write one that does")


def _without_table(folder: Path) -> Iterator[Finding]:
    tables = {path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}")}
    for path in sorted(folder.glob("*.cedar")):
        if path.stem not in tables:
            yield Finding(path.name, f"it has no table; write {path.stem}{_ENDING} beside it")
        tables.discard(path.stem)
    for name in sorted(tables):
        yield Finding(f"{name}{_ENDING}", f"there is no {name}.cedar that it could be the table of")


def _wrong(policies: Policies, cases: Iterable[Case]) -> Iterator[Finding]:
    for case in cases:
        got = answer_of(policies, case)
        if got != case.rule:
            yield Finding(case.file, f'"{case.name}", {case.may}', _told(case.rule), _told(got))


def _told(rule: str | None) -> str:
    return "allowed" if rule is None else f"refused by {rule}"


def _cases(path: Path) -> Iterator[Case]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    except (OSError, UnicodeError, KeyError, tomllib.TOMLDecodeError) as error:
        raise BadTable(f"{path.name} cannot be read as TOML with a list of [[case]]: {error}. Correct it.") from error
    for number, case in enumerate(given, 1):
        named = f'{path.name}, case {number} ("{case.get("name", "without a name")}")'
        try:
            if unknown := case.keys() - _KEYS:
                raise BadTable(f"{named} says {', '.join(sorted(unknown))}, which no case has. Correct the word.")
            made = [Case(path.name, case["name"], may, case.get("rule"), _question(case, may)) for may in case["may"]]
        except (KeyError, TypeError, ValueError) as error:
            raise BadTable(f"{named} is no question: {error}. The tables beside it show how one is written.") from error
        yield from made


def _question(case: Mapping[str, Any], may: str) -> Question:
    action, _, about = may.partition(":")
    purpose = Purpose(case.get("purpose", "CIVIL_REGISTRATION"))
    return Question(_principal(case["actor"]), action, _resource(case, action, about), purpose)


def _principal(given: Mapping[str, Any]) -> Principal:
    values = {**_ACTOR, **given}
    own = [values["nik"]] if values["nik"] else []
    sets = {"roles": frozenset(values["roles"]), "family": frozenset([*values["family"], *own])}
    return Principal(**{**values, **sets, "agreement": _terms(values["agreement"])})


def _terms(given: Mapping[str, Any] | None) -> Terms | None:
    """What a client's agreement says: `{ purposes = [...], categories = [...] }`."""
    if given is None:
        return None
    purposes = frozenset(Purpose(purpose) for purpose in given["purposes"])
    return Terms(purposes, frozenset(Category(category) for category in given["categories"]))


def _resource(case: Mapping[str, Any], action: str, about: str) -> Resource:
    if action in {SHOW, DISCLOSE}:
        category = Category(case.get("category", Category.POPULATION))
        return AttributeOfData(about, category, protected=action == DISCLOSE)
    if action == "read":
        return CategoryOfData(Category(about))
    if action == "record":
        return PartOfRecord("things", about)
    return _of_somebody(case, action)


def _of_somebody(case: Mapping[str, Any], action: str) -> Resource:
    if action in _OF_PERSONS:
        return PersonRow(**_given(_PERSON, case.get("person", {}), "niks", "entered_by"))
    if action in _OF_OFFICES:
        return OfficeCounter(case.get("office", "1901"))
    if action in _OF_ACCOUNTS:
        account = case.get("account", {})
        return AccountFile(**_given(_ACCOUNT, account, "niks", "brought_up_by", "brought_up_by_niks"))
    return ApplicationFile(**_given(_FILE, case.get("file", {}), "entered_by", "niks", "holders", "stood_in"))


def _given(usual: Mapping[str, Any], changes: Mapping[str, Any], *sets: str) -> dict[str, Any]:
    values = {**usual, **changes}
    return {**values, **{name: frozenset(values[name]) for name in sets}}
