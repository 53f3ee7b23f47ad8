"""What the simulator explains is said in both languages, with numbers in the right form."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from hub.access.agreements import RULE
from hub.access.protecting import ASK, PROTECTED
from hub.console.portal.simulator import explained
from hub.core.errors import ErrorCode
from hub.core.purpose import Purpose
from hub.engine.rights import FieldRight, OperationRights, Outcome
from tests.fakes.actors import READER
from tests.fakes.people_of_bangka import NOW
from tests.fakes.world import examiner

READS = "query Read($nik: NIK!) { citizen(nik: $nik) { fullName } }"
POLICY = re.compile(r'@reason\("(.*?)"\)\s*@ask\("(.*?)"\)\s*(permit|forbid) \((.*?)\)', re.DOTALL)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("none, public", ("tidak ada, terbuka untuk semua", "none, public")),
        ("citizen:read or welfare:read", ("citizen:read or welfare:read",) * 2),
        ("1 value at most", ("paling banyak 1 nilai", "1 value at most")),
        ("1000 values at most", ("paling banyak 1000 nilai", "1000 values at most")),
        (
            "health for immunisations: 1 key at most, 1 call",
            ("health untuk immunisations: paling banyak 1 kunci, 1 panggilan",
             "health for immunisations: 1 key at most, 1 call"),
        ),
        (
            "population for whom the record does not know: 100 calls at most",
            ("population untuk yang belum ada di catatan: paling banyak 100 panggilan",
             "population for whom the record does not know: 100 calls at most"),
        ),
        ("C, by the resolvers: it is a mutation", ("C, medan demi medan", "C, by the resolvers: it is a mutation")),
    ],
)  # fmt: skip
def test_a_fact_is_said_in_both_languages(told: str, said: tuple[str, str]) -> None:
    assert explained.fact(told) == said


@pytest.mark.parametrize(
    ("outcome", "rule", "sentence", "said"),
    [
        (Outcome.UNREACHED, "", "Every field above it is refused.", "Semua medan di atasnya ditolak."),
        (Outcome.DENIED, "scope:health:read", "Your token does not carry the scope", "tidak membawa lingkup itu"),
        (Outcome.DENIED, RULE, "The agreement 7 ended on 2026-01-01.", "sedang tidak berlaku"),
        (Outcome.DENIED, RULE, "The agreement 7 does not name the field A.b.", "tidak menyebut medan ini"),
        (Outcome.MASKED, RULE, "This value is masked: so says the agreement 7 of A.b.", "menyamarkan medan ini"),
        (Outcome.DENIED, PROTECTED, "A.b is protected by law", "UU 24/2013 pasal 84"),
        (Outcome.MASKED, "masking-names", "It is masked.", "Disamarkan untuk keperluan ini."),
        (Outcome.DENIED, "of-an-office", "A sentence of an office.", "Tidak boleh dibaca untuk keperluan ini."),
    ],
)
def test_a_reason_is_said_beside_the_hubs_own(outcome: Outcome, rule: str, sentence: str, said: str) -> None:
    indonesian, english = explained.why(FieldRight("A.b", outcome, rule, sentence))
    assert (said in indonesian, english) == (True, sentence)


def test_what_the_policies_of_the_house_say_of_reading_is_said_in_both_languages() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in sorted(Path("policies").glob("*.cedar")))
    reading = [
        (reason, asked)
        for reason, asked, effect, head in POLICY.findall(texts)
        if 'Action::"read"' in head or ('Action::"show"' in head and effect == "forbid")
    ]
    assert len(reading) > 10
    plain = explained.why(FieldRight("A.b", Outcome.DENIED, "of-an-office", "x"))[0]
    for reason, asked in reading:
        said = explained.why(FieldRight("A.b", Outcome.DENIED, "reading", f"It may not be read. {reason}"))[0]
        assert said != plain, reason
        assert explained.ask(asked)[0] != asked, asked
    assert explained.ask(ASK)[0].startswith("kepala dinas")
    about = explained.ask("the hub's administrator, who keeps the agreements, about the agreement 7/PKS")
    assert about == (
        "administrator hub, yang mengurus perjanjian, tentang perjanjian 7/PKS",
        "the hub's administrator, who keeps the agreements, about the agreement 7/PKS",
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (ErrorCode.FORBIDDEN, "Keperluan ini tidak ada dalam pendaftaran"),
        (ErrorCode.BAD_INPUT, "Ada lebih dari satu keperluan."),
        (ErrorCode.INTERNAL, "Operasi ini tidak dapat dipakai."),
    ],
)
def test_an_operation_that_is_refused_says_why_beside_the_hubs_own(code: ErrorCode, said: str) -> None:
    rights = OperationRights("A", "query", "", "The hub's own sentence.", "", (), code)
    indonesian, english = explained.refused(rights)
    assert (indonesian.startswith(said), english) == (True, "The hub's own sentence.")


def test_each_refusal_of_a_purpose_has_its_code() -> None:
    several = dataclasses.replace(READER, purposes=frozenset(Purpose), agreement=None)
    told = {
        purpose: explained.refused(examiner().rights.of(READS, actor, purpose, NOW)[0])[0]
        for actor, purpose in ((several, None), (several, "HOLIDAY"), (READER, "PLANNING"))
    }
    assert told[None] == told["HOLIDAY"] == "Ada lebih dari satu keperluan. Pilih untuk keperluan apa datanya diminta."
    assert told["PLANNING"].startswith("Keperluan ini tidak ada dalam pendaftaran")


def test_whose_data_is_said_in_both_languages() -> None:
    assert explained.rows("region_subtree, not_sealed of 19.01") == (
        "orang di wilayahnya, bukan yang datanya dirahasiakan (19.01)",
        "people of the region, not those whose data are sealed (19.01)",
    )
    assert explained.rows("own_data") == ("dirinya sendiri", "herself")
    assert explained.rows("nobody's") == ("tidak seorang pun", "nobody's")
