from __future__ import annotations

import strawberry

from hub.core.actor import Role
from hub.core.purpose import Purpose
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK

VERSION = "The version that you looked at; another one is a conflict."
REASON = "Why, in one or two sentences; it stands in the history, and whoever decides reads it."


@strawberry.input(description="Narrows the list of accounts; all given terms must hold.")
class UserFilter:
    search: str | None = strawberry.field(default=None, description="A part of the user name or of the name.")
    role: Role | None = None
    active: bool | None = None


@strawberry.input(description="An account, and why.")
class UserInput(Keyed):
    user_id: strawberry.ID
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="An account as somebody looked at it, and why.")
class VersionedUserInput(UserInput):
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="A new account. She chooses her password herself, with a one-time word.")
class CreateUserInput(Keyed):
    username: str = strawberry.field(description="Small letters, digits, dots and dashes; it never changes.")
    display_name: str = strawberry.field(description="As it stands in histories and on documents.")
    roles: list[Role]
    region: str = strawberry.field(description="Whose subtree she sees, dotted; inside this district.")
    purposes: list[Purpose]
    nik: NIK | None = strawberry.field(default=None, description="Her own; it always needs a second person.")
    reason: str = strawberry.field(description=REASON)


@strawberry.input(description="What is to change of an account. What is left out stays; null clears the NIK.")
class ChangeUserInput(VersionedUserInput):
    nik: strawberry.Maybe[NIK | None]
    display_name: str | None = None
    roles: list[Role] | None = None
    region: str | None = None
    purposes: list[Purpose] | None = None
