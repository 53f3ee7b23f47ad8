"""The emulator: it answers as its protocol would, issues numbers once, keeps them, and says what it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.connectors.population.connector import connect
from hub.connectors.population.emulator import ACCOUNT, create
from hub.core.codes import FamilyRelationship, Sex
from hub.core.identifiers import nik_warnings, parse_nik
from hub.exchange.session import open_session
from tests.connectors.serving import Clock, served, settings

ROSMALA, HENDRA, DECEASED = "1901015503909001", "1901012001889001", "1901010101409001"
CALL = f"/dukcapil/get_json/{ACCOUNT['path']}/{ACCOUNT['agency_id']}/CALL_NIK"
LOGIN = {name: ACCOUNT[name] for name in ("user_id", "password", "ip_user")}
CHILD = {"fullName": "Bunga Contoh Lestari", "sex": "FEMALE", "birthDate": "2026-11-02", "birthPlace": "Sungailiat"}
ENTRY = {"trackingNumber": "AL-7K3M-Q9TD", "child": CHILD, "motherNik": ROSMALA, "fatherNik": HENDRA}


class Emulator:
    """The emulator over HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession, clock: Clock) -> None:
        self.url = url
        self.session = session
        self.clock = clock

    async def call(self, body: Any, path: str = CALL, method: str = "POST") -> tuple[int, Any]:
        async with self.session.request(method, self.url + path, json=body) as response:
            assert response.headers["X-Satu-Emulator"] == "population"
            text = await response.text()
            json_type = response.content_type == "application/json"
            return response.status, (await response.json() if json_type else text)

    async def respon(self, **changes: Any) -> Any:
        status, page = await self.call({"nik": ROSMALA, **LOGIN, **changes})
        assert status == 200, "errors are data"
        (entry,) = page["content"]
        return entry.get("RESPON")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
async def emulator(folder: Path) -> AsyncIterator[Emulator]:
    clock = Clock()
    async with served(create(folder, clock)) as url, aiohttp.ClientSession() as session:
        yield Emulator(url, session, clock)


async def test_numbers_are_json_numbers_and_values_labels(emulator: Emulator) -> None:
    async with emulator.session.post(emulator.url + CALL, json={"nik": "9171011201909003", **LOGIN}) as response:
        text = await response.text()
    assert re.search(r'"NIK": 9171011201909003[,}]', text)
    assert '"JENIS_KLMIN": "LAKI-LAKI"' in text
    page = await response.json()
    assert set(page) == {
        "content", "lastPage", "firstPage", "number", "size", "numberOfElements", "totalElements", "sort",
    }  # fmt: skip


async def test_what_it_refuses_it_says_in_the_services_words(emulator: Emulator) -> None:
    assert await emulator.respon() is None
    assert await emulator.respon(password="salah") == "Login Gagal"
    assert await emulator.respon(user_id="ORANG_LAIN") == "Login Gagal"
    assert await emulator.respon(ip_user="10.9.9.9") == "IP Client  Tidak terdaftar"
    assert await emulator.respon(ip_user="tidak ada") == "IP Address Tidak Sesuai"
    assert await emulator.respon(nik="1901010101999999") == "Data Tidak Ditemukan"
    assert await emulator.respon(nik=DECEASED) == "Data Tidak Ditemukan"
    assert await emulator.respon(nik={"a": 1}) == "Data Tidak Ditemukan"
    body = {"nik": ROSMALA, **LOGIN}
    assert await emulator.respon(IP_USER=body.pop("ip_user")) is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/dukcapil/get_json/bangka/1901/HAPUS_NIK", 404),
        ("POST", "/dukcapil/get_json/bangka/1902/CALL_NIK", 404),
        ("POST", "/dukcapil/get_json/CALL_NIK", 404),
        ("GET", CALL, 405),
    ],
)
async def test_other_paths_are_unknown(emulator: Emulator, method: str, path: str, status: int) -> None:
    assert (await emulator.call({"nik": ROSMALA, **LOGIN}, path, method))[0] == status


@pytest.mark.parametrize("body", [None, [], "x"])
async def test_a_body_that_is_no_object_is_a_bad_request(emulator: Emulator, body: Any) -> None:
    assert (await emulator.call(body))[0] == 400


async def test_the_quota_ends_and_a_new_day_begins_in_indonesian_time(emulator: Emulator) -> None:
    await emulator.call({"quota_exhausted": True}, "/admin/faults", "PUT")
    assert await emulator.respon() == "Kuota Akses Hari ini telah Habis"
    await emulator.call(None, "/admin/faults", "DELETE")
    assert await emulator.respon() is None
    emulator.clock.now = dt.datetime(2026, 11, 24, 17, 1, tzinfo=dt.UTC)
    assert await emulator.respon() is None


