"""Before anything is measured: every server gives the same data for the same question."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from benchmarks.engine import agency_data
from benchmarks.engine.contract import Question
from benchmarks.engine.database import Prepared
from benchmarks.engine.stage import Peer, Running

_CITIZEN: Final = ("nik", "fullName", "sex", "birthDate", "birthPlace", "religion", "maritalStatus", "occupation")
_FACETS: Final = {
    "licences": ("nib", "name", "kbli", "status", "issuedOn"),
    "enrolments": ("npsn", "school", "level", "status", "since"),
    "immunisations": ("vaccine", "dose", "occurredOn", "provider"),
}
SAMPLE: Final = 5


class Truth:
    """The right answers, from the data themselves; for the search, what the first server found."""

    def __init__(self, prepared: Prepared) -> None:
        self._tables = agency_data.read(prepared.folder / "agencies.tsv")
        self._found: dict[str, Any] = {}

    def check(self, peer: Peer, running: Running, asked: Sequence[Question]) -> None:
        """Asks some of the questions. Raises SystemExit naming the first answer that differs."""
        token = running.token()
        for question in asked[:SAMPLE]:
            said = ask(running.url, question.body(peer.texts.get(question.query)), token)
            if peer.partial:
                _without(said, peer, question)
            elif said != {"data": self.expected(question, said)}:
                raise SystemExit(f"{peer.name} answers {question.query} differently:\n{json.dumps(said)[:2000]}")

    def expected(self, question: Question, said: Any) -> Any:
        """The data of the right answer; `said` counts for a search that nobody was asked before."""
        variables = question.variables
        if question.query == "Q4":
            key = variables["search"]["name"]
            return self._found.setdefault(key, said.get("data"))
        if question.query == "Q3":
            return {"citizens": [self._person(nik, everything=True) for nik in variables["niks"]]}
        return {"citizen": self._person(variables["nik"], everything=question.query == "Q2")}

    def _person(self, nik: str, *, everything: bool) -> dict[str, Any]:
        person = self._row("citizens", nik)
        seen = {name: person[name] for name in _CITIZEN}
        if not everything:
            return seen
        facets = {
            facet: [{name: item[name] for name in names} for item in self._row(facet, nik)["items"]]
            for facet, names in _FACETS.items()
        }
        return {**seen, "familyCard": self._row("families", person["familyCardNumber"]), **facets}

    def _row(self, endpoint: str, key: str) -> Any:
        return json.loads(self._tables[endpoint][key])


def _without(said: Any, peer: Peer, question: Question) -> None:
    """An answer in which one agency's part is missing, and says so."""
    if not said.get("data") or not said.get("errors"):
        raise SystemExit(f"{peer.name} answers {question.query} without data, or without saying what is missing.")


def ask(url: str, body: str, token: str) -> Any:
    """The parsed answer to one request."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request("POST", where.path, body, headers)
        answer = connection.getresponse().read()
    finally:
        connection.close()
    try:
        return json.loads(answer)
    except ValueError:
        raise SystemExit(f"{url} did not answer in JSON: {answer[:300]!r}") from None
