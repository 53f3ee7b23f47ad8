"""The application of a twin: all that a birth has in common is taken over, what tells the children apart is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub.core.codes import BirthKind

_SHARED: Final = ("birthDate", "birthPlace", "placeKind", "birthKind", "attendant")
"""Of the child; the day may be the next one where a birth goes past midnight, so it can be changed like the rest."""
_OF_THE_FORM: Final = ("motherNik", "fatherNik", "familyCardNumber", "reporter", "witnesses")


def further(form: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What is known of the next child of the same birth; None where the form is of a single one.

    Name, sex, time, weight and length are hers alone; she comes after the child of this form. Her deed number and NIK
    are SIAK's to give, like everybody's.
    """
    child = form["child"]
    if child["birthKind"] == BirthKind.SINGLE.name:
        return None
    born = {name: child[name] for name in _SHARED} | {"birthOrder": child["birthOrder"] + 1}
    return {**{name: form.get(name) for name in _OF_THE_FORM}, "child": born}
