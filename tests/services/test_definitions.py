"""What a folder declares is read strictly, and stands beside what the graph and the roles have."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from hub.cli.check import problem_lines
from hub.core import forms, service_file
from hub.core.actor import Role
from hub.core.application import ActionKind
from hub.core.definition import Condition, FormField, ServiceStep
from hub.core.manifest import Manifest
from hub.core.service_file import UnusableDefinition
from hub.schema.service_check import problems_of
from hub.services import birth_certificate
from hub.services.birth_certificate.manifest import MANIFEST
from tests.fakes.actors import NOBODY
from tests.services.told import SERVICES, schema, serving

TEXT = resources.files(birth_certificate).joinpath("service.toml").read_text(encoding="utf-8")
STEPS = resources.files(forms).joinpath("steps.toml").read_text(encoding="utf-8")
BUNDLE = """
[bundle]
name_id = "Layanan terintegrasi"
name_en = "Bundle"
source = "Permendagri 19/2018"
confidence = "SECONDARY"
[[bundle.steps]]
key = "family_card"
kind = "CERTIFICATE"
label_id = "Kartu Keluarga"
label_en = "Family card"
"""


def read(text: str) -> Manifest:
    return service_file.read_manifest("hub.services.birth_certificate", text, STEPS)


def test_every_folder_holds_together() -> None:
    assert list(problem_lines("hub.services")) == []


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('fee = "GRATIS"', 'fee = "Rp 10.000"', "fee"),
        ('prefix = "AL"', 'prefix = "Al"', "prefix"),
        ("max_hours = 24", 'max_hours = "a day"', "max_hours"),
        ("max_hours = 24", "max_hours = 48", "time_limits.1.most"),
        ("max_hours = 24", "max_hours = 24\nmaximum = 3", "maximum"),
        ('title_id = "Akta Kelahiran"\n', "", "title_id"),
        ('title_en = "Birth certificate"', 'title_en = " "', "title_en"),
        ('substitute = "sptjm_birth"', 'substitute = "sptjm"', "requirements.0.substitute"),
        ('kind = "sptjm_birth"', 'kind = "family_card"', "requirements"),
        ('condition_en = "if the father is to be named"\n', "", "requirements.1.condition_id"),
        ('when = { field = "fatherNik" }', 'when = { field = "father" }', "requirements.1.when.field"),
        ('when = { field = "fatherNik" }', 'when = { felt = "fatherNik" }', "requirements.1.when.felt"),
        ('counter = "ORIGINAL"', 'counter = "FAX"', "requirements.4.counter"),
        ('form_number = "F-2.03"', 'form_number = "2.03"', "requirements.4.form_number"),
        ('confidence = "GENERAL"', 'confidence = "SURE"', "laws.7.confidence"),
        ('source = "pengetahuan umum"', 'source = ""', "laws.8.source"),
        ('person = "father"', 'person = "mother"', "fields"),
        ('person = "reporter"\n', "", "fields.14.prefilled_from"),
        ('prefilled_from = "mother.familyCard"', 'prefilled_from = "mother.card"', "fields.13.prefilled_from"),
        ('"citizenship", "religion", "address"]', '"faith"]', "fields.11.shows"),
        ("Laporkan paling lambat {most} hari", "Laporkan paling lambat 60 hari", "time_limits.0.text_id"),
        ('key = "answer"', 'key = "report"', "time_limits"),
        ("most = 60", "most = 0", "time_limits.0.most"),
    ],
)
def test_what_cannot_stay_is_named_with_its_place_and_what_to_do(right: str, wrong: str, place: str) -> None:
    assert right in TEXT
    with pytest.raises(UnusableDefinition) as refused:
        read(TEXT.replace(right, wrong))
    found = {one.place: one.sentence for one in refused.value.problems}
    assert place in found
    assert found[place].endswith(".")
    assert f"hub.services.birth_certificate/service.toml: {place}: " in refused.value.message


def test_all_problems_are_named_at_once() -> None:
    broken = TEXT.replace("max_hours = 24", 'max_hours = "x"').replace('prefix = "AL"\n', "")
    with pytest.raises(UnusableDefinition) as refused:
        read(broken)
    assert {one.place for one in refused.value.problems} == {"max_hours", "prefix"}


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('key = "family_card"', 'key = "card"', "bundle.steps.0.key"),
        ('kind = "CERTIFICATE"', 'kind = "AGENCY"', "bundle.steps.0.agency"),
        ('label_en = "Family card"', 'label_en = "Family card"\nundo_id = "x"', "bundle.steps.0.undo_id"),
        ('confidence = "SECONDARY"\n', "", "bundle.confidence"),
    ],
)
def test_a_bundle_names_its_papers_and_agencies(right: str, wrong: str, place: str) -> None:
    whole = f"{TEXT}\n{BUNDLE}"
    assert read(whole).bundle is not None
    assert right in BUNDLE
    with pytest.raises(UnusableDefinition) as refused:
        read(f"{TEXT}\n{BUNDLE.replace(right, wrong)}")
    assert place in {one.place for one in refused.value.problems}


@pytest.mark.parametrize("actions", [["claim"], ["submit", "sign"], ["submit", "submit"], ["submit", "return"]])
def test_a_step_out_of_its_turn_is_refused(actions: list[str]) -> None:
    steps = "".join(
        f'[[steps]]\naction = "{action}"\nroles = ["operator"]\ntext_id = "a"\ntext_en = "a"\n' for action in actions
    )
    with pytest.raises(UnusableDefinition, match=r"steps\.[01]\.action"):
        read(f"{TEXT}\n{steps}")


def way(**roles: str) -> str:
    """Steps of a service, of all or with some left out or left to others."""
    usual = {
        "submit": "citizen", "claim": "operator", "accept": "operator", "verify": "verifier",
        "record_siak": "operator", "validate": "head_of_division", "sign": "head_of_office",
    }  # fmt: skip
    return "".join(
        f'[[steps]]\naction = "{action}"\nroles = ["{role}"]\ntext_id = "a"\ntext_en = "a"\n'
        for action, role in {**usual, **roles}.items()
        if role
    )


@pytest.mark.parametrize(
    ("roles", "place"),
    [
        ({"verify": "operator"}, "steps.3.roles"),
        ({"record_siak": "verifier"}, "steps.3.roles"),
        ({"sign": "operator"}, "steps.6.roles"),
        ({"sign": ""}, "steps"),
        ({"sign": "", "validate": ""}, "steps"),
    ],
)
def test_who_enters_cannot_approve_and_nothing_goes_out_unapproved(roles: dict[str, str], place: str) -> None:
    assert read(f"{TEXT}\n{way()}").steps[3].roles == (Role.VERIFIER,)
    with pytest.raises(UnusableDefinition) as refused:
        read(f"{TEXT}\n{way(**roles)}")
    assert {one.place for one in refused.value.problems} == {place}


def test_without_steps_of_its_own_a_service_goes_the_way_of_all() -> None:
    assert [step.action.value for step in read(TEXT).steps] == [
        "submit", "claim", "accept", "verify", "record_siak", "validate", "sign", "hand_over",
    ]  # fmt: skip


def test_a_file_that_is_no_toml_is_told_apart() -> None:
    with pytest.raises(UnusableDefinition, match="no TOML"):
        read("name = ")


def test_the_legal_basis_names_only_what_somebody_read() -> None:
    assert "Putusan MK 18/PUU-XI/2013" in MANIFEST.legal_basis
    assert "UU 12/2006" not in MANIFEST.legal_basis


@pytest.mark.parametrize(
    ("form", "among", "holds"),
    [
        ({"a": {"b": "x"}}, (), True),
        ({"a": {"b": ""}}, (), False),
        ({"a": {}}, (), False),
        ({"a": None}, (), False),
        ({}, (), False),
        ({"a": {"b": "x"}}, ("x", "y"), True),
        ({"a": {"b": "z"}}, ("x", "y"), False),
    ],
)
def test_a_condition_is_read_on_the_stored_form(form: dict[str, object], among: tuple[str, ...], holds: bool) -> None:
    assert Condition("a.b", among).holds(form) is holds
    if not among:
        assert Condition("a.b", missing=True).holds(form) is not holds


BIRTH = next(service for service in SERVICES if service.name == "birthCertificate")
_FIELDS = MANIFEST.fields


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"fields": _FIELDS[1:]}, "fields"),
        ({"fields": (*_FIELDS, FormField("child.shoeSize", "a", "a"))}, "fields"),
        ({"fields": (dataclasses.replace(_FIELDS[0], required=False), *_FIELDS[1:])}, "fields (child.fullName)"),
        ({"steps": (ServiceStep(ActionKind.SIGN, (Role.OPERATOR,), "a", "a"),)}, "steps.0.roles"),
        ({"steps": (ServiceStep(ActionKind.CONFIRM_SIAK, (Role.OPERATOR,), "a", "a"),)}, "steps.0.action"),
        ({"max_hours": 48}, "SERVICE.max_hours"),
        ({"laws": ()}, "SERVICE.definition"),
    ],
)
def test_what_the_graph_or_the_code_has_otherwise_is_named(changed: dict[str, Any], place: str) -> None:
    graph = schema()
    manifest = dataclasses.replace(MANIFEST, **changed)
    assert place in {one.place for one in problems_of(BIRTH, manifest, graph.graph, graph.requirements)}


def test_folders_that_do_not_start_are_named_with_their_files(tmp_path: Path) -> None:
    """As `hub check` prints it."""
    package = tmp_path / f"checked_{tmp_path.name}"
    for name in ("bare", "broken", "halved"):
        (package / name / "strings").mkdir(parents=True)
        (package / name / "__init__.py").touch()
    (package / "__init__.py").touch()
    for name in ("broken", "halved"):
        for language in ("id", "en"):
            (package / name / "strings" / f"{language}.toml").write_text('a = "x"')
        (package / name / "service.toml").write_text(TEXT.replace('"GRATIS"', '"10"'))
    (package / "halved" / "strings" / "en.toml").write_text('b = "x"')
    sys.path.insert(0, str(tmp_path))
    try:
        lines = list(problem_lines(package.name))
    finally:
        sys.path.remove(str(tmp_path))
    assert [line.split(": ")[0].removeprefix(f"{package.name}/") for line in lines] == [
        "bare/service.toml", "broken/service.toml", "halved/strings",
    ]  # fmt: skip


def test_a_folder_that_starts_and_says_otherwise_than_its_code_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of a service whose file was changed, and whose code still is the service's."""
    package = tmp_path / f"copied_{tmp_path.name}"
    folder = package / "birth_certificate"
    shutil.copytree(Path(birth_certificate.__path__[0]), folder)
    (package / "__init__.py").touch()
    (folder / "service.toml").write_text(TEXT.replace('prefix = "AL"', 'prefix = "AX"'))
    monkeypatch.syspath_prepend(tmp_path)
    (line,) = problem_lines(package.name)
    assert line.startswith(f"{package.name}/birth_certificate/__init__.py: SERVICE.prefix: it is not what service.toml")


