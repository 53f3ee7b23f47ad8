"""What in a manifest contradicts itself: names that lead nowhere, texts in one language, a step out of turn. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hub.core.actor import Role
from hub.core.application import APPROVING, ENTERING, TRANSITIONS, ActionKind, ApplicationState
from hub.core.definition import ServiceStep
from hub.core.manifest import FILE, Manifest, Problem
from hub.core.prefill import ATTRIBUTES
from hub.core.refusal import RefusalReason
from hub.core.service import Bundle, PlanKind

FREE: Final = "GRATIS"
ANSWER: Final = "answer"
_NAMES: Final = {
    "name": (re.compile(r"[a-z][a-zA-Z]+"), "Write it as the graph does, `deathCertificate`."),
    "prefix": (re.compile(r"[A-Z]{2}"), "Two capital letters, with which its tracking numbers begin."),
    "input_member": (re.compile(r"[a-z][a-z_]+"), "Write it as Python does, `death_certificate`."),
}
_FORM_NUMBER: Final = re.compile(r"F-\d\.\d\d")


def problems_of(manifest: Manifest) -> Iterator[Problem]:
    """Everything that is wrong, in the order of the file."""
    yield from _head(manifest)
    yield from _basis(manifest)
    yield from _requirements(manifest)
    yield from _fields(manifest)
    yield from _steps(manifest.steps)
    yield from _four_eyes(manifest.steps)
    yield from _limits(manifest)
    yield from _repeated("outputs", "kind", (one.kind for one in manifest.outputs))
    yield from _repeated("refusals", "code", (one.value for one in manifest.refusals))
    if RefusalReason.OTHER not in manifest.refusals:
        yield Problem(FILE, "refusals", "no list foresees everything. Add OTHER, which the officer explains in words.")
    if manifest.vital is not None and manifest.vital.date not in {one.path for one in manifest.fields}:
        yield Problem(FILE, "vital.date", f"the form has no field {manifest.vital.date}. Name the one with the date.")
    if manifest.bundle is not None:
        yield from _bundle(manifest.bundle, {one.kind for one in manifest.outputs})


def _head(manifest: Manifest) -> Iterator[Problem]:
    for key, (form, advice) in _NAMES.items():
        if not form.fullmatch(getattr(manifest, key)):
            yield Problem(FILE, key, advice)
    if manifest.fee != FREE:
        yield Problem(FILE, "fee", f"papers of civil registration cost nothing (UU 24/2013 art. 79A). Write {FREE}.")
    for key in ("title_id", "title_en", "description_id", "description_en"):
        if not getattr(manifest, key).strip():
            yield Problem(FILE, key, "this text is empty. Citizens read it: write it.")


def _basis(manifest: Manifest) -> Iterator[Problem]:
    if manifest.laws and manifest.legal_basis:
        yield Problem(FILE, "legal_basis", "it is made of the laws. Take it out.")
    if not manifest.laws and not manifest.legal_basis.strip():
        yield Problem(FILE, "laws", "a service rests on a law. Name it, with its source and how sure that is.")
    for number, law in enumerate(manifest.laws):
        for key in ("name", "says_id", "says_en", "source"):
            if not getattr(law, key).strip():
                yield Problem(FILE, f"laws.{number}.{key}", "this text is empty. A law is shown with all four.")


def _requirements(manifest: Manifest) -> Iterator[Problem]:
    kinds = {paper.kind: paper for paper in manifest.requirements}
    paths = {field.path for field in manifest.fields}
    yield from _repeated("requirements", "kind", (paper.kind for paper in manifest.requirements))
    for number, paper in enumerate(manifest.requirements):
        place = f"requirements.{number}"
        if paper.substitute is not None and paper.substitute not in kinds:
            yield Problem(FILE, f"{place}.substitute", f"no paper is of the kind {paper.substitute}. Declare it too.")
        elif paper.substitute is not None and kinds[paper.substitute].required:
            yield Problem(FILE, f"{place}.substitute", "what stands in for a paper cannot be required itself.")
        if bool(paper.condition_id) != bool(paper.condition_en):
            yield Problem(FILE, f"{place}.condition_id", "say the condition in both languages.")
        if paper.when is not None and not paper.condition_id:
            yield Problem(FILE, f"{place}.when", "say the condition to the citizen too: condition_id, condition_en.")
        if paper.when is not None and paths and paper.when.field not in paths:
            yield Problem(FILE, f"{place}.when.field", "the form has no such field. Name one of [[fields]].")
        if paper.form_number and not _FORM_NUMBER.fullmatch(paper.form_number):
            yield Problem(FILE, f"{place}.form_number", "write it as the ministry does, F-2.03.")


def _fields(manifest: Manifest) -> Iterator[Problem]:
    persons = {field.person for field in manifest.fields if field.person}
    yield from _repeated("fields", "path", (field.path for field in manifest.fields))
    yield from _repeated("fields", "person", (field.person for field in manifest.fields if field.person))
    for number, field in enumerate(manifest.fields):
        place = f"fields.{number}"
        if field.shows and not field.person:
            yield Problem(FILE, f"{place}.shows", "whose attributes are these? Name the person of this NIK.")
        for name in sorted(set(field.shows) - ATTRIBUTES):
            yield Problem(FILE, f"{place}.shows", f"the record has no attribute {name}. {_known()}")
        if field.prefilled_from:
            yield from _prefilled(f"{place}.prefilled_from", field.prefilled_from, persons)


def _prefilled(place: str, value: str, persons: set[str]) -> Iterator[Problem]:
    person, _, name = value.partition(".")
    if person not in persons:
        yield Problem(FILE, place, f"no field names a person {person}. Write `person.attribute` of one that does.")
    elif name not in ATTRIBUTES:
        yield Problem(FILE, place, f"the record has no attribute {name}. {_known()}")


def _known() -> str:
    return f"It has {', '.join(sorted(ATTRIBUTES))}."


def _steps(steps: Iterable[ServiceStep]) -> Iterator[Problem]:
    """Each step is possible where the one before it leads; the first hands the application in."""
    state: ApplicationState | None = None
    for number, step in enumerate(steps):
        place = f"steps.{number}"
        if not step.roles:
            yield Problem(FILE, f"{place}.roles", "say who takes this step.")
        if state is None:
            if step.action is not ActionKind.SUBMIT:
                yield Problem(FILE, f"{place}.action", "the first step is to submit.")
            state = ApplicationState.SUBMITTED
            continue
        origins, target = TRANSITIONS.get(step.action, ((), None))
        if state not in origins:
            yield Problem(FILE, f"{place}.action", f"{step.action.value} is not possible where it is {state.value}.")
        state = target or state


def _four_eyes(steps: Sequence[ServiceStep]) -> Iterator[Problem]:
    """Nothing is issued that was not approved, and no role approves what it may have entered itself."""
    entered = (one for one in steps if one.action in ENTERING)
    entering: dict[Role, str] = {role: one.action.value for one in entered for role in one.roles}
    for number, step in enumerate(steps):
        if step.action not in APPROVING:
            continue
        for role in step.roles:
            if role in entering:
                said = f"{role.value} may {entering[role]} and cannot approve. Leave {step.action.value} to others."
                yield Problem(FILE, f"steps.{number}.roles", said)
    for missing in sorted(one.value for one in APPROVING - {step.action for step in steps}):
        yield Problem(FILE, "steps", f"nobody is to {missing}. Every paper is verified, validated and signed.")


def _limits(manifest: Manifest) -> Iterator[Problem]:
    yield from _repeated("time_limits", "key", (one.key for one in manifest.time_limits))
    for number, limit in enumerate(manifest.time_limits):
        if limit.most < 1:
            yield Problem(FILE, f"time_limits.{number}.most", "a limit is one hour or day at least.")
        for key in ("text_id", "text_en"):
            if "{most}" not in getattr(limit, key):
                yield Problem(FILE, f"time_limits.{number}.{key}", "write {most} where the number stands.")
        if limit.key == ANSWER and limit.most != manifest.max_hours:
            yield Problem(FILE, f"time_limits.{number}.most", f"max_hours says {manifest.max_hours}. Make them agree.")


def _bundle(bundle: Bundle, papers: set[str]) -> Iterator[Problem]:
    yield from _repeated("bundle.steps", "key", (step.key for step in bundle.steps))
    for number, step in enumerate(bundle.steps):
        place = f"bundle.steps.{number}"
        if step.kind is PlanKind.CERTIFICATE and step.key not in papers:
            yield Problem(FILE, f"{place}.key", "this paper is none of [[outputs]]. Its key is the output's kind.")
        if (step.kind is PlanKind.AGENCY) != bool(step.agency):
            yield Problem(FILE, f"{place}.agency", "a step of the kind AGENCY names its agency, and no other does.")
        if bool(step.undo_id) != bool(step.undo_en):
            yield Problem(FILE, f"{place}.undo_id", "say in both languages how it is taken back.")


def _repeated(table: str, key: str, values: Iterable[str]) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem(FILE, table, f"{times} entries have the {key} {value}. Keep one.")
