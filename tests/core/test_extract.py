"""Reading an extract of the population register: its form, odd cells, and what a refusal says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from hub.core.codes import CLOSED_LISTS
from hub.core.errors import BadInput
from hub.core.extract.cells import NULL
from hub.core.extract.form import KNOWN, DateForm, read_form
from hub.core.extract.reasons import Reason
from hub.core.extract.rows import STAGED, RowReader
from hub.core.names import search_key
from hub.worker.extract_file import OpenExtract

TODAY = dt.date(2026, 11, 24)
ROW = {
    "NO_KK": "1901010101159001",
    "NIK": "1901011501859001",
    "NAMA_LGKP": "Suparman Contoh",
    "JENIS_KLMIN": "1",
    "TGL_LHR": "15-01-1985",
    "STAT_HBKEL": "1",
    "NO_PROP": "19",
    "NO_KAB": "1",
    "NO_KEC": "1",
    "NO_KEL": "1001",
    "ALAMAT": "Jl. Contoh 1",
    "NO_RT": "1",
    "NO_RW": "02",
    "KODE_POS": "33211",
}


def file_of(*rows: dict[str, str], delimiter: str = ",", end: str = "\n") -> bytes:
    names = list(rows[0])
    return (
        end.join(delimiter.join(each) for each in [names, *([row[n] for n in names] for row in rows)]).encode() + b"\n"
    )


def read(data: bytes, root: str = "19.01") -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows as they are staged, in the order of their lines."""
    form = read_form(data)
    staged = RowReader(form, root, TODAY).read(data[form.begin :], form.first_line)
    rows = [dict(zip(STAGED, line.split("\t"), strict=True)) for line in staged.data.decode().splitlines()]
    assert len(rows) == staged.rows
    assert sum(row["reason"] != NULL for row in rows) == staged.refused
    return sorted(rows, key=lambda row: int(row["line"])), dict(staged.warnings)


def one(**given: str) -> dict[str, Any]:
    ((row,), _) = read(file_of({**ROW, **given}))
    return row


def refused(**given: str) -> tuple[str, str]:
    row = one(**given)
    return row["reason"], row["reason_column"]


