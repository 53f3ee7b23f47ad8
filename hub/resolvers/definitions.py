"""What a service's folder declares, told in the language that is asked for. Public: it holds nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from strawberry import Parent

from hub.core import prefill
from hub.core.application import ActionKind, Channel
from hub.core.attributes import camel
from hub.core.definition import AnswerKind, FormField, Law, Output, PaperForm, ServiceStep, TimeLimit
from hub.core.regions import RegionLevel
from hub.core.service import Bundle, PlanStep, Requirement, Service
from hub.resolvers.answers import Shape, shapes
from hub.resolvers.application_fields import MUTATIONS
from hub.resolvers.values import Language, text

_HOW_TO: Final = {
    PaperForm.SCAN: (
        "Unggah pindaian atau foto surat asli.",
        "Upload a scan or photo of the original.",
    ),
    PaperForm.PHOTOCOPY: (
        "Serahkan fotokopi; surat asli cukup diperlihatkan dan Anda bawa pulang.",
        "Hand in a photocopy; the original is only shown, and you keep it.",
    ),
    PaperForm.SHOWN: (
        "Perlihatkan surat asli; tidak ada yang ditinggal.",
        "Show the original; nothing is left with us.",
    ),
    PaperForm.ORIGINAL: ("Serahkan surat asli yang ditandatangani.", "Hand in the signed original."),
    PaperForm.NOT_ASKED: ("Tidak diminta di sini.", "Not asked here."),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A field of a form, how it is answered, and the operation that reads of its person what the form takes."""

    field: FormField
    prefill: str | None
    shape: Shape


def laws(parent: Parent[Service]) -> list[Law]:
    return list(parent.definition.laws)


def says(parent: Parent[Law], language: Language | None = Language.ID) -> str:
    return text(language, parent.says_id, parent.says_en)


def to_be_confirmed(parent: Parent[Law | TimeLimit | Bundle]) -> bool:
    return parent.confidence.to_be_confirmed


def form_fields(parent: Parent[Service]) -> list[Bound]:
    declared = parent.definition.fields
    answered = shapes(parent.input_type()) if declared else {}
    return [
        Bound(one, prefill.operation(one.person, declared) if one.person else None, answered[one.path])
        for one in declared
    ]


def field_path(parent: Parent[Bound]) -> str:
    return parent.field.path


def field_label(parent: Parent[Bound], language: Language | None = Language.ID) -> str:
    return text(language, parent.field.label_id, parent.field.label_en)


def field_required(parent: Parent[Bound]) -> bool:
    return parent.field.required


def field_person(parent: Parent[Bound]) -> str | None:
    return parent.field.person or None


def field_shows(parent: Parent[Bound]) -> list[str]:
    return list(parent.field.shows)


def field_prefilled_from(parent: Parent[Bound]) -> str | None:
    return parent.field.prefilled_from or None


def field_region(parent: Parent[Bound]) -> RegionLevel | None:
    return parent.field.region


def answer_kind(parent: Parent[Bound]) -> AnswerKind:
    return parent.shape.kind


def answer_codes(parent: Parent[Bound]) -> str | None:
    return parent.shape.codes or None


def answer_needed(parent: Parent[Bound]) -> bool:
    return parent.shape.needed


def answer_rows(parent: Parent[Bound]) -> str | None:
    return parent.shape.rows or None


def answer_choice(parent: Parent[Bound]) -> str | None:
    return parent.shape.choice or None


def service_steps(parent: Parent[Service]) -> list[ServiceStep]:
    return list(parent.definition.steps)


def step_action(parent: Parent[ServiceStep]) -> str:
    return "submitApplication" if parent.action is ActionKind.SUBMIT else MUTATIONS[parent.action]


def step_roles(parent: Parent[ServiceStep]) -> list[str]:
    return [role.value for role in parent.roles]


def step_text(parent: Parent[ServiceStep], language: Language | None = Language.ID) -> str:
    return text(language, parent.text_id, parent.text_en)


def time_limits(parent: Parent[Service]) -> list[TimeLimit]:
    return list(parent.definition.time_limits)


def limit_text(parent: Parent[TimeLimit], language: Language | None = Language.ID) -> str:
    return text(language, parent.text_id, parent.text_en).replace("{most}", str(parent.most))


def outputs(parent: Parent[Service]) -> list[Output]:
    return list(parent.definition.outputs)


def output_label(parent: Parent[Output], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def service_bundle(parent: Parent[Service]) -> Bundle | None:
    return parent.definition.bundle


def bundle_name(parent: Parent[Bundle], language: Language | None = Language.ID) -> str:
    return text(language, parent.name_id, parent.name_en)


def bundle_steps(parent: Parent[Bundle]) -> list[PlanStep]:
    return list(parent.steps)


def planned_label(parent: Parent[PlanStep], language: Language | None = Language.ID) -> str:
    return text(language, parent.label_id, parent.label_en)


def planned_agency(parent: Parent[PlanStep]) -> str | None:
    return parent.agency or None


def effects(parent: Parent[Service], language: Language | None = Language.ID) -> list[str]:
    return [text(language, one.text_id, one.text_en) for one in parent.definition.effects]


def siak_gives(parent: Parent[Service]) -> list[str]:
    return sorted(camel(name) for name in parent.siak_gives)


def siak_may_give(parent: Parent[Service]) -> list[str]:
    return sorted(camel(name) for name in parent.siak_may_give)


def substitute_witnesses(parent: Parent[Requirement]) -> int | None:
    return parent.substitute_witnesses if parent.substitute else None


def form_number(parent: Parent[Requirement]) -> str | None:
    return parent.form_number or None


def condition(parent: Parent[Requirement], language: Language | None = Language.ID) -> str | None:
    return text(language, parent.condition_id, parent.condition_en) or None


def paper_form(parent: Parent[Requirement], channel: Channel = Channel.ONLINE) -> PaperForm:
    return parent.in_form(channel.value)


def how_to(
    parent: Parent[Requirement], channel: Channel = Channel.ONLINE, language: Language | None = Language.ID
) -> str:
    return text(language, *_HOW_TO[parent.in_form(channel.value)])
