"""Claims about a person whose birth date is known in part: what an agency can be asked, and what is answered here."""

from __future__ import annotations

import dataclasses

from hub.core.birth_dates import DatePrecision, same_birth_date
from hub.core.citizen import Citizen, CitizenClaim, CitizenMatch


def for_agency(claim: CitizenClaim, known: Citizen | None) -> CitizenClaim:
    """The claim as an agency can compare it: day by day, or without the birth date. `known` is whom the record has."""
    return dataclasses.replace(claim, birth_date=None) if _is_partial(claim, known) else claim


def answered(claim: CitizenClaim, known: Citizen | None, match: CitizenMatch) -> CitizenMatch:
    """The agency's answer to `for_agency`, with the record's own on a birth date of which only a part is known.

    That is true when the two agree in what is known of both; None where the record does not have the person or date.
    """
    if not _is_partial(claim, known) or claim.birth_date is None or not match.nik:
        return match
    if known is None or known.birth_date is None:
        return match
    same = same_birth_date(claim.birth_date, known.birth_date, claim.birth_date_precision, known.birth_date_precision)
    return dataclasses.replace(match, birth_date=same)


def _is_partial(claim: CitizenClaim, known: Citizen | None) -> bool:
    precisions = {claim.birth_date_precision, known.birth_date_precision if known else DatePrecision.DAY}
    return precisions != {DatePrecision.DAY}
