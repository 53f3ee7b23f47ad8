"""Issued papers by their codes: one call for all of them, and each asker is given hers."""

from __future__ import annotations

import asyncio
import dataclasses

from hub.core.document import Certificate
from hub.loaders.certificates import IssuedPapers
from tests.documents.test_verification import CERTIFICATE
from tests.fakes.calls import Calls
from tests.fakes.people import FakePeople
from tests.fakes.record import FakeRecord


async def test_each_is_given_the_paper_of_her_own_code_by_one_call() -> None:
    calls = Calls()
    record = FakeRecord(calls, FakePeople(calls))
    papers = {code: dataclasses.replace(CERTIFICATE, code=code) for code in ("C9", "C1", "C5")}
    record.tables.certificates.update(papers)
    loader = IssuedPapers("1901", record)
    codes = ("C1", "NONE", "C9", "C5", "C1")
    found: list[Certificate | None] = await asyncio.gather(*map(loader.load, codes))
    assert found == [papers.get(code) for code in codes]
    assert [name for name, *_ in calls.made] == ["certificates.by_codes"]
    # A paper that ends meanwhile in the same request is not told as it was.
    del record.tables.certificates["C1"]
    assert await loader.load("C1") is None
    assert await IssuedPapers("1901", None).load("C9") is None
