"""The office's figures in the console, over real sums: who sees them, what stands in them, how they look."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import expect

from hub.console import assets
from hub.console.oversight.dashboard.panels import FIGURES
from hub.store import Database
from tests.console.figured import office
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import Counter, counter
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_differences import arrived

HERE: Final = "/console/dashboard"
SPAN: Final = "from=2026-09-01&until=2026-11-24&step=WEEK"


@pytest.fixture
async def at(database: str) -> AsyncIterator[Counter]:
    db = await Database.open(database, max_size=4)
    try:
        async with counter(over=await office(db)) as made:
            yield made
    finally:
        await db.close()


def rows(text: str, name: str) -> list[list[str]]:
    """The table of a part of the page, without tags."""
    part = text.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
    found = re.findall(r"<tr.*?</tr>", part.partition("<tbody")[2], re.DOTALL)
    cells = (re.findall(r"<t[hd].*?</t[hd]>", one, re.DOTALL) for one in found)
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.parametrize("who", ["verifier", "head_of_division", "auditor"])
async def test_heads_verifiers_and_auditors_read_the_figures(at: Counter, who: str) -> None:
    async with arrived(at, who) as visitor:
        page = await visitor.get(f"{HERE}?{SPAN}")
        assert page.status == 200
        assert page.text.count('href="/console/dashboard"') == 1
        assert rows(page.text, "promises")[0][0].startswith("Nov 2026")
        assert rows(page.text, "promises")[0][1:] == ["99", "98 %", "89 %"]
        whole = rows(page.text, "intake")[0]
        assert whole[0].startswith("Jumlah")
        assert rows(page.text, "open")[0][1:] == ["7", "7", "6", "2", "1", "23"]
        assert "style=" not in page.text.partition("<main")[2].partition("</main>")[0]
        assert "Petugasnya ramah" in page.text


@pytest.mark.parametrize("who", ["administrator", "citizen"])
async def test_others_do_not(at: Counter, who: str) -> None:
    async with arrived(at, who) as visitor:
        for path in (HERE, f"{HERE}/intake.csv"):
            page = await visitor.get(path)
            assert page.status == 403, path
            assert 'href="/console/dashboard"' not in page.text


async def test_villages_that_are_too_small_are_not_told_in_any_form(at: Counter) -> None:
    """Gunung Muda has three births: neither it nor its neighbour is told, with whatever filter; sums are."""
    async with arrived(at, "auditor") as visitor:
        page = await visitor.get(f"{HERE}?{SPAN}")
        told = {row[0]: row[1] for row in rows(page.text, "vital-live-birth")}
        hidden = "–tidak ditampilkan / not shown"
        assert told["Gunung Muda, Belinyu"] == hidden
        assert told["Bintet, Belinyu"] == hidden
        assert (told["Kecamatan Belinyu"], told["Seluruhnya All"]) == ("24", "154")
        narrowed = await visitor.get(f"{HERE}?{SPAN}&region=19.01.02")
        again = {row[0]: row[1] for row in rows(narrowed.text, "vital-live-birth")}
        assert again == {name: number for name, number in told.items() if "Belinyu" in name}
        file = await visitor.get(f"{HERE}/vital-live-birth.csv?{SPAN}&region=19.01.02")
        lines = list(csv.reader(io.StringIO(file.text)))
        assert file.headers["Content-Type"].startswith("text/csv")
        assert lines[0][:2] == ["Tempat tinggal/Residence", "Tercatat/Registered"]
        assert [line[:2] for line in lines[1:]] == [
            ["Kecamatan Belinyu", "24"], ["Gunung Muda, Belinyu", "–"], ["Bintet, Belinyu", "–"]
        ]  # fmt: skip


async def test_a_filter_tells_nothing_that_the_whole_does_not(at: Counter) -> None:
    """Belinyu had three deaths, so Merawang's nine are not told either: not by a page about Merawang alone."""
    async with arrived(at, "auditor") as visitor:
        whole = {row[0]: row[1] for row in rows((await visitor.get(f"{HERE}?{SPAN}")).text, "vital-death")}
        assert (whole["Seluruhnya All"], whole["Kecamatan Sungailiat"]) == ("34", "22")
        alone = rows((await visitor.get(f"{HERE}?{SPAN}&region=19.01.03")).text, "vital-death")
        hidden = "–tidak ditampilkan / not shown"
        assert [row[1] for row in alone] == [hidden, hidden]


