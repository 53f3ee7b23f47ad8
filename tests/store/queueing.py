"""What clerks ask of their queue all day, asked once of a large record; who is away, and who waits for a change."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.core.versions import Topic
from hub.store import PgVersions, cursors
from tests.fakes.actors import staff
from tests.fakes.people_of_bangka import TENANT
from tests.store.casework import keyed, now
from tests.store.watched import Watched

_OPERATOR: Final = staff(Role.OPERATOR)
_LATER: Final = cursors.encode("applications", dt.datetime(2026, 1, 2, tzinfo=dt.UTC), uuid.UUID(int=1))
_LISTS: Final[Mapping[str, str]] = {
    "the longest waiting": "filter: {states: [SUBMITTED, IN_REVIEW], order: OLDEST}",
    "by due": "filter: {states: [IN_REVIEW], order: DUE}",
    "the page before": f'filter: {{states: [SUBMITTED]}}, before: "{_LATER}"',
    "held by the reader": "filter: {states: [IN_REVIEW], heldBy: ME}",
    "held by a colleague": 'filter: {holder: "clerk-7"}',
    "held by nobody": "filter: {states: [SUBMITTED], heldBy: NOBODY, order: OLDEST}",
    "held by whoever is away": "filter: {heldBy: ABSENT}",
    "by channel": "filter: {states: [SUBMITTED], channel: ONLINE}",
    "of a service in a village": 'filter: {states: [SUBMITTED], service: "testCertificate", regionCode: "19.01.01"}',
    "about a NIK": 'filter: {about: "1901014507909001"}',
}
QUEUES: Final[Mapping[str, str]] = {
    **{
        f"applications, {what}": f"{{ applications(first: 5, {given}) {{ edges {{ node {{ state }} }} }} }}"
        for what, given in _LISTS.items()
    },
    **{
        f"queueGlance, {what}": f"{{ queueGlance(first: 5, {given}) {{ number isMore mark }} }}"
        for what, given in _LISTS.items()
    },
    "queueGlance": "{ queueGlance { number isMore mark } }",
    "citizenChanged": "subscription ($nik: NIK!) { citizenChanged(nik: $nik) { fullName address { village } } }",
    "applicationChanged": "subscription ($number: String!) { applicationChanged(trackingNumber: $number) { state } }",
    "team": "{ team { subject name total past dueSoon absences { from } } }",
}
_NOTE: Final = """
    mutation ($input: RecordAbsenceInput!) { recordAbsence(input: $input) { absence { id } errors { code } } }
"""
_END: Final = "mutation ($input: EndAbsenceInput!) { endAbsence(input: $input) { absence { id } errors { code } } }"


async def absences(watched: Watched) -> None:
    """An officer goes away and comes back."""
    today = local_date(now()).isoformat()
    noted = await watched.ask(
        "recordAbsence", _NOTE, keyed({"kind": "LEAVE", "from": today, "until": today}), _OPERATOR
    )
    ended = keyed({"id": noted["recordAbsence"]["absence"]["id"]})
    await watched.ask("endAbsence", _END, ended, _OPERATOR)


async def waiting(watched: Watched, niks: Sequence[str]) -> None:
    """What is asked again and again while somebody waits."""
    versions = PgVersions(watched.office.database)
    await watched.do("whether somebody changed", versions.marks(TENANT, Topic.CITIZEN, niks))
    await watched.do("whether a case went on", versions.marks(TENANT, Topic.APPLICATION, ["AL-0000-0000"]))
