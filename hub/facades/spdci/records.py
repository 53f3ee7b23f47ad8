"""The graph's answers as the standard's records. What a reader may not know came as null, and is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_MARITAL: Final[Mapping[str, str]] = {
    "NEVER_MARRIED": "single",
    "MARRIED_REGISTERED": "married",
    "MARRIED_UNREGISTERED": "married",
    "DIVORCED_REGISTERED": "divorced",
    "DIVORCED_UNREGISTERED": "divorced",
    "WIDOWED": "widowed",
}
_KNOWN: Final[Mapping[str, int]] = {"DAY": 10, "MONTH": 7, "YEAR": 4}
"""How much of a date is told, by its precision."""


def person(found: Mapping[str, Any]) -> dict[str, Any]:
    """A person of the civil registry."""
    return _without_nothing(
        {
            "@type": "Person",
            **_demographic(found),
            "birth_place": {"name": found.get("birthPlace")},
            "marital_status": _marital(found),
            "vital_status": _lower(found.get("vitalStatus")),
            "birth_registration_number": found.get("birthDeedNumber"),
            "parent1_identifier": _identifier((found.get("mother") or {}).get("nik")),
            "parent2_identifier": _identifier((found.get("father") or {}).get("nik")),
        }
    )


def member(found: Mapping[str, Any]) -> dict[str, Any]:
    """A person of the social registry. Her family's rank is an attribute besides, as the standard has none of hers."""
    identifier = _identifier(found.get("nik"))
    return _without_nothing(
        {
            "@type": "Member",
            "member_identifier": [identifier] if identifier else None,
            "demographic_info": {"@type": "SRPerson", **_demographic(found)},
            "marital_status": _marital(found),
            "additional_attributes": _rank(found.get("welfare")),
        }
    )


def group(card: Mapping[str, Any]) -> dict[str, Any]:
    """A household: the family card, with those of its members whom this reader may see."""
    head = card.get("head")
    members = [each for each in card.get("members") or () if each and each.get("citizen")]
    welfare = (head or {}).get("welfare") or {}
    return _without_nothing(
        {
            "@type": "Group",
            "group_identifier": [_identifier(card.get("number"), "HOUSEHOLD_ID")] if card.get("number") else None,
            "group_type": "family",
            "place": {"@type": "Place", "address": _address(card.get("address"))},
            "poverty_score": welfare.get("decile"),
            "poverty_score_type": "welfare_decile" if welfare.get("decile") else None,
            "group_head_info": member({**head, "welfare": None}) if head else None,
            "group_size": len(members) or None,
            "member_list": [
                {**member(each["citizen"]), **_without_nothing({"relationship": _lower(each.get("relationship"))})}
                for each in members
            ],
            "additional_attributes": _rank(welfare, but="decile"),
        }
    )


def _demographic(found: Mapping[str, Any]) -> dict[str, Any]:
    precision = found.get("birthDatePrecision") or "DAY"
    born = found.get("birthDate")
    return {
        "identifier": _identifier(found.get("nik")),
        "name": {"@type": "Name", "given_name": found["fullName"]} if found.get("fullName") else None,
        "sex": _lower(found.get("sex")),
        "birth_date": born[: _KNOWN[precision]] if born else None,
        "address": _address(found.get("address")),
    }


def _identifier(value: str | None, type_: str = "NIN") -> dict[str, Any] | None:
    return {"@type": "Identifier", "identifier_type": type_, "identifier_value": value} if value else None


def _address(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not found:
        return None
    parts = (("RT", found.get("rt")), ("RW", found.get("rw")))
    shown = _without_nothing(
        {
            "address_line1": found.get("line"),
            "address_line2": " ".join(f"{word} {value}" for word, value in parts if value),
            "locality": ", ".join(found[name] for name in ("village", "district") if found.get(name)),
            "sub_region_code": found.get("regionCode"),
            "region_code": (found.get("regionCode") or "")[:5],
            "postal_code": found.get("postalCode"),
        }
    )
    return {"@type": "Address", **shown, "country_code": "ID"} if shown else None


def _rank(welfare: Mapping[str, Any] | None, but: str = "") -> list[dict[str, Any]] | None:
    if not welfare:
        return None
    named = {"welfare_decile": "decile", "welfare_period": "period", "programmes": "programmes"}
    return [
        {"attribute_name": name, "attribute_value": welfare[field]}
        for name, field in named.items()
        if field != but and welfare.get(field) is not None
    ]


def _marital(found: Mapping[str, Any]) -> str | None:
    return _MARITAL.get(found.get("maritalStatus") or "")


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _without_nothing(given: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known, and without objects that have a type and nothing else."""
    return {name: value for name, value in given.items() if not _is_nothing(value)}


def _is_nothing(value: Any) -> bool:
    if isinstance(value, dict):
        return all(name == "@type" or _is_nothing(each) for name, each in value.items())
    return value is None or value in ("", [])
