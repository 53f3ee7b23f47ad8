"""Bad input over HTTP: a typed error that says what to do, and nothing half-stored, in no table and no file."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.demo.graph import SUBMIT, UPLOAD, Frontend
from tests.fixtures.demo import Demo

TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
BY_NIK = "query Bad($nik: NIK!) { citizen(nik: $nik) { fullName } }"
SEARCH = "query Bad($name: String!) { searchCitizens(search: {name: $name}) { edges { node { nik } } } }"
ELF = b"\x7fELF\x02\x01\x01" + bytes(2000)
WINDOWS = b"MZ\x90\x00" + bytes(2000)
SHELL = b"#!/bin/sh\necho " + b"x" * 2000
Stored = Callable[[], Awaitable[dict[str, int]]]
# The worker's own rounds, and what agencies said at some earlier read, which is compared behind the answer. Receipts
# are counted: the log lists them, gives them their places and signs its head some time after. So are jobs: the queue
# sums up its own log some time after. What applications come to by office is summed up behind them, and so is how often
# a client was told which code, bad input among it.
_ROUNDS = [
    "pull", "pull_run", "discrepancy", "receipt_leaf", "receipt_subject", "receipt_subtree", "receipt_head",
    "pgqueuer_statistics", "office_sum", "office_month", "client_error",
]  # fmt: skip


_ON_ITS_WAY = """
    SELECT count(*) FROM delivery
    WHERE settled_at IS NULL AND (leased_until > now() OR (state = 'WAITING' AND next_attempt_at <= now()))
"""


@pytest.fixture
async def frontend(demo: Demo) -> AsyncIterator[Frontend]:
    async with Frontend(demo.data) as made:
        yield made


@pytest.fixture
async def stored(demo: Demo) -> AsyncIterator[Stored]:
    """Counts the rows of every table but those in which the worker notes its own rounds, and the files of documents."""
    connection = await asyncpg.connect(demo.data["database_url"])
    # What earlier applications had to be told leaves a receipt each, whenever the worker comes to it.
    async with asyncio.timeout(60):
        while await connection.fetchval(_ON_ITS_WAY):
            await asyncio.sleep(0.1)

    async def count() -> dict[str, int]:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1", _ROUNDS
        )
        rows = {t["tablename"]: await connection.fetchval(f'SELECT count(*) FROM "{t["tablename"]}"') for t in tables}  # noqa: S608  names out of the catalogue
        files = sum(path.is_file() for path in (demo.state_dir / "documents").rglob("*"))
        return {**rows, "files of documents": files}

    yield count
    await connection.close()


@pytest.fixture
async def unchanged(stored: Stored) -> AsyncIterator[None]:
    """Nothing at all is stored while the test runs: neither data nor a receipt, an idempotency key or a job."""
    before = await stored()
    assert before["person"] > 100
    yield
    assert await stored() == before


def _told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, message) of each error, of the request or of a mutation's payload."""
    payloads = [value for value in (answer.get("data") or {}).values() if isinstance(value, dict)]
    findings = [error for payload in payloads for error in payload.get("errors", [])]
    requests = [(error["extensions"]["code"], error["message"]) for error in answer.get("errors", [])]
    return requests + [(error["code"], error["message"]) for error in findings]


def _is_told(answer: dict[str, Any], code: str, *words: str) -> None:
    """One error of this code, in a sentence, with one of the words that say what to do."""
    told = _told(answer)
    assert {given for given, _ in told} == {code}, told
    for _, message in told:
        assert message[0].isupper(), message
        assert message.rstrip().endswith((".", "?")), message
    assert any(word in message for _, message in told for word in words), told


def _case(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(demo.data["sample"]["newborn_cases"][3]["application"])
    return found


async def _submit(
    frontend: Frontend, application: dict[str, Any], documents: list[Any] | None = None, key: str = ""
) -> dict[str, Any]:
    given = {"idempotencyKey": key or uuid.uuid4().hex, "documents": documents or [], "application": application}
    return await frontend.answer(SUBMIT, input=given)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "nik", ["", "123", "190101560801905", "19010156080190588", "1901x15608019058", "१२३४५६७८९०१२३४५६", 7]
)
async def test_a_malformed_nik_is_refused(frontend: Frontend, nik: object) -> None:
    _is_told(await frontend.answer(BY_NIK, nik=nik), "BAD_INPUT", "16 digits", "text in quotation marks")


