"""The coach: which lesson somebody is in, what she did already, what comes next."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from hub.console.base.session import Session
from hub.console.training.lesson import Lesson, Request, Step, lessons


@dataclass(frozen=True, slots=True)
class Coach:
    """`done` of the lesson's steps are taken; `refused`: the last form was the next step's, and was not taken."""

    lesson: Lesson
    done: int
    refused: bool = False

    @property
    def next(self) -> Step | None:
        """The step to take now; None when all are taken."""
        return self.lesson.steps[self.done] if self.done < len(self.lesson.steps) else None


def coach_of(session: Session | None, request: Request) -> Coach | None:
    """The coach as she stands after this request; None where nobody is in a lesson."""
    lesson = lessons().get(session.lesson) if session is not None else None
    if lesson is None or session is None:
        return None
    done = lesson.after(session.lesson_done, request)
    return Coach(lesson, done, lesson.was_refused(session.lesson_done, request))


def moved_on(session: Session, request: Request) -> Session:
    """The session after this request."""
    coach = coach_of(session, request)
    return session if coach is None else dataclasses.replace(session, lesson_done=coach.done)
