"""What is wrong with a GraphQL text, said in Indonesian: each kind of mistake that the library finds, with its names.

The library's own sentence stands beneath. What it says is not read: each of its rules runs alone, so the kind is known,
and the names are those of the nodes that it points to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NamedTypeNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    ParallelVisitor,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_required_argument,
    is_required_input_field,
    parse,
    print_ast,
    specified_rules,
    visit,
)
from graphql.pyutils import suggestion_list

from hub.core.errors import HubError
from hub.core.texts import Pair, indonesian
from hub.engine.limits import Limits, check_shape
from hub.engine.shape import sanitised
from hub.telemetry.redaction import redact_text

Say = Callable[[ValidationContext, Any], str]
"""The sentence for a node, said while the context stands at it."""
_MOST: Final = 10
_CYCLES: Final = "NoFragmentCyclesRule"


@dataclass(frozen=True, slots=True)
class Mistake:
    """`english` is the library's sentence as the hub answers it; `at` its line and column, where it has a place."""

    sentence: str
    english: str
    at: tuple[int, int] | None

    @property
    def said(self) -> Pair:
        """Where it is and what it is, and the library's sentence."""
        if self.at is None:
            return self.sentence, self.english
        line, column = self.at
        place = indonesian("Baris {line}, huruf ke-{column}").format(line=line, column=column)
        return f"{place}: {self.sentence}", self.english


def mistakes(schema: GraphQLSchema, text: str) -> list[Mistake]:
    """What is wrong with a text, in the order in which it is read; nothing of one that is larger than allowed."""
    try:
        document = parse(text, max_tokens=Limits().tokens)
    except GraphQLSyntaxError as error:
        return [_mistake(_syntax(error, text), error)]
    found = _found(schema, document, (rule for rule in specified_rules if rule.__name__ == _CYCLES))
    if not found and _is_small(document):  # A fragment that holds itself is all that is told: it has no end.
        found = _found(schema, document, (rule for rule in specified_rules if rule.__name__ != _CYCLES))
    return sorted(dict.fromkeys(found), key=lambda one: one.at or (0, 0))[:_MOST]


def _is_small(document: DocumentNode) -> bool:
    try:
        check_shape(document, Limits())
    except HubError:
        return False
    return True


def _found(schema: GraphQLSchema, document: DocumentNode, rules: Iterable[type[ASTValidationRule]]) -> list[Mistake]:
    return [one for rule in rules for one in _found_by(rule, schema, document)]


def _found_by(rule: type[ASTValidationRule], schema: GraphQLSchema, document: DocumentNode) -> list[Mistake]:
    """What one rule finds; it is heard while the rule stands at the place."""
    found: list[Mistake] = []
    info = TypeInfo(schema)

    def heard(error: GraphQLError) -> None:
        node = error.nodes[0] if error.nodes else None
        found.append(_mistake(_SAID[rule.__name__](context, node) if rule.__name__ in _SAID and node else "", error))

    context = ValidationContext(schema, document, info, heard)
    visit(document, TypeInfoVisitor(info, ParallelVisitor([rule(context)])))
    return found


def _mistake(sentence: str, error: GraphQLError) -> Mistake:
    at = (error.locations[0].line, error.locations[0].column) if error.locations else None
    said = sentence or indonesian("Ini tidak sesuai dengan kontrak kami.")
    return Mistake(redact_text(said), sanitised(error), at)


def _syntax(error: GraphQLError, text: str) -> str:
    if not text[next(iter(error.positions or ()), 0) :].strip():
        return indonesian("Teksnya berhenti sebelum selesai. Tutup setiap kurung dan tanda petik.")
    return indonesian("Di sini tulisannya bukan GraphQL lagi. Periksa kurung, tanda petik, dan ejaan tepat sebelumnya.")


# ---- each kind -------------------------------------------------------------------------------------------------------


def _unknown_field(context: ValidationContext, node: FieldNode) -> str:
    parent, name = context.get_parent_type(), node.name.value
    said = indonesian("{type} tidak punya medan {name}.").format(type=parent, name=name)
    return said + _perhaps(name, getattr(parent, "fields", ()))


