"""What is read many lines at a time says the same as line by line and cell by cell."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from hub.core.extract import cells, plain, whole

ODD = st.sampled_from(
    ["", "-", " ", "a", "Siti", "a  b", " a", "a ", "\\", "a\nb", "\x85", "\xa0", "\t", "\ud800", "x" * 401]
)
TEXTS = st.one_of(ODD, st.text("ab- ,'", max_size=6))
GIVEN_NIKS = st.sampled_from(
    ["1901011501859001", "'1901011501859001", " 1901011501859001", "1901015501850001", "1901019999859001",
     "1901011501850000", "190101150185900", "19010115018590011", "", "-", "1901011501859001\n",
     "1901011501859001\n1901011501859002", "１９０１０１１５０１８５９００１"]
)  # fmt: skip
LINES = st.lists(
    st.sampled_from(
        ["a,b,c", "a,b,c\r", 'a,"b,c",d', '"a",b,"c"',
         "a,b", "a,b,c,d", "", '"a,b', 'a,b,"c"x', 'a,b"c,d', "a\r,b,c", ",,"]
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(st.lists(TEXTS, max_size=5))
def test_texts_of_a_column_say_what_each_says(column: list[str]) -> None:
    for says in (cells.text, cells.name):
        assert whole.texts(says)(column) == [says(cell) for cell in column]


@given(st.lists(GIVEN_NIKS, max_size=4))
def test_niks_of_a_column_say_what_each_says(column: list[str]) -> None:
    assert whole.niks(column) == [cells.nik(cell) for cell in column]


@given(LINES)
def test_lines_are_cut_as_csv_reads_them_or_not_at_all(lines: list[str]) -> None:
    found = plain.columns(lines, ",", 3)
    if found is None:
        return
    reader = csv.reader(io.StringIO("\n".join(lines), newline="\n"))
    rows = list(reader)
    assert reader.line_num == len(rows) == len(lines)
    cut = dict(zip(found.lines, zip(*found.columns, strict=True), strict=True))
    assert [list(cut[at]) for at in range(len(lines))] == rows


def test_most_lines_are_cut() -> None:
    found = plain.columns(['a,"b,b",c', "d,e,f", "g,h,i"], ",", 3)
    assert found == plain.Columns([["d", "g", "a"], ["e", "h", "b,b"], ["f", "i", "c"]], [1, 2, 0])
