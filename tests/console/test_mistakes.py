"""What is wrong with a GraphQL text is said in Indonesian with the names in it, above the library's own sentence."""

from __future__ import annotations

from typing import Final

import pytest
from graphql import specified_rules

from hub.console.portal.mistakes import _SAID, mistakes
from tests.fakes.world import schema

READS: Final = "query A($n: NIK!) { citizen(nik: $n) { fullName } }"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("{\n  viewer { rolls } }", (2, 12), "Viewer tidak punya medan rolls. Mungkin maksudnya roles."),
        ("{ viewer }", (1, 3), "Query.viewer berisi Viewer. Tulis medan mana yang diminta: viewer { ... }."),
        ("{ viewer { subject { x } } }", (1, 20), "Viewer.subject adalah satu nilai, tanpa medan di dalamnya."),
        ("{ viewer(a: 1) { roles } }", (1, 10), "Query.viewer tidak punya argumen a."),
        ("{ citizen { fullName } }", (1, 3), "Query.citizen memerlukan argumen nik: NIK!."),
        ("{ viewer { roles @skip } }", (1, 18), "@skip memerlukan argumen if: Boolean!."),
        (READS.replace("NIK!", "Nikk!"), (1, 13), "Tidak ada jenis Nikk. Mungkin maksudnya NIK."),
        (READS.replace("NIK!", "Int!"), (1, 9), "Variabel $n bertipe Int!, dan di tempat ia dipakai diminta NIK!."),
        (READS.replace("($n: NIK!)", ""), (1, 24), "Variabel $n dipakai, tetapi tidak disebut"),
        (READS.replace("$n)", '"1901010101010001")'), (1, 9), "Variabel $n tidak dipakai."),
        ("{ citizen(nik: 5) { fullName } }", (1, 16), "Nilai ini tidak cocok: yang diminta NIK!."),
        ("{ viewer { ...F } }", (1, 15), "Fragmen F tidak ada dalam teks ini."),
        ("{ viewer { roles } } fragment F on Viewer { roles }", (1, 22), "Fragmen F tidak dipakai."),
        ("{ viewer { ...F } } fragment F on Viewer { ...F }", (1, 44), "Fragmen F memuat dirinya sendiri."),
        ("{ viewer { ... on Citizen { nik } } }", (1, 12), "isinya Citizen, dan di sini ada Viewer."),
        ("{ viewer { roles @foo } }", (1, 18), "Arahan @foo tidak dikenal"),
        ("{ viewer { roles }", (1, 19), "Teksnya berhenti sebelum selesai."),
        ("{ viewer { roles } } }", (1, 22), "Di sini tulisannya bukan GraphQL lagi."),
    ],
)  # fmt: skip
def test_a_mistake_is_said_where_it_is_with_its_names(text: str, at: tuple[int, int], said: str) -> None:
    first = mistakes(schema().graph, text)[0]
    assert (first.at, said in first.sentence) == (at, True), first
    assert first.said[0].startswith(f"Baris {at[0]}, huruf ke-{at[1]}: ")
    assert first.english
    assert first.english not in first.said[0]


def test_a_value_deep_within_an_input_is_told_with_what_is_asked_there() -> None:
    told = mistakes(schema().graph, "mutation { submitApplication(input: {foo: 1}) { application { state } } }")
    assert {one.sentence for one in told} == {
        "SubmitApplicationInput masih memerlukan isian documents, application.",
        "SubmitApplicationInput tidak punya isian foo.",
    }
    states = "{ applications(filter: {states: [COMPLETED]}) { totalCount } }"
    said = [one.sentence for one in mistakes(schema().graph, states)]
    assert "Nilai ini tidak cocok: yang diminta ApplicationState!. Mungkin maksudnya COMPLETE." in said


def test_nothing_is_wrong_with_what_is_right_and_long_numbers_are_not_said_back() -> None:
    assert mistakes(schema().graph, READS) == []
    said = mistakes(schema().graph, "{ viewer { a1901010101010001 } }")[0].said
    assert not any("1901010101010001" in one for one in said)


def test_what_is_larger_than_allowed_is_not_read_rule_by_rule() -> None:
    doubled = "".join(f"fragment F{at} on Viewer {{ a: roles ...F{at + 1} ...F{at + 1} }} " for at in range(40))
    assert mistakes(schema().graph, f"{{ viewer {{ x ...F0 }} }} {doubled} fragment F40 on Viewer {{ roles }}") == []


def test_sentences_belong_to_rules_that_there_are() -> None:
    assert {one.__name__ for one in specified_rules} >= _SAID.keys()
