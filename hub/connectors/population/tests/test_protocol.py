"""The connector against bytes written from the documented shapes, not from the emulator."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.connectors.population.connector import connect
from hub.core.agency_ports import PopulationAgency
from hub.core.citizen import Address, CitizenClaim, CitizenMatch, ParentRef
from hub.core.codes import BloodType, EducationLevel, FamilyRelationship, MaritalStatus, Sex
from hub.core.errors import HubError, QuotaExhausted, SourceUnavailable
from hub.exchange.session import open_session
from tests.connectors.serving import NOW, Canned, Clock, served, settings

FIXTURES = Path(__file__).parent / "fixtures"
CALL_NIK = "/dukcapil/get_json/bangka/1901/CALL_NIK"
MATCH_NIK = "/dukcapil/get_json/bangka/1901/MATCH_NIK"
PAPUA = "9171011201909003"
ROSMALA = "1901015503909001"


@asynccontextmanager
async def agency(body: bytes, status: int = 200) -> AsyncIterator[tuple[PopulationAgency, Canned]]:
    canned = Canned({CALL_NIK: (status, body), MATCH_NIK: (status, body)})
    async with served(canned.application) as url, open_session() as session:
        population = connect(settings("population", url), session, Clock()).population
        assert population is not None
        yield population, canned


def fixture(name: str) -> bytes:
    return (FIXTURES / f"{name}.json").read_bytes()


async def test_the_question_is_as_documented() -> None:
    async with agency(fixture("call_nik_papua")) as (population, canned):
        await population.read(PAPUA)
    (asked,) = canned.asked
    assert (asked.method, asked.path, dict(asked.query)) == ("POST", CALL_NIK, {})
    assert json.loads(asked.body) == {
        "nik": PAPUA,
        "user_id": "SATU_CONTOH",
        "password": "contoh-bukan-rahasia",
        "ip_user": "10.19.1.10",
    }


async def test_a_person_with_numbers_above_2_to_the_53() -> None:
    async with agency(fixture("call_nik_papua")) as (population, _):
        person = await population.read(PAPUA)
    assert person is not None
    assert person.nik == PAPUA
    assert person.family_card_number == "9171010208159001"
    assert person.father == ParentRef("MARKUS CONTOH RUMBIAK", "9171011505609007")
    assert person.mother == ParentRef("DORKAS CONTOH", "9171015506639005")
    assert person.full_name == "YUSUF CONTOH RUMBIAK"
    assert (person.sex, person.birth_date) == (Sex.MALE, dt.date(1990, 1, 12))
    assert (person.birth_place, person.birth_deed_number) == ("JAYAPURA", "9171-LU-02021990-0007")
    assert (person.blood_type, person.religion) == (BloodType.AB, "2")
    assert (person.marital_status, person.education) == (MaritalStatus.MARRIED_REGISTERED, EducationLevel.BACHELOR)
    assert (person.occupation, person.family_relationship) == ("65", FamilyRelationship.HEAD)
    assert person.address == Address(
        "JALAN CONTOH NO. 7", "003", "001", "RIDING PANJANG", "MERAWANG", "BANGKA", "KEPULAUAN BANGKA BELITUNG",
        "33215", "19.01.03.2003",
    )  # fmt: skip
    assert (person.tenant, person.as_of, person.warnings) == ("1901", NOW, ())
    assert (person.citizenship, person.vital_status) == (None, None), "the service does not say"


async def test_another_deployment_writes_it_differently() -> None:
    async with agency(fixture("call_nik_other_deployment")) as (population, _):
        person = await population.read("1901015501559001")
    assert person is not None
    assert (person.full_name, person.family_card_number) == ("SUMIATI", "1901011503159003")
    assert (person.sex, person.birth_date) == (Sex.FEMALE, dt.date(1955, 1, 15))
    assert (person.blood_type, person.religion) == (BloodType.UNKNOWN, "6")
    assert (person.marital_status, person.education) == (MaritalStatus.WIDOWED, EducationLevel.DIPLOMA_3)
    assert (person.occupation, person.family_relationship) == ("5", FamilyRelationship.PARENT)
    assert person.birth_deed_number is None
    assert person.address is not None
    assert (person.address.line, person.address.rt, person.address.rw) == ("GANG CONTOH, DUSUN II", "004", None)
    assert person.address.region_code == "19.01.01.1001"
    assert person.father == ParentRef("LIEM CONTOH SUI JAN", None)
    assert person.mother is None
    assert person.warnings == ()


async def test_what_is_not_understood_is_left_out_with_a_warning() -> None:
    async with agency(fixture("call_nik_unknown_labels")) as (population, _):
        person = await population.read(ROSMALA)
    assert person is not None
    assert person.nik == ROSMALA
    unknown = (
        person.family_card_number, person.birth_date, person.blood_type, person.religion, person.marital_status,
        person.education, person.occupation, person.family_relationship,
    )  # fmt: skip
    assert set(unknown) == {None}
    assert person.address is not None
    assert person.address.region_code == ""
    told = " ".join(person.warnings)
    for name in ("NO_KK", "TGL_LHR", "GOL_DARAH", "AGAMA", "STATUS_KAWIN", "JENIS_PKRJN"):
        assert name in told
    assert "JEDI" not in told, "a value is about somebody"
    assert "The sex in the NIK differs from the recorded sex." in person.warnings


async def test_an_agreement_may_leave_fields_out() -> None:
    async with agency(fixture("call_nik_few_fields")) as (population, _):
        person = await population.read(ROSMALA)
    assert person is not None
    assert (person.nik, person.full_name, person.address, person.tenant) == (ROSMALA, "ROSMALA CONTOH", None, "")


async def test_an_answer_about_somebody_else_is_not_used() -> None:
    async with agency(fixture("call_nik_papua")) as (population, _):
        with pytest.raises(SourceUnavailable) as caught:
            await population.read(ROSMALA)
    assert caught.value.details["reason"] == "UNREADABLE"


@pytest.mark.parametrize("name", ["not_found", "not_found_shouted"])
async def test_nobody_is_no_error(name: str) -> None:
    async with agency(fixture(f"respon_{name}")) as (population, _):
        assert await population.read(ROSMALA) is None
        claim = CitizenClaim(ROSMALA, full_name="Rosmala Contoh")
        assert await population.match(claim) == CitizenMatch(
            nik=False, full_name=False, birth_date=None, birth_place=None, sex=None, mother_name=None
        )


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("quota", QuotaExhausted, None),
        ("quota_shouted", QuotaExhausted, None),
        ("address_differs", SourceUnavailable, "REFUSED"),
        ("address_unknown", SourceUnavailable, "REFUSED"),
        ("login", SourceUnavailable, "REFUSED"),
        ("login_lower", SourceUnavailable, "REFUSED"),
        ("something_new", SourceUnavailable, "UNREADABLE"),
    ],
)
async def test_errors_come_as_data(name: str, kind: type[HubError], reason: str | None) -> None:
    async with agency(fixture(f"respon_{name}")) as (population, canned):
        with pytest.raises(kind) as caught:
            await population.read(ROSMALA)
    assert caught.value.details.get("reason") == reason
    assert "ROSMALA" not in f"{caught.value.message}{caught.value.details}"
    assert len(canned.asked) == 1, "asking again would cost quota"


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"[]", b'{"content": []}', b'{"content": null}', b'{"content": ["x"]}', b'{"kontent": [{}]}',
        b'{"content": [{"NIK": 1901015503909001}, {"NIK": 1901015503909002}]}', b'{"content": [{"NIK": "',
        b'{"content": [{"NIK": null}]}', b'{"content": [{"NIK": 1e400000}]}',
    ],
)  # fmt: skip
async def test_an_answer_of_another_shape_is_unreadable(body: bytes) -> None:
    async with agency(body) as (population, _):
        with pytest.raises(SourceUnavailable) as caught:
            await population.read(ROSMALA)
    assert caught.value.details["reason"] == "UNREADABLE"


async def test_another_status_is_an_error() -> None:
    async with agency(fixture("call_nik_papua"), status=404) as (population, _):
        with pytest.raises(SourceUnavailable):
            await population.read(PAPUA)


async def test_only_what_is_claimed_is_sent_and_answered() -> None:
    claim = CitizenClaim(ROSMALA, "Rosmala Contoh", dt.date(1990, 3, 16), None, Sex.FEMALE, None)
    async with agency(fixture("match")) as (population, canned):
        answer = await population.match(claim)
    assert answer == CitizenMatch(
        nik=True, full_name=True, birth_date=False, birth_place=None, sex=True, mother_name=None
    )
    sent = json.loads(canned.asked[0].body)
    assert (sent["NAMA_LGKP"], sent["TGL_LHR"], sent["JENIS_KLMIN"]) == ("Rosmala Contoh", "1990-03-16", "PEREMPUAN")
    assert not {"TMPT_LHR", "NAMA_LGKP_IBU"} & sent.keys()


@pytest.mark.parametrize("name", ["match", "match_vague"])
async def test_an_element_without_a_clear_answer_is_unreadable(name: str) -> None:
    claim = CitizenClaim(ROSMALA, "Rosmala Contoh", birth_place="Sungailiat")
    async with agency(fixture(name)) as (population, _):
        with pytest.raises(SourceUnavailable):
            await population.match(claim)
