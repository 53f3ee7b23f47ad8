"""The connector against bytes written from the documented shapes, not from the emulator."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.connectors.education import mapping
from hub.connectors.education.connector import BATCH, SchoolPulls
from hub.connectors.education.facet import Enrolment
from hub.connectors.education.schools import Schools
from hub.core.errors import BadInput, SourceUnavailable
from hub.core.intake import Batch
from hub.exchange import read_manifest
from hub.exchange.session import open_session
from tests.connectors.serving import Canned, served

FIXTURES = Path(__file__).parent / "fixtures"
SCHOOL, PUPILS = "/WebService/getSekolah", "/WebService/getPesertaDidik"
NPSN, TOKEN = "10902001", "token-contoh"


def fixture(name: str, status: int = 200) -> tuple[int, bytes]:
    return status, (FIXTURES / name).read_bytes()


def page(rows: Any, **further: Any) -> tuple[int, bytes]:
    return 200, json.dumps({"rows": rows, **further}).encode()


def listed(folder: Path, url: str, npsn: str = NPSN) -> Path:
    path = folder / "schools.toml"
    path.write_text(f'[[school]]\nnpsn = "{npsn}"\naddress = "{url}"\ntoken = "{TOKEN}"\n')
    path.chmod(0o600)
    return path


@asynccontextmanager
async def school(
    folder: Path, pupils: tuple[int, bytes] | None = None, facts: tuple[int, bytes] | None = None
) -> AsyncIterator[tuple[SchoolPulls, Canned]]:
    canned = Canned({SCHOOL: facts or fixture("school.json"), PUPILS: pupils or fixture("pupils.json")})
    async with served(canned.application) as url, open_session() as session:
        manifest = read_manifest("hub.connectors.education")
        yield SchoolPulls(manifest, Schools(listed(folder, url)), session), canned


async def pulled(pulls: SchoolPulls) -> list[Batch]:
    return [batch async for batch in pulls.pull(NPSN)]


async def refused(pulls: SchoolPulls, reason: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        await pulled(pulls)
    assert caught.value.details["reason"] == reason
    told = f"{caught.value!r}{caught.value.message}{caught.value.details}"
    assert not [word for word in (TOKEN, "Alya", "127.0.0.1") if word in told]


async def test_the_questions_are_as_documented(tmp_path: Path) -> None:
    async with school(tmp_path) as (pulls, canned):
        await pulled(pulls)
    assert [(each.method, each.path) for each in canned.asked] == [("GET", SCHOOL), ("GET", PUPILS)]
    for each in canned.asked:
        assert dict(each.query) == {"npsn": NPSN}
        assert each.headers["Authorization"] == f"Bearer {TOKEN}"


async def test_pupils_with_a_number_become_enrolments_and_nothing_else_is_taken(tmp_path: Path) -> None:
    async with school(tmp_path) as (pulls, _):
        (batch,) = await pulled(pulls)
    name = "SD NEGERI CONTOH 1"
    assert [(row.nik, row.reference, row.item) for row in batch.rows] == [
        ("1901015206159001", "0150000123", Enrolment("0150000123", NPSN, name, "SD", "ACTIVE", dt.date(2022, 7, 18))),
        ("9171011201909003", "0150000999", Enrolment("0150000999", NPSN, name, "SD", "ACTIVE", dt.date(2024, 7, 15))),
        (None, "0150000456", Enrolment("0150000456", NPSN, name, "SD", "ACTIVE", None)),
    ]
    assert batch.unusable == {"NAMELESS": 1, "UNREADABLE": 1}
    assert batch.whole
    assert "1901015206159001" not in repr(batch)


@pytest.mark.parametrize(
    ("name", "reason"), [("wrong_token.txt", "REFUSED"), ("no_school.txt", "REFUSED"), ("no_npsn.txt", "REFUSED")]
)
async def test_a_text_with_status_200_is_an_error(tmp_path: Path, name: str, reason: str) -> None:
    async with school(tmp_path, facts=fixture(name)) as (pulls, _):
        await refused(pulls, reason)
    async with school(tmp_path, pupils=fixture(name)) as (pulls, _):
        await refused(pulls, reason)


@pytest.mark.parametrize(
    "facts",
    [(200, b"Selamat datang"), (200, b"[]"), (200, b'{"success": false}'), page([]), page({"npsn": "10902002"})],
)
async def test_what_is_not_about_this_school_is_unreadable(tmp_path: Path, facts: tuple[int, bytes]) -> None:
    async with school(tmp_path, facts=facts) as (pulls, canned):
        await refused(pulls, "UNREADABLE")
    assert [each.path for each in canned.asked] == [SCHOOL], "pupils were asked for at a school that is another one"


@pytest.mark.parametrize(
    ("pupils", "whole"),
    [
        (page([]), True),
        (page(None, results=0), True),
        (page({"nik": "1901015206159001"}, results=1), True),
        (page([{"nik": "1901015206159001"}]), True),
        (page([{"nik": "1901015206159001"}], results=2), False),
        (page([{"nik": "1901015206159001"}], results=1, start=20), False),
        (page([{"nik": "1901015206159001"}], results="banyak"), False),
    ],
)
async def test_an_answer_is_whole_when_it_has_all_that_it_counts(
    tmp_path: Path, pupils: tuple[int, bytes], whole: bool
) -> None:
    async with school(tmp_path, pupils=pupils) as (pulls, _):
        batches = await pulled(pulls)
    assert [batch.whole for batch in batches] == [whole]


async def test_batches_are_bounded_and_only_the_last_one_ends_the_answer(tmp_path: Path) -> None:
    rows = [{"nik": f"190101520615{serial}"} for serial in range(9001, 9001 + 2 * BATCH + 1)]
    async with school(tmp_path, pupils=page(rows, results=len(rows))) as (pulls, _):
        batches = await pulled(pulls)
    assert [(len(batch.rows), batch.whole) for batch in batches] == [(BATCH, False), (BATCH, False), (1, True)]


def enrolled(npsn: str = NPSN, status: str = "ACTIVE", since: str | None = "2022-07-18", **given: Any) -> Enrolment:
    day = dt.date.fromisoformat(since) if since else None
    return Enrolment(
        **{"nisn": "0150000123", "school": "S", "level": "SD", **given}, npsn=npsn, status=status, since=day
    )


def test_a_list_says_nothing_about_other_schools() -> None:
    kindergarten = enrolled("P9904001", "GRADUATED", "2020-07-13")
    held = (kindergarten, enrolled(school="SD 1"))
    assert mapping.merged(held, enrolled(school="SD NEGERI 1")) == (kindergarten, enrolled(school="SD NEGERI 1"))
    assert mapping.merged((), enrolled()) == (enrolled(),)


def test_a_number_that_the_list_leaves_out_is_kept() -> None:
    assert mapping.merged((enrolled(),), enrolled(nisn=None)) == (enrolled(),)


def test_a_pupil_who_is_listed_again_is_there_again() -> None:
    assert mapping.merged((enrolled(status="LEFT"),), enrolled()) == (enrolled(),)
    second = enrolled(since="2025-07-14")
    assert mapping.merged((enrolled(status="LEFT"),), second) == (enrolled(status="LEFT"), second)


def test_who_is_not_listed_any_more_is_marked_and_not_lost() -> None:
    past = enrolled("P9904001", "GRADUATED", "2020-07-13")
    assert mapping.gone((past, enrolled()), NPSN) == (past, enrolled(status="LEFT"))
    new = enrolled("10902002", since="2026-07-13")
    assert mapping.gone((enrolled(), new), NPSN) == (enrolled(status="MOVED"), new)
    assert mapping.gone((past,), NPSN) == (past,)


def test_the_list_of_schools_is_for_the_hub_alone(tmp_path: Path) -> None:
    path = listed(tmp_path, "http://10.20.1.5:5774")
    assert list(Schools(path).all()) == [NPSN]
    assert TOKEN not in repr(Schools(path).all())
    path.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        Schools(path).all()


@pytest.mark.parametrize(
    "text",
    [
        "[[school]",
        '[[school]]\nnpsn = "1"\naddress = "http://a"\ntoken = "rahasia"',
        '[[school]]\nnpsn = "10902001"\naddress = "ftp://a"\ntoken = "rahasia"',
        '[[school]]\nnpsn = "10902001"\naddress = "http://a"\ntoken = "rahasia dua"',
        '[[school]]\nnpsn = "10902001"\naddress = "http://a"\ntoken = "rahasia"\npassword = "rahasia"',
        2 * '[[school]]\nnpsn = "10902001"\naddress = "http://a"\ntoken = "rahasia"\n',
    ],
)
def test_a_list_that_cannot_be_used_is_said_without_its_tokens(tmp_path: Path, text: str) -> None:
    path = tmp_path / "schools.toml"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BadInput) as caught:
        Schools(path).all()
    assert "rahasia" not in f"{caught.value!r}{caught.value.message}"
    assert caught.value.__cause__ is None


def test_a_list_that_changes_is_read_again_and_one_that_is_missing_is_said(tmp_path: Path) -> None:
    schools = Schools(listed(tmp_path, "http://10.20.1.5:5774"))
    assert list(schools.all()) == [NPSN]
    listed(tmp_path, "http://10.20.1.5:5774", "10902099X"[:8])
    assert list(schools.all()) == ["10902099"]
    (tmp_path / "schools.toml").unlink()
    with pytest.raises(BadInput, match="mode 0600"):
        schools.all()


def test_what_a_row_says_of_the_pupil_herself() -> None:
    row = {"nama": "Alya Contoh", "tanggal_lahir": "2015-06-12", "jenis_kelamin": "P", "nama_ibu": "SITI CONTOH"}
    assert mapping.said(row) == {
        "full_name": "Alya Contoh", "birth_date": "2015-06-12", "sex": "FEMALE", "mother": "SITI CONTOH",
    }  # fmt: skip
    assert mapping.said({"nama": 1, "tanggal_lahir": "unknown", "jenis_kelamin": "?", "nama_ibu": " "}) == {}