def test_a_row_says_what_the_record_keeps() -> None:
    row = one()
    expected = {
        "line": "2", "reason": NULL, "nik": "1901011501859001", "full_name": "Suparman Contoh", "sex": "MALE",
        "birth_date": "1985-01-15", "family_relationship": "HEAD", "region_code": "19.01.01.1001", "rt": "001",
        "rw": "002", "postal_code": "33211", "name_key": "suparman contoh", "mother_key": "", "religion": NULL,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_mark_and_line_ends_are_found(delimiter: str, mark: bytes, end: str) -> None:
    rows, _ = read(mark + file_of(ROW, {**ROW, "NIK": "1901011501859002"}, delimiter=delimiter, end=end))
    assert [(row["line"], row["nik"]) for row in rows] == [("2", "1901011501859001"), ("3", "1901011501859002")]
    assert {row["postal_code"] for row in rows} == {"33211"}


def test_columns_may_stand_in_any_order_and_case_and_others_are_named() -> None:
    names = [*reversed(ROW), "PNYDNG_CCT", "Nama Lain"]
    data = "\n".join([",".join(names).lower(), ",".join([*(ROW[n] for n in reversed(ROW)), "7", "x"])]).encode()
    assert read_form(data).unread == ("PNYDNG_CCT", "(a column without a usable name)")
    ((row,), _) = read(data)
    assert (row["nik"], row["rw"]) == (ROW["NIK"], "002")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "NIK, NAMA_LGKP"),
        (file_of(ROW).split(b"\n", 1)[1], "has to name the columns"),
        (file_of({n: v for n, v in ROW.items() if n != "NO_KEL"}), "NO_KEL is not among them"),
        (b"NIK," + file_of(ROW), "more than once: NIK"),
    ],
)
def test_a_file_without_a_usable_header_is_refused_without_a_word_of_its_cells(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_form(data)
    assert sentence in refusal.value.message
    assert "Suparman" not in refusal.value.message.title()


def test_the_first_date_says_which_form_dates_have() -> None:
    iso = {**ROW, "TGL_LHR": "1985-01-15"}
    assert read_form(file_of({**ROW, "TGL_LHR": ""}, iso, ROW)).dates is DateForm.ISO
    rows, _ = read(file_of({**ROW, "TGL_LHR": ""}, {**iso, "TGL_LHR": "1985-01-15 00:00:00"}, ROW))
    assert [(row["birth_date"], row["reason"]) for row in rows] == [
        (NULL, NULL),
        ("1985-01-15", NULL),
        (NULL, "DATE"),
    ]


@pytest.mark.parametrize("day", ["31-02-1985", "00-00-0000", "15-01-1849", "25-11-2026", "15.01.1985", "x"])
def test_a_date_that_cannot_be_refuses_its_row(day: str) -> None:
    assert refused(TGL_LHR=day) == ("DATE", "TGL_LHR")


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("NIK", "", Reason.NIK),
        ("NIK", "1.90101E+15", Reason.NIK),
        ("NIK", "1901019901859001", Reason.NIK),
        ("NAMA_LGKP", " - ", Reason.NAME),
        ("NAMA_LGKP", "S\u0000", Reason.NAME),
        ("NAMA_LGKP", "S" * 401, Reason.NAME),
        ("JENIS_KLMIN", "3", Reason.CODE),
        ("STAT_HBKEL", "KEPALA", Reason.CODE),
        ("NO_KK", "123", Reason.FAMILY_CARD),
        ("KODE_POS", "3321", Reason.CODE),
        ("ALAMAT", "Jl.\u0007", Reason.TEXT),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_row(column: str, cell: str, reason: Reason) -> None:
    assert refused(**{column: cell}) == (reason.name, column)


def test_regions_are_put_together_and_others_are_refused() -> None:
    assert one(NO_PROP="19", NO_KAB="01", NO_KEC="03", NO_KEL="2003")["region_code"] == "19.01.03.2003"
    assert refused(NO_KAB="4") == ("OTHER_REGION", "NO_PROP")
    assert refused(NO_KEL="") == ("REGION", "NO_PROP")
    assert refused(NO_KEC="123") == ("REGION", "NO_PROP")
    ((row,), _) = read(file_of({**ROW, "NO_KAB": "4"}), root="")
    assert row["region_code"] == "19.04.01.1001"


def test_official_codes_are_read_with_and_without_zeros() -> None:
    columns = {
        "JENIS_KLMIN": ("Sex", "sex"),
        "GOL_DRH": ("BloodType", "blood_type"),
        "PDDK_AKH": ("EducationLevel", "education"),
        "STAT_KWN": ("MaritalStatus", "marital_status"),
        "STAT_HIDUP": ("VitalStatus", "vital_status"),
        "KEBANGSAAN": ("Citizenship", "citizenship"),
        "STAT_HBKEL": ("FamilyRelationship", "family_relationship"),
    }
    for column, (name, attribute) in columns.items():
        for member in CLOSED_LISTS[name]:
            assert {one(**{column: code})[attribute] for code in (member.code, f"0{member.code}")} == {member.name}
        assert one(**{column: "0"})[attribute] == NULL
    row = one(AGAMA="07", JENIS_PKRJN="099")
    assert (row["religion"], row["occupation"]) == ("7", "99")


def test_a_nik_that_disagrees_is_taken_and_counted() -> None:
    rows, warnings = read(
        file_of(ROW, {**ROW, "NIK": "1901011601859001"}, {**ROW, "NIK": "1901015501859001"}, {**ROW, "TGL_LHR": ""})
    )
    assert all(row["reason"] == NULL for row in rows)
    assert warnings == {"NIK_BIRTH_DATE": 1, "NIK_SEX": 1}


def test_a_date_in_a_nik_is_a_mans_or_a_womans_and_none_between_the_two() -> None:
    """A man's of this day is 150511, a woman's 550511; 051155 stands where one follows the other without a space."""
    _, warnings = read(file_of({**ROW, "TGL_LHR": "15-05-2011", "NIK": "1901010511559001"}))
    assert warnings == {"NIK_BIRTH_DATE": 1}


def test_a_piece_tells_the_words_of_its_names_each_once_and_how_many_live_where() -> None:
    data = file_of(ROW, {**ROW, "NAMA_LGKP": "Siti Contoh"}, {**ROW, "NIK": "x", "NAMA_LGKP": "Tidak Diambil"})
    form = read_form(data)
    staged = RowReader(form, "19.01", TODAY).read(data[form.begin :], form.first_line)
    assert staged.words == [search_key("Contoh"), search_key("Siti"), search_key("Suparman")]
    assert staged.regions == {"19.01.01.1001": 2}


def test_a_parents_number_that_is_none_is_left_out_and_counted() -> None:
    given = [{**ROW, "NIK_IBU": cell} for cell in ("", "0", "-", "123", "1901015501609001")]
    rows, warnings = read(file_of(*given))
    assert [row["mother_nik"] for row in rows] == [NULL] * 4 + ["1901015501609001"]
    assert warnings == {"PARENT_NIK": 1}


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends_and_lines_are_counted_as_they_stand() -> None:
    quoted = {**ROW, "ALAMAT": '"Jl. Contoh, ""Lama""\r\n  Blok\tA\\B"'}
    rows, _ = read(file_of(quoted, {**ROW, "NIK": "x"}, ROW))
    assert [row["line"] for row in rows] == ["2", "4", "5"]
    assert rows[0]["address_line"] == 'Jl. Contoh, "Lama" Blok A\\\\B'
    assert rows[1]["reason"] == "NIK"


def test_odd_rows_are_refused_and_those_around_them_are_read() -> None:
    good = file_of(ROW).split(b"\n")[1]
    header = file_of(ROW).split(b"\n")[0]
    not_utf8 = good.replace(b"Suparman", b"Supar\xffman")
    data = b"\n".join([header, good, b"a,b", b"", good + b",x", not_utf8, good.replace(b"Jl.", b"Jl.\r"), good, b""])
    rows, _ = read(data)
    assert [(row["line"], row["reason"]) for row in rows] == [
        ("2", NULL), ("3", "FIELDS"), ("5", "FIELDS"), ("6", "NAME"), ("7", "MALFORMED"), ("8", NULL),
    ]  # fmt: skip


def test_pieces_end_where_rows_do(tmp_path: Path) -> None:
    """Quoted line ends, a quotation mark inside a cell, no line end at the end: all rows come, each once."""
    cells = ['"Jl. ""A""\nRT 1"', 'Jl. "Mawar" 5', '12" pipa', "Jl. Biasa"]
    rows = [{**ROW, "NIK": f"19010115018{n:05}", "ALAMAT": cells[n % 4]} for n in range(10_000, 31_000)]
    path = tmp_path / "extract.csv"
    path.write_bytes(file_of(*rows).rstrip(b"\n"))
    with OpenExtract.open(path) as opened:
        form = opened.form()
        pieces = list(opened.pieces(form))
        assert pieces == list(opened.pieces(form))
    data = path.read_bytes()
    assert b"".join(piece.data for piece in pieces) == data[form.begin :]
    assert len(pieces) > 1
    assert [piece.begin_at for piece in pieces[1:]] == [each.begin_at + len(each.data) for each in pieces[:-1]]
    reader = RowReader(form, "19.01", TODAY)
    staged = [reader.read(piece.data, piece.lines[0]) for piece in pieces]
    lines = [int(line.split("\t")[0]) for each in staged for line in each.data.decode().splitlines()]
    assert sorted(lines) == [2 + n + (n + 3) // 4 for n in range(21_000)]
    # Serial 0000 is of nobody.
    assert sum(each.refused for each in staged) == 3


def test_a_quotation_mark_that_never_closes_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(file_of(*[ROW] * 3, {**ROW, "ALAMAT": '"Jl. Contoh'}, *[ROW] * 3000))
    with OpenExtract.open(path) as opened, pytest.raises(BadInput, match="opens in line 5 does not close"):
        list(opened.pieces(opened.form()))


def test_every_known_column_is_read() -> None:
    assert set(read_form((",".join(KNOWN) + "\n").encode()).columns) == set(KNOWN)
