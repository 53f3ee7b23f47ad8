from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from hub.core.attributes import Category
from hub.core.facet import Facet
from hub.core.recording import Written
from hub.resolvers import (
    absences,
    assigning,
    bundles,
    burials,
    contest,
    corrections,
    deliveries,
    documents,
    duplicates,
    hand_overs,
    holding,
    objections,
    satisfaction,
    seals,
    sessions,
    siak,
    signing,
    statements,
    steps,
    submission,
)
from hub.resolvers.recording import recorder_of
from hub.schema.administration import AdministrationMutation
from hub.schema.application_payload import ApplicationPayload
from hub.schema.appointing import AppointingMutation
from hub.schema.burial_payload import BurialPayload
from hub.schema.citizen_payload import CitizenPayload
from hub.schema.counter import CounterMutation
from hub.schema.declare import PUBLIC, field
from hub.schema.delivery_payload import DeliveryPayload
from hub.schema.discrepancy_payload import DiscrepancyPayload
from hub.schema.dismissal_payload import DismissalPayload
from hub.schema.hand_over_payload import HandOverPayload
from hub.schema.inform_payload import InformPayload
from hub.schema.inputs.absence import EndAbsenceInput, RecordAbsenceInput
from hub.schema.inputs.application import ApplicationInputs
from hub.schema.inputs.assign import AssignApplicationInput
from hub.schema.inputs.assign_nik import AssignNikInput
from hub.schema.inputs.burials import (
    DismissBurialInput,
    InviteBurialFamilyInput,
    MatchBurialInput,
    ReportBurialInput,
)
from hub.schema.inputs.contest_attribute import ContestAttributeInput
from hub.schema.inputs.correct_citizen import CorrectCitizenInput
from hub.schema.inputs.create_upload import CreateUploadInput
from hub.schema.inputs.delay import DelayApplicationInput
from hub.schema.inputs.delivery import DeliveryInput
from hub.schema.inputs.duplicates import DismissDuplicateInput, MergeCitizensInput, UndoMergeInput
from hub.schema.inputs.hand_over import EndHandOverInput, HandOverCitizenInput, ReceiveCitizenInput
from hub.schema.inputs.inform_citizen import InformCitizenInput
from hub.schema.inputs.named import named
from hub.schema.inputs.objections import DecideObjectionInput, LiftStopInput, RaiseObjectionInput
from hub.schema.inputs.print_application import PrintApplicationInput
from hub.schema.inputs.rating import RateServiceInput
from hub.schema.inputs.reasoned_step import ReasonedStepInput
from hub.schema.inputs.record_siak_result import RecordSiakResultInput
from hub.schema.inputs.recording import recording_input
from hub.schema.inputs.refuse import RefuseApplicationInput
from hub.schema.inputs.resolve_discrepancy import ResolveDiscrepancyInput
from hub.schema.inputs.return_application import ReturnApplicationInput
from hub.schema.inputs.seal import SealCitizenInput, UnsealCitizenInput
from hub.schema.inputs.settle_bundle_step import SettleBundleStepInput
from hub.schema.inputs.settle_delivery import SettleDeliveryInput
from hub.schema.inputs.step import StepInput
from hub.schema.inputs.walk_in import NoteWalkInInput
from hub.schema.objection_payload import ObjectionPayload
from hub.schema.officer import AbsencePayload
from hub.schema.oversight import OversightMutation
from hub.schema.recording_payload import RecordingPayload
from hub.schema.recording_session import SessionPayload
from hub.schema.satisfaction import RatingPayload
from hub.schema.seal_payload import SealPayload
from hub.schema.sign_up import SigningUpMutation
from hub.schema.upload_payload import UploadPayload
from hub.schema.webhook import WebhookMutation

_SUBMIT, _PROCESS = "application:submit", "application:process"
_HEADS = ("application:validate", "application:sign")
"""They act in the place of an officer from whom they took a case over."""
_OFFICE = ("application:process", "application:verify", *_HEADS)
_HAND_OVER = "citizen:hand_over"
_BURIAL = "burial:settle"


