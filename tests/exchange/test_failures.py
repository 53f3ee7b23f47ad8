"""Which failures of a call may be one key's."""

from __future__ import annotations

import dataclasses

import pytest

from hub.core.errors import SourceUnavailable
from hub.exchange import read_manifest
from hub.exchange.failures import Reason, may_be_of_one_key, quota_exhausted, too_many, unavailable

HEALTH = read_manifest("hub.connectors.health")


@pytest.mark.parametrize("reason", list(Reason))
def test_only_what_the_agency_said_about_the_question_may_be_one_keys(reason: Reason) -> None:
    one_keys = {Reason.ERROR_STATUS, Reason.UNREADABLE, Reason.TOO_LARGE}
    assert may_be_of_one_key(unavailable(HEALTH, reason)) == (reason in one_keys)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_a_sentence_in_both_languages(reason: Reason) -> None:
    error = unavailable(dataclasses.replace(HEALTH, title_id="Dinas", title_en="The agency"), reason)
    for sentence, subject in ((error.message, "The agency "), (error.details["message_id"], "Dinas ")):
        assert sentence.startswith(subject)
        assert sentence.endswith(".")


def test_quotas_and_the_network_are_nobodys_key() -> None:
    for error in (quota_exhausted(HEALTH), too_many(HEALTH), OSError(), TimeoutError(), SourceUnavailable("Later.")):
        assert not may_be_of_one_key(error), error
    assert may_be_of_one_key(KeyError("a bug of ours that one person's data bring to light"))