async def test_the_desk_issues_a_nik_and_a_deed_number_once(emulator: Emulator) -> None:
    status, issued = await emulator.call(ENTRY, "/admin/desk")
    assert status == 201
    assert issued["deedNumber"] == "1901-LU-24112026-0001"
    assert issued["nik"].startswith("190101421126")
    assert 9001 <= int(issued["nik"][12:]) <= 9999
    assert nik_warnings(parse_nik(issued["nik"]), dt.date(2026, 11, 2), Sex.FEMALE) == ()
    assert issued["familyCardNumber"] == "1901011503159001"
    assert await emulator.call(ENTRY, "/admin/desk") == (200, issued)
    twin = {**ENTRY, "trackingNumber": "AL-7K3M-Q9TE"}
    _, second = await emulator.call(twin, "/admin/desk")
    assert second["nik"] != issued["nik"]
    assert second["deedNumber"] == "1901-LU-24112026-0002"
    _, listed = await emulator.call(None, "/admin/effects", "GET")
    assert [effect["key"] for effect in listed["effects"]] == ["AL-7K3M-Q9TD", "AL-7K3M-Q9TE"]
    assert [effect["nik"] for effect in listed["effects"]] == [issued["nik"], second["nik"]]


async def test_what_the_desk_typed_is_read_back_by_the_connector(emulator: Emulator) -> None:
    _, issued = await emulator.call(ENTRY, "/admin/desk")
    async with open_session() as session:
        population = connect(settings("population", emulator.url), session, Clock()).population
        assert population is not None
        child = await population.read(issued["nik"])
    assert child is not None
    assert (child.nik, child.full_name) == (issued["nik"], "BUNGA CONTOH LESTARI")
    assert (child.birth_date, child.sex) == (dt.date(2026, 11, 2), Sex.FEMALE)
    assert (child.birth_deed_number, child.family_relationship) == (issued["deedNumber"], FamilyRelationship.CHILD)
    assert child.mother is not None
    assert child.father is not None
    assert (child.mother.nik, child.father.nik) == (ROSMALA, HENDRA)
    assert child.region_code == "19.01.01.2007"
    assert child.warnings == ()


async def test_the_hubs_form_may_be_sent_as_it_stands(emulator: Emulator) -> None:
    form = {
        **ENTRY,
        "child": {**CHILD, "sex": "PEREMPUAN", "weightGrams": 3200},
        "witnesses": [{"fullName": "x"}],
        "fatherNik": None,
        "familyCardNumber": "1901010101269001",
    }
    status, issued = await emulator.call(form, "/admin/desk")
    assert (status, issued["familyCardNumber"]) == (201, "1901010101269001")


async def test_other_data_under_one_tracking_number_need_a_correction(emulator: Emulator) -> None:
    _, issued = await emulator.call(ENTRY, "/admin/desk")
    changed = {**ENTRY, "child": {**CHILD, "fullName": "Bunga Contoh"}}
    status, refusal = await emulator.call(changed, "/admin/desk")
    assert (status, "PUT" in refusal["error"]) == (409, True)
    assert await emulator.call(changed, "/admin/desk", "PUT") == (200, issued)
    _, held = await emulator.call(None, f"/admin/data?key={issued['nik']}", "GET")
    assert held["full_name"] == "Bunga Contoh"
    _, listed = await emulator.call(None, "/admin/effects", "GET")
    assert len(listed["effects"]) == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"motherNik": "1901015503909999"}, "motherNik"),
        ({"motherNik": "190101"}, "motherNik"),
        ({"trackingNumber": "../etc"}, "trackingNumber"),
        ({"child": {**CHILD, "sex": "?"}}, "child.sex"),
        ({"child": {**CHILD, "birthDate": "2026-02-30"}}, "child.birthDate"),
        ({"child": {**CHILD, "fullName": "  "}}, "child.fullName"),
    ],
)
async def test_an_entry_that_cannot_be_used_leaves_nothing(
    emulator: Emulator, change: Mapping[str, Any], named: str
) -> None:
    status, refusal = await emulator.call({**ENTRY, **change}, "/admin/desk")
    assert status == 422
    assert named in refusal["error"]
    assert (await emulator.call(None, "/admin/effects", "GET"))[1] == {"effects": []}


