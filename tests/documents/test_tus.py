"""tus 1.0 core over real HTTP."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from hub.core.document import MAX_DOCUMENT_BYTES, Document, DocumentState
from tests.documents.fakes import EXECUTABLE, JPEG, actor
from tests.documents.http import Office, served

Client = TestClient[web.Request, web.Application]
TUS = {"Tus-Resumable": "1.0.0", "Authorization": "frontend"}
PATCH = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def client(office: Office) -> AsyncIterator[Client]:
    async with served(office) as client:
        yield client


@pytest.fixture
async def announced(office: Office) -> Document:
    return await office.uploads.create(actor(), "birth_statement", "image/jpeg", len(JPEG))


async def test_options_tell_what_is_spoken(client: Client) -> None:
    answer = await client.options("/uploads/any")
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(MAX_DOCUMENT_BYTES)
    assert "Tus-Extension" not in answer.headers


async def test_an_upload_is_resumed_where_it_stopped(office: Office, client: Client, announced: Document) -> None:
    first = await client.patch(f"/uploads/{announced.id}", data=JPEG[:77], headers=PATCH)
    assert (first.status, first.headers["Upload-Offset"], first.headers["Tus-Resumable"]) == (204, "77", "1.0.0")

    where = await client.head(f"/uploads/{announced.id}", headers=TUS)
    assert (where.status, where.headers["Upload-Offset"], where.headers["Upload-Length"]) == (200, "77", str(len(JPEG)))
    assert where.headers["Cache-Control"] == "no-store"

    rest = {**PATCH, "Upload-Offset": "77"}
    last = await client.patch(f"/uploads/{announced.id}", data=JPEG[77:], headers=rest)
    assert (last.status, last.headers["Upload-Offset"]) == (204, str(len(JPEG)))
    assert (await office.uploads.read("1901", announced.id))[1] == JPEG


async def test_what_arrived_before_a_broken_connection_is_kept(
    office: Office, client: Client, announced: Document
) -> None:
    _, writer = await asyncio.open_connection(client.host, client.port)
    head = [f"PATCH /uploads/{announced.id} HTTP/1.1", "Host: hub", f"Content-Length: {len(JPEG)}"]
    head += [f"{name}: {value}" for name, value in PATCH.items()]
    writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + JPEG[:300])
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.transport.abort()
    for _ in range(100):
        if office.rows.rows[announced.id].offset:
            break
        await asyncio.sleep(0.02)

    where = await client.head(f"/uploads/{announced.id}", headers=TUS)
    assert where.headers["Upload-Offset"] == "300"
    rest = {**PATCH, "Upload-Offset": "300"}
    assert (await client.patch(f"/uploads/{announced.id}", data=JPEG[300:], headers=rest)).status == 204
    assert (await office.uploads.read("1901", announced.id))[1] == JPEG


async def test_a_large_paper_goes_through_in_one_request(office: Office, client: Client) -> None:
    content = JPEG.ljust(MAX_DOCUMENT_BYTES, b"\0")
    document = await office.uploads.create(actor(), "birth_statement", "image/jpeg", len(content))
    assert (await client.patch(f"/uploads/{document.id}", data=io.BytesIO(content), headers=PATCH)).status == 204
    assert (await office.uploads.read("1901", document.id))[1] == content


async def test_thirty_megabytes_are_refused_before_a_byte_is_taken(
    office: Office, client: Client, announced: Document
) -> None:
    answer = await client.patch(f"/uploads/{announced.id}", data=io.BytesIO(bytes(30 * 1024 * 1024)), headers=PATCH)
    error = (await answer.json())["errors"][0]
    assert (answer.status, error["extensions"]["code"]) == (413, "BAD_INPUT")
    assert "at most 5 MB" in error["message"]
    assert office.rows.rows[announced.id].offset == 0
    assert office.blobs.blobs == {}


async def test_thirty_megabytes_of_unknown_length_are_refused_too(
    office: Office, client: Client, announced: Document
) -> None:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield bytes(1024 * 1024)

    try:
        answer = await client.patch(f"/uploads/{announced.id}", data=body(), headers=PATCH)
        assert answer.status == 400
    except ConnectionError:
        """The server may close while the rest still comes; what counts is that nothing was kept."""
    assert office.blobs.blobs == {}
    assert office.rows.rows[announced.id].state is DocumentState.UPLOADING


async def test_an_executable_renamed_to_jpg_is_a_typed_error(office: Office, client: Client) -> None:
    document = await office.uploads.create(actor(), "birth_statement", "image/jpeg", len(EXECUTABLE))
    answer = await client.patch(f"/uploads/{document.id}", data=EXECUTABLE, headers=PATCH)
    error = (await answer.json())["errors"][0]
    assert (answer.status, error["extensions"]["code"]) == (400, "BAD_INPUT")
    assert "Take a photo" in error["message"]
    assert office.blobs.blobs == {}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Upload-Offset": "5"}, 409),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "0x0"}, 400),
        ({"Upload-Offset": "٣"}, 400),
        ({"Content-Type": "image/jpeg"}, 415),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Authorization": "forged"}, 401),
        ({"Authorization": "somebody"}, 404),
    ],
)
async def test_a_wrong_request_changes_nothing(
    office: Office, client: Client, announced: Document, changed: dict[str, str], status: int
) -> None:
    answer = await client.patch(f"/uploads/{announced.id}", data=JPEG[:9], headers={**PATCH, **changed})
    assert answer.status == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert (await answer.json())["errors"][0]["message"]
    assert office.rows.rows[announced.id].offset == 0
    assert office.blobs.blobs == {}


async def test_another_version_is_told_the_version_spoken(client: Client, announced: Document) -> None:
    answer = await client.head(f"/uploads/{announced.id}", headers={"Authorization": "frontend"})
    assert (answer.status, answer.headers["Tus-Version"]) == (412, "1.0.0")


async def test_no_token_is_unauthenticated(client: Client, announced: Document) -> None:
    anonymous = {name: value for name, value in PATCH.items() if name != "Authorization"}
    answer = await client.patch(f"/uploads/{announced.id}", data=JPEG, headers=anonymous)
    assert (answer.status, "Bearer" in answer.headers["WWW-Authenticate"]) == (401, True)


@pytest.mark.parametrize("document_id", ["none", "00000000-0000-7000-8000-000000000000"])
async def test_an_unknown_upload_is_not_there(client: Client, document_id: str) -> None:
    answer = await client.patch(f"/uploads/{document_id}", data=JPEG, headers=PATCH)
    assert answer.status in {400, 404}


async def test_post_stands_in_for_patch_where_a_client_says_so(client: Client, announced: Document) -> None:
    override = {**PATCH, "X-HTTP-Method-Override": "PATCH"}
    assert (await client.post(f"/uploads/{announced.id}", data=JPEG, headers=override)).status == 204
    assert (await client.post(f"/uploads/{announced.id}", data=JPEG, headers=PATCH)).status == 405
