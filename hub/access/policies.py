"""The bundle of Cedar policies: parsed and validated once, then asked.

Every policy carries `@id`, `@reason` (a sentence for the person who is refused) and `@ask` (whom to ask), so that each
refusal explains itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

from cedarpy import (
    PolicySet,
    Schema,
    is_authorized,
    policies_to_json_str,
    validate_policies,
)

from hub.access import protecting
from hub.access.entities import Question
from hub.access.individuals import impersonal
from hub.access.masking import attributes_named, masking_of
from hub.access.vocabulary import CATEGORY, COORDINATE, SCHEMA_FILE, Unlisted, extended, listed
from hub.core.errors import BadInput

_ANNOTATIONS: Final = ("id", "reason", "ask")
_KEPT_ANSWERS: Final = 16384


class InvalidPolicies(BadInput):
    """The bundle does not parse, does not fit its schema, or has a policy that explains nothing."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A policy's annotations."""

    rule: str
    reason: str
    ask: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cedar's answer. `because` explains a refusal and is None when it is allowed."""

    because: Explanation | None

    @property
    def allowed(self) -> bool:
        return self.because is None


ALLOWED: Final = Verdict(None)
_FAILED: Final = Verdict(
    Explanation("policy-error", "A policy could not be evaluated, so nothing is allowed.", "the hub's administrator")
)


class Policies:
    """A validated bundle. An empty one denies everything. Answers are kept, at most 16384 of them."""

    def __init__(self, sources: Mapping[str, str], schema: str) -> None:
        """`sources` maps file names to Cedar text. Raises InvalidPolicies."""
        text = "\n".join(sources[name] for name in sorted(sources))
        self._sources = dict(sources)
        self.bundle_hash: Final = hashlib.sha256(json.dumps([sorted(sources.items()), schema]).encode()).hexdigest()
        self._schema = _parsed_schema(schema)
        self._categories = listed(schema, CATEGORY)
        self._set, parsed = _parsed(text, self._schema)
        self._parsed = parsed
        self.impersonal: Final = impersonal(parsed, schema)
        self._permits = _only_permits(parsed)
        self._explanations = {key: _explanation(policy) for key, policy in parsed.items()}
        _check_unique(self._explanations.values())
        _check_protected(parsed)
        self._by_action = _granting(parsed, self._explanations)
        self.masking: Final = masking_of(parsed)
        self.disclosed: Final = protecting.named(parsed)
        self._attributes = {
            name: self._explanations[key] for key, one in parsed.items() for name in attributes_named(one)
        }
        # The cache belongs to this bundle, so an answer of another one can never be taken for this one's.
        self.ask = lru_cache(maxsize=_KEPT_ANSWERS)(self._ask)

    @classmethod
    def load(cls, folder: Path, categories: Iterable[str] = (), coordinates: Iterable[str] = ()) -> Self:
        """The bundle of a folder: all `*.cedar` files and `schema.cedarschema`. Raises InvalidPolicies.

        `categories` are those of the graph and `coordinates` its fields that show personal data; policies may speak of
        the ones that agencies brought as of the hub's own.
        """
        try:
            sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.cedar"))}
            schema = (folder / SCHEMA_FILE).read_text(encoding="utf-8")
        except (OSError, UnicodeError) as error:
            raise InvalidPolicies(
                f"The policies cannot be read: {folder / SCHEMA_FILE} and the .cedar files beside it must be there "
                "and readable. Check the folder that the setting names."
            ) from error
        try:
            return cls(sources, extended(schema, {CATEGORY: categories, COORDINATE: coordinates}))
        except Unlisted as error:
            raise InvalidPolicies(error.message) from error

    def check_attributes(self, known: Collection[str]) -> None:
        """Refuses attributes that are none: a misspelt one would mask nothing. Raises InvalidPolicies.

        `known` are the coordinates of the graph that show personal data.
        """
        for name, explanation in self._attributes.items():
            if name not in known:
                raise InvalidPolicies(
                    f"The policy {explanation.rule} names the attribute {name}, which the graph does not have or which "
                    "shows no personal data. Write it as schema.graphql does, as in Citizen.fullName."
                )

    def rules(self) -> Iterator[tuple[str, str]]:
        """(name of the file, @id) of every policy, file by file."""
        for name in sorted(self._sources):
            yield from ((name, rule) for rule in _rules(self._sources[name]))

    def deciding(self, question: Question) -> frozenset[str]:
        """The @id of every policy that an answer rests on: those that permit, or those that forbid."""
        answer = is_authorized(question.request(), self._set, question.entities(self._categories), self._schema)
        return frozenset(self._explanations[key].rule for key in answer.diagnostics.reasons)

    def without(self, rule: str) -> Callable[[Question], bool]:
        """Whether a question is allowed by the same bundle but for one policy: to see who would notice."""
        kept = _set_of({key: one for key, one in self._parsed.items() if self._explanations[key].rule != rule})

        def allowed(question: Question) -> bool:
            return bool(
                is_authorized(question.request(), kept, question.entities(self._categories), self._schema).allowed
            )

        return allowed

    def _ask(self, question: Question) -> Verdict:
        request, entities = question.request(), question.entities(self._categories)
        answer = is_authorized(request, self._set, entities, self._schema)
        # A policy that fails is left out of Cedar's answer; a forbid that is left out must not open the door.
        if answer.diagnostics.errors:
            return _FAILED
        if answer.allowed:
            return ALLOWED
        fired = sorted(answer.diagnostics.reasons)
        # Somebody who may not do this at all is told that, not which further rule stood in the way.
        if fired and is_authorized(request, self._permits, entities, self._schema).allowed:
            return Verdict(self._explanations[fired[0]])
        return Verdict(self._by_action.get(question.action, _nobody(question.action)))


