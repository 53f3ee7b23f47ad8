"""The connector against bytes: write them from the agency's document, and not from the emulator."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from examples.connector.land.connector import connect
from examples.connector.land.facet import LandParcel
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.contract.serving import NOW, Canned, Clock, served
from hub.exchange.manifest import read_manifest
from hub.exchange.session import open_session
from hub.exchange.settings import ConnectorSettings

ANSWER = (Path(__file__).parent / "fixtures" / "answer.json").read_bytes()
PATH, NIK = "/v1/people/lookup", "9171011201909003"


def fetched(status: int, body: bytes) -> tuple[FacetCopy[Any] | Exception, Canned]:
    """What the connector makes of an answer, and what the agency was asked."""
    canned = Canned({PATH: (status, body)})

    async def run() -> FacetCopy[Any] | Exception:
        async with served(canned.application) as url, open_session() as session:
            manifest = read_manifest("examples.connector.land")
            settings = ConnectorSettings(manifest=manifest, base_url=url, credentials={"api_key": "k"})
            (source,) = connect(settings, session, Clock()).sources
            (result,) = await source.fetch([FacetKey(uuid.uuid4(), NIK)])
            return result

    return asyncio.run(run()), canned


def test_the_question_is_as_documented() -> None:
    _, canned = fetched(200, ANSWER)
    (asked,) = canned.asked
    assert (asked.method, asked.path, asked.query) == ("POST", PATH, {})
    assert json.loads(asked.body) == {"nik": NIK}
    assert asked.headers["X-Api-Key"] == "k"


def test_an_answer_is_mapped() -> None:
    copy, _ = fetched(200, ANSWER)
    assert isinstance(copy, FacetCopy)
    assert (copy.as_of, copy.items) == (NOW, (LandParcel("007", "AKTIF", dt.date(2024, 11, 24)),))
    assert copy.claims == {"full_name": "YUSUF CONTOH", "birth_date": "1990-01-12"}


def test_nobody_has_none() -> None:
    copy, _ = fetched(404, b'{"code": "UNKNOWN_PERSON"}')
    assert isinstance(copy, FacetCopy)
    assert copy.items == ()


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"[]", "UNREADABLE"),
        (200, ANSWER.replace(b"AKTIF", b"A").replace(b'"007"', b"7"), "UNREADABLE"),
        (200, ANSWER.replace(b"2024-11-24", b"kemarin"), "UNREADABLE"),
        (200, ANSWER.replace(NIK.encode(), b"9171011201909004"), "UNREADABLE"),
        (404, b"not found", "ERROR_STATUS"),
        (400, b'{"code": "BAD_REQUEST"}', "ERROR_STATUS"),
    ],
)
def test_whatever_else_comes_is_an_error_that_names_nobody(status: int, body: bytes, reason: str) -> None:
    error, _ = fetched(status, body)
    assert isinstance(error, SourceUnavailable)
    assert error.details["reason"] == reason
    assert NIK not in f"{error!r}{error.message}{error.details}"
