"""A frontend of the demonstration: gets a token as a client and asks the graph over HTTP, as anybody would."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from typing import Any, Self

import aiohttp

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc0f01f0005050102cf5d1c7a0000000049454e44ae426082"
)
UPLOAD = """
mutation Upload($input: CreateUploadInput!) { createUpload(input: $input) { documentId url errors { code message } } }
"""
SUBMIT = """
mutation Submit($input: SubmitApplicationInput!) {
  submitApplication(input: $input) { application { trackingNumber state } errors { code path message } }
}
"""


class Frontend:
    """`data` is demo.json; `client_id` names one of its clients."""

    def __init__(self, data: Mapping[str, Any], client_id: str = "agency-frontend") -> None:
        self._data = data
        self._client = next(client for client in data["clients"] if client["client_id"] == client_id)
        self.http = aiohttp.ClientSession()
        self.headers: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        await self.renew()
        return self

    async def renew(self) -> None:
        """Gets a token, which holds for ten minutes."""
        address, form = f"{self._data['issuer']}/oauth/token", {"grant_type": "client_credentials"}
        async with self.http.post(address, headers=self._basic(), data=form) as response:
            body = await response.json()
        self.headers = {"Authorization": f"Bearer {body['access_token']}"}

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    def _basic(self) -> dict[str, str]:
        pair = f"{self._client['client_id']}:{self._client['client_secret']}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    async def answer(self, query: str, /, **variables: object) -> dict[str, Any]:
        """The whole answer, with its errors."""
        body = {"query": query, "variables": variables}
        async with self.http.post(self._data["graphql_url"], json=body, headers=self.headers) as response:
            answer: dict[str, Any] = await response.json()
        return answer

    async def data(self, query: str, /, **variables: object) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    async def upload(self, kind: str, content: bytes = PNG, media_type: str = "image/png") -> str:
        """Brings a paper in; the id of the document."""
        given = {"kind": kind, "mediaType": media_type, "size": len(content), "idempotencyKey": uuid.uuid4().hex}
        created = (await self.data(UPLOAD, input=given))["createUpload"]
        assert not created["errors"], created["errors"]
        tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        async with self.http.patch(created["url"], data=content, headers=self.headers | tus) as response:
            assert response.status == 204, await response.text()
        document: str = created["documentId"]
        return document

    async def submit(self, case: Mapping[str, Any]) -> str:
        """Submits a newborn of demo.json with its papers; the tracking number."""
        listed = (await self.data("{ services { name requirements { kind required } } }"))["services"]
        service = next(service for service in listed if service["name"] == "birthCertificate")
        needed = [requirement["kind"] for requirement in service["requirements"] if requirement["required"]]
        documents = [{"kind": kind, "documentId": await self.upload(kind)} for kind in needed]
        given = {"idempotencyKey": uuid.uuid4().hex, "documents": documents, "application": case["application"]}
        submitted = (await self.data(SUBMIT, input=given))["submitApplication"]
        assert not submitted["errors"], submitted["errors"]
        tracking_number: str = submitted["application"]["trackingNumber"]
        return tracking_number
