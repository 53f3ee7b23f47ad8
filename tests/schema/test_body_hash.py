"""The hash of an input over upgrades: what was kept before an input got a field is the hash of the same body."""

from __future__ import annotations

import dataclasses
from typing import Any

import strawberry

from hub import services
from hub.resolvers.idempotency import body_hash
from hub.resolvers.values import Language
from hub.schema.inputs.application import application_inputs
from hub.schema.inputs.document_ref import DocumentRefInput

KEPT = "438c1ee7f9d3823fb6bbe734dcafae364bb1a9dba6b76e233cd6723bf83609d6"
"""Of `handed_in()`, by a hub that had no `noticeLanguage`."""


def handed_in(**more: Any) -> Any:
    made = application_inputs(services.discover()).submit
    papers = [DocumentRefInput(kind="family_card", document_id=strawberry.ID("d"))]
    return made(
        idempotency_key="k", on_behalf_of=None, mandate=None, documents=papers, application=None, **more
    )  # fmt: skip


def test_a_retry_over_the_upgrade_that_brought_the_language_of_notices_is_the_same_request() -> None:
    assert body_hash("submitApplication", handed_in()).hex() == KEPT
    assert body_hash("submitApplication", handed_in(notice_language=Language.ID)).hex() == KEPT


def test_a_language_that_was_chosen_makes_another_body() -> None:
    assert body_hash("submitApplication", handed_in(notice_language=Language.EN)).hex() != KEPT


def test_the_key_is_no_part_of_the_body() -> None:
    other = dataclasses.replace(handed_in(), idempotency_key="another")
    assert body_hash("submitApplication", other).hex() == KEPT