async def test_the_desk_as_a_page(emulator: Emulator) -> None:
    fields = {f"child.{name}": value for name, value in CHILD.items()}
    form = {"trackingNumber": "AL-7K3M-Q9TD", "motherNik": ROSMALA, "fatherNik": "", "familyCardNumber": "", **fields}
    async with emulator.session.post(f"{emulator.url}/admin/desk", data={**form, "motherNik": "1"}) as response:
        page = await response.text()
        assert response.status == 422
        assert 'role="alert"' in page
        assert "Bunga Contoh Lestari" in page, "what was typed stays"
    async with emulator.session.post(f"{emulator.url}/admin/desk", data=form) as response:
        page = await response.text()
    assert response.status == 200
    assert re.search(r'id="nik">190101421126\d{4}<', page)
    assert 'id="deed-number">1901-LU-24112026-0001<' in page


async def test_every_page_says_that_this_is_an_emulator(emulator: Emulator) -> None:
    for path in ("/admin", "/admin/", "/admin/desk", "/"):
        async with emulator.session.get(emulator.url + path) as response:
            page = await response.text()
            assert response.headers["X-Satu-Emulator"] == "population"
        assert "INI ADALAH EMULATOR" in page
        assert "THIS IS AN EMULATOR" in page


async def test_a_page_escapes_what_was_typed(emulator: Emulator) -> None:
    form = {"trackingNumber": "<script>alert(1)</script>"}
    async with emulator.session.post(f"{emulator.url}/admin/desk", data=form) as response:
        assert "<script>" not in await response.text()


async def test_what_was_typed_survives_the_end_of_the_emulator(folder: Path) -> None:
    issued = []
    for number in range(3):
        async with served(create(folder, Clock())) as url, aiohttp.ClientSession() as session:
            emulator = Emulator(url, session, Clock())
            _, again = await emulator.call(ENTRY, "/admin/desk")
            other = {**ENTRY, "trackingNumber": f"AL-7K3M-Q9T{number}"}
            issued.append((again["nik"], (await emulator.call(other, "/admin/desk"))[1]["nik"]))
            with (folder / "population-desk.jsonl").open("ab") as journal:
                journal.write(b'{"tracking_number": "cut sh')
    assert len({first for first, _ in issued}) == 1
    assert len({second for _, second in issued}) == 3


async def test_people_come_from_the_districts_file(folder: Path) -> None:
    seeded = '{"nik":"1901014101909002","full_name":"Mardiana Contoh","sex":"FEMALE","birth_date":"1990-01-01"}'
    (folder / "population.jsonl").write_text(f"{seeded}\n\n{seeded.replace('9002', '9003')}")
    async with served(create(folder, Clock())) as url, aiohttp.ClientSession() as session:
        emulator = Emulator(url, session, Clock())
        _, data = await emulator.call(None, "/admin/data?first=1", "GET")
        assert data["people"] == 2
        assert [person["nik"] for person in data["first"]] == ["1901014101909002"]
        assert await emulator.respon(nik="1901014101909003") is None
        assert await emulator.respon() == "Data Tidak Ditemukan", "the sample people are not there then"


async def test_admin_counts_and_resets(emulator: Emulator) -> None:
    await emulator.respon()
    await emulator.respon()
    await emulator.respon(nik=HENDRA)
    _, calls = await emulator.call(None, "/admin/calls", "GET")
    assert calls == {"total": 3, "methods": {"CALL_NIK": {"total": 3, "keys": {ROSMALA: 2, HENDRA: 1}}}}
    await emulator.call({"status": 500}, "/admin/faults", "PUT")
    assert (await emulator.call({"nik": ROSMALA, **LOGIN}))[0] == 500
    assert (await emulator.call(None, "/admin/reset"))[1] == {"total": 0, "methods": {}}
    assert await emulator.respon() is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/admin/faults", {"lattency": 1}, 422),
        ("PUT", "/admin/faults", [], 422),
        ("PUT", "/admin/faults", {"status": 200}, 422),
        ("POST", "/admin/data", {}, 400),
        ("POST", "/admin/data", [{"nik": "1"}], 422),
        ("GET", "/admin/data?key=1901010101999999", None, 404),
        ("GET", "/admin/data?first=many", None, 400),
        ("POST", "/admin/desk", None, 422),
    ],
)
async def test_admin_refuses_what_it_does_not_know(
    emulator: Emulator, method: str, path: str, body: Any, status: int
) -> None:
    assert (await emulator.call(body, path, method))[0] == status


async def test_admin_takes_people(emulator: Emulator) -> None:
    _, rosmala = await emulator.call(None, f"/admin/data?key={ROSMALA}", "GET")
    assert (await emulator.call([{**rosmala, "nik": "1901015503909777"}], "/admin/data"))[0] == 200
    assert await emulator.respon(nik="1901015503909777") is None