async def test_the_graph_shows_it_to_anybody() -> None:
    query = """{ services { name laws { name says(language: EN) source confidence toBeConfirmed }
      formFields { path label person shows prefilledFrom } steps { action roles text } siakGives siakMayGive
      timeLimits { key most unit text(language: EN) toBeConfirmed } outputs { kind label selfPrinted }
      bundle { name steps { key } } effects(language: EN)
      requirements { kind formNumber condition(language: EN) inForm(channel: COUNTER) howTo(channel: COUNTER) } } }"""
    answer = await serving().ask(query, actor=NOBODY)
    assert "errors" not in answer.payload
    shown = next(one for one in answer.payload["data"]["services"] if one["name"] == "birthCertificate")
    assert {law["name"] for law in shown["laws"] if law["toBeConfirmed"]} == {
        "Permendagri 108/2019", "UU 12/2006 Pasal 4", "UU 23/2006 Pasal 26",
        "UU 23/2006 Pasal 90", "Bentuk keputusan Kepala Dinas", "Nomor akta KKKK-LT",
    }  # fmt: skip
    assert shown["timeLimits"][0]["text"].startswith("Report within 60 days")
    marriage = next(one for one in shown["requirements"] if one["kind"] == "marriage_certificate")
    assert (marriage["condition"], marriage["inForm"]) == ("if the father is to be named", "PHOTOCOPY")
    assert shown["steps"][6] == {**shown["steps"][6], "action": "signApplication", "roles": ["head_of_office"]}
    assert (shown["siakGives"], shown["siakMayGive"]) == (["deedNumber", "nik"], ["familyCardNumber"])
