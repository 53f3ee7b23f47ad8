"""One application that stands in a fresh demonstration, handed in over HTTP as an agency's frontend would do it."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from typing import Any, Final, Self

import aiohttp

from hub.sandbox import demo_file
from hub.sandbox.errors import SandboxError
from hub.sandbox.sample_paper import drawn

_CLIENT: Final = "agency-frontend"
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
_MINE: Final = "{ applications(filter: {mine: true}, first: 1) { edges { node { trackingNumber } } } }"
_PAPERS: Final = "{ services { name requirements { kind label required } } }"
_UPLOAD: Final = """
mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { documentId url errors { message } } }
"""
_SUBMIT: Final = """
mutation Submit($input: SubmitApplicationInput!) {
  submitApplication(input: $input) { application { trackingNumber } errors { message } }
}
"""


async def submit_once(data: Mapping[str, Any]) -> str:
    """The tracking number of the application that this frontend has; hands one in when it has none.

    `data` is the content of demo.json. Raises SandboxError.
    """
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as http:
            frontend = await Frontend.arrive(http, data)
            latest = await frontend.latest()
            return latest or await frontend.submit(data["sample"]["newborn_cases"][-1]["application"])
    except (aiohttp.ClientError, TimeoutError, KeyError, TypeError) as error:
        raise _refused(type(error).__name__) from error


async def _token(http: aiohttp.ClientSession, data: Mapping[str, Any]) -> str:
    client = demo_file.client(data, _CLIENT)
    pair = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    form, headers = {"grant_type": "client_credentials"}, {"Authorization": f"Basic {pair}"}
    async with http.post(
        f"{data['issuer']}/oauth/token", data=form, headers=headers, raise_for_status=True
    ) as response:
        token: str = (await response.json())["access_token"]
    return token


class Frontend:
    """The agency's frontend of the demonstration, with a token."""

    def __init__(self, http: aiohttp.ClientSession, data: Mapping[str, Any], token: str) -> None:
        self._http = http
        self._url = data["graphql_url"]
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def arrive(cls, http: aiohttp.ClientSession, data: Mapping[str, Any]) -> Self:
        """With a token for ten minutes."""
        return cls(http, data, await _token(http, data))

    async def latest(self) -> str:
        """Tracking number of the latest application, or empty."""
        edges = (await self.ask(_MINE))["applications"]["edges"]
        return edges[0]["node"]["trackingNumber"] if edges else ""

    async def submit(self, form: Mapping[str, Any], *also: str) -> str:
        """Hands in an `ApplicationInput` with the papers that its service always requires, and `also` these kinds; the
        tracking number."""
        services = (await self.ask(_PAPERS))["services"]
        (member,) = form
        required = [p for s in services if s["name"] == member for p in s["requirements"] if _is_brought(p, also)]
        documents = [{"kind": p["kind"], "documentId": await self._upload(p["kind"], p["label"])} for p in required]
        given = {"documents": documents, "application": form}
        submitted = await self._mutate("submitApplication", _SUBMIT, given)
        number: str = submitted["application"]["trackingNumber"]
        return number

    async def _upload(self, kind: str, label: str) -> str:
        paper = await drawn(label)
        given = {"kind": kind, "mediaType": "image/png", "size": len(paper)}
        created = await self._mutate("createUpload", _UPLOAD, given)
        tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        headers = self._headers | tus
        async with self._http.patch(created["url"], data=paper, headers=headers, raise_for_status=True):
            document: str = created["documentId"]
        return document

    async def _mutate(self, name: str, document: str, given: Mapping[str, Any]) -> dict[str, Any]:
        payload: dict[str, Any] = (await self.ask(document, input={"idempotencyKey": uuid.uuid4().hex, **given}))[name]
        if payload["errors"]:
            raise _refused(payload["errors"][0]["message"])
        return payload

    async def ask(self, document: str, /, **given: Any) -> dict[str, Any]:
        """The data of an operation; raises SandboxError where the hub refuses it."""
        body = {"query": document, "variables": given}
        async with self._http.post(self._url, json=body, headers=self._headers) as response:
            answer = await response.json()
        if answer.get("errors"):
            raise _refused(answer["errors"][0]["message"])
        data: dict[str, Any] = answer["data"]
        return data


def _is_brought(paper: Mapping[str, Any], also: tuple[str, ...]) -> bool:
    return paper["required"] or paper["kind"] in also


def _refused(reason: str) -> SandboxError:
    return SandboxError(
        f"The hub runs but did not take the sample application: {reason} Look into the logs beside demo.json."
    )
