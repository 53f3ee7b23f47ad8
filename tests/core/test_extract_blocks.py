"""What is read many lines at a time says the same as line by line and cell by cell."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from hub.core.extract import cells, plain, whole

ODD = st.sampled_from(
    ["", "-", " ", "a", "Siti", "a  b", " a", "a ", "\\", "a\nb", "\x85", "\xa0", "\t", "\ud800", "x" * 401]
)
TEXTS = st.one_of(ODD, st.text("ab- ,'", max_size=6))
GIVEN_NIKS = st.sampled_from(
    ["1901011501859001", "'1901011501859001", " 1901011501859001", "1901015501850001", "1901019999859001",
     "1901011501850000", "190101150185900", "19010115018590011", "", "-", "1901011501859001\n",
     "1901011501859001\n1901011501859002", "0000000000000000", "0", "１９０１０１１５０１８５９００１"]
)  # fmt: skip
LINES = st.lists(
    st.sampled_from(
        ["a,b,c", "a,b,c\r", 'a,"b,c",d', '"a",b,"c"', '"a",,', '"","",""', "\0,a,b", '\0,"a",b', 'a,"b""c",d',
         "a,b", "a,b,c,d", "", '"a,b', 'a,b,"c"x', 'a,b"c,d', 'a""b,c,d', "a\r,b,c", ",,"]
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(st.lists(TEXTS, max_size=5))
def test_texts_of_a_column_say_what_each_says(column: list[str]) -> None:
    for says in (cells.text, cells.name):
        said = [says(cell) for cell in column]
        texts = whole.Texts(says)
        assert texts.read(column) == said
        assert texts.odd() == (None in said)
        assert not texts.odd()


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_columns_that_are_plain_together_say_what_is_written_in_them(columns: list[list[str]]) -> None:
    short = max(len(cell) for column in columns for cell in column) <= cells.LONGEST
    plain_together = whole.are_plain(*columns, short=short)
    assert plain_together == all(whole.are_plain(column) for column in columns)
    if plain_together:
        assert [[cells.text(cell) for cell in column] for column in columns] == columns
        assert [whole.Texts(cells.name).plain(column) for column in columns] == [
            [cells.name(cell) for cell in column] for column in columns
        ]


@given(st.lists(GIVEN_NIKS, max_size=4))
def test_numbers_of_a_column_say_what_each_says(column: list[str]) -> None:
    for numbers, says in (
        (whole.niks(), cells.nik),
        (whole.parents_niks(), cells.parent_nik),
        (whole.family_cards(), cells.family_card),
    ):
        said = [says(cell) for cell in column]
        assert numbers.read(column) == said
        assert numbers.odd() == any(cell in {None, cells.NO_NIK} for cell in said)


@given(LINES)
@example(["a,b", "a,b,c,d"])
def test_lines_are_cut_as_csv_reads_them_or_not_at_all(lines: list[str]) -> None:
    found = plain.columns(lines, ",", 3)
    if found is None:
        return
    reader = csv.reader(io.StringIO("\n".join(lines), newline="\n"))
    rows = list(reader)
    assert reader.line_num == len(rows) == len(lines)
    assert list(map(list, zip(*found, strict=True))) == rows


def test_most_lines_are_cut() -> None:
    found = plain.columns(['a,"b,b",c', "d,e,f", '"","h",i', 'j,"k ""l""",m'], ",", 3)
    assert found == [["a", "d", "", "j"], ["b,b", "e", "h", 'k "l"'], ["c", "f", "i", "m"]]
