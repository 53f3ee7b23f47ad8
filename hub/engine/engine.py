"""The engine: one operation in named steps, from its text to its answer."""

from __future__ import annotations

from typing import Any, Final

from graphql import ExecutionResult, OperationDefinitionNode, OperationType, execute
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from hub.access import Decision, decide, purpose_of
from hub.core.actor import Actor, Purpose
from hub.core.errors import BadInput, ErrorCode, Forbidden, HubError, Unauthenticated
from hub.core.predicates import NO_ROWS
from hub.engine.answer import Answer, refused, refused_by
from hub.engine.documents import Document, Documents
from hub.engine.limits import Limits, check_text, check_variables
from hub.engine.plan import Plan
from hub.engine.receipt import leave_receipt
from hub.engine.request import GraphQLRequest
from hub.engine.shape import internal, shape
from hub.loaders.request import Loaders
from hub.resolvers.context import Context, Hub
from hub.schema.root import HubSchema
from hub.telemetry import count_operation, observe_operation, span

_SIGN_IN: Final = (
    "This needs an access token. Get one from the authorization server and send it as `Authorization: Bearer ...`; "
    "without it only public fields answer."
)


class Engine:
    """Answers operations of one hub. `sandbox` opens introspection and suggestions."""

    def __init__(self, schema: HubSchema, hub: Hub, limits: Limits | None = None, sandbox: bool = False) -> None:
        self._schema = schema
        self._hub = hub
        self._limits = limits or Limits()
        self._sandbox = sandbox
        self._documents = Documents(schema.graph, schema.requirements, self._limits, hide_suggestions=not sandbox)

    async def run(self, request: GraphQLRequest, actor: Actor, purpose: str | None = None) -> Answer:
        """The answer to one operation; never raises. `purpose` is the header `Hub-Purpose`."""
        try:
            return await self._run(request, actor, purpose)
        except HubError as error:
            count_operation("refused", error.code.value)
            return refused_by(error)
        except Exception as error:  # noqa: BLE001 - the last net: whatever fails, internals stay inside
            count_operation("refused", ErrorCode.INTERNAL.value)
            return refused([internal(error)], ErrorCode.INTERNAL)

    async def _run(self, request: GraphQLRequest, actor: Actor, purpose: str | None) -> Answer:
        document = self.read(request)
        if document.errors:
            count_operation("refused", ErrorCode.BAD_INPUT.value)
            return refused(shape(document.errors), ErrorCode.BAD_INPUT)
        plan = self._documents.plan(document, request.operation_name)
        self.admit(plan, request, actor)
        context = self.decided(plan, request, actor, purpose)
        kind = plan.kind.value
        with observe_operation(kind), span("operation", kind=kind, operation=plan.name):
            result = await self.execute(document, request, context)
            answer = self.answer(result)
            await leave_receipt(context, plan, answer.payload.get("data"))
        count_operation(kind, _outcome(answer))
        return answer

    def warm(self, text: str) -> None:
        """Compiles a document and each of its operations before anybody asks. Raises a HubError that says why not."""
        document = self.read(GraphQLRequest(text))
        if document.errors:
            raise BadInput(shape(document.errors)[0]["message"])
        assert document.ast is not None
        for node in document.ast.definitions:
            if isinstance(node, OperationDefinitionNode):
                self._documents.plan(document, node.name.value if node.name else None)

    def foresee(self, request: GraphQLRequest) -> Plan | None:
        """What an operation is, before it runs; None when it cannot run, and then `run` says why."""
        try:
            document = self.read(request)
            return None if document.errors else self._documents.plan(document, request.operation_name)
        except HubError:
            return None

    def read(self, request: GraphQLRequest) -> Document:
        """Limits first, then the parsed and validated document."""
        check_text(request.query, self._limits)
        check_variables(request.variables or {})
        return self._documents.get(request.query)

    def admit(self, plan: Plan, request: GraphQLRequest, actor: Actor) -> None:
        """Refuses what may not run at all: without a token, introspection, one key for several mutations."""
        if plan.introspects and not self._sandbox:
            raise Forbidden(
                "Introspection is off here. The published schema.graphql says the same.",
                rule="introspection",
                ask="the hub's operator",
            )
        if actor.is_anonymous and not plan.is_public:
            raise Unauthenticated(_SIGN_IN)
        if request.idempotency_key and plan.kind is OperationType.MUTATION and plan.roots > 1:
            raise BadInput(
                "The header Idempotency-Key serves one mutation. Send each in a request of its own, or put a key into "
                "each input.",
                path="idempotencyKey",
            )

    def decided(self, plan: Plan, request: GraphQLRequest, actor: Actor, purpose: str | None) -> Context:
        """The context of the request, with the decision on everything the plan asks for: no source was called yet."""
        decision = self._decision(plan, actor, purpose)
        return Context(
            hub=self._hub,
            actor=actor,
            purpose=decision.purpose,
            decision=decision,
            loaders=Loaders(self._hub.loaders_sources(), decision.rows),
            decided=frozenset(plan.fields),
            operation=plan.name,
            idempotency_key=request.idempotency_key,
        )

    def _decision(self, plan: Plan, actor: Actor, purpose: str | None) -> Decision:
        if not plan.is_public:
            return decide(self._hub.policies, actor, purpose_of(actor, purpose), plan.needs(actor.scopes))
        try:
            stated = purpose_of(actor, purpose)
        except HubError:
            # Public fields are read without a purpose; nothing else is in this plan.
            stated = Purpose.PUBLIC_SERVICE
        return Decision(stated, {}, NO_ROWS)

    async def execute(self, document: Document, request: GraphQLRequest, context: Context) -> ExecutionResult:
        """Runs the operation through graphql-core; the guard stands in the schema."""
        assert document.ast is not None
        result: Any = await await_maybe(
            execute(
                self._schema.graph,
                document.ast,
                context_value=context,
                variable_values=request.variables,
                operation_name=request.operation_name,
                executor_class=StrawberryGraphQLCoreExecutionContext,
                hide_suggestions=not self._sandbox,
            )
        )
        assert isinstance(result, ExecutionResult)
        return result

    def answer(self, result: ExecutionResult) -> Answer:
        """The GraphQL response; variables that could not be used make it a refusal."""
        errors = shape(result.errors or [])
        if result.data is None and errors and all("path" not in error for error in errors):
            return refused(errors, ErrorCode(errors[0]["extensions"]["code"]))
        payload: dict[str, Any] = {"data": result.data}
        return Answer(200, {**payload, "errors": errors} if errors else payload)


def _outcome(answer: Answer) -> str:
    if answer.status != 200:
        return str(answer.payload["errors"][0]["extensions"]["code"])
    return "partial" if "errors" in answer.payload else "ok"