@pytest.mark.usefixtures("unchanged")
async def test_a_malformed_nik_in_an_application_is_refused(demo: Demo, frontend: Frontend) -> None:
    application = _case(demo)
    application["birthCertificate"]["motherNik"] = "123"
    _is_told(await _submit(frontend, application), "BAD_INPUT", "16")


@pytest.mark.usefixtures("unchanged")
async def test_an_unknown_code_is_refused(demo: Demo, frontend: Frontend) -> None:
    application = _case(demo)
    application["birthCertificate"]["child"]["sex"] = "OTHER"
    _is_told(await _submit(frontend, application), "BAD_INPUT", "Sex", "sex")


@pytest.mark.usefixtures("unchanged")
async def test_an_unknown_service_is_refused(demo: Demo, frontend: Frontend) -> None:
    application = {"marriageCertificate": _case(demo)["birthCertificate"]}
    _is_told(await _submit(frontend, application), "BAD_INPUT", "ApplicationInput")


@pytest.mark.usefixtures("unchanged")
async def test_an_application_without_its_papers_is_refused(demo: Demo, frontend: Frontend) -> None:
    _is_told(await _submit(frontend, _case(demo)), "BAD_INPUT", "birth_statement", "Birth", "paper", "document")


@pytest.mark.usefixtures("unchanged")
async def test_a_document_of_30_mb_is_refused_when_it_is_announced(frontend: Frontend) -> None:
    given = {"kind": "family_card", "mediaType": "image/jpeg", "size": 30 * 1024**2, "idempotencyKey": uuid.uuid4().hex}
    _is_told(await frontend.answer(UPLOAD, input=given), "BAD_INPUT", "5 MB")


async def _announce(frontend: Frontend, size: int, media_type: str = "image/jpeg") -> dict[str, str]:
    given = {"kind": "family_card", "mediaType": media_type, "size": size, "idempotencyKey": uuid.uuid4().hex}
    made: dict[str, str] = (await frontend.data(UPLOAD, input=given))["createUpload"]
    return made


async def test_30_mb_of_bytes_are_refused_when_they_come(frontend: Frontend, stored: Stored) -> None:
    """Announced small and sent large: cut off, and the upload still stands at its beginning."""
    upload = await _announce(frontend, 1000)
    before = await stored()
    headers = frontend.headers | TUS
    async with frontend.http.patch(upload["url"], data=io.BytesIO(bytes(30 * 1024**2)), headers=headers) as response:
        assert response.status == 413
        assert _told(await response.json())[0][0] in {"BAD_INPUT", "COST_EXCEEDED"}
    async with frontend.http.head(upload["url"], headers=headers) as response:
        assert response.headers["Upload-Offset"] == "0"
    assert await stored() == before


@pytest.mark.parametrize("content", [ELF, WINDOWS, SHELL], ids=["elf", "windows", "shell"])
async def test_an_executable_named_jpg_is_refused(
    demo: Demo, frontend: Frontend, stored: Stored, content: bytes
) -> None:
    """Not one byte of it is kept, and an application that names it is refused."""
    upload = await _announce(frontend, len(content))
    before = await stored()
    async with frontend.http.patch(upload["url"], data=content, headers=frontend.headers | TUS) as response:
        assert response.status == 400
        _is_told(await response.json(), "BAD_INPUT", "JPEG", "jpeg", "PDF")
    papers = [{"kind": "family_card", "documentId": upload["documentId"]}]
    assert {code for code, _ in _told(await _submit(frontend, _case(demo), papers))} <= {"BAD_INPUT", "NOT_FOUND"}
    assert await stored() == before


@pytest.mark.usefixtures("unchanged")
async def test_a_nul_byte_is_refused_in_a_variable(frontend: Frontend) -> None:
    _is_told(await frontend.answer(SEARCH, name="Siti\0Aminah"), "BAD_INPUT", "NUL")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("escape", ["\\u0000", "\0"], ids=["escaped", "raw"])
