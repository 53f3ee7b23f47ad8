"""Who reads by the last released contract goes on, or was told in time: what breaks it was announced.

`schema.released.graphql` is the contract of the last release. At a release it is written anew with
`hub schema print --file schema.released.graphql`; until then nothing is taken from it that it did not say would end.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import pytest
import strawberry
from graphql import GraphQLSchema, build_schema

from hub.core.calendar import local_date, now
from hub.core.trusted import RegisteredDocument, id_of
from hub.engine.breaking import asking_for, consequences
from hub.engine.deprecations import EXAMPLE, deprecations_of, faults_of
from hub.engine.schema_changes import SchemaChange, Severity, changes_between, read_schema
from hub.schema.declare import PUBLIC, field
from tests.fakes.people_of_bangka import NOW
from tests.fakes.world import ROOT
from tests.schema.test_snapshot import PUBLISHED

RELEASED = ROOT / "schema.released.graphql"
TODAY = dt.date(2026, 11, 26)
OVER, NOT_YET = "until 2026-11-25", "until 2026-11-26"
OLD = """
type Query {
  citizen(nik: String, code: String = "a"): Citizen
  "Requires scope `citizen:read`. Category population."
  people: [Citizen!]
  "Public."
  open: Int
  mode: Mode
  send(given: Given): Int
  pick(mode: Mode): Int
  found: Found
  page(first: Int = 10): Citizen
}
type Citizen implements Named {
  friends: [Citizen!]
  name: String
  "Requires scope `citizen:read` or `citizen:check`. Category population."
  religion: String
  blood: String %s
  "Requires scope `citizen:read`. Category population."
  note: String
}
type Other { it: Int %s }
interface Named { name: String }
enum Mode { FAST SLOW %s }
input Given { one: Int two: Int %s }
union Found = Citizen | Other
"""


def old(*reasons: str) -> GraphQLSchema:
    """The old contract; reasons are those of Citizen.blood, Other.it, Mode.SLOW and Given.two."""
    said = [f'@deprecated(reason: "Use `Citizen.name` instead, {one}.")' if one else "" for one in reasons]
    return build_schema(OLD % tuple((said + [""] * 4)[:4]))


def without(*lines: tuple[str, str]) -> GraphQLSchema:
    """The new contract: the old one with something else in some places."""
    text = OLD.replace("%s", "")
    for was, now_ in lines:
        assert was in text
        text = text.replace(was, now_)
    return build_schema(text)


def found(changes: Iterable[SchemaChange], severity: Severity) -> dict[str, str]:
    return {one.kind: one.coordinate for one in changes if one.severity is severity}


def test_what_is_published_breaks_nobody_unannounced() -> None:
    """Shown to fail by the next test, which takes a field out of what is published."""
    before = read_schema(RELEASED.read_text(encoding="utf-8"), RELEASED.name)
    published = PUBLISHED.read_text(encoding="utf-8")
    after = read_schema(published, PUBLISHED.name)
    unannounced = [one.told for one in changes_between(before, after, local_date(now())) if one.is_unannounced]
    assert unannounced == [], "announce it first: docs/guides/integrators.md, What will end"
    assert faults_of(after) == []

    planted = read_schema(published.replace("\n  bloodType: BloodType\n", "\n  bloodKind: BloodType\n"), "planted")
    told = [one.told for one in changes_between(after, planted, TODAY) if one.is_unannounced]
    assert any("Citizen.bloodType was removed" in one for one in told), told
    scoped = read_schema(published.replace("Requires scope `health:read`", "Requires scope `health:all`"), "planted")
    kinds = {one.kind for one in changes_between(after, scoped, TODAY) if one.is_unannounced}
    assert kinds == {"SCOPE_CHANGED"}


@pytest.mark.parametrize(
    ("was", "is_now", "kind", "coordinate"),
    [
        ("  blood: String \n", "", "FIELD_REMOVED", "Citizen.blood"),
        ("blood: String ", "blood: Int", "FIELD_CHANGED_KIND", "Citizen.blood"),
        ("nik: String,", "", "ARG_REMOVED", "Query.citizen(nik:)"),
        ("nik: String,", "nik: String!,", "ARG_CHANGED_KIND", "Query.citizen(nik:)"),
        ("nik: String,", "nik: String, more: Int!,", "REQUIRED_ARG_ADDED", "Query.citizen(more:)"),
        (" SLOW ", "", "VALUE_REMOVED_FROM_ENUM", "Mode.SLOW"),
        (" two: Int ", "", "FIELD_REMOVED", "Given.two"),
        ("one: Int", "one: Int three: Int!", "REQUIRED_INPUT_FIELD_ADDED", "Given.three"),
        (" | Other", "", "TYPE_REMOVED_FROM_UNION", "Other"),
        ("implements Named ", "", "IMPLEMENTED_INTERFACE_REMOVED", "Citizen"),
        ("`citizen:read` or `citizen:check`", "`citizen:read`", "SCOPE_CHANGED", "Citizen.religion"),
        ('"Public."', '"Requires scope `a:b`."', "SCOPE_CHANGED", "Query.open"),
        ("check`. Category population", "check`. Category health", "CATEGORY_CHANGED", "Citizen.religion"),
        ("check`. Category population.", "check`. Category population. Protected (UU).", "PROTECTION_CHANGED",
         "Citizen.religion"),
    ],
)  # fmt: skip
def test_what_breaks_is_found_with_its_place(was: str, is_now: str, kind: str, coordinate: str) -> None:
    changes = changes_between(old(), without((was, is_now)), TODAY)
    assert found(changes, Severity.BREAKING) == {kind: coordinate}
    assert [one.announced for one in changes if one.severity is Severity.BREAKING] == [False]
    assert [one.kind for one in changes if one.coordinate == coordinate] == [kind], "it is told once"


@pytest.mark.parametrize(
    ("was", "is_now", "severity", "kind"),
    [
        ("FAST", "FAST NEW", Severity.DANGEROUS, "VALUE_ADDED_TO_ENUM"),
        ('code: String = "a"', 'code: String = "b"', Severity.DANGEROUS, "ARG_DEFAULT_VALUE_CHANGE"),
        ("first: Int = 10", "first: Int = 20", Severity.DANGEROUS, "ARG_DEFAULT_VALUE_CHANGE"),
        ("mode: Mode", "mode: Mode more: Int", Severity.SAFE, "ADDED"),
        ("`citizen:read` or `citizen:check`", "`citizen:check` or `citizen:read` or `a:b`", Severity.SAFE,
         "SCOPE_CHANGED"),
        ("mode: Mode", 'mode: Mode @deprecated(reason: "Soon.")', Severity.SAFE, "DEPRECATED"),
        ("citizen(nik", "citizen(first: Int, nik", Severity.DANGEROUS, "COST_CHANGED"),
    ],
)  # fmt: skip
def test_what_does_not_break_is_told_apart(was: str, is_now: str, severity: Severity, kind: str) -> None:
    changes = changes_between(old(), without((was, is_now)), TODAY)
    assert kind in found(changes, severity)
    assert found(changes, Severity.BREAKING) == {}


def test_a_break_is_announced_once_its_last_day_has_passed() -> None:
    gone = without(("  blood: String \n", ""), (" SLOW ", ""), (" two: Int ", ""), (" | Other", ""))
    for reason, announced in ((OVER, True), (NOT_YET, False), ("soon", False), ("until 2026-02-31", False)):
        changes = changes_between(old(*[reason] * 4), gone, TODAY)
        breaking = [one for one in changes if one.severity is Severity.BREAKING]
        assert len(breaking) == 4
        assert {one.announced for one in breaking} == {announced}, reason


def test_a_field_is_declared_as_ending() -> None:
    @strawberry.type
    class Query:
        old: int = field(scope=PUBLIC, deprecation_reason=EXAMPLE)

    published = read_schema(strawberry.Schema(Query).as_str(), "a schema")
    (ending,) = deprecations_of(published).values()
    assert (ending.coordinate, ending.until, ending.instead) == (
        "Query.old", dt.date(2027, 6, 30), "Citizen.fullName",
    )  # fmt: skip


def test_an_announcement_names_a_day_and_what_to_use_instead() -> None:
    assert faults_of(old(OVER)) == []
    for reason, fault in (
        ("Use `Citizen.name` instead.", "no last day"),
        ("It ends, until 2027-06-30.", "does not say what to use instead"),
        ("Use `Citizen.nothing` instead, until 2027-06-30.", "Citizen.nothing, to be used instead, is not"),
        ("Use `Citizen.name` instead, until 2027-02-30.", "no last day"),
    ):
        schema = build_schema(OLD.replace("%s", f'@deprecated(reason: "{reason}")', 1).replace("%s", ""))
        (told,) = faults_of(schema)
        assert re.match(rf"Citizen\.blood: .*{fault}", told)


def registered(text: str) -> RegisteredDocument:
    return RegisteredDocument("clinic", id_of(text), text, (), NOW, "operator of the hub")


def test_whose_operations_break_is_told_and_what_the_others_cost() -> None:
    texts = {
        "blood": "query A { citizen { ...Part } } fragment Part on Citizen { blood }",
        "name": "query B { page { friends { name } } }",
        "value": "query C($m: Mode) { pick(mode: $m) } query D { send(given: {two: 1}) }",
        "scope": "query E { citizen { religion } }",
    }
    documents = [registered(text) for text in texts.values()]
    new = without(
        ("  blood: String \n", ""), (" two: Int ", ""), ("`citizen:read` or `citizen:check`", "`citizen:all`"),
        ("page(first: Int = 10)", "page"),
    )  # fmt: skip
    changes = changes_between(old(), new, TODAY)
    told = {one.document.id: one for one in consequences(documents, old(), new, changes)}
    assert "Cannot query field 'blood'" in told[id_of(texts["blood"])].breaks
    assert "unknown field 'two'" in told[id_of(texts["value"])].breaks
    assert "asks for `citizen:all` instead of `citizen:check` or `citizen:read`" in told[id_of(texts["scope"])].breaks
    cheaper = told[id_of(texts["name"])]
    assert (cheaper.breaks, cheaper.cost_before, cheaper.cost_after) == ("", 41, 21)
    assert list(consequences(documents, old(), old(), [])) == []


def test_what_comes_in_variables_may_break_and_whose_that_is_is_told() -> None:
    texts = {
        "value": "query C($m: [Mode!]! = [FAST]) { pick(mode: FAST) many(modes: $m) }",
        "field": "query D($g: Given) { send(given: $g) }",
        "other": "query E($nik: String) { citizen(nik: $nik) { name } }",
        "both": "query F($m: Mode) { pick(mode: $m) citizen { blood } }",
    }
    documents = {name: registered(text) for name, text in texts.items()}
    many = ("pick(mode: Mode): Int", "pick(mode: Mode): Int many(modes: [Mode!]): Int")
    deep = ("two: Int ", "two: Int mode: Mode ")
    before = without(many, deep)
    for gone, broken in (
        (
            (" SLOW ", ""),
            {"value": "$m: Enum value Mode.SLOW", "field": "$g: Enum value Mode.SLOW", "both": "$m: Enum"},
        ),
        (("one: Int", ""), {"field": "$g: Field Given.one was removed."}),
        (
            ("one: Int", "one: Int! three: Int!"),
            {"field": "$g: Field Given.one changed type from Int to Int!. $g: A req"},
        ),
        (("  blood: String \n", ""), {"both": ""}),
    ):
        after = without(many, deep, gone)
        changes = changes_between(before, after, TODAY)
        told = {one.document.id: one for one in consequences(documents.values(), before, after, changes)}
        assert set(told) == {documents[name].id for name in broken}, gone
        for name, said in broken.items():
            one = told[documents[name].id]
            assert (bool(one.breaks), one.may_break[: len(said)]) == (not said, said)

    ending = deprecations_of(old("", "", OVER, OVER))
    asking = asking_for(ending, [documents["field"], registered("{ send(given: {two: 1}) pick(mode: SLOW) }")], old())
    assert {at: [(one.operation, one.in_variables) for one in each] for at, each in asking.items()} == {
        "Given.two": [("D", True), ("unnamed", False)], "Mode.SLOW": [("unnamed", False)],
    }  # fmt: skip


def test_who_asks_for_what_will_end_is_found_in_fragments_inputs_and_values() -> None:
    schema = old(*[OVER] * 4)
    document = registered(
        "query A { citizen { ...Part } } fragment Part on Citizen { blood }"
        " query B { send(given: {two: 1}) } query C($m: Mode = SLOW) { pick(mode: $m) }"
        " query D { found { ... on Other { it } } } query E { citizen { name } }"
    )
    asking = asking_for(deprecations_of(schema), [document], schema)
    assert {at: [one.operation for one in asked] for at, asked in asking.items()} == {
        "Citizen.blood": ["A"], "Other.it": ["D"], "Mode.SLOW": ["C"], "Given.two": ["B"],
    }  # fmt: skip
