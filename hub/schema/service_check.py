"""Whether what a service declares is what the graph and the roles have: fields, operations, steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import GraphQLInputObjectType, GraphQLNonNull, GraphQLSchema, get_named_type, is_list_type, parse, validate

from hub.core import prefill
from hub.core.actor import ROLE_SCOPES
from hub.core.application import ActionKind
from hub.core.attributes import camel
from hub.core.manifest import FILE, Manifest, Problem
from hub.core.service import Service
from hub.resolvers.application_fields import MUTATIONS
from hub.schema.declare import Requirement

_CODE: Final = "__init__.py"
_MUTATIONS: Final[Mapping[ActionKind, str]] = {ActionKind.SUBMIT: "submitApplication", **MUTATIONS}


def problems_of(
    service: Service, manifest: Manifest, graph: GraphQLSchema, requirements: Mapping[str, Requirement]
) -> Iterator[Problem]:
    """Everything in which the three differ. `requirements` are those of the graph's fields, by coordinate."""
    yield from _passed_on(service, manifest)
    if manifest.fields:
        yield from _form(manifest, graph)
    yield from _prefills(manifest, graph)
    yield from _steps(manifest, requirements)


def _passed_on(service: Service, manifest: Manifest) -> Iterator[Problem]:
    """A service that leaves a part of its file out would show citizens less than it enforces."""
    for name in ("name", "prefix", "requirements", "fee", "max_hours", "legal_basis", "definition"):
        if getattr(service, name) != getattr(manifest, name):
            yield Problem(_CODE, f"SERVICE.{name}", f"it is not what {FILE} says. Write {name}=MANIFEST.{name}.")


def _form(manifest: Manifest, graph: GraphQLSchema) -> Iterator[Problem]:
    """Each field of the input is declared once, with the same need for an answer, and none besides."""
    inputs = graph.type_map["ApplicationInput"]
    assert isinstance(inputs, GraphQLInputObjectType)
    form = get_named_type(inputs.fields[camel(manifest.input_member)].type)
    assert isinstance(form, GraphQLInputObjectType)
    asked = dict(_leaves(form, "", needed=True))
    declared = {one.path: one for one in manifest.fields}
    for path in asked.keys() - declared.keys():
        yield Problem(FILE, "fields", f"the form asks for {path}. Declare it, with its label in both languages.")
    for path in declared.keys() - asked.keys():
        yield Problem(FILE, "fields", f"types.py has no field {path}. Take it out, or write it as the graph does.")
    for path in declared.keys() & asked.keys():
        if declared[path].required is not asked[path]:
            word = "needs" if asked[path] else "does not need"
            yield Problem(FILE, f"fields ({path})", f"types.py {word} an answer. Make `required` agree.")


def _leaves(form: GraphQLInputObjectType, before: str, *, needed: bool) -> Iterator[tuple[str, bool]]:
    for name, field in form.fields.items():
        required = needed and isinstance(field.type, GraphQLNonNull) and not field.default_value
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLInputObjectType):
            # What stands in a list is needed only where there is an entry.
            inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            yield from _leaves(kind, f"{before}{name}.", needed=required and not is_list_type(inner))
        else:
            yield f"{before}{name}", required


def _prefills(manifest: Manifest, graph: GraphQLSchema) -> Iterator[Problem]:
    for field in manifest.fields:
        operation = prefill.operation(field.person, manifest.fields) if field.person else None
        for error in validate(graph, parse(operation)) if operation else ():
            yield Problem(FILE, f"fields ({field.path})", f"what it shows cannot be read: {error.message}")


def _steps(manifest: Manifest, requirements: Mapping[str, Requirement]) -> Iterator[Problem]:
    """Who is said to take a step has the scope of its mutation; what she may do of it is the policies' to decide."""
    for number, step in enumerate(manifest.steps):
        mutation = _MUTATIONS.get(step.action)
        if mutation is None:
            yield Problem(FILE, f"steps.{number}.action", "the hub does this by itself: no step of a person.")
            continue
        scopes = set(requirements[f"Mutation.{mutation}"].scopes)
        for role in step.roles:
            held = ROLE_SCOPES[role]  # an agency's client has those of its registration, so none stands here
            if held and not scopes & held:
                needed = " or ".join(sorted(scopes))
                yield Problem(FILE, f"steps.{number}.roles", f"{role.value} has no scope {needed}. Name who does it.")