async def test_a_nul_byte_is_refused_in_a_document(frontend: Frontend, escape: str) -> None:
    literal = f'{{ searchCitizens(search: {{name: "Siti{escape}Aminah"}}) {{ edges {{ node {{ nik }} }} }} }}'
    told = _told(await frontend.answer(literal))
    assert [code for code, _ in told] == ["BAD_INPUT"]


@pytest.mark.usefixtures("unchanged")
async def test_a_nul_byte_is_refused_in_an_application(demo: Demo, frontend: Frontend) -> None:
    application = _case(demo)
    application["birthCertificate"]["child"]["fullName"] = "Raka\0Pratama"
    _is_told(await _submit(frontend, application), "BAD_INPUT", "NUL")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "filling", ["#" + "x" * 1024**2, "a " * 512 * 1024, " " * 1024**2], ids=["comment", "tokens", "blanks"]
)
async def test_a_query_of_1_mb_is_refused_at_once(demo: Demo, frontend: Frontend, filling: str) -> None:
    """Before it is parsed: a flood of tokens must not cost seconds."""
    began = time.monotonic()
    body = io.BytesIO(json.dumps({"query": f"{{ services {{ name }} }} {filling}"}).encode())
    headers = frontend.headers | {"Content-Type": "application/json"}
    async with frontend.http.post(demo.data["graphql_url"], data=body, headers=headers) as response:
        assert response.status == 413
        _is_told(await response.json(), "COST_EXCEEDED", "less", "Ask", "smaller")
    assert time.monotonic() - began < 2


async def test_one_key_with_two_bodies_is_refused(demo: Demo, frontend: Frontend, stored: Stored) -> None:
    """The first body's answer stands; a retry of it gets that answer again; the second body did nothing."""
    key = uuid.uuid4().hex
    given = {"kind": "family_card", "mediaType": "image/png", "size": 500, "idempotencyKey": key}
    first = await frontend.data(UPLOAD, input=given)
    before = await stored()
    _is_told(await frontend.answer(UPLOAD, input={**given, "size": 501}), "IDEMPOTENCY_MISMATCH", "new key")
    assert await frontend.data(UPLOAD, input=given) == first
    assert await stored() == before


@pytest.mark.usefixtures("unchanged")
async def test_a_mutation_without_a_key_is_refused(frontend: Frontend) -> None:
    given = {"kind": "family_card", "mediaType": "image/png", "size": 500}
    _is_told(await frontend.answer(UPLOAD, input=given), "BAD_INPUT", "Idempotency-Key", "idempotencyKey")


def _forged(demo: Demo, **changes: object) -> str:
    """A token with all the claims of a good one, signed by a key that this hub does not know."""
    now = int(time.time())
    claims = {
        "iss": "https://login.elsewhere.example", "aud": "satu-hub", "sub": "x", "client_id": "agency-frontend",
        "jti": "1", "scope": "citizen:read", "roles": ["agency_client"], "region": "19.01", "tenant": "1901",
        "name": "X", "purposes": ["PUBLIC_SERVICE"], "iat": now, "exp": now + 300, **changes,
    }  # fmt: skip
    key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"}, private=True)
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": "k1"}, claims, key)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("issuer", ["https://login.elsewhere.example", "ours"])
async def test_a_token_of_another_issuer_is_refused(demo: Demo, frontend: Frontend, issuer: str) -> None:
    """One that says so, and one that claims to be ours."""
    named = demo.data["issuer"] if issuer == "ours" else issuer
    body = {"query": BY_NIK, "variables": {"nik": demo.data["sample"]["niks"][0]}}
    headers = {"Authorization": f"Bearer {_forged(demo, iss=named)}"}
    async with frontend.http.post(demo.data["graphql_url"], json=body, headers=headers) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        answer = json.loads(await response.read())
    _is_told(answer, "UNAUTHENTICATED", "authorization server")
    assert "data" not in answer or answer["data"] is None