def _leaf(context: ValidationContext, node: FieldNode | SelectionSetNode) -> str:
    if isinstance(node, SelectionSetNode):
        return indonesian("{field} adalah satu nilai, tanpa medan di dalamnya. Hapus kurung kurawalnya.").format(
            field=_field(context)
        )
    return indonesian("{field} berisi {type}. Tulis medan mana yang diminta: {name} {{ ... }}.").format(
        field=_field(context), type=context.get_type(), name=node.name.value
    )


def _unknown_argument(context: ValidationContext, node: ArgumentNode) -> str:
    name, known = node.name.value, context.get_directive() or context.get_field_def()
    said = indonesian("{place} tidak punya argumen {name}.").format(place=_taker(context), name=name)
    return said + _perhaps(name, known.args if known else ())


def _missing_argument(context: ValidationContext, node: FieldNode | DirectiveNode) -> str:
    known = context.get_directive() or context.get_field_def()
    given = {one.name.value for one in node.arguments or ()}
    missing = [
        f"{name}: {one.type}"
        for name, one in (known.args if known else {}).items()
        if is_required_argument(one) and name not in given
    ]
    return indonesian("{place} memerlukan argumen {missing}.").format(
        place=_taker(context), missing=", ".join(missing) or "–"
    )


def _unknown_type(context: ValidationContext, node: NamedTypeNode) -> str:
    name = node.name.value
    return indonesian("Tidak ada jenis {name}.").format(name=name) + _perhaps(name, context.schema.type_map)


def _value(context: ValidationContext, node: Node) -> str:
    """A value is heard at the outermost one, and may be deep within it."""
    place = _Inputs(context, node)
    if isinstance(node, ObjectFieldNode):
        said = indonesian("{type} tidak punya isian {name}.").format(type=place.parent, name=node.name.value)
        return said + _perhaps(node.name.value, getattr(place.parent, "fields", ()))
    fields = getattr(place.type, "fields", {}) if isinstance(place.type, GraphQLNamedType) else {}
    given = {one.name.value for one in getattr(node, "fields", None) or ()}
    missing = [name for name, one in fields.items() if is_required_input_field(one) and name not in given]
    if missing and node.kind == "object_value":
        return indonesian("{type} masih memerlukan isian {missing}.").format(
            type=place.type, missing=", ".join(missing)
        )
    said = indonesian("Nilai ini tidak cocok: yang diminta {type}.").format(type=place.asked)
    choices = getattr(place.type, "values", None)
    return said + (_perhaps(str(getattr(node, "value", "")), choices) if choices else "")


def _variable_elsewhere(context: ValidationContext, node: VariableDefinitionNode) -> str:
    name = node.variable.name.value
    used = [
        f"{one.type}"
        for operation in context.document.definitions
        if isinstance(operation, OperationDefinitionNode) and node in (operation.variable_definitions or ())
        for one in context.get_recursive_variable_usages(operation)
        if one.node.name.value == name and one.type
    ]
    return indonesian("Variabel ${name} bertipe {type}, dan di tempat ia dipakai diminta {asked}.").format(
        name=name, type=print_ast(node.type), asked=", ".join(dict.fromkeys(used)) or "–"
    )


def _not_here(context: ValidationContext, node: Node) -> str:
    if isinstance(node, InlineFragmentNode):
        return indonesian("Fragmen ini tidak dapat berada di sini: isinya {inner}, dan di sini ada {type}.").format(
            inner=context.get_type(), type=context.get_parent_type()
        )
    return indonesian("Fragmen {name} tidak dapat berada di sini: di sini ada {type}.").format(
        name=_name(node), type=context.get_parent_type()
    )


def _named(text: str) -> Say:
    """A sentence in which nothing but the node's own name stands."""
    return lambda _context, node: text.format(name=_name(node))