async def test_satisfaction_is_told_by_fives(at: Counter) -> None:
    """Eleven have answered; ten are told."""
    async with arrived(at, "auditor") as visitor:
        page = await visitor.get(f"{HERE}?{SPAN}")
        (row,) = rows(page.text, "satisfaction")
        assert row[1:4] == ["10", "86,11", "B, baik"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=x&until=2026-11-24", "from"),
        ("from=2026-11-24&until=2026-11-01", "until"),
        ("from=2026-01-01&until=2026-11-24&step=DAY", "step"),
        ("region=31.01", "region"),
        ("service=nothing", "service"),
    ],
)
async def test_what_cannot_be_shown_is_said_at_its_field(at: Counter, query: str, field: str) -> None:
    async with arrived(at, "auditor") as visitor:
        page = await visitor.get(f"{HERE}?{query}")
        assert page.status == 400
        assert f'href="#{field}"' in page.text
        assert f'id="{field}-error"' in page.text


async def test_a_file_has_the_figures_of_its_own_table_and_reads_no_others(at: Counter, database: str) -> None:
    async with arrived(at, "auditor") as visitor:
        page = await visitor.get(f"{HERE}?{SPAN}")
        names = re.findall(rf'href="{HERE}/([a-z-]+)\.csv', page.text)
        assert len(names) == len(set(names)) > len(FIGURES)
        for name in names:
            lines = list(csv.reader(io.StringIO((await visitor.get(f"{HERE}/{name}.csv?{SPAN}")).text)))
            table = rows(html.unescape(page.text), name)
            assert len(table) == len(lines) - 1, name
            for shown, line in zip(table, lines[1:], strict=True):
                assert shown[0].startswith(line[0].removeprefix("'")), name
                assert [_as_number(cell) for cell in shown[1:]] == line[1:], name
        db = await Database.open(database, max_size=1)
        await db.execute("alter table satisfaction_sum rename to gone")
        await db.close()
        told = {name: (await visitor.get(f"{HERE}/{name}.csv?{SPAN}")).status == 200 for name in names}
        assert told == {name: name != "satisfaction" for name in names}


def _as_number(cell: str) -> str:
    """A cell of the page as the file has it; what is not told is a dash in both."""
    if re.search("[A-Za-z]", cell):
        return "–" if cell.startswith("–") else cell
    return cell.replace(".", "").replace(",", ".")


async def test_an_unknown_table_is_not_there(at: Counter) -> None:
    async with arrived(at, "auditor") as visitor:
        assert (await visitor.get(f"{HERE}/citizens.csv")).status == 404


async def test_everybody_reads_the_index_of_each_service(at: Counter) -> None:
    async with arrived(at, "auditor") as visitor:
        page = await visitor.get("/kinerja")
        assert "86,11" in page.text
        assert "B, baik" in page.text


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_figures_in_a_browser(at: Counter) -> None:
    async with chromium() as browser:
        page = await arrive(browser, at, "auditor", "/console")
        await page.get_by_role("link", name="Angka Figures").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Angka kantor")
        await page.get_by_label("Per By").select_option("WEEK")
        await page.get_by_role("button", name="Tampilkan").click()
        await expect(page.get_by_role("img", name="Permohonan masuk menurut jalur")).to_be_visible()
        await look_at(page, "dashboard")
        await page.goto(f"{at.url}/kinerja")
        await look_at(page, "scoreboard")
