"""Lessons: what somebody tries, step by step, and how the coach knows that a step was taken. Pure.

A lesson is a file in `lessons/`; who writes another one writes no Python. Of each step the file says what to do, why it
is done, and which request takes it (`taken_by`, a method and an address whose parts in braces stand for anything).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from hub.core.actor import Role

Pair = tuple[str, str]
_TAKEN: Final = {"GET": 200, "POST": 303}
"""A page was opened, or a form was taken: what is refused shows its page again, with another status."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser asked for and how it was answered."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Step:
    """`do` says what to do, `why` what it is for; `taken_by` is the request that takes it."""

    do: Pair
    why: Pair
    taken_by: str

    def is_taken(self, request: Request) -> bool:
        """Whether this request took the step."""
        method, path = self.taken_by.split(" ", 1)
        wanted, given = path.split("/"), request.path.split("/")
        return (
            (request.method, request.status) == (method, _TAKEN[method])
            and len(wanted) == len(given)
            and all(part == there or part.startswith("{") for part, there in zip(wanted, given, strict=True))
        )


@dataclass(frozen=True, slots=True)
class Lesson:
    """Who learns what; `begin` is the page where it starts, `learnt` what to keep in mind."""

    name: str
    roles: frozenset[Role]
    title: Pair
    about: Pair
    begin: str
    steps: tuple[Step, ...]
    learnt: Pair

    def after(self, done: int, request: Request) -> int:
        """How many steps are taken after this request. They are taken in order; one twice counts once."""
        return done + 1 if done < len(self.steps) and self.steps[done].is_taken(request) else done

    def was_refused(self, done: int, request: Request) -> bool:
        """Whether this was the form of the next step, and it was not taken."""
        if done >= len(self.steps) or request.method != "POST":
            return False
        taken = Request("POST", request.path, _TAKEN["POST"])
        return request.status != _TAKEN["POST"] and self.steps[done].is_taken(taken)


@lru_cache(maxsize=1)
def lessons() -> dict[str, Lesson]:
    """All lessons by name, in the order of a case's way through the office."""
    found = [
        _lesson(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8")))
        for file in resources.files(__package__).joinpath("lessons").iterdir()
        if file.name.endswith(".toml")
    ]
    return {lesson.name: lesson for _, lesson in sorted(found, key=lambda numbered: numbered[0])}


def lessons_for(roles: frozenset[Role]) -> list[Lesson]:
    """Those of somebody's roles."""
    return [lesson for lesson in lessons().values() if lesson.roles & roles]


def _lesson(name: str, given: dict[str, Any]) -> tuple[int, Lesson]:
    return given["place"], Lesson(
        name,
        frozenset(Role(role) for role in given["roles"]),
        _pair(given["title"]),
        _pair(given["about"]),
        given["begin"],
        tuple(Step(_pair(step["do"]), _pair(step["why"]), step["taken_by"]) for step in given["steps"]),
        _pair(given["learnt"]),
    )


def _pair(given: list[str]) -> Pair:
    indonesian, english = given
    return indonesian, english
