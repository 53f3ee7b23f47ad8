"""`receiveNIB` on bytes written from PIA 4.3.22: who may push, what is read, what is answered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest
from multidict import CIMultiDict

from hub.connectors.licensing.facet import Licence
from hub.connectors.licensing.ingress import answer, read, routes
from hub.core.errors import BadInput, ErrorCode, Unauthenticated
from hub.exchange.ingress import Command, Outcome, Push, Trouble
from tests.connectors.serving import CREDENTIALS, NOW

BODY = (Path(__file__).parent / "fixtures" / "receive_nib.json").read_bytes()
NIB = "8120207739001"
ACCOUNT = CREDENTIALS["licensing"]


def signed(nib: str = NIB, day: str = "20261124", **account: str) -> str:
    """As the document writes it: SHA1(USERNAME+PASSWORD+NIB+DATE(Ymd))."""
    known = {**ACCOUNT, **account}
    return hashlib.sha1(f"{known['username']}{known['password']}{nib}{day}".encode()).hexdigest()  # noqa: S324  theirs


def pushed(body: bytes = BODY, *, at: dt.datetime = NOW, header: str = "Token", given: str | None = None) -> Command:
    headers = CIMultiDict({header: signed() if given is None else given})
    return read(ACCOUNT, Push(headers=headers, body=body, at=at))


def changed(**fields: Any) -> bytes:
    data = orjson.loads(BODY)
    data["dataNIB"].update(fields)
    return orjson.dumps(data)


def told(outcome: Outcome) -> tuple[int, str, str]:
    reply = answer(outcome)
    assert reply.content_type == "application/json"
    said = orjson.loads(reply.body)["responreceiveNIB"]
    return reply.status, said["status"], said["keterangan"]


def test_each_person_in_charge_gets_the_lines_of_the_number() -> None:
    command = pushed()
    assert [recording.nik for recording in command.recordings] == ["9171011201909003", "1901015503909001"]
    name, issued, since = "CV LADA PUTIH CONTOH (DATA CONTOH)", dt.date(2024, 1, 9), dt.date(2026, 11, 23)
    for recording in command.recordings:
        assert (recording.facet, recording.complete, recording.as_of) == ("licences", False, None)
        assert recording.items == (
            # A number that lost its leading zero; the document's list where no year is named.
            Licence(NIB, name, "01281", 2020, "ACTIVE", issued, since),
            Licence(NIB, name, "46207", 2025, "ACTIVE", issued, since),
        )


def test_the_same_bytes_have_the_same_key_and_others_another() -> None:
    assert pushed().key == pushed().key
    assert pushed(changed(status_nib="05")).key != pushed().key
    assert not [nik for nik in ("9171011201909003", NIB) if nik in pushed().key]


@pytest.mark.parametrize("header", ["Token", "token", "TOKEN"])
def test_the_token_is_taken_however_it_is_written(header: str) -> None:
    assert pushed(header=header).recordings
    assert pushed(given=f" {signed().upper()} ").recordings


@pytest.mark.parametrize(
    "given",
    [
        "",
        "0" * 40,
        signed()[:-1],
        signed() + "0",
        signed(nib="8120207739002"),
        signed(day="20261123"),
        signed(day="20261125"),
        signed(password="salah"),
        signed(username=""),
        "\udcff\udcfe",
        "×" * 40,
    ],
)
def test_another_token_opens_nothing(given: str) -> None:
    with pytest.raises(Unauthenticated):
        pushed(given=given)


def test_the_day_is_that_of_indonesia_and_clocks_may_differ_by_minutes() -> None:
    midnight = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)  # 00:00 WIB of the 25th
    for minutes, days in ((-6, {"24"}), (-4, {"24", "25"}), (4, {"24", "25"}), (6, {"25"})):
        at = midnight + dt.timedelta(minutes=minutes)
        taken = set()
        for day in ("23", "24", "25", "26"):
            try:
                pushed(at=at, given=signed(day=f"202611{day}"))
            except Unauthenticated:
                continue
            taken.add(day)
        assert taken == days, minutes


def test_the_token_is_of_the_number_in_the_body() -> None:
    with pytest.raises(Unauthenticated):
        pushed(changed(nib="8120207739002"))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b'{"dataNIB": []}', b'{"dataNIB": null}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_data_of_a_number_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        pushed(body)


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"nib": "812020773900"}, "nib"),
        ({"nib": 81202077390010}, "nib"),
        ({"nib": None}, "nib"),
        ({"nib": {"x": 1}}, "nib"),
        ({"status_nib": "07"}, "status_nib"),
        ({"status_nib": ""}, "status_nib"),
        ({"tgl_terbit_nib": "09-01-2024"}, "tgl_terbit_nib"),
        ({"tgl_perubahan_nib": "2026-02-30"}, "tgl_perubahan_nib"),
        ({"penanggung_jwb": []}, "penanggung_jwb"),
        ({"penanggung_jwb": None}, "penanggung_jwb"),
        ({"penanggung_jwb": "x"}, "penanggung_jwb"),
        ({"penanggung_jwb": ["x"]}, "penanggung_jwb"),
        (
            {"penanggung_jwb": [{"jns_identitas_penanggung_jwb": "01", "no_identitas_penanggung_jwb": "19010155"}]},
            "penanggung_jwb.no_identitas_penanggung_jwb",
        ),
        ({"data_proyek": {"kbli": "01281"}}, "data_proyek"),
        ({"data_proyek": [{"kbli": "01281", "tahun_kbli": "2019"}]}, "data_proyek.tahun_kbli"),
        ({"data_proyek": [{"kbli": ["01281"]}]}, "kbli"),
        ({"nama_perseroan": True}, "nama_perseroan"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_without_its_value(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        pushed(changed(**fields), given=signed(nib=str(fields.get("nib", NIB))))
    assert caught.value.path == f"dataNIB.{path}"
    assert "19010155" not in caught.value.message


def test_a_number_without_a_project_has_no_line_and_no_year() -> None:
    (first, *_) = pushed(changed(data_proyek=[])).recordings
    assert [(each.kbli, each.kbli_year) for each in first.items] == [(None, None)]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status_nib": "02"}, "NOT_YET_ACTIVE"),
        ({"status_nib": "5"}, "FROZEN"),
        ({"status_nib": 6}, "REVOKED"),
        ({"status_nib": "", "tipe_dokumen ": "3"}, "REVOKED"),
        ({"status_nib": None, "tipe_dokumen ": "4"}, "REVOKED"),
    ],
)
def test_statuses(fields: dict[str, Any], status: str) -> None:
    assert {each.status for each in pushed(changed(**fields)).recordings[0].items} == {status}


def test_days_that_systems_write_for_none() -> None:
    (first, *_) = pushed(changed(tgl_perubahan_nib="0000-00-00", tgl_terbit_nib="2024-01-09 00:00:00")).recordings
    assert (first.items[0].issued_on, first.items[0].changed_on) == (dt.date(2024, 1, 9), dt.date(2024, 1, 9))


NOT_HERE = Trouble(ErrorCode.NOT_FOUND, "Nobody.", "nik")
OUTAGE = Trouble(ErrorCode.SOURCE_UNAVAILABLE, "Later.")
WRONG = Trouble(ErrorCode.BAD_INPUT, "No.", "licences.0.kbli")


@pytest.mark.parametrize(
    ("results", "status", "kept"),
    [
        ((None,), 200, "1"),
        ((None, None), 200, "1"),
        ((None, NOT_HERE), 200, "1"),
        ((NOT_HERE, NOT_HERE), 404, "2"),
        ((None, OUTAGE), 500, "2"),
        ((NOT_HERE, OUTAGE, WRONG), 500, "2"),
        ((None, WRONG), 400, "2"),
        ((Trouble(ErrorCode.INTERNAL, "x"),), 500, "2"),
        ((Trouble(ErrorCode.FORBIDDEN, "x"), WRONG), 403, "2"),
        ((Trouble(ErrorCode.QUOTA_EXHAUSTED, "x"),), 500, "2"),
    ],
)
def test_the_answer_says_whether_it_is_kept(results: tuple[Trouble | None, ...], status: int, kept: str) -> None:
    assert told(Outcome(results=results))[:2] == (status, kept)


def test_the_words_are_the_documents() -> None:
    assert told(Outcome(results=(None,))) == (200, "1", "Berhasil menyimpan data")
    assert "1 dari 2" in told(Outcome(results=(None, NOT_HERE)))[2]
    refused = Outcome(refused=Trouble(ErrorCode.UNAUTHENTICATED, "x"))
    assert told(refused) == (401, "2", "User Akses Tidak Valid")
    bad = dataclasses.replace(refused, refused=Trouble(ErrorCode.BAD_INPUT, "x", "dataNIB.status_nib"))
    assert told(bad) == (400, "2", "Data Parameter Salah: dataNIB.status_nib")
    assert told(Outcome(refused=Trouble(ErrorCode.COST_EXCEEDED, "x")))[:2] == (400, "2")


def test_one_address() -> None:
    (route,) = routes(ACCOUNT)
    assert route.name == "receiveNIB"
    assert route.read(Push(headers={"Token": signed()}, body=BODY, at=NOW)).recordings
