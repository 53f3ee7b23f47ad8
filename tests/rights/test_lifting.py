"""What an upheld objection stopped, at the console without script: it is shown, and lifted with a reason she reads."""

from __future__ import annotations

import re

from tests.rights.office import counter
from tests.rights.test_differences import arrived

LIST, OBJECT = "/console/objections", "/console/me/object"


async def test_from_an_objection_to_the_end_of_what_it_stopped() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        await siti.send((await siti.get(OBJECT)).form(OBJECT), category="health", grounds="Saya tidak setuju.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        page = await auditor.get(path)
        assert "/lift" not in page.text
        await auditor.send(page.form(path), outcome="UPHELD", reason="Tidak ada permohonan.")
        page = await auditor.get(path)
        assert "tidak lagi diberikan kepada instansi" in page.text
        silent = await auditor.send(page.form("/lift"), reason=" ")
        assert (silent.status, 'id="reason-error"' in silent.text) == (422, True)
        done = await auditor.send(silent.form("/lift"), reason="Ada perjanjian baru dengan puskesmas.")
        assert "Data boleh diberikan lagi" in done.text
        after = await auditor.get(path)
        assert ("perjanjian baru dengan puskesmas" in after.text, "/lift" in after.text) == (True, False)
        assert "perjanjian baru dengan puskesmas" in (await siti.get("/console/me")).text


async def test_what_was_dismissed_stops_nothing() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        await siti.send((await siti.get(OBJECT)).form(OBJECT), category="health", grounds="Saya tidak setuju.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        await auditor.send((await auditor.get(path)).form(path), outcome="DISMISSED", reason="Sesuai perjanjian.")
        assert "/lift" not in (await auditor.get(path)).text
