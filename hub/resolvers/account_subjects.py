"""What is done with everything that administrators keep, alike: found, checked, changed by one or proposed to another.

A kind of subject (an account, a registration, an agreement) says how it is found, what it has to look like, which of
its changes need a second person, and how it is written; the procedure is here, once. The same functions carry out what
one administrator does alone and what a second one approved, so that both are checked alike.
"""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar

from hub.access.entities import AccountFile
from hub.core.administration import AccountAction, Approval, Change, ChangeKind, Proposal, Subject, SubjectKind
from hub.core.errors import BadInput, Conflict, NotFound
from hub.resolvers.account_outcome import AccountOutcome, outcome_of
from hub.resolvers.account_work import Desk, Reasoned, Reply, administer, check_version
from hub.resolvers.context import HubInfo

S = TypeVar("S", bound=Subject)
_MUST_CHANGE: Final = frozenset({ChangeKind.CHANGED, ChangeKind.KEYS_REPLACED})


class Versioned(Reasoned, Protocol):
    expected_version: int


@dataclass(frozen=True, slots=True)
class Written(Generic[S]):
    """A change that is made now: the versions before and after, and its entry of the history."""

    before: S
    after: S
    change: Change


class Subjects(ABC, Generic[S]):
    """One kind of subject. `name` is what it is called in replies, `word` in sentences, `path` is its id's name in
    inputs."""

    kind: ClassVar[SubjectKind]
    action: ClassVar[AccountAction]
    name: ClassVar[str]
    word: ClassVar[str]
    path: ClassVar[str]
    always: ClassVar[bool] = False
    """Whether it holds before anybody has changed it: then its first change has something before it too."""

    @abstractmethod
    def key_in(self, given: Any) -> str:
        """Whom an input names. Raises BadInput."""

    @abstractmethod
    def key_of(self, subject: S) -> str:
        """As histories and proposals name it."""

    @abstractmethod
    def blank(self, tenant: str, key: str) -> S:
        """One that does not exist yet."""

    @abstractmethod
    def file_of(self, subject: S) -> AccountFile:
        """As policies see it."""

    @abstractmethod
    async def find(self, desk: Desk, key: str) -> S | None: ...

    @abstractmethod
    def needs_two(self, before: S, after: S) -> bool: ...

    @abstractmethod
    async def check(self, desk: Desk, kind: ChangeKind, before: S, after: S) -> None:
        """What can be said before anybody approves, and is asked again then. Raises BadInput and Conflict."""

    @abstractmethod
    async def write(self, desk: Desk, written: Written[S]) -> None:
        """Stores the new version with its entry of the history, and does what follows of it."""

    async def approved(self, desk: Desk, before: S, after: S) -> None:
        """What happens besides when a second person approved it."""

    def saw(self, desk: Desk, subject: S) -> None:
        """Notes whose data this is about, for the receipt."""

    async def taken(self, desk: Desk, given: Versioned) -> S:
        """The subject that an input names, in the version that it expects. Raises NotFound, Forbidden and Conflict."""
        found = await self.find(desk, self.key_in(given))
        if found is None:
            raise NotFound(f"There is no such {self.word} in your region. Look it up in the list.", path=self.path)
        # Whoever may not touch it is not told its version either.
        desk.check(self.action, self.file_of(found))
        check_version(found.version, given.expected_version)
        return found

    async def decided(self, desk: Desk, kind: ChangeKind, before: S, after: S) -> Reply:
        """Carried out, or laid before somebody else."""
        desk.check(self.action, *(self.file_of(subject) for subject in (before, after) if subject.region))
        if kind in _MUST_CHANGE and before == after:
            raise BadInput(f"Nothing of this {self.word} would change.", path=self.path)
        if not self.needs_two(before, after):
            return await self.carry_out(desk, kind, before, after)
        await self.check(desk, kind, before, after)
        self.saw(desk, after)
        old = before.state() if before.version or self.always else None
        return await desk.propose(kind, self.kind, self.key_of(after), before.version, old, after.state())

    async def carry_out(
        self,
        desk: Desk,
        kind: ChangeKind,
        before: S,
        after: S,
        approval: Approval | None = None,
        proposed: Proposal | None = None,
    ) -> Reply:
        """Changes it and writes that into the history. Raises BadInput and Conflict."""
        await self.check(desk, kind, before, after)
        new = dataclasses.replace(after, version=before.version + 1)
        states = (before.state() if before.version or self.always else None, new.state())
        change = desk.change(kind, self.kind, self.key_of(new), new.version, states, approval, proposed)
        await self.write(desk, Written(before, new, change))
        self.saw(desk, new)
        return {self.name: self.key_of(new)}

    def closed(self, subject: S) -> S:
        """The same, closed. Raises Conflict."""
        if not subject.active:
            raise Conflict(f"This {self.word} is closed already.", path=self.path)
        return dataclasses.replace(subject, active=False)

    def reopened(self, subject: S) -> S:
        """The same, open again. Raises Conflict."""
        if subject.active:
            raise Conflict(f"This {self.word} is open.", path=self.path)
        return dataclasses.replace(subject, active=True)


async def alter(
    info: HubInfo, subjects: Subjects[S], mutation: str, given: Versioned, kind: ChangeKind, edit: Callable[[S], S]
) -> AccountOutcome:
    """A mutation of one that exists: `edit` makes what it is to be."""

    async def procedure(desk: Desk) -> Reply:
        before = await subjects.taken(desk, given)
        return await subjects.decided(desk, kind, before, edit(before))

    return outcome_of(await administer(info, mutation, subjects.action, given, procedure))
