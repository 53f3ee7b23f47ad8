"""What anybody may know of a certificate who holds its code."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.document import Certificate, DocumentVerification, VerificationStatus
from hub.documents import mask, verification

CERTIFICATE = Certificate(
    tenant="1901",
    id=uuid.uuid4(),
    code="7K3MQ9TD4WXP8H2R",
    service="birthCertificate",
    title="Akta Kelahiran",
    deed_number="1901-LU-24112026-9003",
    application_id=uuid.uuid4(),
    person_id=uuid.uuid4(),
    document_id=uuid.uuid4(),
    status=VerificationStatus.ACTIVE,
    issued_at=dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC),
    signed_by="Kepala Dinas (DATA CONTOH)",
)


@pytest.mark.parametrize("status", [VerificationStatus.ACTIVE, VerificationStatus.SUPERSEDED])
def test_the_answer_is_status_and_as_little_else_as_possible(status: VerificationStatus) -> None:
    certificate = dataclasses.replace(CERTIFICATE, status=status)
    assert verification(certificate, "Siti Rahmawati", issuer="Dinas (DATA CONTOH)") == DocumentVerification(
        status=status,
        title="Akta Kelahiran",
        masked_name="S*** R***",
        deed_number="1901-LU-24112026-9003",
        issued_on=dt.date(2026, 11, 25),
        issuer="Dinas (DATA CONTOH)",
        simulated_signature=True,
    )


def test_an_unknown_code_tells_nothing_but_that() -> None:
    assert verification(None, None) == DocumentVerification(VerificationStatus.NOT_FOUND)
    assert verification(None, "Siti Rahmawati") == DocumentVerification(VerificationStatus.NOT_FOUND)


def test_a_name_that_is_not_known_is_not_made_up() -> None:
    assert verification(CERTIFICATE, None).masked_name is None


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=2, max_size=20), min_size=1, max_size=5))
def test_a_masked_name_tells_first_letters_only(words: list[str]) -> None:
    assert mask(" ".join(words)) == " ".join(word[0] + "***" for word in words)
