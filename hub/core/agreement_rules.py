"""What an agreement has to say before two people may put it into force. Pure; every refusal names the field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.purpose import Purpose
from hub.core.regions import parse_region_code, within

AGENCY_PURPOSES: Final = (
    Purpose.PUBLIC_SERVICE,
    Purpose.PLANNING,
    Purpose.BUDGET,
    Purpose.DEMOCRACY,
    Purpose.LAW_ENFORCEMENT,
)
"""Those of UU 24/2013 art. 58(4), which are what population data are given out for. The hub's other three are nobody's
to agree on: civil registration is the office's own task (UU 23/2006 art. 7), one's own data are read by oneself, with a
log-in of one's own, and oversight is the auditor's, by law and not by contract."""
MOST_PERSONS_A_DAY: Final = 10_000_000
LONGEST_YEARS: Final = 5
"""A sharing agreement is looked at again at least so often."""
MOST_KEEP_DAYS: Final = 3650
MOST_DELAY_DAYS: Final = 730
_NEVER_SHARED: Final = frozenset({Category.ACCOUNT, Category.RIGHTS})
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,59}", re.ASCII)
_LONG_NUMBER: Final = re.compile(r"[0-9]{16}", re.ASCII)
_LONGEST: Final[Mapping[str, int]] = {"number": 100, "title": 200, "provider": 200, "recipient": 200}
_MOST_BASES, _LONGEST_BASIS = 20, 300


def sharable(fields: Mapping[str, Category]) -> Mapping[str, Category]:
    """Of the graph's fields that show personal data, with their category, those that an agreement may be about.

    Accounts of the office are administered, and what somebody asks about her own data is between her and the office;
    neither is shared.
    """
    return {coordinate: category for coordinate, category in fields.items() if category not in _NEVER_SHARED}


def check_agreement(agreement: Agreement, district: str, fields: Mapping[str, Category]) -> None:
    """Raises BadInput. `district` is the dotted code of the hub's own region; `fields` are the graph's fields that show
    personal data (`Citizen.fullName`), with their category."""
    known = sharable(fields)
    if not _ID.fullmatch(agreement.id):
        raise BadInput("An agreement's id has 3 to 60 small letters, digits or dashes: rsud-2026.", path="agreementId")
    _check_parties(agreement)
    _check_purposes(agreement)
    _check_data(agreement, known)
    if not within(parse_region_code(agreement.region, path="region"), district):
        raise BadInput(f"The region lies in this district: {district} or a part of it.", path="region")
    _check_numbers(agreement)
    _check_dates(agreement)


def _check_parties(agreement: Agreement) -> None:
    for name, longest in _LONGEST.items():
        _check_words(getattr(agreement, name), longest, name)
    if agreement.provider == agreement.recipient:
        raise BadInput("The recipient is somebody else than the provider.", path="recipient")
    if not 0 < len(agreement.legal_basis) <= _MOST_BASES:
        raise BadInput(
            f"Name the laws and rules that it stands on, one a line, {_MOST_BASES} at most (UU 27/2022 art. 20).",
            path="legalBasis",
        )
    for basis in agreement.legal_basis:
        _check_words(basis, _LONGEST_BASIS, "legalBasis")


def _check_words(words: str, longest: int, path: str) -> None:
    if not 2 <= len(words) <= longest or not words.isprintable() or words != words.strip():
        raise BadInput(f"Write it as it stands on the paper, 2 to {longest} characters on one line.", path=path)
    if _LONG_NUMBER.search(words):
        raise BadInput("No NIK belongs into an agreement: it is read by many.", path=path)


def _check_purposes(agreement: Agreement) -> None:
    if not agreement.purposes:
        raise BadInput("Choose at least one purpose.", path="purposes")
    foreign = agreement.purposes - frozenset(AGENCY_PURPOSES)
    if foreign:
        raise BadInput(
            f"No agency reads for {_listed(purpose.value for purpose in foreign)}. Choose among "
            f"{', '.join(purpose.value for purpose in AGENCY_PURPOSES)}.",
            path="purposes",
        )


def _check_data(agreement: Agreement, known: Mapping[str, Category]) -> None:
    unknown = agreement.categories - frozenset(known.values())
    if unknown or not agreement.categories:
        named = f" Unknown: {_listed(unknown)}." if unknown else ""
        raise BadInput(f"Choose categories of the hub's data, at least one.{named}", path="categories")
    _check_known(agreement.fields, known, "fields")
    _check_known(agreement.masked, known, "masked")
    foreign = {field for field in agreement.fields if known[field] not in agreement.categories}
    if foreign:
        raise BadInput(
            f"These fields are of no category that the agreement names: {_listed(foreign)}. Choose their category, or "
            "leave them out.",
            path="fields",
        )
    empty = agreement.categories - {known[field] for field in agreement.fields} if agreement.fields else frozenset()
    if empty:
        raise BadInput(
            f"Where fields are named, only they are read, and none is named of {_listed(empty)}. Name some, or leave "
            "the category out.",
            path="fields",
        )
    if agreement.fields and agreement.fields <= agreement.masked:
        raise BadInput("Every field is masked, so nothing could be read.", path="masked")


def _check_known(given: Collection[str], known: Mapping[str, Category], path: str) -> None:
    unknown = {field for field in given if field not in known}
    if unknown:
        raise BadInput(
            f"The graph has no such fields of personal data: {_listed(unknown)}. Write Type.field, as in "
            "Citizen.fullName.",
            path=path,
        )


def _check_numbers(agreement: Agreement) -> None:
    _check_within(agreement.daily_quota, 1, MOST_PERSONS_A_DAY, "persons a day", "dailyQuota")
    _check_within(agreement.keep_days, 0, MOST_KEEP_DAYS, "days", "keepDays")
    _check_within(agreement.disclosure_delay_days, 0, MOST_DELAY_DAYS, "days", "disclosureDelayDays")
    if agreement.disclosure_delay_days and Purpose.LAW_ENFORCEMENT not in agreement.purposes:
        raise BadInput(
            "Only readings for law enforcement are told later. Write 0, or choose that purpose.",
            path="disclosureDelayDays",
        )


def _check_within(given: int, least: int, most: int, what: str, path: str) -> None:
    if not least <= given <= most:
        raise BadInput(f"Write a number of {what}, {least} to {most}.", path=path)


def _check_dates(agreement: Agreement) -> None:
    if agreement.ends_on < agreement.starts_on:
        raise BadInput("The agreement ends before it begins. Check both dates.", path="endsOn")
    if agreement.ends_on - agreement.starts_on > dt.timedelta(days=366 * LONGEST_YEARS):
        raise BadInput(
            f"An agreement holds {LONGEST_YEARS} years at most, and is made anew then. Choose an earlier end.",
            path="endsOn",
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)[:10])
