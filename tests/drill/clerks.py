"""Many mutations at once by clients that never give up: each is sent again, with its key, until it is answered."""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from tests.demo.graph import SUBMIT, UPLOAD, Frontend

PATIENCE_SECONDS: Final = 600.0
_FIRST_PAUSE, _LONGEST_PAUSE, _LONGER_BY = 0.25, 4.0, 1.7
"""Seconds at most between attempts, as a well-behaved client does it: a thousand that ask at once keep a hub that
starts from starting."""
_NUMBERS: Final = itertools.count(1)
"""One for each mutation of a run, in whatever test: what is stored of it is told from all the others by it."""
_LICENCE: Final = """
mutation DrillLicence($input: RecordLicenceInput!) {
  recordLicence(input: $input) { recorded { version asOf changed } errors { code path message } }
}
"""


@dataclass(frozen=True)
class Mutation:
    """`mark` is a word that stands in what is stored of it and nowhere else."""

    document: str
    root: str
    given: Mapping[str, Any]
    client: str
    mark: str

    @property
    def key(self) -> str:
        key: str = self.given["idempotencyKey"]
        return key


@dataclass
class Told:
    """What a client was told of each mutation, by key, in the words of the answer."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    attempts: int = 0
    lost: int = 0
    """Attempts without an answer: the connection broke, or the hub said that it could not."""


class Clerks:
    """Clients of a demonstration, each with a token of its own kind."""

    def __init__(self, frontends: Mapping[str, Frontend], url: str) -> None:
        self._frontends = frontends
        self._url = url
        self._http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=60)
        )

    async def close(self) -> None:
        await self._http.close()

    async def renew(self) -> None:
        """New tokens: they hold for ten minutes, and a drill takes longer."""
        for frontend in self._frontends.values():
            await frontend.renew()

    async def all_of(self, mutations: list[Mutation], told: Told, watch: Callable[[], None] | None = None) -> None:
        """Sends all at once and ends when each is acknowledged; `watch` is called after each acknowledgement."""
        await asyncio.wait_for(
            asyncio.gather(*(self._until_answered(one, told, watch) for one in mutations)), PATIENCE_SECONDS
        )

    async def once(self, mutation: Mutation) -> str | None:
        """The answer's words; None when there is none or the hub could not."""
        headers = self._frontends[mutation.client].headers
        body = {"query": mutation.document, "variables": {"input": mutation.given}}
        try:
            async with self._http.post(self._url, json=body, headers=headers) as response:
                assert response.status != 401, "the token does not hold"
                words = await response.text()
                answer = await response.json() if response.status == 200 else {}
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return None
        payload = (answer.get("data") or {}).get(mutation.root)
        if payload is None:
            return None
        assert not payload["errors"], payload["errors"]
        return words

    async def _until_answered(self, mutation: Mutation, told: Told, watch: Callable[[], None] | None) -> None:
        pause = _FIRST_PAUSE
        while True:
            told.attempts += 1
            words = await self.once(mutation)
            if words is not None:
                told.acknowledged[mutation.key] = words
                if watch is not None:
                    watch()
                return
            told.lost += 1
            await asyncio.sleep(random.uniform(0.0, pause))  # noqa: S311  a pause needs no secret
            pause = min(pause * _LONGER_BY, _LONGEST_PAUSE)


class Work:
    """Makes mutations that are told apart in the database."""

    def __init__(self, data: Mapping[str, Any], niks: Sequence[str], papers: Frontend) -> None:
        """`niks` are those of the people who get licences; the more, the fewer each has in the end."""
        self._niks = niks
        self._case: dict[str, Any] = data["sample"]["newborn_cases"][0]["application"]
        self._papers = papers
        self.run = uuid.uuid4().hex[:8]

    def licence(self) -> Mutation:
        """A new business number of one of the people, so that some write about the same person at once."""
        number = next(_NUMBERS)
        nib = f"77{number:011d}"
        item = {"nib": nib, "name": "DATA CONTOH", "kbli": "47111", "kbliYear": 2020, "status": "ACTIVE"}
        given = {"idempotencyKey": self._key(number), "nik": self._niks[number % len(self._niks)], "licences": [item]}
        return Mutation(_LICENCE, "recordLicence", given, "licensing-system", nib)

    def upload(self) -> Mutation:
        """A paper that is announced."""
        number = next(_NUMBERS)
        size = 100_000 + number
        given = {"idempotencyKey": self._key(number), "kind": "other", "mediaType": "image/png", "size": size}
        return Mutation(UPLOAD, "createUpload", given, "agency-frontend", str(size))

    async def submission(self, needed: list[str]) -> Mutation:
        """An application with papers that are there."""
        number = next(_NUMBERS)
        name = f"Anak Contoh {_letters(number)}"
        documents = [{"kind": kind, "documentId": await self._papers.upload(kind)} for kind in needed]
        (member,) = self._case
        form = {**self._case[member], "child": {**self._case[member]["child"], "fullName": name}}
        given = {"idempotencyKey": self._key(number), "documents": documents, "application": {member: form}}
        return Mutation(SUBMIT, "submitApplication", given, "agency-frontend", name)

    async def needed_papers(self) -> list[str]:
        listed = (await self._papers.data("{ services { name requirements { kind required } } }"))["services"]
        service = next(service for service in listed if service["name"] == "birthCertificate")
        return [requirement["kind"] for requirement in service["requirements"] if requirement["required"]]

    def _key(self, number: int) -> str:
        return f"drill-{self.run}-{number}"


def _letters(number: int) -> str:
    """A word that is no other number's, since a name has no digits."""
    word = ""
    while number:
        number, digit = divmod(number, 20)
        word = "bcdfghjklmnpqrstvwxz"[digit] + "a" + word
    return word.capitalize()
