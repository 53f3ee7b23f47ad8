"""While people practise, the pages of a log-in say so too, as the pages that follow it do."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from hub.core.calendar import now
from hub.identity import pages
from hub.web.identity import identity
from hub.web.settings import Settings
from tests.identity.registry import MemoryIdentity

URL = "postgresql://somebody@127.0.0.1/nothing"


async def test_a_log_in_of_training_says_so_and_no_other(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as http:
        for training in (True, False):
            settings = Settings(database_url=URL, sandbox=True, training=training, state_dir=tmp_path)
            identity(settings, MemoryIdentity(), http, now, "/assets/{}".format)
            for page in (pages.left_page(), pages.login_page(pages.Frame("", "")), pages.refused_page("Contoh")):
                assert ("training-strip" in str(page.text)) is training
                assert ("LATIHAN." in str(page.text)) is training
