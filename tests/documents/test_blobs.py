"""The folder of blobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.core.errors import NotFound, SourceUnavailable
from hub.documents import LocalBlobs, open_blobs


async def test_what_is_put_can_be_got_streamed_and_deleted(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "documents")
    await blobs.put("documents/one", b"data contoh")
    await blobs.put("documents/one", b"data contoh 2")

    assert await blobs.get("documents/one") == b"data contoh 2"
    assert b"".join([piece async for piece in blobs.stream("documents/one")]) == b"data contoh 2"

    await blobs.delete("documents/one")
    await blobs.delete("documents/one")
    with pytest.raises(NotFound):
        await blobs.get("documents/one")
    with pytest.raises(NotFound):
        _ = [piece async for piece in blobs.stream("documents/one")]


async def test_nobody_else_may_enter_the_folder(tmp_path: Path) -> None:
    LocalBlobs(tmp_path / "documents")
    assert (tmp_path / "documents").stat().st_mode & 0o077 == 0


async def test_a_key_does_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not a document")
    blobs = open_blobs(str(tmp_path / "documents"))
    with pytest.raises(ValueError, match="illegal"):
        await blobs.get("../secret")


async def test_a_store_that_fails_is_said_so(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "documents")
    (tmp_path / "documents" / "parts").write_text("a file where a folder should be")
    with pytest.raises(SourceUnavailable, match="nothing was stored"):
        await blobs.put("parts/one", b"data contoh")


async def test_an_address_with_a_scheme_is_an_object_store() -> None:
    blobs = open_blobs("memory:///")
    await blobs.put("documents/one", b"data contoh")
    assert await blobs.get("documents/one") == b"data contoh"
