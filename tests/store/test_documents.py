"""The rows of papers on a real database."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.document import DocumentState
from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.store import Database, PgDocumentRows
from tests.store.samples import TENANT, upload


async def test_an_upload_goes_on_until_it_is_ready(db: Database) -> None:
    rows, paper = PgDocumentRows(db), upload(state=DocumentState.UPLOADING)
    await rows.create(paper)
    assert await rows.get(TENANT, paper.id) == paper
    ready = dataclasses.replace(paper, offset=9, state=DocumentState.READY, media_type="image/jpeg", sha256="a" * 64)
    await rows.advance(dataclasses.replace(paper, offset=6))
    await rows.advance(ready)
    assert await rows.get(TENANT, paper.id) == ready


async def test_an_upload_goes_neither_back_nor_on_after_its_end(db: Database) -> None:
    rows, paper = PgDocumentRows(db), upload(state=DocumentState.UPLOADING)
    await rows.create(paper)
    with pytest.raises(Conflict):
        await rows.advance(dataclasses.replace(paper, offset=1))
    await rows.advance(dataclasses.replace(paper, offset=9, state=DocumentState.REFUSED))
    with pytest.raises(Conflict):
        await rows.advance(dataclasses.replace(paper, offset=9, state=DocumentState.READY))


async def test_what_is_not_there(db: Database) -> None:
    rows, paper = PgDocumentRows(db), upload()
    assert await rows.get(TENANT, new_id()) is None
    with pytest.raises(Conflict):
        await rows.advance(paper)
    await rows.create(paper)
    assert await rows.get("1902", paper.id) is None
