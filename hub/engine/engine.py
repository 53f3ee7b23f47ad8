"""The engine: one operation in named steps, from its text to its answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from time import perf_counter
from typing import Any, Final

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, OperationType, execute
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from hub.access import Decision, FieldNeed, untold, validity_of
from hub.core.actor import Actor
from hub.core.attributes import camel
from hub.core.clerks import office_for
from hub.core.errors import BadInput, ErrorCode, Forbidden, HubError, Unauthenticated
from hub.core.purpose import Purpose
from hub.engine.answer import Answer, findings, refused, refused_by
from hub.engine.compiled import Refused
from hub.engine.compiler import Known
from hub.engine.deciding import decision_on
from hub.engine.documents import Chosen, Document, Documents
from hub.engine.lanes import Begun, Compiled, Detour, Lanes, refusals
from hub.engine.limits import Limits, check_text, check_variables
from hub.engine.operation import Operation
from hub.engine.plan import Plan
from hub.engine.receipt import leave_found, leave_receipt, leave_whole
from hub.engine.request import GraphQLRequest
from hub.engine.shape import internal, shape, without_suggestions
from hub.engine.subscribed import Subscribed, check_root, subscribed
from hub.engine.traffic import Traffic, key_of
from hub.engine.uses import Uses
from hub.loaders.call_group import Caller, caller_of
from hub.loaders.request import Loaders
from hub.resolvers.context import Context, Hub
from hub.schema.root import HubSchema
from hub.telemetry import count_operation, observe_operation, span

_SIGN_IN: Final = (
    "This needs an access token. Get one from the authorization server and send it as `Authorization: Bearer ...`; "
    "without it only public fields answer."
)
_IS_A_STREAM: Final = (
    "A subscription is answered by a stream. Ask over a WebSocket (graphql-transport-ws), or for `text/event-stream` "
    "by POST."
)


class Engine:
    """Answers operations of one hub. `sandbox` opens introspection and suggestions.

    Raises InvalidPolicies for policies that name attributes which the schema does not have.
    """

    def __init__(
        self,
        schema: HubSchema,
        hub: Hub,
        limits: Limits | None = None,
        sandbox: bool = False,
        traffic: Traffic | None = None,
        uses: Uses | None = None,
    ) -> None:
        hub.policies.check_attributes(schema.personal)
        self._schema = schema
        self._hub = hub
        self._limits = limits or Limits()
        self._sandbox = sandbox
        self._traffic = traffic or Traffic()
        self._uses = uses
        kept = {name: round(keeper.freshness.total_seconds()) for name, keeper in hub.keepers.items()}
        known = Known(hub.facets, frozenset(hub.sources) - kept.keys(), kept)
        self._facets = {
            facet.name: FieldNeed(f"Citizen.{camel(facet.name)}", facet.read_scope, facet.category)
            for facet in hub.facets.values()
        }
        self._lanes = Lanes(hub.held) if hub.held is not None else None
        self._documents = Documents(
            schema.graph, schema.requirements, known, self._limits, hide_suggestions=not sandbox
        )

    async def run(self, request: GraphQLRequest, actor: Actor, purpose: str | None = None) -> Answer:
        """The answer to one operation; never raises. `purpose` is the header `Hub-Purpose`."""
        try:
            client = self._traffic.enter(key_of(actor))
        except HubError as error:
            count_operation("refused", error.code.value)
            self.gave(actor, {error.code})
            return refused_by(error)
        try:
            return await self._told(request, actor, purpose, is_event=False)
        finally:
            client.under_way -= 1

    def gave(self, actor: Actor, codes: Collection[ErrorCode]) -> None:
        """Counts one answer that tells her client of these errors; one that tells of none costs nothing."""
        if codes and self._uses is not None:
            self._uses.errors(actor.client_id, codes)

    def count(self, actor: Actor) -> None:
        """Counts one operation of hers for which nothing is run here. Raises RateLimited."""
        self._traffic.enter(key_of(actor)).under_way -= 1

    async def subscribe(self, request: GraphQLRequest, actor: Actor, purpose: str | None = None) -> Subscribed | None:
        """What a subscription waits for; None for what is none, or is no valid document: `run` tells of it.

        Raises a HubError where it cannot be run, or this actor may not have what it tells.
        """
        plan = await self.foresee(request, actor)
        if plan is None or plan.kind is not OperationType.SUBSCRIPTION:
            return None
        try:
            return self._subscribed(plan, request, actor, purpose)
        except HubError as error:
            self.gave(actor, {error.code})
            raise

    def _subscribed(self, plan: Plan, request: GraphQLRequest, actor: Actor, purpose: str | None) -> Subscribed:
        self.count(actor)
        check_variables(request.variables or {}, self._limits)
        document = self._documents.get(request.query)
        self._documents.check_values(self._documents.choose(document, request.operation_name), request.variables or {})
        self.admit(plan, request, actor)
        ast = self._documents.ast(document, request.query)
        found = subscribed(self._schema.graph, ast, plan, request)
        self.check_still(found, actor, purpose)
        return found

    def check_still(self, found: Subscribed, actor: Actor, purpose: str | None = None) -> None:
        """Raises a HubError where this actor may not have what is told of it any more."""
        check_root(found.plan, self._decision(found.plan, actor, purpose))

    async def event(self, request: GraphQLRequest, actor: Actor, purpose: str | None = None) -> Answer:
        """What a subscription tells of a change: its selection read now, by everything that holds for a query.

        It is not counted as asked, so that nobody learns of a change that she is not told from what she may ask.
        """
        return await self._told(request, actor, purpose, is_event=True)

    async def _told(self, request: GraphQLRequest, actor: Actor, purpose: str | None, *, is_event: bool) -> Answer:
        try:
            answer = await self._run(request, actor, purpose, is_event=is_event)
        except HubError as error:
            count_operation("refused", error.code.value)
            answer = refused_by(error)
        except Exception as error:  # noqa: BLE001 - the last net: whatever fails, internals stay inside
            count_operation("refused", ErrorCode.INTERNAL.value)
            answer = refused([internal(error)], ErrorCode.INTERNAL)
        self.gave(actor, answer.codes)
        return answer

    async def _run(self, request: GraphQLRequest, actor: Actor, purpose: str | None, *, is_event: bool) -> Answer:
        check_variables(request.variables or {}, self._limits)
        document = self._documents.held(request.query) or await self._read_first(request, actor)
        if document.errors:
            count_operation("refused", ErrorCode.BAD_INPUT.value)
            return refused(self._shape(document.errors), ErrorCode.BAD_INPUT)
        chosen = self._documents.choose(document, request.operation_name)
        plan = chosen.plan
        self._documents.check_values(chosen, request.variables or {})
        self.admit(plan, request, actor)
        decision = self._decision(plan, actor, purpose)
        if plan.kind is OperationType.SUBSCRIPTION and not is_event:
            check_root(plan, decision)
            raise BadInput(_IS_A_STREAM)
        if self._uses is not None and (chosen.ending or chosen.watched is not None):
            self._uses.deprecated(actor.client_id, chosen.ends(request.variables or {}))
        kind = plan.kind.value
        began = perf_counter()
        with span("operation", kind=kind, operation=plan.name):
            answer, outcome = await self._answered(document, chosen, request, actor, decision)
        observe_operation(kind, answer.lane, perf_counter() - began)
        count_operation(kind, outcome, answer.lane)
        return answer

    async def _answered(
        self, document: Document, chosen: Chosen, request: GraphQLRequest, actor: Actor, decision: Decision
    ) -> tuple[Answer, str]:
        """The answer and how it came out. Nothing was called yet.

        The turn ends before agencies are asked, and before the receipt's commit is waited for: both are shared by those
        who come together, and take their own time.
        """
        plan, turns = chosen.plan, self._traffic.turns
        turn = turns.at_once() or await turns.wait(key_of(actor))
        try:
            begun = await self._begun(chosen, request, decision)
            if begun is None:
                context = self._context(plan, request, actor, decision)
                return await self._by_resolvers(document, plan, request, context)
            if begun.is_whole:
                turn.end()
                if begun.found.asked or begun.found.kin:
                    await leave_whole(self._hub, actor, plan, decision, begun.found)
                errors = refusals(begun.variant, begun.found.data, decision)
                return _whole(chosen, begun.found.data, "E", errors), "partial" if errors else "ok"
        finally:
            turn.end()
        loaders = self._loaders(actor, decision)
        compiled = await self._finished(begun, loaders, decision)
        if compiled is None:
            return await self._by_resolvers(
                document, plan, request, self._context(plan, request, actor, decision, loaders)
            )
        await leave_found(self._hub, actor, plan, decision, loaders, compiled.whose)
        answer = _whole(chosen, compiled.data, compiled.lane, compiled.errors)
        return answer, "partial" if compiled.errors else "ok"

    async def _by_resolvers(
        self, document: Document, plan: Plan, request: GraphQLRequest, context: Context
    ) -> tuple[Answer, str]:
        if plan.kind is OperationType.MUTATION and plan.shown(context.decision.denied).fields:
            # What was done stays done; so nothing is, whose answer could not be shown.
            await self._hub.quotas.check(context.actor.agreement)
        answer = await self._resolved(document, request, context)
        outcome = _outcome(answer)
        if answer.payload.get("data") is not None:
            await leave_receipt(context, plan)
            if plan.kind is OperationType.MUTATION:
                self.gave(context.actor, findings(answer.payload["data"]))
        return answer, outcome

    def warm(self, text: str) -> None:
        """Compiles a document and each of its operations before anybody asks, and keeps them.

        Raises a HubError that says why it cannot.
        """
        document = self._documents.keep(text)
        if document.errors:
            raise BadInput(shape(document.errors)[0]["message"])
        assert document.ast is not None
        for node in document.ast.definitions:
            if isinstance(node, OperationDefinitionNode):
                chosen = self._documents.choose(document, node.name.value if node.name else None)
                if isinstance(chosen.operation, Operation):
                    chosen.operation.warm()

    async def foresee(self, request: GraphQLRequest, actor: Actor) -> Plan | None:
        """What an operation is, before it runs; None when it cannot run, and then `run` says why."""
        try:
            document = self._documents.held(request.query) or await self._read_first(request, actor)
            return None if document.errors else self._documents.choose(document, request.operation_name).plan
        except HubError:
            return None

    def read(self, request: GraphQLRequest) -> Document:
        """Limits first, then the parsed and validated document."""
        check_variables(request.variables or {}, self._limits)
        return self._documents.get(request.query)

    async def _read_first(self, request: GraphQLRequest, actor: Actor) -> Document:
        """A document that nobody sent before: to parse, validate and plan it takes longer than most answers do."""
        query = request.query
        check_text(query, self._limits)
        turn = await self._traffic.read(key_of(actor), len(query))
        try:
            document = self._documents.get(query, checked=True)
            if not document.errors:
                self._documents.choose(document, request.operation_name)
            return document
        finally:
            turn.end()

    async def _begun(self, chosen: Chosen, request: GraphQLRequest, decision: Decision) -> Begun | None:
        """What the record holds of it, by the compiled lanes; None where the resolvers have to give the answer."""
        if self._lanes is None or isinstance(chosen.operation, Refused):
            return None
        try:
            return await self._lanes.begin(chosen.operation, request.variables or {}, decision)
        except Detour:
            return None

    async def _finished(self, begun: Begun, loaders: Loaders, decision: Decision) -> Compiled | None:
        """The answer, with what agencies say; None as before."""
        assert self._lanes is not None
        try:
            return await self._lanes.finish(begun, loaders, decision)
        except Detour:
            return None

    async def _resolved(self, document: Document, request: GraphQLRequest, context: Context) -> Answer:
        """The answer by the resolvers, through graphql-core. What no JSON can say fails here, not on its way out."""
        answer = self.answer(await self.execute(document, request, context))
        assert answer.body
        return answer

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
        return self._context(plan, request, actor, self._decision(plan, actor, purpose))

    def _loaders(self, actor: Actor, decision: Decision) -> Loaders:
        return Loaders(self._hub.loaders_sources, decision.rows, self._caller(actor, decision.purpose))

    def _context(
        self, plan: Plan, request: GraphQLRequest, actor: Actor, decision: Decision, loaders: Loaders | None = None
    ) -> Context:
        return Context(
            hub=self._hub,
            actor=actor,
            purpose=decision.purpose,
            decision=decision,
            loaders=loaders or self._loaders(actor, decision),
            decided=plan.coordinates,
            operation=plan.name,
            idempotency_key=request.idempotency_key,
            shown=plan.shown(decision.denied) if plan.is_one_mutation else None,
        )

    def _caller(self, actor: Actor, purpose: Purpose) -> Caller:
        """For whom agencies are called: requests of another client or purpose never share a call with this one."""
        return caller_of(self._hub.tenant, actor.client_id, purpose)

    def _decision(self, plan: Plan, actor: Actor, purpose: str | None) -> Decision:
        # What was decided under an agreement holds as long as the agreement stands as it stood then.
        now = self._hub.clock()
        return plan.decided((actor, purpose, validity_of(actor, now)), lambda: self._decide(plan, actor, purpose, now))

    def _decide(self, plan: Plan, actor: Actor, purpose: str | None, now: dt.datetime) -> Decision:
        decision = decision_on(self._hub.policies, plan, actor, purpose, now)
        if plan.is_public:
            return decision
        unheard = untold(self._hub.policies, actor, decision.purpose, self._facets, now)
        clerks = office_for(actor, self._hub.office_name)
        return dataclasses.replace(decision, rows=dataclasses.replace(decision.rows, untold=unheard, clerks=clerks))

    async def execute(self, document: Document, request: GraphQLRequest, context: Context) -> ExecutionResult:
        """Runs the operation through graphql-core; the guard stands in the schema."""
        result: Any = await await_maybe(
            execute(
                self._schema.graph,
                self._documents.ast(document, request.query),
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
        errors = self._shape(result.errors or [])
        if result.data is None and errors and all("path" not in error for error in errors):
            return refused(errors, ErrorCode(errors[0]["extensions"]["code"]))
        if errors and _waits_for_log_in(result.data, errors):
            return refused(errors, ErrorCode.INSUFFICIENT_AUTHENTICATION)
        payload: dict[str, Any] = {"data": result.data}
        return Answer(200, {**payload, "errors": errors} if errors else payload, lane="C")

    def _shape(self, errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
        entries = shape(errors)
        return entries if self._sandbox else [without_suggestions(entry) for entry in entries]


def _whole(chosen: Chosen, data: bytes, lane: str, errors: list[dict[str, Any]]) -> Answer:
    """The answer in the words of the document that asked."""
    words = chosen.wording
    if words is None:
        return Answer.whole(data, lane, errors)
    return Answer.whole(words.data(data), lane, words.errors(errors))


def _waits_for_log_in(data: dict[str, Any] | None, errors: list[dict[str, Any]]) -> bool:
    """Whether nothing was done, and nothing but a new log-in is missing: then HTTP says so, too."""
    codes = {error["extensions"]["code"] for error in errors}
    nothing = data is None or all(value is None for value in data.values())
    return nothing and codes == {ErrorCode.INSUFFICIENT_AUTHENTICATION.value}


def _outcome(answer: Answer) -> str:
    if answer.status != 200:
        return str(answer.payload["errors"][0]["extensions"]["code"])
    return "partial" if "errors" in answer.payload else "ok"
