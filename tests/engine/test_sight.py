"""How a reader's sight narrows what the store is asked for."""

from __future__ import annotations

import dataclasses
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.application import Action, ActionKind, Application, ApplicationHeader
from hub.core.errors import BadInput
from hub.core.folding import fold
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.resolvers.sight import sight
from hub.resolvers.submission import _corrections
from tests.fakes.actors import agency, staff
from tests.fakes.people_of_bangka import NOW, TENANT, VILLAGE
from tests.fakes.service import OTHER_SERVICE, SERVICE, TestCertificateInput

OPERATOR = staff(Role.OPERATOR, region="19.01")


def context(actor: Actor) -> Any:
    rows = RowFilter((REGION_SUBTREE.name, NOT_SEALED.name), region="19.01")
    return SimpleNamespace(actor=actor, decision=SimpleNamespace(rows=rows))


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [(None, "19.01"), ("19", "19.01"), ("19.01", "19.01"), ("19.01.03", "19.01.03"), ("19.05", "-"), ("19.011", "-")],
)
def test_staff_are_asked_for_within_their_region(wanted: str | None, asked: str) -> None:
    assert sight(context(OPERATOR), region=wanted).region == asked


def test_staff_without_a_region_see_nothing() -> None:
    assert sight(context(dataclasses.replace(OPERATOR, region=""))).region == "-"


def test_clients_and_citizens_are_asked_for_their_own() -> None:
    assert sight(context(agency())).client_id == "frontend"
    for role in (Role.CITIZEN, Role.HELPER):
        assert sight(context(staff(role))).submitted_by == role.value
    assert sight(context(OPERATOR)).submitted_by is None
    assert sight(context(OPERATOR), mine=True).submitted_by == "operator"


def test_corrections_have_to_be_those_of_the_same_service() -> None:
    services = {one.name: one for one in (SERVICE, OTHER_SERVICE)}
    hub: Any = SimpleNamespace(hub=SimpleNamespace(services=services))
    given = TestCertificateInput(child_name="Anak", mother_nik="1901011501859001")
    with pytest.raises(BadInput, match="another service"):
        _corrections(hub, application(), SimpleNamespace(other_certificate=given))
    assert _corrections(hub, application(), SimpleNamespace(test_certificate=given))["childName"] == "Anak"


def application() -> Application:
    header = ApplicationHeader(TENANT, uuid.uuid4(), "TC-7K3M-Q9TD", SERVICE.name, VILLAGE, "frontend", NOW)
    return fold(header, [Action(1, ActionKind.SUBMIT, "x", "x", NOW, {"form": {}, "channel": "ONLINE"})])