_TWICE: Final = indonesian("{name} ditulis dua kali. Hapus salah satunya, atau beri nama lain.")
_SAID: Final[dict[str, Say]] = {
    "FieldsOnCorrectTypeRule": _unknown_field,
    "ScalarLeafsRule": _leaf,
    "KnownArgumentNamesRule": _unknown_argument,
    "ProvidedRequiredArgumentsRule": _missing_argument,
    "KnownTypeNamesRule": _unknown_type,
    "ValuesOfCorrectTypeRule": _value,
    "VariablesInAllowedPositionRule": _variable_elsewhere,
    "PossibleFragmentSpreadsRule": _not_here,
    "FragmentsOnCompositeTypesRule": _named(
        indonesian("{name} adalah satu nilai; fragmen hanya untuk jenis yang punya medan.")
    ),
    "VariablesAreInputTypesRule": _named(
        indonesian("{name} hanya ada dalam jawaban; variabel tidak dapat berisi itu.")
    ),
    "KnownFragmentNamesRule": _named(indonesian("Fragmen {name} tidak ada dalam teks ini.")),
    "NoUnusedFragmentsRule": _named(indonesian("Fragmen {name} tidak dipakai. Pakai, atau hapus.")),
    _CYCLES: _named(indonesian("Fragmen {name} memuat dirinya sendiri. Hapus yang kembali kepadanya.")),
    "NoUndefinedVariablesRule": _named(
        indonesian("Variabel {name} dipakai, tetapi tidak disebut pada awal operasinya.")
    ),
    "NoUnusedVariablesRule": _named(indonesian("Variabel {name} tidak dipakai. Pakai, atau hapus.")),
    "KnownDirectivesRule": _named(indonesian("Arahan @{name} tidak dikenal, atau tidak dapat berada di sini.")),
    "OverlappingFieldsCanBeMergedRule": _named(
        indonesian("{name} diminta dua kali dengan cara yang berbeda. Beri salah satunya nama lain di depannya.")
    ),
    "UniqueOperationNamesRule": _named(_TWICE),
    "UniqueFragmentNamesRule": _named(_TWICE),
    "UniqueVariableNamesRule": _named(_TWICE),
    "UniqueArgumentNamesRule": _named(_TWICE),
    "UniqueInputFieldNamesRule": _named(_TWICE),
    "LoneAnonymousOperationRule": _named(
        indonesian("Bila ada beberapa operasi dalam satu teks, setiap operasi perlu nama.")
    ),
    "SingleFieldSubscriptionsRule": _named(indonesian("Satu langganan meminta tepat satu medan.")),
    "ExecutableDefinitionsRule": _named(indonesian("Di sini hanya ada operasi dan fragmen, bukan skema.")),
}
"""By the name of the library's rule."""


class _Inputs(Visitor):
    """What is asked for at a value, wherever it is."""

    def __init__(self, context: ValidationContext, node: Node) -> None:
        super().__init__()
        self._node, self._info = node, TypeInfo(context.schema)
        self.asked: GraphQLInputType | None = None
        self.parent: GraphQLNamedType | None = None
        visit(context.document, TypeInfoVisitor(self._info, self))

    @property
    def type(self) -> GraphQLNamedType | None:
        return get_named_type(self.asked)

    def enter(self, node: Node, *_args: Any) -> None:
        if node is self._node:
            above = self._info.get_parent_input_type()
            self.asked = above if node.kind == "list_value" else self._info.get_input_type()
            self.parent = get_named_type(above)


def _name(node: Node) -> str:
    """As it is written; a variable with its sign."""
    if isinstance(node, VariableDefinitionNode):
        return _name(node.variable)
    name = getattr(node, "name", None)
    written = str(getattr(name or node, "value", ""))
    return f"${written}" if isinstance(node, VariableNode) else written


def _field(context: ValidationContext) -> str:
    """The field at which the context stands, with its type."""
    parent, at = context.get_parent_type(), context.get_field_def()
    names = [name for name, one in getattr(parent, "fields", {}).items() if one is at]
    return f"{parent}.{names[0]}" if names else f"{parent}"


def _taker(context: ValidationContext) -> str:
    """The field or directive that takes arguments here."""
    directive = context.get_directive()
    return f"@{directive.name}" if directive else _field(context)


def _perhaps(name: str, known: Iterable[str]) -> str:
    """What was meant, where a name of the contract is like it."""
    near = suggestion_list(name, list(known))
    return f" {indonesian('Mungkin maksudnya {near}.').format(near=', '.join(near[:3]))}" if near else ""
