"""Several people in one question."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import pytest

from hub.core.errors import HubError, SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.contract.serving import NOW, Clock
from hub.exchange.failures import Reason, unavailable
from hub.exchange.in_batches import InBatches
from hub.exchange.manifest import read_manifest
from hub.exchange.one_by_one import Told

MANIFEST = read_manifest("hub.connectors.health")
ADA, BUDI, CITRA = (FacetKey(uuid.uuid4(), nik) for nik in ("1901015503909001", "1901012001889001", "1901016503909002"))


async def test_each_key_is_asked_once_and_answered_by_itself() -> None:
    asked: list[Sequence[str]] = []

    async def read(niks: Sequence[str]) -> Mapping[str, Told | HubError]:
        asked.append(niks)
        return {ADA.nik: Told(("item",), {"full_name": "ADA"}), BUDI.nik: unavailable(MANIFEST, Reason.UNREADABLE)}

    found = await InBatches("visits", read, MANIFEST, Clock()).fetch([ADA, BUDI, ADA, CITRA])
    assert asked == [[ADA.nik, BUDI.nik, CITRA.nik]]
    first, error, again, nobody = found
    assert isinstance(first, FacetCopy)
    assert (first.items, first.claims, first.as_of, again) == (("item",), {"full_name": "ADA"}, NOW, first)
    assert isinstance(error, SourceUnavailable)
    assert isinstance(nobody, FacetCopy)
    assert (nobody.items, nobody.fresh) == ((), True)


async def test_a_call_that_failed_fails_for_all() -> None:
    async def read(_niks: Sequence[str]) -> Mapping[str, Told | HubError]:
        raise unavailable(MANIFEST, Reason.ERROR_STATUS)

    with pytest.raises(SourceUnavailable):
        await InBatches("visits", read, MANIFEST, Clock()).fetch([ADA])
