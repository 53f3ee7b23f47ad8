"""Issued papers by the code on them, one statement for all that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from strawberry.dataloader import DataLoader

from hub.core.document import Certificate
from hub.core.ports import Certificates
from hub.loaders.batch import BatchLoader


class IssuedPapers(BatchLoader[str, Certificate | None]):
    """None where there is no such paper. Nothing is kept: a later mutation of the same request may end a paper."""

    def __init__(self, tenant: str, certificates: Certificates | None) -> None:
        super().__init__("certificates")
        self._tenant = tenant
        self._certificates = certificates

    @cached_property
    def _loader(self) -> DataLoader[str, Certificate | None]:
        return DataLoader(self._load, cache=False)

    async def fetch(self, keys: Sequence[str]) -> Sequence[Certificate | None]:
        found = {} if self._certificates is None else await self._certificates.by_codes(self._tenant, keys)
        return [found.get(key) for key in keys]
