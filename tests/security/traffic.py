"""Requests with real seeded numbers and names in every place where somebody might put them, right and wrong."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import aiohttp

from tests.demo.graph import Frontend

EVERYTHING = """
query Everything($nik: NIK!) {
  citizen(nik: $nik) {
    id nik fullName birthDate mother { fullName nik } father { fullName nik } address { line village }
    familyCard { number head { nik } members { relationship citizen { nik fullName } } }
    immunisations { vaccine } licences { name } enrolments { school } welfare { decile } healthCoverage { number }
    applications { edges { node { trackingNumber } } } accesses { edges { node { reader fields } } }
    history { edges { node { changed } } } sources { agency state }
  }
}
"""
SEARCH = """
query Search($search: CitizenSearch!) { searchCitizens(search: $search, first: 5) { edges { node { nik fullName } } } }
"""
MATCH = "query Match($claim: CitizenClaim!) { matchCitizen(claim: $claim) { nik fullName motherName } }"
CARD = "query Card($number: FamilyCardNumber!) { familyCard(number: $number) { members { citizen { fullName } } } }"
RESUBMIT = """
mutation Wrong($input: SubmitApplicationInput!) {
  submitApplication(input: $input) { application { trackingNumber } errors { code path message } }
}
"""


async def honest(frontend: Frontend, sample: dict[str, Any]) -> None:
    """What a frontend does all day: reads, searches, matches, an application."""
    niks = sample["niks"]
    for nik in [*niks[:3], sample["read_through_niks"][0], sample["sealed_nik"], sample["other_region_nik"]]:
        await frontend.answer(EVERYTHING, nik=nik)
    await frontend.answer(
        "query Many($n: [NIK!]!) { citizens(niks: $n) { fullName immunisations { vaccine } } }", n=niks[:20]
    )
    person = (await frontend.data(EVERYTHING, nik=niks[0]))["citizen"]
    await frontend.data(SEARCH, search={"name": person["fullName"], "birthDate": person["birthDate"]})
    await frontend.data(MATCH, claim={"nik": niks[0], "fullName": person["fullName"]})
    await frontend.data(CARD, number=person["familyCard"]["number"])
    await frontend.data(f'query Literal {{ citizen(nik: "{niks[1]}") {{ fullName }} }}')
    await frontend.submit(sample["newborn_cases"][1])


def wrong_bodies(nik: str, name: str, case: dict[str, Any]) -> Iterator[Any]:
    """GraphQL requests that cannot be used, as JSON values or as raw text."""
    by_nik = "query Wrong($nik: NIK!) { citizen(nik: $nik) { fullName } }"
    yield from (
        {"query": by_nik, "variables": {"nik": value}}
        for value in (nik[:-1], f"{nik}1", f" {nik}", f"{nik}\0", int(nik), [nik], {"nik": nik}, name, f"{nik} {name}")
    )
    literals = (
        f"{{ citizen(nik: {nik}) {{ fullName }} }}",
        f'{{ citizen(nik: "{nik} {name}") {{ fullName }} }}',
        f'{{ citizen(nik: "{nik}", name: "{name}") {{ fullName }} }}',
        f'{{ citizens(niks: "{nik}{name}") {{ fullName }} }}',
        f'{{ searchCitizens(search: {{name: "{name}", sex: "{name}"}}) {{ edges {{ node {{ nik }} }} }} }}',
        f'{{ searchCitizens(search: {{name: "{name}"}}, first: "{nik}") {{ edges {{ node {{ nik }} }} }} }}',
        f'{{ searchCitizens(search: {{name: "{name}"}}, after: "{nik}") {{ edges {{ node {{ nik }} }} }} }}',
        f'{{ node(id: "{nik}") {{ id }} }}',
        f'{{ application(trackingNumber: "{nik}") {{ state }} }}',
        f'{{ verifyDocument(code: "{name} {nik}") {{ status maskedName }} }}',
        f'{{ codeList(name: "{name}") {{ value }} }}',
        f'{{ citizen(nik: "{nik}" {{ fullName }} # {name}',
        f'{{ citizen(nik: "{nik}") {{ n{nik} }} }}',
        f'{{ n{nik}: citizen(nik: "{nik}") {{ fullName fullNam }} }}',
        f'query N{nik}($a: NIK = "{nik}{name}") {{ citizen(nik: $a) {{ fullName }} }}',
        f'{{ citizen(nik: "{nik}") {{ fullName @include(if: "{name}") }} }}',
        f'{{ citizen(nik: """{nik}\n{name}""") {{ fullName }} }}',
        f'mutation {{ signApplication(input: {{trackingNumber: "{name}", idempotencyKey: "{nik}"}}) {{__typename}} }}',
        f'{{ _entities(representations: [{{__typename: "Citizen", nik: "{nik}{name}"}}]) {{ __typename }} }}',
        f'{{ citizen(nik: "{nik}") {{ accesses(filter: {{id: "{nik}{name}"}}) {{ edges {{ cursor }} }} }} }}',
        f'mutation {{ raiseObjection(input: {{nik: "{nik}", category: "{name}", grounds: "x"}}) {{ __typename }} }}',
    )
    yield from ({"query": literal} for literal in literals)
    spoilt = json.loads(json.dumps(case["application"]))
    spoilt["birthCertificate"]["child"]["birthDate"] = nik
    for application in (spoilt, {"birthCertificate": {"child": name}}, {name: nik}):
        given: dict[str, Any] = {"idempotencyKey": uuid.uuid4().hex, "documents": [], "application": application}
        yield {"query": RESUBMIT, "variables": {"input": given}}
    yield {"query": by_nik, "variables": {"nik": nik}, "operationName": name}
    yield {"query": by_nik, "variables": nik}
    yield {"query": {"nik": nik}}
    yield f'{{"query": "{by_nik}", "variables": {{"nik": "{nik}", "name": "{name}"'
    yield f"{nik} {name}"


async def refused(frontend: Frontend, url: str, body: Any, **headers: str) -> str:
    """The text of the answer's errors; the data of a partial answer are the caller's own."""
    content = body if isinstance(body, str) else json.dumps(body)
    sent = {"Content-Type": "application/json", **frontend.headers, **headers}
    async with frontend.http.post(url, data=content.encode(), headers=sent) as response:
        text = await response.text()
    answer = json.loads(text)
    payloads = [
        value for value in (answer.get("data") or {}).values() if isinstance(value, dict) and value.get("errors")
    ]
    told = [*answer.get("errors", []), *(error for payload in payloads for error in payload["errors"])]
    return json.dumps([{**error, "path": None} for error in told], ensure_ascii=False)


async def wrong_addresses(http: aiohttp.ClientSession, base: str, nik: str, name: str) -> list[str]:
    """Answers of addresses that carry what no address of ours may carry."""
    answers = []
    for path in (
        f"/citizens/{nik}",
        f"/documents/{nik}",
        f"/uploads/{nik}",
        f"/console/{nik}",
        f"/verify/{nik}",
        f"/?nik={nik}&n={name}",
    ):
        async with http.get(f"{base}{path}") as response:
            answers.append(await response.text())
    form = {"grant_type": "client_credentials", "scope": f"{name} {nik}", "client_id": nik, "client_secret": name}
    async with http.post(f"{base}/oauth/token", data=form) as response:
        answers.append(await response.text())
    query = {"response_type": "code", "client_id": nik, "redirect_uri": f"http://127.0.0.1/{nik}", "state": name}
    async with http.get(f"{base}/oauth/authorize", params=query) as response:
        answers.append(await response.text())
    return answers