def _step(resolver: Callable[..., Any], scope: str | tuple[str, ...], description: str, given: type = StepInput) -> Any:
    return field(
        scope=scope,
        category=Category.APPLICATION,
        resolver=resolver,
        arguments={"given": ("input", given)},
        description=description,
    )


def _change(resolver: Callable[..., Any], scope: str, description: str, given: type) -> Any:
    return field(
        scope=scope,
        category=Category.POPULATION,
        resolver=resolver,
        arguments={"given": ("input", given)},
        description=description,
    )


@strawberry.type
class Mutation(
    AdministrationMutation, OversightMutation, CounterMutation, AppointingMutation, SigningUpMutation, WebhookMutation
):
    create_upload: UploadPayload | None = _step(
        documents.create_upload, _SUBMIT, "Announces a paper.", CreateUploadInput
    )
    claim_application: ApplicationPayload | None = _step(
        steps.claim, _PROCESS, "An operator takes it on.", named("ClaimApplicationInput", StepInput)
    )
    return_application: ApplicationPayload | None = _step(
        steps.return_,
        (_PROCESS, "application:verify", *_HEADS),
        "Back to the applicant.",
        ReturnApplicationInput,
    )
    hold_application: ApplicationPayload | None = _step(
        holding.hold,
        (_PROCESS, "application:verify", "application:validate", "application:sign"),
        "She works on it now, for a quarter of an hour; colleagues see it. No step of the application.",
        named("HoldApplicationInput", StepInput),
    )
    take_over_application: ApplicationPayload | None = _step(
        steps.take_over,
        (_PROCESS, "application:verify", *_HEADS),
        "A colleague at the same desk, or a head in an absent officer's place, goes on with all that was done.",
        named("TakeOverApplicationInput", ReasonedStepInput),
    )
    assign_application: ApplicationPayload | None = _step(
        assigning.assign,
        ("application:verify", *_HEADS),
        "Whoever leads gives it to a colleague at whose desk it lies, who goes on with all that was done.",
        AssignApplicationInput,
    )
    accept_application: ApplicationPayload | None = _step(
        steps.accept,
        (_PROCESS, *_HEADS),
        "The papers are complete; the clock starts.",
        named("AcceptApplicationInput", StepInput),
    )
    verify_application: ApplicationPayload | None = _step(
        steps.verify,
        ("application:verify", *_HEADS),
        "The verifier confirms; not the one who entered.",
        named("VerifyApplicationInput", StepInput),
    )
    record_siak_result: ApplicationPayload | None = _step(
        siak.record_siak_result, (_PROCESS, *_HEADS), "What SIAK issued.", RecordSiakResultInput
    )
    validate_application: ApplicationPayload | None = _step(
        steps.validate,
        "application:validate",
        "The head of division confirms, once the register agrees.",
        named("ValidateApplicationInput", StepInput),
    )
    sign_application: ApplicationPayload | None = _step(
        signing.sign,
        "application:sign",
        "The head of office signs; the record changes and the certificate is issued.",
        named("SignApplicationInput", StepInput),
    )
    hand_over_application: ApplicationPayload | None = _step(
        steps.hand_over,
        (_PROCESS, *_HEADS),
        "The applicant has the certificate.",
        named("HandOverApplicationInput", StepInput),
    )
    print_application: ApplicationPayload | None = _step(
        steps.print_, (_PROCESS, *_HEADS), "Its papers were printed, again with a reason.", PrintApplicationInput
    )
    settle_bundle_step: ApplicationPayload | None = _step(
        bundles.settle, _PROCESS, "A step of the bundle is done, or cannot be done.", SettleBundleStepInput
    )
    refuse_application: ApplicationPayload | None = _step(
        steps.refuse,
        "application:refuse",
        "Refused, with a reason and the right to object.",
        RefuseApplicationInput,
    )
    withdraw_application: ApplicationPayload | None = _step(
        steps.withdraw,
        _SUBMIT,
        "Taken back by the applicant's side.",
        named("WithdrawApplicationInput", ReasonedStepInput),
    )
    delay_application: ApplicationPayload | None = _step(
        steps.delay,
        (_PROCESS, *_HEADS),
        "The clock stops for a recorded reason.",
        DelayApplicationInput,
    )
    contest_attribute: DiscrepancyPayload | None = field(
        scope="citizen:contest",
        category=Category.POPULATION,
        resolver=contest.contest,
        arguments={"given": ("input", ContestAttributeInput)},
        description="Says that an attribute is wrong; it is answered within 72 hours.",
    )
    resolve_discrepancy: DiscrepancyPayload | None = field(
        scope="discrepancy:decide",
        category=Category.POPULATION,
        resolver=contest.resolve,
        arguments={"given": ("input", ResolveDiscrepancyInput)},
        description="Decides what is right, once; whoever subscribed hears of it.",
    )
    raise_objection: ObjectionPayload | None = field(
        scope="objection:raise",
        category=Category.RIGHTS,
        resolver=objections.raise_,
        arguments={"given": ("input", RaiseObjectionInput)},
        description="Objects to a reading of one's data or to a kind of processing; it is answered within 72 hours.",
    )
    decide_objection: ObjectionPayload | None = field(
        scope="objection:decide",
        category=Category.RIGHTS,
        resolver=objections.decide,
        arguments={"given": ("input", DecideObjectionInput)},
        description="Answers an objection, once, with a reason that the citizen reads.",
    )
    lift_stop: ObjectionPayload | None = field(
        scope="objection:decide",
        category=Category.RIGHTS,
        resolver=objections.lift,
        arguments={"given": ("input", LiftStopInput)},
        description="Lifts what an upheld objection stopped, with a reason that the citizen reads.",
    )
    inform_citizen: InformPayload | None = field(
        scope="citizen:inform",
        category=Category.RIGHTS,
        resolver=statements.inform,
        arguments={"given": ("input", InformCitizenInput)},
        description="What is kept about somebody, for herself; at the counter for whom the clerk has before her.",
    )
    report_burial: BurialPayload | None = _step(
        burials.report,
        "burial:report",
        "A line of a village's burial book. It opens a candidate and changes nobody's status.",
        ReportBurialInput,
    )
    match_burial: BurialPayload | None = _step(
        burials.match, _BURIAL, "An officer has found out whom a burial report is about.", MatchBurialInput
    )
    invite_burial_family: BurialPayload | None = _step(
        burials.invite, _BURIAL, "The family was invited to have the death registered.", InviteBurialFamilyInput
    )
    dismiss_burial: BurialPayload | None = _step(
        burials.dismiss, _BURIAL, "There is nothing to be done about a burial report.", DismissBurialInput
    )
    rate_service: RatingPayload | None = field(
        scope=PUBLIC,
        resolver=satisfaction.rate,
        arguments={"given": ("input", RateServiceInput)},
        description="What somebody thinks of the service that she got, once for an application; kept as a sum, apart "
        "from the application.",
    )
    note_walk_in: SessionPayload | None = _step(
        sessions.walk_in, _PROCESS, "Somebody came to have biometrics recorded, without a booking.", NoteWalkInInput
    )
    record_absence: AbsencePayload | None = _step(
        absences.record, _OFFICE, "Somebody of the office is away from a day until another.", RecordAbsenceInput
    )
    end_absence: AbsencePayload | None = _step(
        absences.end, _OFFICE, "Somebody of the office is back, or does not go away.", EndAbsenceInput
    )
    resume_application: ApplicationPayload | None = _step(
        steps.resume, (_PROCESS, *_HEADS), "The clock goes on.", named("ResumeApplicationInput", ReasonedStepInput)
    )
    correct_citizen: CitizenPayload | None = field(
        scope="citizen:correct",
        category=Category.POPULATION,
        resolver=corrections.correct,
        arguments={"given": ("input", CorrectCitizenInput)},
        description="A clerk puts a person's data right, on the ground of a paper.",
    )
    assign_nik: CitizenPayload | None = field(
        scope="citizen:correct",
        category=Category.POPULATION,
        resolver=corrections.assign_nik,
        arguments={"given": ("input", AssignNikInput)},
        description="A person gets the NIK that SIAK gave, or the one of her KTP-el in place of another paper's.",
    )
    merge_citizens: CitizenPayload | None = field(
        scope="citizen:merge",
        category=Category.POPULATION,
        resolver=duplicates.merge,
        arguments={"given": ("input", MergeCitizensInput)},
        description="Two persons become one: the duplicate's NIK and id lead to the survivor from then on.",
    )
    undo_merge: CitizenPayload | None = field(
        scope="citizen:merge",
        category=Category.POPULATION,
        resolver=duplicates.undo,
        arguments={"given": ("input", UndoMergeInput)},
        description="Both as they were, but for what was changed since; not by the one who merged them.",
    )
    dismiss_duplicate: DismissalPayload | None = field(
        scope="citizen:merge",
        category=Category.POPULATION,
        resolver=duplicates.dismiss,
        arguments={"given": ("input", DismissDuplicateInput)},
        description="The pair are two persons; they are not shown again until their data change.",
    )
    hand_over_citizen: HandOverPayload | None = _change(
        hand_overs.offer, _HAND_OVER, "Offers persons to the district that they move to.", HandOverCitizenInput
    )
    receive_citizen: HandOverPayload | None = _change(
        hand_overs.receive, _HAND_OVER, "Takes in whom another district offered.", ReceiveCitizenInput
    )
    refuse_hand_over: HandOverPayload | None = _change(
        hand_overs.refuse,
        _HAND_OVER,
        "The destination does not take them in.",
        named("RefuseHandOverInput", EndHandOverInput),
    )
    cancel_hand_over: HandOverPayload | None = _change(
        hand_overs.cancel,
        _HAND_OVER,
        "The origin takes its offer back.",
        named("CancelHandOverInput", EndHandOverInput),
    )
    seal_citizen: SealPayload | None = _change(
        seals.seal, "citizen:seal", "To all whom no policy names it is as if she did not exist.", SealCitizenInput
    )
    unseal_citizen: SealPayload | None = _change(
        seals.unseal, "citizen:seal", "Opens a sealed record again.", UnsealCitizenInput
    )
    mark_transcribed: DeliveryPayload | None = field(
        scope="delivery:transcribe",
        category=Category.POPULATION,
        resolver=deliveries.mark_transcribed,
        arguments={"given": ("input", named("MarkTranscribedInput", DeliveryInput))},
        description="A clerk has typed it into the agency's own system; the hub reads it back.",
    )
    settle_delivery: DeliveryPayload | None = field(
        scope="delivery:transcribe",
        category=Category.POPULATION,
        resolver=deliveries.settle,
        arguments={"given": ("input", SettleDeliveryInput)},
        description="Somebody found out what has become of a delivery, and decides once.",
    )
    replay_delivery: DeliveryPayload | None = field(
        scope="delivery:replay",
        resolver=deliveries.replay,
        arguments={"given": ("input", named("ReplayDeliveryInput", DeliveryInput))},
        description="A delivery that was given up is tried again.",
    )


def with_services(inputs: ApplicationInputs) -> list[StrawberryField]:
    """The mutations whose input has a member for each service."""
    submit = _step(submission.submit, _SUBMIT, "Hands an application in.", inputs.submit)
    resubmit = _step(submission.resubmit, _SUBMIT, "Hands it in again with what was missing.", inputs.resubmit)
    named = (("submit_application", submit), ("resubmit_application", resubmit))
    return [_placed(name, declared) for name, declared in named]


def with_facets(facets: Iterable[Facet[Any]]) -> list[StrawberryField]:
    """The mutations by which agencies write the facets that they own."""
    return [_recording(facet, facet.written) for facet in facets if facet.written is not None]


def _recording(facet: Facet[Any], written: Written) -> StrawberryField:
    declared: StrawberryField = field(
        scope=facet.write_scope,
        category=facet.category,
        resolver=recorder_of(facet),
        arguments={"given": ("input", recording_input(facet))},
        description=f"Only `{facet.agency}` itself: {facet.description}",
    )
    return _placed(written.mutation, declared, RecordingPayload)


def _placed(name: str, declared: StrawberryField, payload: type = ApplicationPayload) -> StrawberryField:
    declared.python_name = name
    declared.type = payload | None
    return declared