def _nobody(action: str) -> Explanation:
    return Explanation("default-deny", f"No policy lets anybody do this ({action}).", "the hub's administrator")


def _rules(text: str) -> list[str]:
    return [policy["annotations"]["id"] for policy in json.loads(policies_to_json_str(text))["staticPolicies"].values()]


def _check_protected(policies: Mapping[str, Any]) -> None:
    try:
        protecting.check(policies)
    except protecting.OpensProtected as error:
        raise InvalidPolicies(error.message) from error


def _parsed_schema(text: str) -> Schema:
    try:
        return Schema.from_str(text)
    except ValueError as error:
        raise InvalidPolicies(f"{SCHEMA_FILE} cannot be used: {error}. Correct it and start again.") from error


def _parsed(text: str, schema: Schema) -> tuple[PolicySet, Mapping[str, Any]]:
    """The set, and its policies as Cedar's JSON by their positional names."""
    try:
        policies: Mapping[str, Any] = json.loads(policies_to_json_str(text))["staticPolicies"]
        handle = PolicySet.from_str(text)
    except ValueError as error:
        raise InvalidPolicies(f"The policies cannot be parsed: {error}. Correct them and start again.") from error
    result = validate_policies(text, schema)
    if not result.validation_passed:
        errors = "; ".join(f"{_name(policies, error.policy_id)}: {error.error}" for error in result.errors)
        raise InvalidPolicies(f"The policies do not fit {SCHEMA_FILE}: {errors}. Correct them and start again.")
    return handle, policies


def _name(policies: Mapping[str, Any], key: str) -> str:
    return str(policies.get(key, {}).get("annotations", {}).get("id", key))


def _explanation(policy: Mapping[str, Any]) -> Explanation:
    annotations = policy.get("annotations", {})
    missing = [f"@{name}" for name in _ANNOTATIONS if not annotations.get(name)]
    if missing:
        raise InvalidPolicies(
            f"The policy {annotations.get('id', 'without @id')} lacks {', '.join(missing)}. "
            "Every policy says its name, its reason and whom to ask."
        )
    return Explanation(annotations["id"], annotations["reason"], annotations["ask"])


def _check_unique(explanations: Iterable[Explanation]) -> None:
    rules = [explanation.rule for explanation in explanations]
    twice = sorted({rule for rule in rules if rules.count(rule) > 1})
    if twice:
        raise InvalidPolicies(f"More than one policy is called {', '.join(twice)}. Give each its own @id.")


def _only_permits(policies: Mapping[str, Any]) -> PolicySet:
    permits = {key: policy for key, policy in policies.items() if policy["effect"] == "permit"}
    return _set_of(permits)


def _set_of(policies: Mapping[str, Any]) -> PolicySet:
    return PolicySet.from_json_str(json.dumps({"templates": {}, "staticPolicies": policies, "templateLinks": []}))


def _granting(policies: Mapping[str, Any], explanations: Mapping[str, Explanation]) -> Mapping[str, Explanation]:
    """By action, who may do it: for a refusal that no single policy decided."""
    grants: dict[str, list[Explanation]] = {}
    for key, policy in policies.items():
        if policy["effect"] == "permit":
            for action in _actions_of(policy["action"]):
                grants.setdefault(action, []).append(explanations[key])
    return {action: _joined(found) for action, found in grants.items()}


def _actions_of(constraint: Mapping[str, Any]) -> list[str]:
    named = [constraint["entity"]] if "entity" in constraint else constraint.get("entities", [])
    return [entity["id"] for entity in named]


def _joined(explanations: list[Explanation]) -> Explanation:
    reasons = " ".join(explanation.reason for explanation in explanations)
    return Explanation(explanations[0].rule, reasons, explanations[0].ask)
