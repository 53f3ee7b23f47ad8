"""What an administrator types of an agreement, for the tests."""

from __future__ import annotations

from typing import Any


def agreement_input(**changes: Any) -> dict[str, Any]:
    return {
        "agreementId": "rsud-2026", "number": "100/PKS/2026", "title": "Layanan rawat jalan (DATA CONTOH)",
        "provider": "Dinas Dukcapil Kabupaten Bangka", "recipient": "RSUD Depati Bahrin (DATA CONTOH)",
        "legalBasis": ["UU 24/2013 Pasal 79", "Permendagri 102/2019"], "purposes": ["PUBLIC_SERVICE", "PLANNING"],
        "categories": ["population", "family"], "fields": [], "masked": ["Citizen.religion"], "region": "19.01",
        "dailyQuota": 500, "startsOn": "2026-01-01", "endsOn": "2029-12-31", "keepDays": 30, **changes,
    }  # fmt: skip
