"""Claims that were made about persons, counted for all processes of a hub (`hub.core.guessing`)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

from hub.core.calendar import local_date
from hub.core.citizen import CitizenClaim
from hub.core.guessing import GuessLimits, GuessMarks, Tried, oldest_day, too_many, waits_until
from hub.sealing import file_key
from hub.store.database import Connection, Database

_FILE: Final = "guesses.key"
_LOCK: Final = "select pg_advisory_xact_lock(hashtextextended($1 || encode($2, 'hex'), 33))"
_TRIED: Final = "select party, claim, day from match_claim where tenant = $1 and subject = $2 and day >= $3"
_NOTE: Final = """
    insert into match_claim as m (tenant, subject, party, claim, day) values ($1, $2, $3, $4, $5)
    on conflict (tenant, subject, party, claim) do update set day = excluded.day where m.day < $6
"""
_CLEAR: Final = """
    delete from match_claim where ctid = any(array(
        select ctid from match_claim where tenant = $1 and day < $2 order by day limit 20 for update skip locked))
"""
_STANDARD: Final = GuessLimits()


def load_guess_marks(folder: Path) -> GuessMarks:
    """With the key of a folder, which is made when there is none; processes of one hub share it. Raises BadInput."""
    otherwise = "remove the file: the counts of claims then begin anew."
    return GuessMarks(file_key(folder / _FILE, what="The key of counted claims", otherwise=otherwise))


class PgGuesses:
    """Implements `hub.core.guessing.Guesses` for one district. Whoever cannot be counted is not answered."""

    def __init__(self, database: Database, tenant: str, marks: GuessMarks, limits: GuessLimits = _STANDARD) -> None:
        self._database = database
        self._tenant = tenant
        self._marks = marks
        self._limits = limits

    async def admit(self, claim: CitizenClaim, party: str, at: dt.datetime) -> None:
        """The same statements for every claim that is new, whoever it is about, so that time tells nothing."""
        subject, marked = self._marks.subject(claim.nik), self._marks.claim(claim)
        async with self._database.transaction() as connection:
            # Those who ask about the same person at the same moment are counted one after the other.
            await connection.execute(_LOCK, self._tenant, subject)
            until = await self._wait(connection, subject, party, marked, at)
            if until is None:
                day, since = local_date(at), oldest_day(at)
                await connection.execute(_NOTE, self._tenant, subject, party, marked, day, since)
                await connection.execute(_CLEAR, self._tenant, since)
        if until is not None:
            raise too_many(until, at)

    async def _wait(
        self, connection: Connection, subject: bytes, party: str, marked: bytes, at: dt.datetime
    ) -> dt.date | None:
        rows = await connection.fetch(_TRIED, self._tenant, subject, oldest_day(at))
        tried = [Tried(row["party"], row["claim"], row["day"]) for row in rows]
        return waits_until(tried, party, marked, local_date(at), self._limits)
