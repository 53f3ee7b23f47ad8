"""The compiled way through an operation: one statement, agencies where it left places open, the bytes of the answer.

Whatever does not fit is left to graphql-core (`Detour`), which gives the same answer by the resolvers.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graphql import located_error

from hub.access import Decision, Denial
from hub.core.citizen import Citizen
from hub.core.errors import HubError
from hub.core.held import Answered, HeldData, Statement, Unanswerable, Unreadable
from hub.engine.binding import Unbindable
from hub.engine.compiled import Refused, Variant
from hub.engine.holes import fill
from hub.engine.operation import Operation
from hub.engine.parts import Whose, whose_found
from hub.engine.places import first_places
from hub.engine.shape import shape
from hub.loaders.request import Loaders
from hub.resolvers.refusal import refusal

_MARK_DIGITS: Final = 32
_MARKS_DRAWN: Final = 64
_MOST_TOLD: Final = 1024
_TROUBLE: Final = (Unbindable, Refused, Unanswerable, Unreadable, HubError)
"""The resolvers meet the same trouble and tell of it field by field."""


class Detour(Exception):
    """This request needs graphql-core; the message says why."""


class Compiled(NamedTuple):
    """An answer of the compiled lanes: the JSON of `data`, the errors, and whom it is about, for the receipt."""

    lane: str
    data: bytes
    errors: list[dict[str, Any]]
    whose: Whose


class Begun(NamedTuple):
    """An operation that the record was read for: `found` may be all of it."""

    variant: Variant
    statement: Statement
    arguments: Sequence[Any]
    mark: str
    found: Answered

    @property
    def is_whole(self) -> bool:
        """Whether `found` is all of the answer: nothing to ask and nothing to fill in."""
        if self.found.unheld:
            return False
        return not self.mark or self.mark.encode() not in self.found.data


class Lanes:
    """Runs compiled operations over the record of one hub."""

    def __init__(self, held: HeldData) -> None:
        self._held = held
        self._marks = _marks()

    async def begin(self, operation: Operation, variables: Mapping[str, Any], decision: Decision) -> Begun:
        """Reads what the record holds. Raises Detour."""
        try:
            variant, arguments = _bound(operation, variables, decision)
            statement = self.statement(variant, decision.rows.names)
            mark = next(self._marks) if variant.holes else ""
            return Begun(variant, statement, arguments, mark, await statement.run(decision.rows, arguments, mark))
        except _TROUBLE as error:
            raise Detour(type(error).__name__) from error

    async def finish(self, begun: Begun, loaders: Loaders, decision: Decision) -> Compiled:
        """Asks agencies for what the record does not hold. Raises Detour."""
        try:
            found = await self._complete(begun, loaders, decision) if begun.found.unheld else begun.found
        except _TROUBLE as error:
            raise Detour(type(error).__name__) from error
        variant, whose = begun.variant, whose_found(found)
        if begun.mark and begun.mark.encode() in found.data:
            filled = await fill(found.data, begun.mark, variant.holes, loaders)
            errors = [*shape(filled.errors), *refusals(variant, filled.data, decision)]
            return Compiled("D", filled.data, errors, whose)
        return Compiled("E", found.data, refusals(variant, found.data, decision), whose)

    def statement(self, variant: Variant, predicates: tuple[str, ...]) -> Statement:
        """Raises Unanswerable."""
        known = variant.statements.get(predicates)
        if known is None:
            known = variant.statements[predicates] = self._held.statement(variant.shape, predicates)
        return known

    async def _complete(self, begun: Begun, loaders: Loaders, decision: Decision) -> Answered:
        """Persons whom the record does not know are asked of the population agency, and read then."""
        rows, found, asked = decision.rows, begun.found, set[str]()
        while unknown := dict.fromkeys(nik for nik in found.unheld if nik not in asked):
            asked.update(unknown)
            told = await loaders.citizens.load_many(unknown)
            if any(isinstance(one, Citizen) and one.nik != nik for nik, one in zip(unknown, told, strict=True)):
                raise Detour("a NIK leads to a person who has another one now")
            if any(isinstance(one, BaseException) for one in told):
                raise Detour("the population agency did not answer for everybody")
            if not any(isinstance(one, Citizen) for one in told):
                return found
            # Whoever came may lead to others: her family's card, and its head.
            found = await begun.statement.run(rows, begun.arguments, begun.mark)
        return found


def _marks() -> Iterator[str]:
    """Marks that nobody can guess, a new one each time; drawn many at once, since to ask the system is what costs."""
    while True:
        drawn = secrets.token_hex(_MARKS_DRAWN * _MARK_DIGITS // 2)
        yield from (drawn[at : at + _MARK_DIGITS] for at in range(0, len(drawn), _MARK_DIGITS))


def _bound(operation: Operation, variables: Mapping[str, Any], decision: Decision) -> tuple[Variant, list[Any]]:
    """The variant for these flags and refusals, and its arguments."""
    values = operation.variables.bind(variables)
    variant = operation.variant(values.coerced, decision.denied)
    return variant, [argument.read(values) for argument in variant.arguments]


def refusals(variant: Variant, data: bytes, decision: Decision) -> list[dict[str, Any]]:
    """What the answer says of each refused field that stands in it: once, at the first place where it does."""
    if not variant.refused:
        return []
    if variant.signed:
        # Each can stand in one place only, so its entry is kept whole.
        entries = []
        for number, one in enumerate(variant.refused):
            denial = decision.denials.get(one.coordinate) if one.sign in data else None
            if denial is not None:
                entries.append(_told(variant, number, denial))
        return entries
    places = first_places(data, [one.path for one in variant.refused])
    return [
        {**_told(variant, number, denial), "path": path}
        for number, (one, path) in enumerate(zip(variant.refused, places, strict=True))
        if path is not None and (denial := decision.denials.get(one.coordinate)) is not None
    ]


def _told(variant: Variant, number: int, denial: Denial) -> dict[str, Any]:
    """The entry of a refused field. It is the same in every answer, but for a place without a sign, so it is kept."""
    known = variant.told.get((number, denial))
    if known is None:
        one = variant.refused[number]
        (known,) = shape([located_error(refusal(denial), one.nodes, one.place if one.sign else [])])
        if len(variant.told) >= _MOST_TOLD:
            variant.told.clear()
        variant.told[number, denial] = known
    return known
